//! Forms about a person as JSON, and what they say.
//!
//! Owns that form. What a field may say is `person`'s.

use serde::{Deserialize, Deserializer};

use super::learners::CodeWord;
use crate::enrolling::{self, Enrolling};
use crate::http::error::ApiError;
use crate::person::form::Form;
use crate::person::{Consent, Contact, Covered};
use crate::store::persons::{PersonEdit, PersonRow};

/// Somebody new.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EnrolForm {
    /// 32 hex digits, chosen by the page: sent again, it is the same person.
    #[serde(default)]
    pub(super) id: Option<String>,
    name: String,
    #[serde(default)]
    birth_year: Option<i64>,
    #[serde(default)]
    about: Option<String>,
    #[serde(default)]
    track: Option<String>,
    #[serde(default)]
    gender: Option<String>,
    #[serde(default)]
    region: Option<String>,
    consent: ConsentForm,
    #[serde(default)]
    contact: Option<ContactForm>,
    /// The code that is wanted with it.
    #[serde(default)]
    pub(super) code: CodeWord,
    /// Whoever is alike was looked at, and is somebody else.
    #[serde(default)]
    pub(super) confirm_duplicate: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConsentForm {
    covers: Vec<String>,
    version: String,
    #[serde(default)]
    given: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ContactForm {
    channel: String,
    #[serde(default)]
    number: Option<String>,
    #[serde(default)]
    from: Option<String>,
    #[serde(default)]
    until: Option<String>,
    #[serde(default)]
    ask_for: Option<String>,
    #[serde(default)]
    leave_message: Option<bool>,
}

/// What is to change; what is absent stays, what is `null` is taken away.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PersonForm {
    #[serde(default)]
    name: Option<String>,
    #[serde(default, deserialize_with = "said")]
    birth_year: Option<Option<i64>>,
    #[serde(default, deserialize_with = "said")]
    about: Option<Option<String>>,
    #[serde(default, deserialize_with = "said")]
    track: Option<Option<String>>,
    #[serde(default, deserialize_with = "said")]
    gender: Option<Option<String>>,
    #[serde(default, deserialize_with = "said")]
    region: Option<Option<String>>,
    #[serde(default)]
    consent: Option<ConsentForm>,
    #[serde(default)]
    contact: Option<ContactForm>,
}

/// `null` is said; what is not there is not.
fn said<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

pub(super) fn read_new(form: &EnrolForm) -> Form {
    let mut read = Form {
        name: Some(form.name.clone()),
        birth_year: form.birth_year.map(|year| year.to_string()),
        about: form.about.clone(),
        track: form.track.clone(),
        gender: form.gender.clone(),
        region: form.region.clone(),
        ..Form::default()
    };
    say_consent(&mut read, &form.consent);
    if let Some(contact) = &form.contact {
        say_contact(&mut read, contact);
    }
    read
}

fn say_consent(form: &mut Form, consent: &ConsentForm) {
    form.covers.clone_from(&consent.covers);
    form.consent_version = Some(consent.version.clone());
    form.consent_given.clone_from(&consent.given);
}

fn say_contact(form: &mut Form, contact: &ContactForm) {
    form.channel = Some(contact.channel.clone());
    form.number.clone_from(&contact.number);
    form.from.clone_from(&contact.from);
    form.until.clone_from(&contact.until);
    form.ask_for.clone_from(&contact.ask_for);
    form.may_leave_message = contact.leave_message;
}

/// What changes of it is held against the rules together with what stays.
pub(super) async fn read_edit(
    form: PersonForm,
    before: &PersonRow,
    enrolling: &Enrolling<'_>,
) -> Result<PersonEdit, ApiError> {
    let rules = enrolling.rules().await?;
    let old = &before.person;
    let mut read = Form {
        name: Some(form.name.clone().unwrap_or_else(|| old.name.clone())),
        birth_year: match form.birth_year {
            Some(year) => year.map(|year| year.to_string()),
            // What was believed once is not doubted because years went by.
            None => None,
        },
        about: form.about.clone().unwrap_or_else(|| old.about.clone()),
        // A track that the programme no longer has stays hers until she has another.
        track: form.track.clone().flatten(),
        gender: form.gender.clone().flatten(),
        // Nor is a region doubted that the programme no longer names.
        region: form.region.clone().flatten(),
        ..Form::default()
    };
    let person = read.read_person(&rules)?;
    let mut edit = PersonEdit {
        name: form.name.map(|_| person.name),
        birth_year: form.birth_year.map(|_| person.birth_year),
        about: form.about.map(|_| person.about),
        track: form.track.map(|_| person.track),
        gender: form.gender.map(|_| person.gender),
        region: form.region.map(|_| person.region),
        consent: None,
        contact: None,
    };
    if let Some(consent) = &form.consent {
        say_consent(&mut read, consent);
        edit.consent = Some(read.read_consent(&rules)?);
    }
    if let Some(contact) = &form.contact {
        say_contact(&mut read, contact);
        let holds = edit.consent.as_ref().or(before.consents.first().map(|row| &row.consent));
        edit.contact = read.read_contact(&rules)?;
        let agreed =
            holds.is_some_and(|consent: &Consent| consent.covers.contains(&Covered::Contact));
        if matches!(edit.contact, Some(Contact::By(_))) && !agreed {
            return Err(enrolling::not_agreed().into());
        }
    }
    Ok(edit)
}
