//! Wasm bindings of `sync-core` for the web client's worker.
//!
//! Owns the conversion between JavaScript values and the core's, and nothing else: no rule, no
//! clock, no randomness, no storage. Its face in TypeScript is `web-client/src/worker/core.ts`.

mod certificate;
mod convert;
mod courier;
mod locked;
mod recovery;
mod staff;
mod stretch;

pub use certificate::judge_link;
use convert::{RowList, code_of, failure, key_of, rows_in, rows_out, text};
pub use courier::{read_courier, write_bundle};
pub use locked::LockedProfile;
pub use recovery::{RecoveryAttempt, holder_answer, holder_public, kit_holders};
pub use staff::{apart_answers, desk_claim_of, finish_desk_of, together_request};
use sync_core::exchange::{MAX_RESPONSE_BYTES, ReturnStatus};
use sync_core::phone::{self, Action, Entropy};
use wasm_bindgen::prelude::*;

/// Digest of the sources that this build was made from; a test compares it with the sources.
#[wasm_bindgen(js_name = sourcesDigest)]
pub fn sources_digest() -> String {
    option_env!("CHASKI_CORE_DIGEST").unwrap_or("unstamped").to_owned()
}

/// Makes a key for a code: `{request, rows}`. The rows are stored before the request leaves.
#[wasm_bindgen(js_name = beginEnrolment)]
pub fn begin_enrolment(code: &str, data_key: &[u8], random: &[u8]) -> Result<JsValue, JsValue> {
    let key = key_of(data_key)?;
    let (request, rows) = phone::begin_enrolment(code, &key, &mut Entropy::new(random));
    convert::object(&[
        ("request", js_sys::Uint8Array::from(&request[..]).into()),
        ("rows", rows_out(&rows)?),
    ])
}

/// Checks the answer and gives `{rows, learner}`.
#[wasm_bindgen(js_name = finishEnrolment)]
pub fn finish_enrolment(
    data_key: &[u8],
    rows: RowList,
    response: &[u8],
    _now_seconds: f64,
    random: &[u8],
) -> Result<JsValue, JsValue> {
    let key = key_of(data_key)?;
    let mut entropy = Entropy::new(random);
    let (learner, rows) = phone::finish_enrolment(&key, &rows_in(&rows)?, response, &mut entropy)
        .map_err(|error| failure(code_of::enrol(&error), &error.to_string()))?;
    convert::object(&[("rows", rows_out(&rows)?), ("learner", text(&learner.to_string()))])
}

/// Stretches a secret (Argon2id, 32 bytes out). `memory_kib`, `passes`, `lanes` say what it costs;
/// `bad_cost` when they, or the salt (8 bytes or more), are out of bounds.
#[wasm_bindgen]
pub fn stretch(
    secret: &[u8],
    salt: &[u8],
    memory_kib: u32,
    passes: u32,
    lanes: u32,
) -> Result<Vec<u8>, JsValue> {
    let cost = stretch::Cost { memory_kib, passes, lanes };
    stretch::stretch(secret, salt, cost)
        .map(|out| out.to_vec())
        .map_err(|_| failure("bad_cost", "no such cost of stretching"))
}

/// A learner's record on this phone, open.
#[wasm_bindgen]
pub struct Profile {
    inner: phone::Profile,
}

#[wasm_bindgen]
impl Profile {
    /// Opens a profile from all of its rows: an app start with actors of its own.
    #[wasm_bindgen(constructor)]
    pub fn new(data_key: &[u8], rows: RowList, random: &[u8]) -> Result<Profile, JsValue> {
        let mut entropy = Entropy::new(random);
        let inner = phone::Profile::open(key_of(data_key)?, &rows_in(&rows)?, &mut entropy)
            .map_err(|error| failure("storage_damaged", &error.to_string()))?;
        Ok(Self { inner })
    }

    /// Takes in what came while it was locked; the rows to write. To be called once, before
    /// anything else is asked of the profile.
    pub fn settle(&mut self, random: &[u8]) -> Result<JsValue, JsValue> {
        rows_out(&self.inner.settle(&mut Entropy::new(random)))
    }

    /// What a locked visit needs beside the rows under `g`; opens nothing of the record. Undefined
    /// while the office's sealing key is not known.
    #[wasm_bindgen(js_name = openPass)]
    pub fn open_pass(&self) -> Option<Vec<u8>> {
        self.inner.open_pass()
    }

    /// JSON of `RecordView`.
    pub fn view(&self) -> Result<String, JsValue> {
        serde_json::to_string(&self.inner.view())
            .map_err(|error| failure("view", &error.to_string()))
    }

    /// Does an action once; the rows to write, none when it was done before.
    pub fn act(
        &mut self,
        action_id: &str,
        action_json: &str,
        now_seconds: f64,
        random: &[u8],
    ) -> Result<JsValue, JsValue> {
        let action: Action = serde_json::from_str(action_json)
            .map_err(|error| failure("invalid", &error.to_string()))?;
        let rows = self
            .inner
            .act(action_id, &action, now_seconds as i64, &mut Entropy::new(random))
            .map_err(|error| failure(code_of::act(&error), &error.to_string()))?;
        rows_out(&rows)
    }

    /// Keeps a half-filled form; an empty text forgets it.
    #[wasm_bindgen(js_name = putDraft)]
    pub fn put_draft(&mut self, name: &str, json: &str, random: &[u8]) -> Result<JsValue, JsValue> {
        rows_out(&self.inner.put_draft(name, json, &mut Entropy::new(random)))
    }

    /// A half-filled form.
    pub fn draft(&self, name: &str) -> Option<String> {
        self.inner.draft(name).map(str::to_owned)
    }

    /// The body of the next request; `device_seconds` is the uncorrected clock.
    #[wasm_bindgen(js_name = nextRequest)]
    pub fn next_request(&mut self, device_seconds: f64, max_response_bytes: u32) -> Vec<u8> {
        let most = max_response_bytes.min(MAX_RESPONSE_BYTES);
        self.inner.next_request(device_seconds as i64, most).to_bytes()
    }

    /// Takes an answer in: `{rows, again, catalogueVersion, clockOffsetSeconds, unknownWriters}`.
    ///
    /// After the failure `unknown_token`, or with `unknownWriters`, the server may have been
    /// restored: see `returnRequest`.
    pub fn absorb(
        &mut self,
        response: &[u8],
        device_seconds: f64,
        now_seconds: f64,
        random: &[u8],
    ) -> Result<JsValue, JsValue> {
        let absorbed = self
            .inner
            .absorb(response, device_seconds as i64, now_seconds as i64, &mut Entropy::new(random))
            .map_err(|error| failure(code_of::absorb(&error), &error.to_string()))?;
        let catalogue: String =
            absorbed.catalogue.iter().map(|byte| format!("{byte:02x}")).collect();
        convert::object(&[
            ("rows", rows_out(&absorbed.rows)?),
            ("again", absorbed.again.into()),
            ("catalogueVersion", text(&catalogue)),
            ("clockOffsetSeconds", (absorbed.clock_offset_seconds as f64).into()),
            ("unknownWriters", absorbed.unknown_writers.into()),
        ])
    }

    /// The body of `POST /api/return`; undefined when this profile needs a new code.
    #[wasm_bindgen(js_name = returnRequest)]
    pub fn return_request(&self) -> Option<Vec<u8>> {
        self.inner.return_request()
    }

    /// After `unknown_token`: no backup counts any more. The rows to write, before anything else.
    #[wasm_bindgen(js_name = doubtBackups)]
    pub fn doubt_backups(&mut self, random: &[u8]) -> Result<JsValue, JsValue> {
        rows_out(&self.inner.doubt_backups(&mut Entropy::new(random)))
    }

    /// What its answer says, `known` (sync at once), `no_such_learner` or `not_entitled`, and what
    /// to write: `{word, rows}`.
    #[wasm_bindgen(js_name = readReturn)]
    pub fn read_return(&mut self, response: &[u8], random: &[u8]) -> Result<JsValue, JsValue> {
        let (status, rows) = self
            .inner
            .read_return(response, &mut Entropy::new(random))
            .map_err(|error| failure("answer_not_believed", &error.to_string()))?;
        let word = match status {
            ReturnStatus::Known => "known",
            ReturnStatus::NoSuchLearner => "no_such_learner",
            ReturnStatus::NotEntitled => "not_entitled",
            ReturnStatus::Erased => "erased",
        };
        convert::object(&[("word", text(word)), ("rows", rows_out(&rows)?)])
    }

    /// Changes that the office is not known to hold.
    pub fn unsent(&self) -> u32 {
        u32::try_from(self.inner.unsent()).unwrap_or(u32::MAX)
    }

    /// True when something was saved and the office has all of it.
    #[wasm_bindgen(js_name = allArrived)]
    pub fn all_arrived(&self) -> bool {
        self.inner.all_arrived()
    }

    /// True when all of it is in a verified backup of the office: it may be removed.
    #[wasm_bindgen(js_name = backedUp)]
    pub fn backed_up(&self) -> bool {
        self.inner.backed_up()
    }

    /// How many changes it holds.
    pub fn changes(&self) -> u32 {
        u32::try_from(self.inner.changes().all).unwrap_or(u32::MAX)
    }

    /// How many of them other keys wrote.
    #[wasm_bindgen(js_name = changesOfOthers)]
    pub fn changes_of_others(&self) -> u32 {
        u32::try_from(self.inner.changes().of_others).unwrap_or(u32::MAX)
    }

    /// The learner's id, in hex.
    pub fn learner(&self) -> String {
        self.inner.identity().learner.to_string()
    }
}
