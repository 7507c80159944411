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
use crate::store::certificates::{CertificateRow, CertificateRows, HolderRow, Issuing};

/// A cohort's certificates.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Certificates {
    /// Version of the definition → what it names.
    defined: BTreeMap<u32, Vec<Defined>>,
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
    };
    Certificates {
        defined: rows
            .defined
            .into_iter()
            .map(|(version, all)| (version, all.into_iter().map(defined).collect()))
            .collect(),
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
