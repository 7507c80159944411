//! A certificate as an Open Badges 3.0 credential: a JSON Web Token that other platforms read.
//!
//! Owns its JSON, the list of those that were taken back (W3C Bitstring Status List), the issuer's
//! DID document, and the token's form (VC-JWT, EdDSA). Which key signs, and what was given, are
//! arguments: it neither stores nor decides anything.
//!
//! The issuer is `did:web:HOST`: whoever verifies fetches the keys, old ones too, from the
//! programme's own address. So a new key leaves old tokens as good as they were.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Map, Value, json};
use sync_core::certificate::{base64url, key_id};
use sync_core::record::Day;
use sync_core::trust::{PublicKey, SigningKey};
use thiserror::Error;

use crate::store::certificates::{
    CertificateRow, IssuerKeyRow, STATUS_PLACES, StatusList, in_language,
};

/// Under which name the world finds this programme: `aprende.ejemplo.org`, maybe with a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host(String);

/// Not the name of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a host's name, such as aprende.ejemplo.org, without https:// and without a path")]
pub struct NoHost;

impl Host {
    /// Reads one.
    pub fn parse(text: &str) -> Result<Self, NoHost> {
        let (name, port) = text.split_once(':').map_or((text, None), |(a, b)| (a, Some(b)));
        let is_label = |label: &str| {
            !label.is_empty()
                && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        let fits = name.len() <= 253
            && name.split('.').all(is_label)
            && port.is_none_or(|port| port.parse::<u16>().is_ok());
        if fits { Ok(Self(text.to_owned())) } else { Err(NoHost) }
    }

    /// The issuer's identifier.
    pub fn did(&self) -> String {
        format!("did:web:{}", self.0.replace(':', "%3A"))
    }

    fn key(&self, public: &PublicKey) -> String {
        format!("{}#{}", self.did(), hex::encode(key_id(public)))
    }

    fn list(&self, list: u32) -> String {
        format!("https://{}/api/certificates/status/{list}", self.0)
    }
}

/// The certificate as a signed token.
pub fn credential(row: &CertificateRow, host: &Host, key: &SigningKey) -> String {
    let known = &row.certificate;
    let (title, programme) = (in_language(&known.title, "es"), in_language(&known.programme, "es"));
    let id = format!("urn:uuid:{}", row.id);
    let (list, place) = (known.place / STATUS_PLACES, known.place % STATUS_PLACES);
    let list = host.list(list);
    let mut claims = json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": host.did(), "type": ["Profile"], "name": programme,
                   "url": format!("https://{}/", host.0)},
        "validFrom": moment(known.day),
        "name": title,
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [{
                "type": "IdentityObject", "hashed": false,
                "identityHash": known.name, "identityType": "ext:name",
            }],
            "achievement": {
                "id": format!("https://{}/?certificado={}", host.0, known.certificate),
                "type": ["Achievement"],
                "name": title,
                "description": title,
                "criteria": {"narrative": format!("Completó lo que el programa {programme} pide para: {title}.")},
            },
        },
        "credentialStatus": {
            "id": format!("{list}#{place}"),
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": place.to_string(),
            "statusListCredential": list,
        },
        "iss": host.did(),
        "jti": id,
        "nbf": seconds(known.day),
    });
    // Through its last day.
    if let (Some(last), Value::Object(claims)) = (known.expires, &mut claims) {
        let end = Day(last.0 + 1);
        claims.insert("validUntil".to_owned(), json!(moment(end)));
        claims.insert("exp".to_owned(), json!(seconds(end)));
    }
    token(&claims, host, key)
}

/// A list of those that were taken back, as a signed token.
pub fn status_list(
    number: u32,
    list: &StatusList,
    host: &Host,
    key: &SigningKey,
    now: i64,
) -> std::io::Result<String> {
    let mut bits = vec![0_u8; STATUS_PLACES as usize / 8];
    for place in &list.revoked {
        if let Some(byte) = bits.get_mut(*place as usize / 8) {
            // The first place is the highest bit of the first byte.
            *byte |= 0x80 >> (place % 8);
        }
    }
    let mut zipped = GzEncoder::new(Vec::new(), Compression::default());
    zipped.write_all(&bits)?;
    let encoded = format!("u{}", base64url(&zipped.finish()?));
    let id = host.list(number);
    let claims = json!({
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": host.did(),
        "validFrom": moment(Day::of_seconds(now)),
        "credentialSubject": {
            "id": format!("{id}#list"),
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
        "iss": host.did(),
        "jti": id,
        "sub": format!("{id}#list"),
        "nbf": seconds(Day::of_seconds(now)),
    });
    Ok(token(&claims, host, key))
}

/// `/.well-known/did.json`: the keys, that which signs now first.
pub fn did_document(keys: &[IssuerKeyRow], host: &Host) -> Value {
    let did = host.did();
    let mut keys: Vec<&IssuerKeyRow> = keys.iter().collect();
    keys.sort_by_key(|key| (key.until.is_some(), std::cmp::Reverse(key.since)));
    let methods: Vec<Value> = keys
        .iter()
        .map(|key| {
            json!({
                "id": host.key(&key.public),
                "type": "JsonWebKey2020",
                "controller": did,
                "publicKeyJwk": {"kty": "OKP", "crv": "Ed25519", "x": base64url(&key.public.0)},
            })
        })
        .collect();
    let names: Vec<String> = keys.iter().map(|key| host.key(&key.public)).collect();
    json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": names,
    })
}

fn token(claims: &Value, host: &Host, key: &SigningKey) -> String {
    let mut header = Map::new();
    header.insert("alg".to_owned(), json!("EdDSA"));
    header.insert("typ".to_owned(), json!("JWT"));
    header.insert("kid".to_owned(), json!(host.key(&key.public())));
    let part = |value: &Value| base64url(value.to_string().as_bytes());
    let signed = format!("{}.{}", part(&Value::Object(header)), part(claims));
    let signature = base64url(&key.sign_token(&signed));
    format!("{signed}.{signature}")
}

fn seconds(day: Day) -> i64 {
    i64::from(day.0) * 86_400
}

fn moment(day: Day) -> String {
    format!("{day}T00:00:00Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_what_is_none() {
        for text in ["aprende.ejemplo.org", "localhost:8440", "a"] {
            assert!(Host::parse(text).is_ok(), "{text}");
        }
        for text in ["", "https://a.org", "a.org/x", "A.org", "a..org", "a.org:x", "a.org:70000"] {
            assert_eq!(Host::parse(text), Err(NoHost), "{text}");
        }
        assert_eq!(Host::parse("localhost:8440").unwrap().did(), "did:web:localhost%3A8440");
    }
}
