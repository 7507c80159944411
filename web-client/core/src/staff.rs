//! A staff device's profiles of learners.
//!
//! Owns the conversion of these calls. The device's seed is the caller's to seal; a profile made
//! here is opened, stored and brought up to date like a learner's, many in one request.

use crate::Profile;
use crate::convert::{code_of, failure, key_of, object, rows_out, text};
use js_sys::{Array, Uint8Array};
use sync_core::exchange;
use sync_core::ids::LearnerId;
use sync_core::phone::{Entropy, StaffAction, desk_claim, desk_key, finish_desk};
use wasm_bindgen::prelude::*;

/// What `POST /api/desks` asks for one learner: `{learner, public, proof}`, in hex.
#[wasm_bindgen(js_name = deskClaim)]
pub fn desk_claim_of(device_seed: &[u8], learner: &str) -> Result<JsValue, JsValue> {
    let (seed, learner) = (seed_of(device_seed)?, learner_of(learner)?);
    let key = desk_key(&seed, learner);
    let proof = key.sign_enrolment(&desk_claim(learner), None);
    object(&[
        ("learner", text(&learner.to_string())),
        ("public", text(&hex(&key.public().0))),
        ("proof", text(&hex(&proof))),
    ])
}

/// Checks the answer for one learner; the rows of a new profile.
#[wasm_bindgen(js_name = finishDesk)]
pub fn finish_desk_of(
    data_key: &[u8],
    device_seed: &[u8],
    learner: &str,
    answer: &[u8],
    random: &[u8],
) -> Result<JsValue, JsValue> {
    let (seed, learner) = (seed_of(device_seed)?, learner_of(learner)?);
    let mut entropy = Entropy::new(random);
    let rows = finish_desk(&key_of(data_key)?, &seed, learner, answer, &mut entropy)
        .map_err(|error| failure(code_of::enrol(&error), &error.to_string()))?;
    rows_out(&rows)
}

/// Puts requests of several profiles (`Uint8Array[]`) into one: `{request, count}`, where `count` says
/// how many of them, from the first, it holds.
#[wasm_bindgen(js_name = togetherRequest)]
pub fn together_request(requests: &Array) -> Result<JsValue, JsValue> {
    let requests: Vec<Vec<u8>> =
        requests.iter().map(|request| Uint8Array::new(&request).to_vec()).collect();
    let (whole, count) = exchange::together(&requests)
        .map_err(|error| failure("invalid", &error.to_string()))?
        .ok_or_else(|| failure("invalid", "no request"))?;
    object(&[("request", Uint8Array::from(&whole[..]).into()), ("count", (count as f64).into())])
}

/// Takes its answer apart: for each of so many profiles what `Profile.absorb` takes, in their order.
#[wasm_bindgen(js_name = apartAnswers)]
pub fn apart_answers(answer: &[u8], asked: u32) -> Result<Array, JsValue> {
    let apart = exchange::apart(answer, asked as usize)
        .map_err(|error| failure("answer_not_believed", &error.to_string()))?;
    Ok(apart.iter().map(|one| JsValue::from(Uint8Array::from(&one[..]))).collect())
}

#[wasm_bindgen]
impl Profile {
    /// JSON of `StaffView`: the learner as staff see her.
    #[wasm_bindgen(js_name = staffView)]
    pub fn staff_view(&self) -> Result<String, JsValue> {
        serde_json::to_string(&self.inner.staff_view())
            .map_err(|error| failure("view", &error.to_string()))
    }

    /// Does a `StaffAction` once; the rows to write, none when it was done before.
    #[wasm_bindgen(js_name = actAsStaff)]
    pub fn act_as_staff(
        &mut self,
        action_id: &str,
        action_json: &str,
        now_seconds: f64,
        random: &[u8],
    ) -> Result<JsValue, JsValue> {
        let action: StaffAction = serde_json::from_str(action_json)
            .map_err(|error| failure("invalid", &error.to_string()))?;
        let rows = self
            .inner
            .act_as_staff(action_id, &action, now_seconds as i64, &mut Entropy::new(random))
            .map_err(|error| failure(code_of::act(&error), &error.to_string()))?;
        rows_out(&rows)
    }
}

fn seed_of(bytes: &[u8]) -> Result<[u8; 32], JsValue> {
    bytes.try_into().map_err(|_| failure("invalid", "a device's seed has 32 bytes"))
}

fn learner_of(hex: &str) -> Result<LearnerId, JsValue> {
    LearnerId::from_hex(hex).ok_or_else(|| failure("invalid", "a learner's id is 32 hex digits"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
