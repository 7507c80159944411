//! The `Range` header: one range of bytes of a file.
//!
//! Owns its reading (RFC 9110 section 14). Several ranges at once are answered with the whole
//! file, as the RFC allows: no phone of ours asks for them.

/// Which part of a file is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of it.
    Whole,
    /// From a byte to a byte, the last included.
    Bytes {
        /// First byte.
        first: u64,
        /// Last byte.
        last: u64,
    },
    /// Nothing of the file is in the range: 416.
    Outside,
}

/// Reads the header's value against a file of this size. What cannot be read counts as absent.
pub(crate) fn part_of(header: Option<&str>, size_bytes: u64) -> Part {
    let Some(spec) = header.and_then(|value| value.trim().strip_prefix("bytes=")) else {
        return Part::Whole;
    };
    let Some((first, last)) = spec.trim().split_once('-') else { return Part::Whole };
    match (number(first), number(last)) {
        // The last N bytes.
        (None, Some(count)) if first.is_empty() => {
            if count == 0 || size_bytes == 0 {
                return Part::Outside;
            }
            Part::Bytes { first: size_bytes.saturating_sub(count), last: size_bytes - 1 }
        }
        (Some(first), _) if first >= size_bytes => Part::Outside,
        (Some(first), None) if last.is_empty() => Part::Bytes { first, last: size_bytes - 1 },
        (Some(first), Some(last)) if first <= last => {
            Part::Bytes { first, last: last.min(size_bytes - 1) }
        }
        _ => Part::Whole,
    }
}

fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_a_resumed_download_asks() {
        let bytes = |first, last| Part::Bytes { first, last };
        for (header, expected) in [
            (None, Part::Whole),
            (Some("bytes=0-"), bytes(0, 9)),
            (Some("bytes=3-"), bytes(3, 9)),
            (Some("bytes=3-5"), bytes(3, 5)),
            (Some("bytes=3-99"), bytes(3, 9)),
            (Some("bytes=-4"), bytes(6, 9)),
            (Some("bytes=-40"), bytes(0, 9)),
            (Some("bytes=9-9"), bytes(9, 9)),
            (Some("bytes=10-"), Part::Outside),
            (Some("bytes=-0"), Part::Outside),
            (Some("bytes=5-3"), Part::Whole),
            (Some("bytes=0-1,4-5"), Part::Whole),
            (Some("bytes=x-"), Part::Whole),
            (Some("bytes=-"), Part::Whole),
            (Some("lines=1-2"), Part::Whole),
            (Some("bytes=99999999999999999999999-"), Part::Whole),
        ] {
            assert_eq!(part_of(header, 10), expected, "{header:?}");
        }
        assert_eq!(part_of(Some("bytes=0-"), 0), Part::Outside);
    }
}
