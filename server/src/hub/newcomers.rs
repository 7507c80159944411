//! People and phones that a hub took in itself, on their way to central.
//!
//! Owns how they are said, and what central checks. A person is read like a form of central's own;
//! a phone must be one that this hub certified, and waits for somebody of the staff.

use minicbor::{Decode, Encode};
use sync_core::ids::LearnerId;
use sync_core::record::Day;
use sync_core::sealed_box::SealingPublic;
use sync_core::trust::{WriterCertificate, WriterHolder};

use crate::enrolling::{Enrolling, EnrollingError};
use crate::person::form::{Form, clock};
use crate::person::{Contact, NewPerson};
use crate::store::hubs::{Hub, NewcomerPerson, NewcomerPhone, NotTaken};
use crate::store::persons::Intake;
use crate::store::{Store, StoreError};
use crate::sync;

/// Whom a hub took in.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct NewcomersMessage {
    #[n(0)]
    pub(super) people: Vec<PersonMessage>,
    #[n(1)]
    pub(super) phones: Vec<PhoneMessage>,
}

/// Central's words: for each, in order, why it did not take her, or nothing.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct NewcomersWord {
    #[n(0)]
    pub(super) people: Vec<Option<String>>,
    #[n(1)]
    pub(super) phones: Vec<Option<String>>,
}

/// Somebody whom a hub took in.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct PersonMessage {
    #[n(0)]
    learner: LearnerId,
    /// The cohort's id.
    #[n(1)]
    cohort: String,
    #[n(2)]
    name: String,
    #[n(3)]
    birth_year: Option<i32>,
    #[n(4)]
    about: Option<String>,
    #[n(5)]
    track: Option<String>,
    /// What she agreed to, by word.
    #[n(6)]
    covers: Vec<String>,
    /// Of the text.
    #[n(7)]
    consent_version: String,
    #[n(8)]
    consent_given: Day,
    #[n(9)]
    contact: Option<ContactMessage>,
    /// Who took her in, by login.
    #[n(10)]
    by: Option<String>,
    /// As she said, by word.
    #[n(11)]
    gender: Option<String>,
    /// A region's id.
    #[n(12)]
    region: Option<String>,
}

/// How she may be reached.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct ContactMessage {
    /// `none`, or how.
    #[n(0)]
    channel: String,
    #[n(1)]
    number: Option<String>,
    /// `HH:MM`.
    #[n(2)]
    from: Option<String>,
    #[n(3)]
    until: Option<String>,
    #[n(4)]
    ask_for: Option<String>,
    #[n(5)]
    may_leave_message: bool,
}

/// A phone that a hub enrolled.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub(super) struct PhoneMessage {
    /// By the hub.
    #[n(0)]
    certificate: WriterCertificate,
    #[cbor(n(1), with = "minicbor::bytes")]
    read_token_hash: [u8; 32],
    #[cbor(n(2), with = "minicbor::bytes")]
    device_token_hash: [u8; 32],
    #[n(3)]
    sealing: Option<SealingPublic>,
}

impl From<&NewcomerPerson> for PersonMessage {
    fn from(newcomer: &NewcomerPerson) -> Self {
        let NewPerson { person, consent, contact } = &newcomer.new;
        Self {
            learner: newcomer.id,
            cohort: newcomer.cohort.clone(),
            name: person.name.clone(),
            birth_year: person.birth_year,
            about: person.about.clone(),
            track: person.track.clone(),
            covers: consent.covers.iter().map(|covered| covered.word().to_owned()).collect(),
            consent_version: consent.version.clone(),
            consent_given: consent.given,
            contact: contact.as_ref().map(Into::into),
            by: newcomer.by.clone(),
            gender: person.gender.map(|gender| gender.word().to_owned()),
            region: person.region.clone(),
        }
    }
}

impl From<&Contact> for ContactMessage {
    fn from(contact: &Contact) -> Self {
        let Contact::By(way) = contact else {
            return Self {
                channel: "none".to_owned(),
                number: None,
                from: None,
                until: None,
                ask_for: None,
                may_leave_message: false,
            };
        };
        Self {
            channel: way.channel.word().to_owned(),
            number: Some(way.number.clone()),
            from: way.hours.map(|(from, _)| clock(from)),
            until: way.hours.map(|(_, until)| clock(until)),
            ask_for: way.ask_for.clone(),
            may_leave_message: way.may_leave_message,
        }
    }
}

impl From<&NewcomerPhone> for PhoneMessage {
    fn from(phone: &NewcomerPhone) -> Self {
        Self {
            certificate: phone.certificate.clone(),
            read_token_hash: phone.read_token_hash,
            device_token_hash: phone.device_token_hash,
            sealing: phone.sealing,
        }
    }
}

impl PersonMessage {
    /// As it would have been typed here. A hub's clock may be ahead.
    fn form(&self, today: Day) -> Form {
        let contact = self.contact.as_ref();
        Form {
            name: Some(self.name.clone()),
            birth_year: self.birth_year.map(|year| year.to_string()),
            about: self.about.clone(),
            track: self.track.clone(),
            gender: self.gender.clone(),
            region: self.region.clone(),
            covers: self.covers.clone(),
            consent_version: Some(self.consent_version.clone()),
            consent_given: Some(self.consent_given.min(today).to_string()),
            channel: contact.map(|contact| contact.channel.clone()),
            number: contact.and_then(|contact| contact.number.clone()),
            from: contact.and_then(|contact| contact.from.clone()),
            until: contact.and_then(|contact| contact.until.clone()),
            ask_for: contact.and_then(|contact| contact.ask_for.clone()),
            may_leave_message: contact
                .filter(|contact| contact.channel != "none")
                .map(|contact| contact.may_leave_message),
        }
    }
}

/// At central: takes in whom a hub took in: first who they are, then what they sign with.
pub(super) async fn take_newcomers(
    store: &Store,
    hub: &Hub,
    newcomers: NewcomersMessage,
    now: i64,
) -> Result<NewcomersWord, StoreError> {
    let people = take_people(store, hub, newcomers.people, now).await?;
    let phones = take_phones(store, hub, newcomers.phones, now).await?;
    Ok(NewcomersWord { people, phones })
}

/// For each, why not, or nothing.
async fn take_people(
    store: &Store,
    hub: &Hub,
    people: Vec<PersonMessage>,
    now: i64,
) -> Result<Vec<Option<String>>, StoreError> {
    let mut words = Vec::with_capacity(people.len());
    if people.is_empty() {
        return Ok(words);
    }
    let enrolling = Enrolling { store, now };
    let rules = enrolling.rules().await?;
    for person in people {
        let refused = if store.erasure_of(person.learner).await?.is_some() {
            Some(NotTaken::Taken)
        } else if !store.is_cohort_of_hub(hub, person.cohort.clone()).await? {
            Some(NotTaken::NotThere)
        } else if let Ok(new) = person.form(rules.today).read(&rules) {
            let intake = Intake { id: person.learner, new };
            match enrolling.take_in(person.cohort, vec![intake], person.by).await {
                Ok(_) => None,
                Err(EnrollingError::Store(error)) => return Err(error),
                Err(EnrollingError::IdTaken) => Some(NotTaken::Taken),
                Err(EnrollingError::NoCohort) => Some(NotTaken::NotThere),
                Err(EnrollingError::Faults(_)) => Some(NotTaken::Faults),
            }
        } else {
            Some(NotTaken::Faults)
        };
        words.push(refused.map(|refused| refused.word().to_owned()));
    }
    Ok(words)
}

/// Keeps phones that a hub enrolled. For each, why not, or nothing.
async fn take_phones(
    store: &Store,
    hub: &Hub,
    phones: Vec<PhoneMessage>,
    now: i64,
) -> Result<Vec<Option<String>>, StoreError> {
    let mut words = Vec::with_capacity(phones.len());
    for phone in phones {
        let certified = store.hub_that_certified(&phone.certificate).await?;
        let is_its_own = certified.is_some_and(|by| by.number == hub.number);
        let taken = if is_its_own && phone.certificate.holder == WriterHolder::Learner {
            let phone = NewcomerPhone {
                certificate: phone.certificate,
                read_token_hash: phone.read_token_hash,
                device_token_hash: phone.device_token_hash,
                sealing: phone.sealing,
            };
            register_by_hub(store, hub, phone, now).await?
        } else {
            Err(NotTaken::Faults)
        };
        words.push(taken.err().map(|refused| refused.word().to_owned()));
    }
    Ok(words)
}

/// At central: registers a phone by a hub's word, which was verified. Its key waits.
pub(crate) async fn register_by_hub(
    store: &Store,
    hub: &Hub,
    phone: NewcomerPhone,
    now: i64,
) -> Result<Result<(), NotTaken>, StoreError> {
    let replica = store.replica().await?;
    let public = phone.certificate.public;
    let certificate = phone.certificate.countersigned(&replica.key);
    let phone = NewcomerPhone { certificate, ..phone };
    let kept = store.keep_newcomer_phone(hub, phone, Day::of_seconds(now), now).await?;
    if kept == Ok(true) {
        // What others offered in this writer's name before she was known here.
        sync::admit_waiting(store, public, now).await?;
    }
    Ok(kept.map(|_| ()))
}
