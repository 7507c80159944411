//! What a certificate's link is worth: for the page that anybody opens, without a profile.
//!
//! Owns the conversion of this call.

use serde_json::{Map, Value, json};
use sync_core::certificate::{IssuerKey, Issuers, LinkFault, SignedLink, Worth};
use sync_core::record::Day;
use sync_core::trust::PublicKey;
use wasm_bindgen::prelude::*;

use crate::convert::failure;

/// JSON `{worth, revokedOn?, name?, achievement?, programme?, day?, expires?}` of what stands after
/// the `#`, by the list that the programme published (JSON), on this day. `invalid`: list or day is
/// none.
#[wasm_bindgen(js_name = judgeLink)]
pub fn judge_link(text: &str, issuers: &str, today: &str) -> Result<String, JsValue> {
    let invalid = || failure("invalid", "no list of issuers, or no day");
    let list: Value = serde_json::from_str(issuers).map_err(|_| invalid())?;
    let issuers = issuers_of(&list).ok_or_else(invalid)?;
    let today = Day::parse(today).ok_or_else(invalid)?;
    let signed = match SignedLink::from_text(text) {
        Ok(signed) => signed,
        Err(LinkFault::Damaged) => return Ok(json!({"worth": "damaged"}).to_string()),
        Err(LinkFault::Newer) => return Ok(json!({"worth": "newer"}).to_string()),
    };
    let mut said = Map::new();
    let worth = match signed.judge(&issuers, today) {
        // Nothing of what nobody vouches for is shown.
        Worth::NotOurs => return Ok(json!({"worth": "not_ours"}).to_string()),
        Worth::Altered => return Ok(json!({"worth": "altered"}).to_string()),
        Worth::Good => "good",
        Worth::Expired => "expired",
        Worth::Revoked { day } => {
            said.insert("revokedOn".to_owned(), json!(day.to_string()));
            "revoked"
        }
    };
    let link = signed.link;
    said.insert("worth".to_owned(), json!(worth));
    said.insert("name".to_owned(), json!(link.name));
    said.insert("achievement".to_owned(), json!(link.achievement));
    said.insert("programme".to_owned(), json!(link.programme));
    said.insert("day".to_owned(), json!(link.day.to_string()));
    if let Some(day) = link.expires {
        said.insert("expires".to_owned(), json!(day.to_string()));
    }
    Ok(Value::Object(said).to_string())
}

fn issuers_of(list: &Value) -> Option<Issuers> {
    let key = |one: &Value| {
        let until = match &one["until"] {
            Value::Null => None,
            day => Some(Day::parse(day.as_str()?)?),
        };
        Some(IssuerKey { public: PublicKey(bytes(&one["public"])?), until })
    };
    let revoked = |one: &Value| Some((bytes(&one["mark"])?, Day::parse(one["day"].as_str()?)?));
    Some(Issuers {
        keys: list["keys"].as_array()?.iter().map(key).collect::<Option<_>>()?,
        revoked: list["revoked"].as_array()?.iter().map(revoked).collect::<Option<_>>()?,
    })
}

fn bytes<const N: usize>(hex: &Value) -> Option<[u8; N]> {
    let text = hex.as_str().filter(|text| text.len() == 2 * N && text.is_ascii())?;
    let mut bytes = [0; N];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}
