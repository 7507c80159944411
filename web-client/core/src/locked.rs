//! A locked profile's visit, for the service worker and the lock screen.
//!
//! Owns the conversion of its calls. It sees the pass and the rows under `g`, and no key.

use crate::convert::{RowList, code_of, failure, object, rows_in, rows_out};
use sync_core::exchange::MAX_RESPONSE_BYTES;
use sync_core::phone;
use wasm_bindgen::prelude::*;

/// A profile while it is locked: delivers what was sealed, keeps what comes sealed.
#[wasm_bindgen]
pub struct LockedProfile {
    pub(crate) inner: phone::LockedProfile,
}

#[wasm_bindgen]
impl LockedProfile {
    /// Opens what `Profile.openPass` gave, with the profile's rows; those whose key does not begin
    /// with `g` are passed over and need not be read.
    pub fn open(pass: &[u8], rows: RowList) -> Result<LockedProfile, JsValue> {
        let inner = phone::LockedProfile::open(pass, &rows_in(&rows)?)
            .map_err(|error| failure("storage_damaged", &error.to_string()))?;
        Ok(Self { inner })
    }

    /// The body of the next request; `device_seconds` is the uncorrected clock.
    #[wasm_bindgen(js_name = nextRequest)]
    pub fn next_request(&mut self, device_seconds: f64, max_response_bytes: u32) -> Vec<u8> {
        let most = max_response_bytes.min(MAX_RESPONSE_BYTES);
        self.inner.next_request(device_seconds as i64, most).to_bytes()
    }

    /// Takes an answer in: `{rows, again, unsent, allArrived, clockOffsetSeconds}`. The rows are
    /// written in one transaction; the counts hold once they are.
    pub fn absorb(&mut self, response: &[u8], device_seconds: f64) -> Result<JsValue, JsValue> {
        let absorbed = self
            .inner
            .absorb(response, device_seconds as i64)
            .map_err(|error| failure(code_of::absorb(&error), &error.to_string()))?;
        object(&[
            ("rows", rows_out(&absorbed.rows)?),
            ("again", absorbed.again.into()),
            ("unsent", self.unsent().into()),
            ("allArrived", self.all_arrived().into()),
            ("clockOffsetSeconds", (absorbed.clock_offset_seconds as f64).into()),
        ])
    }

    /// Changes in segments that the office is not known to hold.
    pub fn unsent(&self) -> u32 {
        u32::try_from(self.inner.unsent()).unwrap_or(u32::MAX)
    }

    /// True when all of it is in a verified backup of the office: it may be removed. Undefined where
    /// an older program left nothing to tell it by.
    #[wasm_bindgen(js_name = backedUp)]
    pub fn backed_up(&self) -> Option<bool> {
        self.inner.backed_up()
    }

    /// True when something was saved and the office has all of it.
    #[wasm_bindgen(js_name = allArrived)]
    pub fn all_arrived(&self) -> bool {
        self.inner.all_arrived()
    }
}
