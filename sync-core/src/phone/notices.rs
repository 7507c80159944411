//! Her cohort's notices on this device, what she is interested in, and what would be sent of her.
//!
//! Owns which word of central's on a notice holds, the drafts, and the JSON of `NoticeView` and
//! `ReferralView`. Which of them are over the screen knows: there is no clock here. How her word on
//! a text counts is `record::released`'s to say.

use std::collections::BTreeMap;

use serde::Serialize;

use super::act::ActError;
use super::rows::{self, RowChange};
use super::{Entropy, Profile};
use crate::ids::{DocumentKind, VersionId};
use crate::key::RegisterKey;
use crate::ledger::Draft;
use crate::notice::{Notice, SignedNotice};
use crate::record::{Day, Interest, Known, Referral, Release, Released, is_met, released};
use crate::session::session_id;

/// Most notices that are kept: of more, those that end first go.
const MAX_KEPT: usize = 120;

/// Notices that central told of, by id.
#[derive(Clone, Debug, Default)]
pub(super) struct Notices(BTreeMap<[u8; 16], (Notice, SignedNotice)>);

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NoticeView {
    /// UUID v7.
    pub id: String,
    /// Whose it is.
    pub cohort: String,
    /// `opening`, `fair`, `seed_capital`, `other`.
    pub kind: &'static str,
    /// What it is called.
    pub title: String,
    /// What it says, in lines.
    pub text: String,
    /// The last day on which it is shown: `YYYY-MM-DD`.
    pub ends_on: String,
    /// Who answers for it; of an opening, who verified it.
    pub by: String,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// More of it: `https://…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Of an opening: who looks for somebody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Tracks of which one is wanted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tracks: Vec<String>,
    /// Courses that are wanted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub courses: Vec<String>,
    /// Certificates that are wanted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub certificates: Vec<String>,
    /// She is interested.
    pub interested: bool,
}

/// What would be sent of her to a company.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReferralView {
    /// UUID v7.
    pub id: String,
    /// For which opening.
    pub opening: String,
    /// To whom.
    pub company: String,
    /// Word for word.
    pub text: String,
    /// `YYYY-MM-DD`
    pub day: String,
    /// The version that her word must name, in hex.
    pub version: String,
    /// `asked`, `allowed`, `declined`, `differing`.
    pub state: &'static str,
}

impl Notices {
    /// From what was stored: it was checked before it was sealed.
    pub(super) fn of(notices: Vec<SignedNotice>) -> Self {
        let mut all = Self::default();
        for notice in notices {
            all.take(notice);
        }
        all
    }

    /// True when it says something new.
    fn take(&mut self, signed: SignedNotice) -> bool {
        let Some(notice) = signed.read() else { return false };
        let known = self.0.get(&notice.id);
        // An older word that comes again changes nothing.
        if known.is_some_and(|(known, _)| known.edition >= notice.edition) {
            return false;
        }
        self.0.insert(notice.id, (notice, signed));
        while self.0.len() > MAX_KEPT {
            let first = self.0.iter().min_by_key(|(id, (notice, _))| (notice.ends_on, **id));
            let Some(first) = first.map(|(id, _)| *id) else { break };
            self.0.remove(&first);
        }
        true
    }
}

impl Profile {
    /// Takes what central says of notices; its signature was checked.
    pub(super) fn take_notices(
        &mut self,
        notices: Vec<SignedNotice>,
        entropy: &mut Entropy,
    ) -> Option<RowChange> {
        let mut is_new = false;
        for notice in notices {
            is_new |= self.notices.take(notice);
        }
        is_new.then(|| {
            let all: Vec<SignedNotice> =
                self.notices.0.values().map(|(_, signed)| signed.clone()).collect();
            rows::notices(&self.data_key, &all, entropy)
        })
    }

    /// Notices that were not closed, those that end first before the others.
    pub(super) fn notice_views(&self) -> Vec<NoticeView> {
        let mut words = self.interest_words();
        let shown = self.notices.0.values().filter(|(notice, _)| !notice.is_closed());
        let mut views: Vec<(Day, NoticeView)> = shown
            .map(|(notice, _)| {
                let said = words.remove(&notice.id_text()).unwrap_or_default();
                (notice.ends_on, view_of(notice, is_met(said) == Some(true)))
            })
            .collect();
        views.sort_by(|a, b| (a.0, &a.1.id).cmp(&(b.0, &b.1.id)));
        views.into_iter().map(|(_, view)| view).collect()
    }

    /// Opening → every live word of hers on it.
    fn interest_words(&self) -> BTreeMap<String, Vec<(i64, bool)>> {
        let mut words: BTreeMap<String, Vec<(i64, bool)>> = BTreeMap::new();
        let said = self.live_of::<Interest>(DocumentKind::Record, "interest");
        for (opening, (_, at), interest) in said {
            words.entry(opening).or_default().push((at, interest.interested));
        }
        words
    }

    /// What would be sent of her, the newest first; what staff took back is left out.
    pub(super) fn referral_views(&self) -> Vec<ReferralView> {
        let words = self.release_words();
        let mut views = Vec::new();
        let Some(document) = self.documents.get(&DocumentKind::Desk) else { return views };
        for (key, register) in document.ledger.section("referral") {
            let said = self.said::<Referral>(DocumentKind::Desk, key, register).into_iter();
            let live: Vec<(VersionId, Referral)> = said
                .filter(|said| said.live)
                .filter_map(|said| Some((said.id, said.value?)))
                .collect();
            let versions: Vec<(VersionId, bool)> =
                live.iter().map(|(id, referral)| (*id, referral.is_withdrawn())).collect();
            let of = words.get(key.entity()).map(Vec::as_slice).unwrap_or_default();
            let state = released(&versions, of.iter().copied());
            let Some((version, referral)) = live.into_iter().next() else { continue };
            if state == Released::Withdrawn {
                continue;
            }
            views.push(ReferralView {
                id: key.entity().to_owned(),
                opening: referral.opening_text(),
                company: referral.company,
                text: referral.text,
                day: referral.day.to_string(),
                version: version.to_string(),
                state: state.word(),
            });
        }
        views.sort_by(|a, b| (&b.day, &b.id).cmp(&(&a.day, &a.id)));
        views
    }

    /// Referral → every live word of hers on it.
    fn release_words(&self) -> BTreeMap<String, Vec<(i64, VersionId, bool)>> {
        let mut words: BTreeMap<String, Vec<(i64, VersionId, bool)>> = BTreeMap::new();
        let said = self.live_of::<Release>(DocumentKind::Record, "release");
        for (referral, (_, at), release) in said {
            if let Some(about) = release.about() {
                words.entry(referral).or_default().push((at, about, release.allowed));
            }
        }
        words
    }

    /// May this be sent, as it stands here?
    pub(super) fn is_released(&self, referral: &str) -> bool {
        let views = self.referral_views();
        let found = views.iter().find(|view| view.id == referral);
        found.is_some_and(|view| view.state == Released::Allowed.word())
    }

    /// She is interested in an opening, or not any more. `None` when that is said already.
    pub(super) fn interest_draft(
        &self,
        opening: &str,
        interested: bool,
        day: &str,
    ) -> Result<Option<Draft>, ActError> {
        let known = Interest { version: None, interested, day: parsed(day)? };
        let words = self.interest_words().remove(opening).unwrap_or_default();
        self.word_draft(("interest", opening), known, is_met(words) == Some(interested))
    }

    /// Her word on exactly the text that she read.
    pub(super) fn release_draft(
        &self,
        referral: &str,
        about: &str,
        allowed: bool,
        day: &str,
    ) -> Result<Option<Draft>, ActError> {
        let about = VersionId::from_hex(about).ok_or(ActError::Invalid)?;
        // What changed while she read it she reads again.
        let views = self.referral_views();
        let view = views.iter().find(|view| view.id == referral);
        let reads_it = |view: &&ReferralView| {
            view.version == about.to_string() && view.state != Released::Differing.word()
        };
        let view = view.filter(reads_it).ok_or(ActError::Changed)?;
        let says = if allowed { Released::Allowed } else { Released::Declined };
        let stands = view.state == says.word();
        let known =
            Release { version: None, about: about.0.to_vec().into(), allowed, day: parsed(day)? };
        self.word_draft(("release", referral), known, stands)
    }

    /// In this phone's own register; `stands`: all words of hers together say the same already.
    fn word_draft<T: Known + PartialEq>(
        &self,
        (section, id): (&str, &str),
        known: T,
        stands: bool,
    ) -> Result<Option<Draft>, ActError> {
        known.check().map_err(|_| ActError::Invalid)?;
        if session_id(id).is_none() {
            return Err(ActError::Invalid);
        }
        let key = RegisterKey::new(section, id, Some(self.identity.writer()));
        let key = key.ok_or(ActError::Invalid)?;
        // Where another phone of hers said otherwise since, saying it again is a new word.
        Ok(if stands {
            self.replacing(DocumentKind::Record, key, known)
        } else {
            Some(self.said_anew(DocumentKind::Record, key, known))
        })
    }
}

fn parsed(day: &str) -> Result<Day, ActError> {
    Day::parse(day).ok_or(ActError::Invalid)
}

fn view_of(notice: &Notice, interested: bool) -> NoticeView {
    NoticeView {
        id: notice.id_text(),
        cohort: notice.cohort.clone(),
        kind: notice.kind.word(),
        title: notice.title.clone(),
        text: notice.text.clone(),
        ends_on: notice.ends_on.to_string(),
        by: notice.by.clone(),
        place: notice.place.clone(),
        link: notice.link.clone(),
        company: notice.company.clone(),
        tracks: notice.tracks.clone().unwrap_or_default(),
        courses: notice.courses.clone().unwrap_or_default(),
        certificates: notice.certificates.clone().unwrap_or_default(),
        interested,
    }
}
