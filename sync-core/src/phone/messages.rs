//! Her conversation with those who accompany her: what she writes (`record`), and what they write to
//! her (`desk`).
//!
//! Owns the drafts and the JSON of `MessageView`. Whose word a message is follows from its writer.
//! Which of them she has read is the screen's to remember.

use serde::Serialize;

use super::Profile;
use super::act::ActError;
use super::view::HeldBy;
use crate::ids::DocumentKind;
use crate::key::RegisterKey;
use crate::ledger::Draft;
use crate::record::{Message, Voice};

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageView {
    /// UUID v7.
    pub id: String,
    /// What it says.
    pub text: String,
    /// She wrote it.
    pub hers: bool,
    /// Of staff's: the name that it was sent under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
    /// Of staff's: who, in hex, the same on all of their devices.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Whoever holds this profile wrote it.
    pub mine: bool,
    /// Claimed time: seconds since 1970.
    pub at: i64,
    /// Where it is.
    pub held: HeldBy,
}

impl Profile {
    /// Hers; `None` when it is said already.
    pub(super) fn message_draft(
        &self,
        message: &str,
        text: &str,
    ) -> Result<Option<Draft>, ActError> {
        self.said_once(DocumentKind::Record, message, text, None)
    }

    /// To her; `None` when it is said already.
    pub(super) fn staff_message_draft(
        &self,
        message: &str,
        text: &str,
        sender: &str,
    ) -> Result<Option<Draft>, ActError> {
        self.said_once(DocumentKind::Desk, message, text, Some(sender.trim().to_owned()))
    }

    /// What was sent stays as it was sent: the same id again says nothing new, whatever it says.
    fn said_once(
        &self,
        kind: DocumentKind,
        message: &str,
        text: &str,
        sender: Option<String>,
    ) -> Result<Option<Draft>, ActError> {
        let key = RegisterKey::new("message", message, None).ok_or(ActError::Invalid)?;
        if self.live(kind, &key).next().is_some() {
            return Ok(None);
        }
        Ok(self.replacing(
            kind,
            key,
            Message { version: None, text: text.trim().to_owned(), sender },
        ))
    }

    /// All of them, oldest first.
    pub(super) fn message_views(&self) -> Vec<MessageView> {
        let mine = self.own_voice();
        let mut views: Vec<MessageView> = Vec::new();
        for kind in [DocumentKind::Record, DocumentKind::Desk] {
            let Some(document) = self.documents.get(&kind) else { continue };
            for (key, register) in document.ledger.section("message") {
                // One id holds one message; if it should hold more, every one of them is shown.
                let rows = register.live();
                for row in rows {
                    let said = self.said::<Message>(kind, key, register);
                    let id = self.version_of(kind, key, row);
                    let said = said.into_iter().find(|said| said.live && said.id == id);
                    let Some((by, at, message)) =
                        said.and_then(|said| Some((said.by, said.at, said.value?)))
                    else {
                        continue;
                    };
                    views.push(MessageView {
                        id: key.entity().to_owned(),
                        text: message.text,
                        hers: by == Voice::Learner,
                        sender: message.sender,
                        by: match by {
                            Voice::Staff(tag) => Some(tag.to_string()),
                            Voice::Learner | Voice::Central => None,
                        },
                        mine: by == mine,
                        at,
                        held: self.held(kind, document, row),
                    });
                }
            }
        }
        views.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        views
    }
}
