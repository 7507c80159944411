//! ETags: names of an answer's content.
//!
//! Owns making them from a hash and comparing them with what a caller holds.

use axum::http::header::IF_NONE_MATCH;
use axum::http::{HeaderMap, HeaderValue};

/// A strong tag from a hash.
pub(crate) fn strong(hash: &[u8]) -> HeaderValue {
    let short = hex::encode(&hash[..hash.len().min(16)]);
    HeaderValue::from_str(&format!("\"{short}\""))
        .unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

/// Does the caller hold this already?
pub(crate) fn matches(headers: &HeaderMap, tag: &HeaderValue) -> bool {
    let Ok(tag) = tag.to_str() else { return false };
    headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        // A proxy that compressed the answer weakened its tag; the content is the same.
        value
            .split(',')
            .map(str::trim)
            .any(|held| held == "*" || held.strip_prefix("W/").unwrap_or(held) == tag)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_lists_and_weak_tags() {
        let tag = strong(&[0xab; 32]);
        assert_eq!(tag.len(), 34);
        let mut headers = HeaderMap::new();
        assert!(!matches(&headers, &tag));
        let held = format!("\"other\", W/{}", tag.to_str().unwrap());
        headers.insert(IF_NONE_MATCH, HeaderValue::from_str(&held).unwrap());
        assert!(matches(&headers, &tag));
        assert!(!matches(&headers, &strong(&[1; 32])));
    }
}
