//! A phone that is not honest: it has a valid key and token, and says with them what it likes.
//!
//! Owns raw exchanges: any bytes as batches, any cursor, any state. Must not be used where an
//! honest phone would do.

use std::net::SocketAddr;

use sync_core::exchange::{
    CODE_CHARS, Cursor, DocumentState, EnrolmentAnswer, EnrolmentRequest, Entry, ProfileAnswer,
    ProfileRequest, SyncAnswer, SyncRequest, Token, VERSION,
};
use sync_core::ids::{DocumentId, DocumentKind, LearnerId};
use sync_core::sealed_box::{SealingKey, SealingPublic};
use sync_core::trust::SigningKey;

use crate::phone::{now, post};

/// A key, a token, and whose they are.
#[derive(Clone)]
pub struct Forger {
    /// Where the server is.
    pub to: SocketAddr,
    /// Signs.
    pub key: SigningKey,
    /// Reads.
    pub token: Token,
    /// Delivers while it is locked: device token, and the key that is sealed to.
    pub locked: Option<(Token, SealingPublic)>,
    /// Whose record.
    pub learner: LearnerId,
}

impl Forger {
    /// Enrols a key of its choice.
    pub fn enrolled(to: SocketAddr, code: &str, key: SigningKey) -> Self {
        assert_eq!(code.len(), CODE_CHARS);
        let sealing = SealingKey::of_seed(key.seed()).public();
        let request = EnrolmentRequest::new(&key, code.to_owned(), Some(sealing));
        let answer = post(to, "/api/enrol", &request.to_bytes()).unwrap();
        let answer = EnrolmentAnswer::from_bytes(&answer).unwrap();
        let central = answer.sealing.unwrap().public;
        let locked = Some((answer.device_token, central));
        Self { to, key, token: answer.read_token, locked, learner: answer.learner }
    }

    /// One of the documents of its learner.
    pub fn document(&self, kind: DocumentKind) -> DocumentId {
        DocumentId { learner: self.learner, kind }
    }

    /// A request that brings these batches and asks nothing.
    pub fn bringing(&self, batches: Vec<Vec<u8>>) -> SyncRequest {
        let batches = batches.into_iter().map(Into::into).collect();
        self.asking(None, Some(batches), None)
    }

    /// Any request with this token.
    pub fn asking(
        &self,
        cursor: Option<Cursor>,
        batches: Option<Vec<minicbor::bytes::ByteVec>>,
        state: Option<Vec<DocumentState>>,
    ) -> SyncRequest {
        let read_token = self.token;
        let profile = ProfileRequest {
            read_token,
            digest: 0,
            cursor,
            batches,
            state,
            backed_up: None,
            unsent: None,
            rulings: None,
        };
        SyncRequest {
            version: VERSION,
            device_time: now(),
            max_response_bytes: 4 * 1024 * 1024,
            profiles: vec![profile],
            locked: None,
            carried_at: None,
        }
    }

    /// Sends a request; the answer to its one profile.
    pub fn ask(&self, request: &SyncRequest) -> ProfileAnswer {
        let answer = post(self.to, "/api/sync", &request.to_bytes()).unwrap();
        let answer = SyncAnswer::from_bytes(&answer).unwrap();
        let [profile]: [ProfileAnswer; 1] = answer.profiles.try_into().unwrap();
        profile
    }

    /// Everything that its token opens.
    pub fn read_all(&self) -> Vec<Entry> {
        let mut all = Vec::new();
        let mut cursor = None;
        loop {
            let answer = self.ask(&self.asking(cursor, None, None));
            all.extend(answer.entries.unwrap_or_default());
            cursor = answer.cursor.or(cursor);
            if answer.more != Some(true) {
                return all;
            }
        }
    }
}
