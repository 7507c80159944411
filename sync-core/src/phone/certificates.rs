//! Her certificates on this device.
//!
//! Owns their JSON. What a link is worth to others is [`crate::certificate`]'s to say.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Profile;
use crate::certificate::link_text;
use crate::ids::{DocumentKind, OpId};
use crate::record::{Certificate, Record, Words};

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateView {
    /// UUID.
    pub id: String,
    /// As the programme names it.
    pub certificate: String,
    /// What stands on it, by language.
    pub title: BTreeMap<String, String>,
    /// What the programme was called, by language.
    pub programme: BTreeMap<String, String>,
    /// Her name, as it stands on it.
    pub name: String,
    /// `YYYY-MM-DD`: when it was given.
    pub day: String,
    /// Its last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
    /// Who of the staff gave it; absent: it was given by rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// What stands after `/v#`.
    pub link: String,
    /// When it was taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl CertificateView {
    fn of(id: &str, known: Certificate) -> Self {
        Self {
            id: id.to_owned(),
            certificate: known.certificate,
            title: by_language(known.title),
            programme: by_language(known.programme),
            name: known.name,
            day: known.day.to_string(),
            expires: known.expires.map(|day| day.to_string()),
            by: known.by,
            link: link_text(&known.link),
            revoked: known.revoked.map(|day| day.to_string()),
            reason: known.reason,
        }
    }
}

fn by_language(words: Vec<Words>) -> BTreeMap<String, String> {
    words.into_iter().map(|it| (it.language, it.words)).collect()
}

impl Profile {
    /// Her certificates, the latest given first. Of several words on one, that it was taken back
    /// stands, else the earliest, as at central.
    pub(super) fn certificate_views(&self) -> Vec<CertificateView> {
        let Some(document) = self.documents.get(&DocumentKind::Desk) else { return Vec::new() };
        let mut views = Vec::new();
        for (key, register) in document.ledger.section("certificate") {
            let live = register.live().filter_map(|row| {
                let Record { known, .. } = Record::<Certificate>::from_bytes(&row.value).ok()?;
                Some((row.op, known))
            });
            let rank = |(op, known): &(OpId, Certificate)| {
                (known.revoked.is_none(), known.revoked, known.day, *op)
            };
            if let Some((_, stands)) = live.min_by_key(rank) {
                views.push(CertificateView::of(key.entity(), stands));
            }
        }
        views.sort_by(|a, b| (&b.day, &a.certificate).cmp(&(&a.day, &b.certificate)));
        views
    }
}
