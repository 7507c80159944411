//! The centre's recovery key: a learner's phone that makes it and asks by it, and a holder's page.
//!
//! Owns the conversion of these calls. Secret bytes that come in are the caller's to wipe.

use js_sys::{Array, Uint8Array};
use sync_core::exchange::RecoveryState;
use sync_core::ids::LearnerId;
use sync_core::phone::Entropy;
use sync_core::recovery::{self, Attempt, Kit, PAPER_BYTES};
use sync_core::sealed_box::SealingPublic;
use wasm_bindgen::prelude::*;

use crate::Profile;
use crate::convert::{failure, object, text};

#[wasm_bindgen]
impl Profile {
    /// The body that asks who may hold a part of her key.
    #[wasm_bindgen(js_name = holdersQuestion)]
    pub fn holders_question(&self) -> Vec<u8> {
        self.inner.holders_question()
    }

    /// Names of those whom the answer names and central certifies.
    #[wasm_bindgen(js_name = readHolders)]
    pub fn read_holders(&self, answer: &[u8]) -> Result<Vec<String>, JsValue> {
        let holders = self.inner.read_holders(answer).map_err(|error| not_believed(&error))?;
        Ok(holders.into_iter().map(|holder| holder.name).collect())
    }

    /// Makes a key among them: `{key, kit}`.
    #[wasm_bindgen(js_name = makeRecovery)]
    pub fn make_recovery(&self, answer: &[u8], random: &[u8]) -> Result<JsValue, JsValue> {
        let made = self
            .inner
            .make_recovery(answer, &mut Entropy::new(random))
            .map_err(|error| not_believed(&error))?;
        object(&[("key", bytes(&made.key[..])), ("kit", bytes(&made.kit.to_bytes()))])
    }
}

/// Holders that a kit names: `{staff, name}[]`.
#[wasm_bindgen(js_name = kitHolders)]
pub fn kit_holders(kit: &[u8]) -> Result<JsValue, JsValue> {
    let kit = Kit::from_bytes(kit).map_err(|error| damaged(&error))?;
    let list = Array::new();
    for holder in &kit.holders {
        let staff: String = holder.staff.0.iter().map(|byte| format!("{byte:02x}")).collect();
        list.push(&object(&[("staff", text(&staff)), ("name", text(&holder.name))])?);
    }
    Ok(list.into())
}

/// One request of a locked phone.
#[wasm_bindgen]
pub struct RecoveryAttempt {
    inner: Attempt,
}

#[wasm_bindgen]
impl RecoveryAttempt {
    /// Begins one; without a kit one of nobody's, which looks alike.
    pub fn begin(kit: Option<Vec<u8>>, random: &[u8]) -> Result<RecoveryAttempt, JsValue> {
        let mut entropy = Entropy::new(random);
        let inner = match kit {
            Some(kit) => {
                let kit = Kit::from_bytes(&kit).map_err(|error| damaged(&error))?;
                Attempt::new(kit, &mut entropy)
            }
            None => Attempt::decoy(&mut entropy),
        };
        Ok(Self { inner })
    }

    /// What the phone shows, and holders type.
    pub fn code(&self) -> String {
        self.inner.code()
    }

    /// The body that asks the holders.
    #[wasm_bindgen(js_name = beginBody)]
    pub fn begin_body(&self) -> Vec<u8> {
        self.inner.begin()
    }

    /// Until when it stands: seconds since 1970 by the server's clock.
    pub fn begun(&self, answer: &[u8]) -> Result<f64, JsValue> {
        self.inner.begun(answer).map(|at| at as f64).map_err(|error| not_believed(&error))
    }

    /// The body that asks how it stands.
    #[wasm_bindgen(js_name = lookBody)]
    pub fn look_body(&self) -> Vec<u8> {
        self.inner.look()
    }

    /// `{state: 'waits' | 'given' | 'over', names, key?}`
    pub fn stands(&self, answer: &[u8]) -> Result<JsValue, JsValue> {
        let standing = self.inner.stands(answer).map_err(|error| not_believed(&error))?;
        let state = match standing.state {
            RecoveryState::Waits => "waits",
            RecoveryState::Given => "given",
            RecoveryState::Over => "over",
        };
        let names: Array = standing.names.iter().map(|name| text(name)).collect();
        let key = standing.key.map_or(JsValue::UNDEFINED, |key| bytes(&key[..]));
        object(&[("state", text(state)), ("names", names.into()), ("key", key)])
    }
}

/// The public key of the bytes on a holder's paper.
#[wasm_bindgen(js_name = holderPublic)]
pub fn holder_public(paper: &[u8]) -> Result<Vec<u8>, JsValue> {
    Ok(recovery::holder_key(&paper_of(paper)?).public().0.to_vec())
}

/// A holder's answer to a request. `other_code` when the request's key is not the one whose code
/// she typed; `other_paper` when her paper does not open her part.
#[wasm_bindgen(js_name = holderAnswer)]
pub fn holder_answer(
    paper: &[u8],
    learner: &str,
    code: &str,
    part: &[u8],
    ephemeral: &[u8],
    random: &[u8],
) -> Result<Vec<u8>, JsValue> {
    let learner = LearnerId::from_hex(learner)
        .ok_or_else(|| failure("invalid", "a learner's id is 32 hex digits"))?;
    let ephemeral = SealingPublic(
        ephemeral.try_into().map_err(|_| failure("invalid", "a request's key has 32 bytes"))?,
    );
    if recovery::request_code(learner, &ephemeral) != code {
        return Err(failure("other_code", "the code does not follow from the request's key"));
    }
    let mut entropy = Entropy::new(random);
    recovery::answer(&paper_of(paper)?, learner, part, &ephemeral, &mut entropy)
        .map_err(|error| failure("other_paper", &error.to_string()))
}

fn paper_of(paper: &[u8]) -> Result<[u8; PAPER_BYTES], JsValue> {
    paper.try_into().map_err(|_| failure("invalid", "a holder's paper has 16 bytes"))
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

fn not_believed(error: &impl std::error::Error) -> JsValue {
    failure("answer_not_believed", &error.to_string())
}

fn damaged(error: &impl std::error::Error) -> JsValue {
    failure("storage_damaged", &error.to_string())
}
