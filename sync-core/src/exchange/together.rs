//! Several profiles in one exchange: a staff device has one for each learner, and brings many.
//!
//! Owns putting requests together and taking the answer apart, as bytes: what a profile says and
//! hears is not read here, so a phone carries no code for it. Must not change any of it.

use minicbor::{Decoder, Encoder};

use super::{MAX_PROFILES, MAX_REQUEST_BATCH_BYTES, MAX_REQUEST_BYTES, MessageError};

/// Places of a request before its profiles: version, clock, bound.
const REQUEST_HEAD: u64 = 3;
/// Places of an answer before its profiles: version, clock, replica, epoch, catalogue.
const ANSWER_HEAD: u64 = 5;
/// What a message takes at most beside its profiles.
const HEAD_BYTES: usize = 64;
const _: () = assert!(MAX_REQUEST_BATCH_BYTES + HEAD_BYTES < MAX_REQUEST_BYTES);

/// One request of as many of these as fit into one, in their order, and how many those are: at least
/// the first. The first one's clock and bound stand for all. `None` where there are none.
///
/// Each is of open profiles only.
pub fn together(requests: &[Vec<u8>]) -> Result<Option<(Vec<u8>, usize)>, MessageError> {
    let Some(first) = requests.first() else { return Ok(None) };
    let Parts { head, .. } = parts(first, REQUEST_HEAD)?;
    let (mut profiles, mut size, mut count) = (Vec::new(), 0, 0);
    for request in requests {
        let Parts { profiles: more, tail, .. } = parts(request, REQUEST_HEAD)?;
        if !tail.is_empty() {
            return Err(MessageError::Malformed);
        }
        // Not less than their batches, which is what has a bound.
        let adds: usize = more.iter().map(|profile| profile.len()).sum();
        let fits =
            profiles.len() + more.len() <= MAX_PROFILES && size + adds <= MAX_REQUEST_BATCH_BYTES;
        if count > 0 && !fits {
            break;
        }
        profiles.extend(more);
        (size, count) = (size + adds, count + 1);
    }
    Ok(Some((message(head, REQUEST_HEAD, &profiles, &[]), count)))
}

/// For each profile of a request the answer that it would have had alone. As many as were asked, or
/// it is not the answer.
pub fn apart(answer: &[u8], asked: usize) -> Result<Vec<Vec<u8>>, MessageError> {
    let Parts { head, profiles, tail } = parts(answer, ANSWER_HEAD)?;
    if profiles.len() != asked {
        return Err(MessageError::Malformed);
    }
    let alone = |profile| message(head, ANSWER_HEAD, &[profile], &tail);
    Ok(profiles.into_iter().map(alone).collect())
}

/// A message's bytes, taken apart.
struct Parts<'b> {
    /// All places before its profiles.
    head: &'b [u8],
    profiles: Vec<&'b [u8]>,
    /// Each place after them: a hub says who it is.
    tail: Vec<&'b [u8]>,
}

fn parts(bytes: &[u8], before: u64) -> Result<Parts<'_>, MessageError> {
    let mut decoder = Decoder::new(bytes);
    let places = decoder.array().ok().flatten().ok_or(MessageError::Malformed)?;
    let after = places.checked_sub(before + 1).ok_or(MessageError::Malformed)?;
    let start = decoder.position();
    for _ in 0..before {
        skipped(&mut decoder, bytes)?;
    }
    let head = bytes.get(start..decoder.position()).ok_or(MessageError::Malformed)?;
    let count = decoder.array().ok().flatten().ok_or(MessageError::Malformed)?;
    let mut profiles = Vec::new();
    for _ in 0..count {
        profiles.push(skipped(&mut decoder, bytes)?);
    }
    let mut tail = Vec::new();
    for _ in 0..after {
        tail.push(skipped(&mut decoder, bytes)?);
    }
    let is_whole = decoder.position() == bytes.len();
    if is_whole { Ok(Parts { head, profiles, tail }) } else { Err(MessageError::Malformed) }
}

fn skipped<'b>(decoder: &mut Decoder<'b>, bytes: &'b [u8]) -> Result<&'b [u8], MessageError> {
    let start = decoder.position();
    decoder.skip().map_err(|_| MessageError::Malformed)?;
    bytes.get(start..decoder.position()).ok_or(MessageError::Malformed)
}

fn message(head: &[u8], before: u64, profiles: &[&[u8]], tail: &[&[u8]]) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    // Writing to memory cannot fail.
    let _ = encoder.array(before + 1 + tail.len() as u64);
    encoder.writer_mut().extend_from_slice(head);
    let _ = encoder.array(profiles.len() as u64);
    let mut bytes = encoder.into_writer();
    bytes.extend(profiles.iter().chain(tail).flat_map(|part| part.iter()));
    bytes
}

#[cfg(test)]
mod tests {
    use minicbor::bytes::ByteVec;

    use super::*;
    use crate::exchange::{
        ProfileAnswer, ProfileRequest, ProfileStatus, SyncAnswer, SyncRequest, Token, VERSION,
    };
    use crate::ids::ReplicaId;

    fn request(token: u8, batch_bytes: usize) -> Vec<u8> {
        let batches = (batch_bytes > 0).then(|| vec![ByteVec::from(vec![token; batch_bytes])]);
        let profile = ProfileRequest {
            read_token: Token([token; 16]),
            digest: 7,
            cursor: None,
            batches,
            state: None,
            backed_up: None,
            unsent: None,
            rulings: None,
        };
        SyncRequest {
            version: VERSION,
            device_time: 1_795_000_000,
            max_response_bytes: 65_536,
            profiles: vec![profile],
            locked: None,
            carried_at: None,
        }
        .to_bytes()
    }

    /// Whose profiles are in it, and how many requests it holds. It is a request within all limits.
    fn tokens(requests: &[Vec<u8>]) -> (Vec<u8>, usize) {
        let (whole, count) = together(requests).unwrap().unwrap();
        let read = SyncRequest::from_bytes(&whole).unwrap();
        assert_eq!((read.to_bytes(), read.max_response_bytes), (whole, 65_536));
        (read.profiles.iter().map(|profile| profile.read_token.0[0]).collect(), count)
    }

    #[test]
    fn as_many_as_fit_travel_together() {
        let forty: Vec<Vec<u8>> = (0..40).map(|token| request(token, 10)).collect();
        assert_eq!(tokens(&forty), ((0..32).collect(), MAX_PROFILES));
        assert_eq!(tokens(&forty[32..]), ((32..40).collect(), 8));
        assert_eq!(together(&[]), Ok(None));
    }

    #[test]
    fn what_is_too_much_at_once_goes_next_time() {
        let half = MAX_REQUEST_BATCH_BYTES / 2 - 100;
        let heavy = [request(1, half), request(2, half), request(3, 300), request(4, half)];
        assert_eq!(tokens(&heavy), (vec![1, 2], 2));
        assert_eq!(tokens(&[request(5, MAX_REQUEST_BATCH_BYTES), request(6, 1)]), (vec![5], 1));
    }

    #[test]
    fn each_hears_its_own_answer() {
        let answer = SyncAnswer {
            version: VERSION,
            server_time: 1_795_000_001,
            replica: ReplicaId([1; 8]),
            epoch: 3,
            catalogue: [1, 2, 3, 4],
            profiles: vec![
                ProfileAnswer::new(ProfileStatus::Served),
                ProfileAnswer::new(ProfileStatus::UnknownToken),
            ],
            locked: None,
            certificate: None,
            ended: None,
        };
        let alone = apart(&answer.to_bytes(), 2).unwrap();
        for (bytes, profile) in alone.iter().zip(&answer.profiles) {
            let expected = SyncAnswer { profiles: vec![profile.clone()], ..answer.clone() };
            assert_eq!(SyncAnswer::from_bytes(bytes), Ok(expected));
        }
        assert_eq!(apart(&answer.to_bytes(), 3), Err(MessageError::Malformed));
    }

    #[test]
    fn what_is_no_message_is_refused() {
        let whole = request(1, 10);
        for length in 0..whole.len() {
            assert_eq!(together(&[whole[..length].to_vec()]), Err(MessageError::Malformed));
        }
        let mut longer = whole;
        longer.push(0);
        assert_eq!(together(&[longer]), Err(MessageError::Malformed));
        // As many as it says there are cannot be in so few bytes.
        let vast = [0x86, 0, 0, 0, 0, 0, 0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0];
        assert_eq!(apart(&vast, 1), Err(MessageError::Malformed));
    }
}
