//! Who of a cohort has which certificate, what there is to give, and what anybody may know of the
//! programme's certificates, as JSON.
//!
//! Owns its shape (docs/API.md). Must not decide anything.

use std::collections::BTreeMap;

use serde::Serialize;
use sync_core::certificate::{key_id, link_text};
use sync_core::record::{Day, Words};

use super::shapes::LearnerName;
use crate::programme::{Issuer, Text};
use crate::store::certificates::{
    AwardRow, CertificateRow, CertificateRows, HolderRow, Issuing, OpenedRow, OpenedTo,
};

/// A cohort's certificates.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Certificates {
    /// Version of the definition → what it names.
    defined: BTreeMap<u32, Vec<Defined>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    awards: Vec<ShownAward>,
    learners: Vec<Holder>,
}

#[derive(Clone, Debug, Serialize)]
struct Defined {
    id: String,
    title: Text,
    by: Issuer,
}

#[derive(Clone, Debug, Serialize)]
struct Holder {
    #[serde(flatten)]
    learner: LearnerName,
    definition: u32,
    certificates: Vec<Shown>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    awards: Vec<Opened>,
}

/// What a certificate opens.
#[derive(Clone, Debug, Serialize)]
struct ShownAward {
    id: String,
    title: Text,
    after: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    places: Option<u32>,
    /// How many took it; absent on a hub.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken: Option<u32>,
}

/// What somebody may take, or took.
#[derive(Clone, Debug, Serialize)]
struct Opened {
    award: String,
    /// The day on which she took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken: Option<String>,
}

impl From<AwardRow> for ShownAward {
    fn from(AwardRow { award, taken }: AwardRow) -> Self {
        let (id, after) = (award.id.to_string(), award.after.to_string());
        Self { id, title: award.title, after, places: award.places, taken }
    }
}

impl From<OpenedRow> for Opened {
    fn from(row: OpenedRow) -> Self {
        Self { award: row.award, taken: row.taken.map(|day| day.to_string()) }
    }
}

/// What the programme's certificates open, and to whom, for the command line.
#[derive(Clone, Debug, Serialize)]
pub struct Awards {
    awards: Vec<ShownAward>,
    people: Vec<Taker>,
}

#[derive(Clone, Debug, Serialize)]
struct Taker {
    #[serde(flatten)]
    learner: LearnerName,
    cohort: String,
    awards: Vec<Opened>,
}

impl Awards {
    /// Of what the store knows.
    pub fn of((awards, people): (Vec<AwardRow>, Vec<OpenedTo>)) -> Self {
        let taker = |one: OpenedTo| Taker {
            learner: one.learner.into(),
            cohort: one.cohort,
            awards: one.awards.into_iter().map(Opened::from).collect(),
        };
        Self {
            awards: awards.into_iter().map(ShownAward::from).collect(),
            people: people.into_iter().map(taker).collect(),
        }
    }

    /// A line for each award, and one for each person under it.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for award in &self.awards {
            let of = award.places.map(|places| format!(" of {places}")).unwrap_or_default();
            let taken = award.taken.map_or("-".to_owned(), |taken| taken.to_string());
            let title = award.title.in_language("es");
            lines.push(format!("{}  {title}  after {}  taken {taken}{of}", award.id, award.after));
            for person in &self.people {
                for one in person.awards.iter().filter(|one| one.award == award.id) {
                    let stands = match &one.taken {
                        Some(day) => format!("took it {day}"),
                        None => "may take it".to_owned(),
                    };
                    let (label, name) = (&person.learner.label, &person.learner.name);
                    lines.push(format!("  {label}  {name}  {}  {stands}", person.cohort));
                }
            }
        }
        lines
    }
}

/// A certificate, as staff and the command line see it.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    id: String,
    certificate: String,
    title: BTreeMap<String, String>,
    name: String,
    day: String,
    cohort: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    /// What stands after `/v#`.
    link: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

impl From<CertificateRow> for Shown {
    fn from(row: CertificateRow) -> Self {
        let known = row.certificate;
        Self {
            id: row.id,
            certificate: known.certificate,
            title: by_language(known.title),
            name: known.name,
            day: known.day.to_string(),
            cohort: known.cohort,
            expires: known.expires.map(|day| day.to_string()),
            by: known.by,
            link: link_text(&known.link),
            revoked: known.revoked.map(|day| day.to_string()),
            reason: known.reason,
        }
    }
}

impl Shown {
    /// In one line, for the command line.
    pub fn line(&self) -> String {
        let stands = match (&self.revoked, &self.expires) {
            (Some(day), _) => format!("taken back {day}"),
            (None, Some(day)) => format!("until {day}"),
            (None, None) => "good".to_owned(),
        };
        format!("{}  {}  {}  {stands}", self.id, self.day, self.certificate)
    }
}

fn by_language(words: Vec<Words>) -> BTreeMap<String, String> {
    words.into_iter().map(|it| (it.language, it.words)).collect()
}

/// Makes the list.
pub(crate) fn certificates(rows: CertificateRows) -> Certificates {
    let defined = |it: crate::programme::Certificate| Defined {
        id: it.id.to_string(),
        title: it.title,
        by: it.by,
    };
    let holder = |row: HolderRow| Holder {
        learner: row.learner.into(),
        definition: row.definition,
        certificates: row.certificates.into_iter().map(Shown::from).collect(),
        awards: row.awards.into_iter().map(Opened::from).collect(),
    };
    Certificates {
        defined: rows
            .defined
            .into_iter()
            .map(|(version, all)| (version, all.into_iter().map(defined).collect()))
            .collect(),
        awards: rows.awards.into_iter().map(ShownAward::from).collect(),
        learners: rows.learners.into_iter().map(holder).collect(),
    }
}

/// What anybody may know: by it a certificate's link is judged without a road.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Issuers {
    /// As of when.
    as_of: i64,
    keys: Vec<Key>,
    revoked: Vec<Revoked>,
}

#[derive(Clone, Debug, Serialize)]
struct Key {
    /// What links name it by.
    id: String,
    /// Ed25519.
    public: String,
    since: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct Revoked {
    mark: String,
    day: String,
}

/// Makes the list.
pub(crate) fn issuers(issuing: Issuing, now: i64) -> Issuers {
    let day = |seconds: i64| Day::of_seconds(seconds).to_string();
    Issuers {
        as_of: now,
        keys: issuing
            .keys
            .into_iter()
            .map(|key| Key {
                id: hex::encode(key_id(&key.public)),
                public: hex::encode(key.public.0),
                since: day(key.since),
                until: key.until.map(day),
            })
            .collect(),
        revoked: issuing
            .revoked
            .into_iter()
            .map(|(mark, day)| Revoked { mark: hex::encode(mark), day: day.to_string() })
            .collect(),
    }
}
