//! What may happen next in a world.
//!
//! Owns how often what happens. Everything that happens is in a file of its own subject.

use super::hub::Hub;
use super::phone::{Kept, Who};
use super::world::World;

impl World {
    /// One thing happens.
    pub(super) fn happen(&mut self) {
        if self.hub.is_some() && self.random.percent(15) {
            self.hub_meets_central();
        }
        if self.hub.is_some() && self.random.below(1000) < 12 {
            self.trouble_hub();
        }
        if self.is_busy && self.random.below(1000) < 30 {
            self.office_is_busy();
        }
        let is_cut = |hub: &Hub| self.now < hub.cut_until;
        if self.is_busy && self.hub.as_ref().is_some_and(is_cut) && self.random.percent(8) {
            match self.random.percent(40) {
                true => self.write_hub_file(),
                false => self.move_parcel(),
            }
        }
        let is_here = |kept: &Kept| !kept.is_gone;
        if self.may_fork && self.random.below(1000) < 8 {
            self.clone_phone();
        }
        match self.random.below(1000) {
            915..925 | 935..950 if self.is_careless => self.roll_back_central(),
            0..250 => self.somebody_acts(),
            250..270 => self.carry(),
            270..640 => {
                if let Some(at) = self.one(is_here) {
                    self.visit(at);
                }
            }
            640..820 => {
                if let Some(at) = self.one(|kept| kept.is_hers()) {
                    self.locked_visit(at);
                }
            }
            820..880 => {
                if let Some(at) = self.one(is_here) {
                    self.lock(at);
                }
            }
            880..915 => self.attack(),
            915..925 => self.steal(),
            925..935 => self.somebody_notices(),
            935..945 => self.lose_phone(),
            945..950 => self.replace_profile(),
            950..965 => self.roll_back_phone(),
            965..970 => self.clone_phone(),
            970..980 => self.change_phone(),
            980..986 => self.back_up(),
            986..990 => self.restore(),
            990..995 => self.roll_back_central(),
            _ => self.close_period(),
        }
    }

    /// What the office says of people.
    fn office_is_busy(&mut self) {
        match self.random.below(100) {
            0..35 => self.merge_or_part(),
            35..45 => self.erase_somebody(),
            45..65 => self.move_somebody(),
            65..80 => self.visit_somewhere(),
            // (Where a hub has a road it may send a file all the same.)
            _ => self.write_hub_file(),
        }
    }

    fn somebody_acts(&mut self) {
        let Some(at) = self.one(|kept| !kept.is_gone) else { return };
        match self.kept[at].who {
            Who::Learner => self.act(at),
            Who::Staff(_) => self.act_as_staff(at),
            Who::Thief => self.act_as_thief(at),
        }
    }

    fn somebody_notices(&mut self) {
        if !self.thefts.is_empty() {
            let which = self.random.below(self.thefts.len());
            self.report_theft(which);
        }
    }
}
