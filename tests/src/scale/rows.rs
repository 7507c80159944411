//! The rows of one learner: her changes with their puts and places in the feed, and what is projected of
//! them.

use rusqlite::{Connection, params};

use super::{COHORT, TODAY};
use crate::random::Random;
use sync_core::ids::LearnerId;
use sync_core::record::Day;
use sync_core::trust::{SigningKey, WriterCertificate, WriterHolder};

const REGIONS: [&str; 9] =
    ["Norte", "Sur", "Este", "Oeste", "Altiplano", "Valles", "Costa", "Selva", "Capital"];

/// Learners while they are written.
pub(super) struct Writing<'a> {
    conn: &'a Connection,
    lessons: &'a [String],
    random: Random,
    today: i32,
    /// Events of each learner, on average.
    each: usize,
    /// A writer's certificate: everybody's, since nobody checks it here.
    certificate: Vec<u8>,
    /// Changes written so far.
    pub(super) events: usize,
    put: i64,
    feed: i64,
}

impl<'a> Writing<'a> {
    pub(super) fn new(
        conn: &'a Connection,
        lessons: &'a [String],
        learners: usize,
        events: usize,
    ) -> rusqlite::Result<Self> {
        conn.set_prepared_statement_cache_capacity(64);
        conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA defer_foreign_keys = ON;")?;
        let today = Day::parse(TODAY).map_or(0, |day| day.0);
        let feed = conn.query_row("SELECT head FROM programme", [], |row| row.get(0))?;
        let each = (events / learners.max(1)).max(1);
        let central = SigningKey::from_seed([2; 32]);
        let holder = WriterHolder::Learner;
        let (learner, public) = (LearnerId([1; 16]), central.public());
        let certificate = WriterCertificate::issue(&central, learner, public, holder, 1);
        Ok(Self {
            conn,
            lessons,
            random: Random::new(9),
            today,
            each,
            certificate: minicbor::to_vec(certificate).unwrap(),
            events: 0,
            put: 0,
            feed,
        })
    }

    /// Writes one learner.
    pub(super) fn learner(&mut self, index: usize) -> rusqlite::Result<()> {
        let number = index as i64 + 1;
        let cohort = index / COHORT;
        let begun = self.today - 7 * (6 + (cohort % 150) as i32);
        let id: [u8; 16] = self.random.bytes();
        let gender = match self.random.below(100) {
            0..88 => Some("female"),
            88..91 => Some("other"),
            91..94 => Some("unsaid"),
            94..98 => Some("male"),
            _ => None,
        };
        let region =
            REGIONS[self.random.below(REGIONS.len()).min(self.random.below(REGIONS.len()))];
        let track = *self.random.one_of(&["centro", "gig", "tienda"]);
        run(
            self.conn,
            "INSERT INTO learner (number, id, cohort, label, name, enrolled_at, birth_year, track,
                                  gender, region)
             VALUES (?1, ?2, ?3, ?4, 'Nadie', ?5, ?6, ?7, ?8, ?9)",
            params![
                number,
                id,
                cohort as i64 + 1,
                format!("P-{number:04}"),
                i64::from(begun) * 86_400,
                2008 - self.random.below(50) as i64,
                track,
                gender,
                region
            ],
        )?;
        if self.random.percent(60) {
            let value = *self.random.one_of(&["sí", "no", "no", "no", "unsaid"]);
            run(
                self.conn,
                "INSERT INTO learner_attribute (learner, name, value) VALUES (?1, 'disability', ?2)",
                params![number, value],
            )?;
        }
        run(
            self.conn,
            "INSERT INTO device (number, learner, label, token_hash, since, last_seen)
             VALUES (?1, ?1, 'Teléfono', ?2, 1, ?3)",
            params![number, self.random.bytes::<32>(), i64::from(self.today) * 86_400],
        )?;
        run(
            self.conn,
            "INSERT INTO writer (number, id, public, learner, device, holder, registered_at, certificate)
             VALUES (?1, ?2, ?3, ?1, ?1, 0, 1, ?4)",
            params![
                number,
                self.random.bytes::<8>(),
                self.random.bytes::<32>(),
                self.certificate
            ],
        )?;
        run(
            self.conn,
            "INSERT INTO document (number, learner, kind) VALUES (?1, ?1, 0)",
            params![number],
        )?;
        run(
            self.conn,
            "INSERT INTO actor (number, document, id, writer, nonce) VALUES (?1, ?1, ?2, ?1, ?3)",
            params![number, self.random.bytes::<16>(), self.random.bytes::<8>()],
        )?;
        run(
            self.conn,
            "INSERT INTO batch (number, document, writer, running_count, signature, received_at)
             VALUES (?1, ?1, ?1, 0, ?2, 1)",
            params![number, self.random.bytes::<64>()],
        )?;
        self.record(number, begun)?;
        self.enrolment(number, cohort, begun, track)
    }

    /// Her changes, over so many weeks as she stayed.
    fn record(&mut self, learner: i64, begun: i32) -> rusqlite::Result<()> {
        let weeks = 1 + self.random.below(16);
        let events = self.each / 2 + self.random.below(self.each + 1);
        let lessons = self.random.below(self.lessons.len() + 1);
        let mut done = 0;
        for position in 0..events {
            let week = position * weeks / events.max(1);
            let day = (begun + 7 * week as i32 + self.random.below(7) as i32).min(self.today);
            let at = i64::from(day) * 86_400 + 36_000 + self.random.below(30_000) as i64;
            let put = self.change(learner, position, at)?;
            // A lesson after each stretch of work, as long as there are lessons.
            if position * lessons / events.max(1) > done && done < lessons {
                self.lesson(learner, put, self.lessons[done].clone(), at)?;
                done += 1;
            } else if position % 5 == 4 {
                self.attendance(learner, put, position, day)?;
            } else {
                self.work(learner, put, position, day)?;
            }
        }
        run(
            self.conn,
            "UPDATE document SET changes = ?2 WHERE number = ?1",
            params![learner, events as i64],
        )
    }

    /// A change with one put and its place in the feed; gives the put.
    fn change(&mut self, learner: i64, position: usize, at: i64) -> rusqlite::Result<i64> {
        self.put += 1;
        self.feed += 1;
        self.events += 1;
        let (number, hash): (i64, [u8; 32]) = (self.put, self.random.bytes());
        run(
            self.conn,
            "INSERT INTO change (number, document, position, actor, sequence, hash, max_op, clock,
                                 frame, at, corrected_at, received_at, batch, run, running_index, feed)
             VALUES (?1, ?2, ?3, ?2, ?3 + 1, ?4, ?3 + 1, x'0102030405', zeroblob(70), ?5, ?5, ?5, ?2,
                     0, ?3, ?6)",
            params![number, learner, position as i64, hash, at, self.feed],
        )?;
        run(
            self.conn,
            "INSERT INTO register (number, document, key, section, entity)
             VALUES (?1, ?2, 'work/' || ?3, 'work', ?3)",
            params![number, learner, format!("01920f3a-7c1e-7abc-8def-{position:012x}")],
        )?;
        run(
            self.conn,
            "INSERT INTO put (number, register, change, counter, actor, value, live)
             VALUES (?1, ?1, ?1, ?2, ?3, zeroblob(24), 1)",
            params![number, position as i64 + 1, learner],
        )?;
        run(
            self.conn,
            "INSERT INTO feed (programme, sequence, learner, kind, change, hash)
             VALUES (1, ?1, ?2, 0, ?3, ?4)",
            params![self.feed, learner, number, hash],
        )?;
        Ok(number)
    }

    fn lesson(&self, learner: i64, put: i64, lesson: String, at: i64) -> rusqlite::Result<()> {
        run(
            self.conn,
            "INSERT INTO progress_version
                 (put, learner, lesson, writer, place, seconds, score_percent, completed_at)
             VALUES (?1, ?2, ?3, ?2, 4, 300, 80, ?4)",
            params![put, learner, lesson, at],
        )?;
        run(
            self.conn,
            "INSERT INTO lesson_progress
                 (learner, lesson, state, place, seconds, score_percent, completed_at, last_at)
             VALUES (?1, ?2, 1, 4, 300, 80, ?3, ?3)",
            params![learner, lesson, at],
        )
    }

    fn work(&mut self, learner: i64, put: i64, position: usize, day: i32) -> rusqlite::Result<()> {
        let entry = format!("01920f3a-7c1e-7abc-8def-{position:012x}");
        let minutes = 15 * (1 + self.random.below(16)) as i64;
        run(
            self.conn,
            "INSERT INTO work_version (put, learner, entry, task, day, minutes, withdrawn)
             VALUES (?1, ?2, ?3, 'etiquetar', ?4, ?5, 0)",
            params![put, learner, entry, day, minutes],
        )?;
        run(
            self.conn,
            "INSERT INTO work_entry (learner, entry, live_versions, task, day, minutes, units, withdrawn)
             VALUES (?1, ?2, 1, 'etiquetar', ?3, ?4, 0, 0)",
            params![learner, entry, day, minutes],
        )?;
        let is_approved = self.random.percent(85);
        run(
            self.conn,
            "INSERT INTO entry_standing (learner, entry, state, answered, minutes, basis, rate,
                                         currency, rounding, amount, bulk, task, day)
             VALUES (?1, ?2, ?3, 0, ?4, 'hour', 1500, ?5, 10, ?6, 0, 'etiquetar', ?7)",
            params![
                learner,
                entry,
                if is_approved { "approved" } else { "waiting" },
                is_approved.then_some(minutes),
                is_approved.then_some("BOB"),
                is_approved.then_some(minutes * 25),
                day
            ],
        )
    }

    fn attendance(
        &self,
        learner: i64,
        put: i64,
        position: usize,
        day: i32,
    ) -> rusqlite::Result<()> {
        run(
            self.conn,
            "INSERT INTO attendance (put, learner, session, writer, presence, day, scanned)
             VALUES (?1, ?2, ?3, ?2, ?4, ?5, 0)",
            params![
                put,
                learner,
                format!("taller-{}", position / 5),
                [0, 0, 0, 1, 2][position / 5 % 5],
                day
            ],
        )
    }

    fn enrolment(
        &mut self,
        learner: i64,
        cohort: usize,
        begun: i32,
        track: &str,
    ) -> rusqlite::Result<()> {
        let (state, reason) = match self.random.below(100) {
            0..35 => return Ok(()),
            35..70 => (3, None),
            70..90 => (2, Some(*self.random.one_of(&["trabajo", "salud", "familia", "mudanza"]))),
            90..97 => (4, None),
            _ => (1, Some("salud")),
        };
        run(
            self.conn,
            "INSERT INTO enrolment (learner, cohort, state, day, since, track, reason, put)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                learner,
                format!("c{cohort}"),
                state,
                begun + 84,
                begun,
                track,
                reason,
                self.put
            ],
        )
    }

    /// Says where the feed stands.
    pub(super) fn finish(&self) -> rusqlite::Result<()> {
        run(self.conn, "UPDATE programme SET head = ?1", params![self.feed])
    }
}

fn run(conn: &Connection, sql: &str, values: impl rusqlite::Params) -> rusqlite::Result<()> {
    conn.prepare_cached(sql)?.execute(values)?;
    Ok(())
}
