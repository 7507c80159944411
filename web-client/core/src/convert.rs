//! JavaScript values to the core's and back.
//!
//! Owns the shapes that cross: rows, objects, failures with a stable `code`. Secret bytes that
//! come in are copied into types that wipe themselves.

use js_sys::{Array, Error, Object, Reflect, Uint8Array};
use sync_core::phone::{Row, RowChange};
use sync_core::seal::DataKey;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `{key: string, bytes: Uint8Array}[]`
    #[wasm_bindgen(typescript_type = "readonly { key: string; bytes: Uint8Array | undefined }[]")]
    #[derive(Debug)]
    pub type RowList;
}

/// Stable codes of the core's failures.
pub(crate) mod code_of {
    use sync_core::phone::{AbsorbError, ActError, EnrolError};

    pub(crate) fn act(error: &ActError) -> &'static str {
        match error {
            ActError::UnknownEntry => "unknown_entry",
            ActError::Invalid => "invalid",
            ActError::Changed => "changed",
            ActError::TooLong => "too_long",
            ActError::NoSealingKey => "no_sealing_key",
            ActError::NotReleased => "not_released",
            ActError::NotYours => "not_yours",
        }
    }

    pub(crate) fn enrol(error: &EnrolError) -> &'static str {
        match error {
            EnrolError::NotBegun => "not_begun",
            EnrolError::Load(_) => "storage_damaged",
            EnrolError::Message(_) | EnrolError::Trust(_) => "answer_not_believed",
        }
    }

    pub(crate) fn absorb(error: &AbsorbError) -> &'static str {
        match error {
            AbsorbError::UnknownToken => "unknown_token",
            AbsorbError::Erased => "erased",
            AbsorbError::UnknownAtHub => "unknown_at_hub",
            AbsorbError::Revoked => "revoked",
            AbsorbError::NotAsked => "not_asked",
            AbsorbError::Message(_)
            | AbsorbError::Trust(_)
            | AbsorbError::Batch(_)
            | AbsorbError::Place(_) => "answer_not_believed",
        }
    }
}

/// An `Error` with a `code`.
pub(crate) fn failure(code: &str, message: &str) -> JsValue {
    let error = Error::new(message);
    // Setting a property on a fresh object cannot fail; without it the error is only less precise.
    let _ = Reflect::set(&error, &"code".into(), &code.into());
    error.into()
}

pub(crate) fn text(value: &str) -> JsValue {
    JsValue::from_str(value)
}

pub(crate) fn object(fields: &[(&str, JsValue)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &(*name).into(), value)?;
    }
    Ok(object.into())
}

pub(crate) fn key_of(bytes: &[u8]) -> Result<DataKey, JsValue> {
    let bytes =
        bytes.try_into().map_err(|_| failure("storage_damaged", "a data key has 32 bytes"))?;
    Ok(DataKey::new(bytes))
}

pub(crate) fn rows_in(rows: &RowList) -> Result<Vec<Row>, JsValue> {
    Array::from(rows.as_ref())
        .iter()
        .map(|row| {
            let key = Reflect::get(&row, &"key".into())?.as_string();
            let bytes = Reflect::get(&row, &"bytes".into())?.dyn_into::<Uint8Array>();
            match (key, bytes) {
                (Some(key), Ok(bytes)) => Ok(Row { key, bytes: bytes.to_vec() }),
                _ => Err(failure("storage_damaged", "a row has a key and bytes")),
            }
        })
        .collect()
}

pub(crate) fn rows_out(rows: &[RowChange]) -> Result<JsValue, JsValue> {
    let list = Array::new();
    for row in rows {
        let bytes = match &row.bytes {
            Some(bytes) => Uint8Array::from(&bytes[..]).into(),
            None => JsValue::UNDEFINED,
        };
        list.push(&object(&[("key", text(&row.key)), ("bytes", bytes)])?);
    }
    Ok(list.into())
}
