//! From what was typed about a person to a person, or every fault of it at once.
//!
//! Owns the bounds of every field. Must not look anything up.

use std::collections::BTreeSet;

use icu_normalizer::ComposingNormalizerBorrowed;
use sync_core::record::Day;

use super::fault::{Fault, Field, Problem};
use super::{Channel, Consent, Contact, Covered, Gender, NewPerson, Person, Way};

/// The longest name, in characters.
const NAME_CHARS: usize = 80;
/// The longest words of her own.
const ABOUT_CHARS: usize = 200;
/// Digits of a number.
const NUMBER_DIGITS: std::ops::RangeInclusive<usize> = 6..=15;
/// Ages that are believed: a child is a typing error, and so is somebody of 110.
const AGES: std::ops::RangeInclusive<i32> = 12..=110;

/// What was typed. Empty and absent are one.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// Her name.
    pub name: Option<String>,
    /// A year.
    pub birth_year: Option<String>,
    /// Her own words.
    pub about: Option<String>,
    /// A track's id.
    pub track: Option<String>,
    /// A word of [`Gender`].
    pub gender: Option<String>,
    /// A region's id.
    pub region: Option<String>,
    /// To what she said yes, by word.
    pub covers: Vec<String>,
    /// Version of the text.
    pub consent_version: Option<String>,
    /// `YYYY-MM-DD`; absent: today.
    pub consent_given: Option<String>,
    /// `call`, `message` or `none`.
    pub channel: Option<String>,
    /// Her number.
    pub number: Option<String>,
    /// `HH:MM`.
    pub from: Option<String>,
    /// `HH:MM`.
    pub until: Option<String>,
    /// A name.
    pub ask_for: Option<String>,
    /// May a message be left?
    pub may_leave_message: Option<bool>,
}

/// What a form is held against.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Today.
    pub today: Day,
    /// Tracks that there are; none: the programme has no tracks, and any word is refused.
    pub tracks: BTreeSet<String>,
    /// Regions that there are; none: the programme names none, and any word is refused.
    pub regions: BTreeSet<String>,
}

impl Form {
    /// Reads all of it, for somebody new.
    pub fn read(&self, rules: &Rules) -> Result<NewPerson, Vec<Fault>> {
        let mut reader = Reader { rules, faults: Vec::new() };
        let person = reader.person(self);
        let consent = reader.consent(self);
        if !consent.covers.contains(&Covered::Record) {
            reader.fault(Field::Consent, Problem::Missing);
        }
        let contact = reader.contact(self);
        let may_contact = consent.covers.contains(&Covered::Contact);
        if matches!(contact, Some(Contact::By(_))) && !may_contact {
            // Whoever did not agree to be reached leaves no number here.
            reader.fault(Field::Channel, Problem::Surplus);
        }
        reader.done(NewPerson { person, consent, contact })
    }

    /// Reads what the directory says of a person herself.
    pub fn read_person(&self, rules: &Rules) -> Result<Person, Vec<Fault>> {
        let mut reader = Reader { rules, faults: Vec::new() };
        let person = reader.person(self);
        reader.done(person)
    }

    /// Reads a consent, which may also take everything back.
    pub fn read_consent(&self, rules: &Rules) -> Result<Consent, Vec<Fault>> {
        let mut reader = Reader { rules, faults: Vec::new() };
        let consent = reader.consent(self);
        reader.done(consent)
    }

    /// Reads how she may be reached.
    pub fn read_contact(&self, rules: &Rules) -> Result<Option<Contact>, Vec<Fault>> {
        let mut reader = Reader { rules, faults: Vec::new() };
        let contact = reader.contact(self);
        reader.done(contact)
    }
}

struct Reader<'a> {
    rules: &'a Rules,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn fault(&mut self, field: Field, problem: Problem) {
        self.faults.push(Fault { field, problem });
    }

    fn done<T>(self, read: T) -> Result<T, Vec<Fault>> {
        if self.faults.is_empty() { Ok(read) } else { Err(self.faults) }
    }

    fn person(&mut self, form: &Form) -> Person {
        let name = self.text(Field::Name, form.name.as_deref(), NAME_CHARS);
        match &name {
            None => self.fault(Field::Name, Problem::Missing),
            Some(name) if !name.chars().any(char::is_alphabetic) => {
                self.fault(Field::Name, Problem::Unreadable);
            }
            Some(_) => {}
        }
        Person {
            name: name.unwrap_or_default(),
            birth_year: self.birth_year(form.birth_year.as_deref()),
            about: self.text(Field::About, form.about.as_deref(), ABOUT_CHARS),
            track: self.one_of(Field::Track, form.track.as_deref(), |rules| &rules.tracks),
            gender: self.gender(form.gender.as_deref()),
            region: self.one_of(Field::Region, form.region.as_deref(), |rules| &rules.regions),
        }
    }

    /// Text in one spelling, with single spaces and nothing that cannot be seen.
    fn text(&mut self, field: Field, typed: Option<&str>, most: usize) -> Option<String> {
        let typed = ComposingNormalizerBorrowed::new_nfc().normalize(typed?).into_owned();
        let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return None;
        }
        if text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
            self.fault(field, Problem::Formula);
        } else if text.chars().any(is_unseen) {
            self.fault(field, Problem::Unreadable);
        } else if text.chars().count() > most {
            self.fault(field, Problem::TooLong);
        }
        Some(text)
    }

    fn birth_year(&mut self, typed: Option<&str>) -> Option<i32> {
        let typed = given(typed)?;
        let this_year = self.rules.today.to_string().get(..4).and_then(|year| year.parse().ok());
        let this_year: i32 = this_year.unwrap_or(i32::MAX);
        match typed.parse::<i32>() {
            Ok(year) if AGES.contains(&this_year.saturating_sub(year)) => Some(year),
            Ok(_) => {
                self.fault(Field::BirthYear, Problem::OutOfRange);
                None
            }
            Err(_) => {
                self.fault(Field::BirthYear, Problem::Unreadable);
                None
            }
        }
    }

    fn one_of(
        &mut self,
        field: Field,
        typed: Option<&str>,
        known: impl Fn(&Rules) -> &BTreeSet<String>,
    ) -> Option<String> {
        let id = given(typed)?.to_owned();
        if !known(self.rules).contains(&id) {
            self.fault(field, Problem::Unknown);
        }
        Some(id)
    }

    fn gender(&mut self, typed: Option<&str>) -> Option<Gender> {
        let gender = Gender::from_word(given(typed)?);
        if gender.is_none() {
            self.fault(Field::Gender, Problem::Unknown);
        }
        gender
    }

    fn consent(&mut self, form: &Form) -> Consent {
        let mut covers = BTreeSet::new();
        for word in &form.covers {
            match Covered::from_word(word) {
                Some(covered) => {
                    covers.insert(covered);
                }
                None => self.fault(Field::Consent, Problem::Unreadable),
            }
        }
        let version = given(form.consent_version.as_deref()).unwrap_or_default().to_owned();
        let is_version = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
        if version.is_empty() {
            self.fault(Field::Consent, Problem::Missing);
        } else if version.len() > 32 || !version.bytes().all(is_version) {
            self.fault(Field::Consent, Problem::Unreadable);
        }
        let today = self.rules.today;
        let given_on = match given(form.consent_given.as_deref()) {
            None => today,
            Some(text) => match Day::parse(text) {
                // A day ahead is told by whoever's midnight comes first.
                Some(day) if day.0 <= today.0 + 1 => day,
                Some(_) => {
                    self.fault(Field::Consent, Problem::OutOfRange);
                    today
                }
                None => {
                    self.fault(Field::Consent, Problem::Unreadable);
                    today
                }
            },
        };
        Consent { covers: covers.into_iter().collect(), version, given: given_on }
    }

    fn contact(&mut self, form: &Form) -> Option<Contact> {
        let ask_for = self.text(Field::AskFor, form.ask_for.as_deref(), NAME_CHARS);
        let number = self.number(form.number.as_deref());
        let hours = self.hours(form);
        let leaves = form.may_leave_message;
        let channel = match given(form.channel.as_deref()) {
            Some("none") => None,
            Some(word) => match Channel::from_word(word) {
                Some(channel) => Some(channel),
                None => {
                    self.fault(Field::Channel, Problem::Unreadable);
                    return None;
                }
            },
            None => {
                if number.is_some() {
                    self.fault(Field::Channel, Problem::Missing);
                }
                return None;
            }
        };
        let Some(channel) = channel else {
            // What must not be used is not kept.
            for (field, is_there) in [
                (Field::Number, number.is_some()),
                (Field::From, hours.is_some()),
                (Field::AskFor, ask_for.is_some()),
                (Field::LeaveMessage, leaves == Some(true)),
            ] {
                if is_there {
                    self.fault(field, Problem::Surplus);
                }
            }
            return Some(Contact::Nobody);
        };
        if number.is_none() && given(form.number.as_deref()).is_none() {
            self.fault(Field::Number, Problem::Missing);
        }
        Some(Contact::By(Way {
            channel,
            number: number.unwrap_or_default(),
            hours,
            ask_for,
            may_leave_message: leaves.unwrap_or(false),
        }))
    }

    fn number(&mut self, typed: Option<&str>) -> Option<String> {
        // A table of ours has an apostrophe before a plus.
        let typed = given(typed)?.trim_start_matches('\'');
        let (plus, rest) = match typed.strip_prefix('+') {
            Some(rest) => ("+", rest),
            None => ("", typed),
        };
        let digits: String =
            rest.chars().filter(|c| !c.is_whitespace() && !"-.()/".contains(*c)).collect();
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            self.fault(Field::Number, Problem::Unreadable);
            return None;
        }
        if !NUMBER_DIGITS.contains(&digits.len()) {
            self.fault(Field::Number, Problem::OutOfRange);
            return None;
        }
        Some(format!("{plus}{digits}"))
    }

    fn hours(&mut self, form: &Form) -> Option<(u16, u16)> {
        let from = self.minute(Field::From, form.from.as_deref());
        let until = self.minute(Field::Until, form.until.as_deref());
        match (given(form.from.as_deref()), given(form.until.as_deref())) {
            (Some(_), None) => self.fault(Field::Until, Problem::Missing),
            (None, Some(_)) => self.fault(Field::From, Problem::Missing),
            _ => {}
        }
        let (from, until) = (from?, until?);
        if from >= until {
            self.fault(Field::Until, Problem::OutOfRange);
        }
        Some((from, until))
    }

    fn minute(&mut self, field: Field, typed: Option<&str>) -> Option<u16> {
        let typed = given(typed)?;
        let read = minute_of(typed);
        if read.is_none() {
            self.fault(field, Problem::Unreadable);
        }
        read
    }
}

/// `HH:MM` → minute of the day.
fn minute_of(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':').unwrap_or((text, "0"));
    let (hours, minutes): (u16, u16) = (hours.trim().parse().ok()?, minutes.trim().parse().ok()?);
    let fits = (hours < 24 && minutes < 60) || (hours == 24 && minutes == 0);
    fits.then_some(hours * 60 + minutes)
}

/// A minute of the day as it is written.
pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// What was typed, unless it is nothing.
fn given(typed: Option<&str>) -> Option<&str> {
    typed.map(str::trim).filter(|text| !text.is_empty())
}

/// Characters that make one text look like another, or do something instead of being read.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(u32::from(c), 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x2069 | 0xfeff)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Rules {
        Rules {
            today: Day::parse("2026-11-21").unwrap(),
            tracks: BTreeSet::from(["digital".to_owned()]),
            regions: BTreeSet::from(["norte".to_owned()]),
        }
    }

    fn fine() -> Form {
        Form {
            name: Some("  Rosa   Quispe ".to_owned()),
            birth_year: Some("1994".to_owned()),
            track: Some("digital".to_owned()),
            covers: vec!["record".to_owned(), "contact".to_owned()],
            consent_version: Some("2026-1".to_owned()),
            channel: Some("call".to_owned()),
            number: Some("+591 7123-4567".to_owned()),
            from: Some("9:00".to_owned()),
            until: Some("17:30".to_owned()),
            ask_for: Some("la señora Rosa".to_owned()),
            ..Form::default()
        }
    }

    #[test]
    fn a_whole_form_is_read() {
        let new = fine().read(&rules()).unwrap();
        assert_eq!(new.person.name, "Rosa Quispe");
        assert_eq!(new.person.birth_year, Some(1994));
        assert_eq!(new.consent.covers, [Covered::Record, Covered::Contact]);
        assert_eq!(new.consent.given, rules().today);
        let Some(Contact::By(way)) = new.contact else { panic!("no way") };
        assert_eq!(way.number, "+59171234567");
        assert_eq!(way.hours, Some((540, 1050)));
        assert!(!way.may_leave_message);
    }

    type Change = fn(&mut Form);

    #[test]
    fn every_fault_has_its_field() {
        use Field::{Channel, Consent, From, Name, Number, Until};
        let cases: [(Change, Field, Problem); 17] = [
            (|f| f.name = None, Name, Problem::Missing),
            (|f| f.name = Some("  ".into()), Name, Problem::Missing),
            (|f| f.name = Some("=cmd()".into()), Name, Problem::Formula),
            (|f| f.name = Some("1234".into()), Name, Problem::Unreadable),
            (|f| f.name = Some("Ana\u{202e}avE".into()), Name, Problem::Unreadable),
            (|f| f.name = Some("a".repeat(81)), Name, Problem::TooLong),
            (|f| f.birth_year = Some("94".into()), Field::BirthYear, Problem::OutOfRange),
            (|f| f.birth_year = Some("mil".into()), Field::BirthYear, Problem::Unreadable),
            (|f| f.track = Some("otra".into()), Field::Track, Problem::Unknown),
            (|f| f.covers = vec!["contact".into()], Consent, Problem::Missing),
            (|f| f.consent_version = None, Consent, Problem::Missing),
            (|f| f.consent_given = Some("2027-01-01".into()), Consent, Problem::OutOfRange),
            (|f| f.channel = None, Channel, Problem::Missing),
            (|f| f.number = Some("12".into()), Number, Problem::OutOfRange),
            (|f| f.until = None, Until, Problem::Missing),
            (|f| f.from = Some("25:00".into()), From, Problem::Unreadable),
            (|f| f.from = Some("18:00".into()), Until, Problem::OutOfRange),
        ];
        for (change, field, problem) in cases {
            let mut form = fine();
            change(&mut form);
            let faults = form.read(&rules()).unwrap_err();
            assert_eq!(faults, [Fault { field, problem }], "{form:?}");
        }
    }

    #[test]
    fn whoever_is_not_to_be_contacted_leaves_no_number() {
        let mut form = fine();
        form.channel = Some("none".to_owned());
        let faults = form.read(&rules()).unwrap_err();
        assert_eq!(faults.len(), 3, "{faults:?}");
        form = Form {
            channel: form.channel,
            number: None,
            from: None,
            until: None,
            ask_for: None,
            ..fine()
        };
        assert_eq!(form.read(&rules()).unwrap().contact, Some(Contact::Nobody));
        // Nor does whoever agreed to no contact.
        let form = Form { covers: vec!["record".to_owned()], ..fine() };
        let faults = form.read(&rules()).unwrap_err();
        assert_eq!(faults, [Fault { field: Field::Channel, problem: Problem::Surplus }]);
    }
}
