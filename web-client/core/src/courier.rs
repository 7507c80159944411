//! Courier files on the phone: written for all profiles on it, and read when they come.
//!
//! Owns the conversion of these calls. The phone's secret opens answers to its own files and
//! nothing else; the caller keeps it.

use js_sys::{Array, Reflect, Uint8Array};
use sync_core::courier::{Answer, CourierError, Kind, MAX_FILE_BYTES, Piece};
use sync_core::phone::{self, CarriedError, Entropy};
use sync_core::sealed_box::SealingKey;
use wasm_bindgen::prelude::*;

use crate::convert::{RowList, code_of, failure, object, rows_in, rows_out, text};
use crate::locked::LockedProfile;

/// Writes what locked profiles (`{pass: Uint8Array, rows}[]`) have for the office into a file:
/// `{text, pieces}`. Where no profile could be in it, a file that nobody opens.
#[wasm_bindgen(js_name = writeBundle)]
pub fn write_bundle(
    phone_secret: &[u8],
    profiles: &Array,
    device_seconds: f64,
    random: &[u8],
) -> Result<JsValue, JsValue> {
    let mut locked = Vec::new();
    for profile in profiles.iter() {
        let pass = Uint8Array::new(&Reflect::get(&profile, &"pass".into())?).to_vec();
        let rows = Reflect::get(&profile, &"rows".into())?.unchecked_into::<RowList>();
        let opened = phone::LockedProfile::open(&pass, &rows_in(&rows)?)
            .map_err(|error| failure("storage_damaged", &error.to_string()))?;
        locked.push(opened);
    }
    let answer_to = secret_of(phone_secret)?.public();
    let mut entropy = Entropy::new(random);
    let written = phone::write_bundle(&locked, answer_to, device_seconds as i64, &mut entropy);
    object(&[("text", text(&written.text)), ("pieces", (written.pieces as f64).into())])
}

/// The pieces of a file that came: `{kind: 'answer', answer}` for this phone; `{kind: 'bundle',
/// text}` of somebody else's, to be carried; else `{kind: 'trouble', code}`.
#[wasm_bindgen(js_name = readCourier)]
pub fn read_courier(phone_secret: &[u8], file: &[u8]) -> Result<Array, JsValue> {
    let secret = secret_of(phone_secret)?;
    let list = Array::new();
    let trouble =
        |error: CourierError| object(&[("kind", text("trouble")), ("code", text(error.code()))]);
    if file.len() > MAX_FILE_BYTES {
        list.push(&trouble(CourierError::TooLarge)?);
        return Ok(list);
    }
    let pieces = Piece::all_of(file);
    if pieces.is_empty() {
        list.push(&trouble(CourierError::Missing)?);
    }
    for piece in pieces {
        list.push(&match piece.kind() {
            Ok(Kind::Answer) => match Answer::open(&piece, &secret) {
                Ok(answer) => object(&[
                    ("kind", text("answer")),
                    ("answer", Uint8Array::from(&answer.to_bytes()[..]).into()),
                ])?,
                Err(error) => trouble(error)?,
            },
            Ok(Kind::Bundle) if !piece.is_altered() => {
                object(&[("kind", text("bundle")), ("text", text(&piece.to_text(Kind::Bundle)))])?
            }
            Ok(Kind::Bundle) => trouble(CourierError::Damaged)?,
            Err(error) => trouble(error)?,
        });
    }
    Ok(list)
}

#[wasm_bindgen]
impl LockedProfile {
    /// Takes in its part of an answer that was carried here: the rows to write. `not_here` when it
    /// says nothing to this profile.
    #[wasm_bindgen(js_name = absorbCarried)]
    pub fn absorb_carried(&mut self, answer: &[u8]) -> Result<JsValue, JsValue> {
        let answer = Answer::from_bytes(answer)
            .map_err(|error| failure("answer_not_believed", &error.to_string()))?;
        let absorbed = self.inner.absorb_carried(&answer).map_err(|error| {
            let code = match &error {
                CarriedError::NotHere => "not_here",
                CarriedError::Answer(_) => "answer_not_believed",
                CarriedError::Absorb(error) => code_of::absorb(error),
            };
            failure(code, &error.to_string())
        })?;
        rows_out(&absorbed.rows)
    }
}

fn secret_of(bytes: &[u8]) -> Result<SealingKey, JsValue> {
    let bytes =
        bytes.try_into().map_err(|_| failure("invalid", "a phone's secret has 32 bytes"))?;
    Ok(SealingKey::from_bytes(bytes))
}
