//! Register keys: `section/entity[/writer]`.
//!
//! Owns the grammar and the parsed form. Must not know which sections a document may hold or
//! what their values are: that is `record::schema`.

use std::fmt;

use crate::ids::WriterId;

/// Longest section name, in bytes.
pub const MAX_SECTION_BYTES: usize = 16;
/// Longest entity, in bytes.
pub const MAX_ENTITY_BYTES: usize = 64;

/// The root key of one register, checked against the grammar:
/// section `[a-z]{1,16}`, entity `[a-z0-9._-]{1,64}`, writer 16 lower-case hex digits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegisterKey {
    text: String,
    section_end: usize,
    writer: Option<WriterId>,
}

impl RegisterKey {
    /// Builds a key from its parts; `None` when the grammar forbids it.
    pub fn new(section: &str, entity: &str, writer: Option<WriterId>) -> Option<Self> {
        let section_fits = (1..=MAX_SECTION_BYTES).contains(&section.len())
            && section.bytes().all(|b| b.is_ascii_lowercase());
        let entity_fits = (1..=MAX_ENTITY_BYTES).contains(&entity.len())
            && entity.bytes().all(|b| {
                b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-')
            });
        if !(section_fits && entity_fits) {
            return None;
        }
        let text = match writer {
            Some(writer) => format!("{section}/{entity}/{writer}"),
            None => format!("{section}/{entity}"),
        };
        Some(Self { text, section_end: section.len(), writer })
    }

    /// Parses the text form.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let (section, entity) = (parts.next()?, parts.next()?);
        let writer = match parts.next() {
            None => None,
            Some(hex) if hex.bytes().all(|b| !b.is_ascii_uppercase()) => {
                Some(WriterId::from_hex(hex)?)
            }
            Some(_) => return None,
        };
        if parts.next().is_some() {
            return None;
        }
        Self::new(section, entity, writer)
    }

    /// The whole key, as it stands in the Automerge document.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// `work` of `work/0192…`.
    pub fn section(&self) -> &str {
        &self.text[..self.section_end]
    }

    /// `0192…` of `work/0192…`.
    pub fn entity(&self) -> &str {
        let end = match self.writer {
            Some(_) => self.text.len() - 1 - 2 * WriterId::LEN,
            None => self.text.len(),
        };
        &self.text[self.section_end + 1..end]
    }

    /// Whose register it is, where each writer has one of her own.
    pub fn writer(&self) -> Option<WriterId> {
        self.writer
    }
}

impl fmt::Display for RegisterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for RegisterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_and_its_parts() {
        let key = RegisterKey::parse("progress/k3f9d2ma/0102030405060708").unwrap();
        assert_eq!(key.section(), "progress");
        assert_eq!(key.entity(), "k3f9d2ma");
        assert_eq!(key.writer(), Some(WriterId([1, 2, 3, 4, 5, 6, 7, 8])));
        assert_eq!(RegisterKey::parse("work/a-b").unwrap().entity(), "a-b");
    }

    #[test]
    fn what_the_grammar_refuses() {
        for text in [
            "",
            "work",
            "work/",
            "/a",
            "work/a/",
            "work/a/b",
            "work/A",
            "Work/a",
            "wörk/a",
            "work/a/0102030405060708/x",
            "work/a/010203040506070G",
            "work/a/01020304050607",
            "work/a/0102030405060A08",
            "work/a b",
            "work/a\0",
        ] {
            assert!(RegisterKey::parse(text).is_none(), "{text:?}");
        }
        assert!(RegisterKey::new("work", &"a".repeat(65), None).is_none());
        assert!(RegisterKey::new(&"w".repeat(17), "a", None).is_none());
    }
}
