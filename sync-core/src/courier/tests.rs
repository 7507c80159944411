use super::*;
use crate::exchange::{
    Cursor, LockedAnswer, LockedRequest, LockedStatus, ProfileRequest, SyncAnswer, SyncRequest,
    Token,
};
use crate::phone::Entropy;
use crate::trust::{SigningKey, TrustError};

fn key(n: u8) -> SealingKey {
    SealingKey::from_bytes([n; 32])
}

fn entropy(n: u8) -> Entropy {
    Entropy::new(&[n; 32])
}

fn request() -> SyncRequest {
    let locked = LockedRequest {
        device_token: Token([8; 16]),
        max_bytes: 4_096,
        cursor: Some(Cursor { epoch: 3, sequence: 9, prefix: [1; 4] }),
        segments: Some(vec![vec![6; 300].into()]),
        unsent: None,
        backed_up: Some(4),
    };
    SyncRequest {
        version: crate::exchange::VERSION,
        device_time: 1_795_000_000,
        max_response_bytes: 65_536,
        profiles: Vec::new(),
        locked: Some(vec![locked]),
        carried_at: None,
    }
}

fn bundle() -> Bundle {
    let content = Content::Phone(request());
    Bundle { id: BundleId([2; 16]), answer_to: key(5).public(), content }
}

fn piece_of(text: &str) -> Piece {
    Piece::all_of(text.as_bytes()).remove(0)
}

fn opened(text: &str, n: u8) -> Result<Bundle, CourierError> {
    Bundle::open(&piece_of(text), [&key(n)].into_iter())
}

#[test]
fn a_bundle_is_opened_by_whom_it_is_for_and_tells_others_nothing() {
    let text = bundle().seal(&[key(1).public()], &mut entropy(1)).to_text(Kind::Bundle);
    assert_eq!(opened(&text, 1), Ok(bundle()));
    assert_eq!(opened(&text, 2), Err(CourierError::Foreign));
    assert_eq!(piece_of(&text).kind(), Ok(Kind::Bundle));
    let sealed = piece_of(&text).sealed().unwrap();
    for secret in [&[8; 16][..], &[6; 16], &key(5).public().0] {
        assert!(!sealed.windows(secret.len()).any(|window| window == secret));
    }
}

#[test]
fn whatever_is_altered_on_the_way_is_called_damaged() {
    let text = bundle().seal(&[key(1).public()], &mut entropy(1)).to_text(Kind::Bundle);
    let start = text.find("-----BEGIN").unwrap() + 36;
    let end = text.find("-----END").unwrap();
    for at in start..end {
        let mut altered = text.clone().into_bytes();
        altered[at] = if altered[at] == b'A' { b'B' } else { b'A' };
        let altered = String::from_utf8(altered).unwrap();
        if text.as_bytes()[at] == b'\n' {
            continue;
        }
        assert_eq!(opened(&altered, 1), Err(CourierError::Damaged), "character {at}");
    }
    for at in start..end {
        assert_eq!(opened(&text[..at], 1), Err(CourierError::Cut), "cut at {at}");
    }
    for at in start..end - 1 {
        let shorter = [&text[..at], "\n", &text[end..]].concat();
        assert_eq!(opened(&shorter, 1), Err(CourierError::Damaged), "without its rest from {at}");
    }
    // The control line itself counts for nothing where the rest is whole.
    let at = text.find("control ").unwrap() + 8;
    let mut altered = text.clone();
    altered.replace_range(at..at + 4, "zzzz");
    assert_eq!(opened(&altered, 1), Ok(bundle()));
}

#[test]
fn what_is_newer_is_told_apart() {
    let sealed = |mark: &[&str], plain: &[u8]| {
        Piece::of(&age::seal(&[key(1).public()], mark, plain, &mut entropy(1)))
    };
    let opened = |piece: &Piece| Bundle::open(piece, [&key(1)].into_iter());
    let mark = ["chaski", "bundle", "1"];
    let plain = |version: u8, kind: u8| {
        minicbor::to_vec((
            version,
            kind,
            minicbor::bytes::ByteArray::from([0; 16]),
            minicbor::bytes::ByteArray::from([0; 32]),
            minicbor::bytes::ByteVec::from(request().to_bytes()),
        ))
        .unwrap()
    };
    assert!(opened(&sealed(&mark, &plain(1, 0))).is_ok());
    assert_eq!(opened(&sealed(&mark, &plain(2, 0))), Err(CourierError::TooNew));
    let hub = opened(&sealed(&mark, &plain(1, 1))).unwrap();
    assert_eq!(hub.content, Content::Hub(request().to_bytes()), "a hub's, as it came");
    assert_eq!(opened(&sealed(&mark, &plain(1, 2))), Err(CourierError::TooNew));
    let newer = ["chaski", "bundle", "2"];
    assert_eq!(opened(&sealed(&newer, &plain(1, 0))), Err(CourierError::TooNew));
    assert_eq!(opened(&sealed(&["other"], &plain(1, 0))), Err(CourierError::Foreign));
    assert_eq!(opened(&sealed(&mark, b"")), Err(CourierError::Damaged));
}

#[test]
fn read_tokens_do_not_travel_in_files() {
    let open = ProfileRequest {
        read_token: Token([1; 16]),
        digest: 0,
        cursor: None,
        batches: None,
        state: None,
        backed_up: None,
        unsent: None,
        rulings: None,
    };
    let request = SyncRequest { profiles: vec![open], ..request() };
    let bundle = Bundle { content: Content::Phone(request), ..bundle() };
    let piece = bundle.seal(&[key(1).public()], &mut entropy(1));
    assert_eq!(Bundle::open(&piece, [&key(1)].into_iter()), Err(CourierError::Damaged));
}

#[test]
fn an_answer_is_for_one_phone_and_by_central() {
    let central = SigningKey::from_seed([4; 32]);
    let mut part = LockedAnswer::new(LockedStatus::Served);
    part.backed_up = Some(7);
    let answer = SyncAnswer {
        version: crate::exchange::VERSION,
        server_time: 1_795_000_100,
        replica: central.public().replica_id(),
        epoch: 3,
        catalogue: [0; 4],
        profiles: Vec::new(),
        locked: Some(vec![part.clone()]),
        certificate: None,
        ended: None,
    };
    let id = BundleId([2; 16]);
    let signed = Answer::sign(&central, id, Asked::of(&request()), &answer);
    let piece = piece_of(&signed.seal(&key(5).public(), &mut entropy(1)).to_text(Kind::Answer));
    assert_eq!(Answer::open(&piece, &key(6)), Err(CourierError::Foreign));
    let read = Answer::open(&piece, &key(5)).unwrap();
    let carried = read.verified(&central.public()).unwrap();
    let (asked, said) = carried.part(&Token([8; 16])).unwrap();
    assert_eq!((asked.cursor.unwrap().sequence, asked.backed_up, said), (9, Some(4), &part));
    assert_eq!(carried.part(&Token([9; 16])), None);
    let other = SigningKey::from_seed([5; 32]).public();
    assert_eq!(read.verified(&other), Err(TrustError::Signature.into()));
    let mut elsewhere = read.clone();
    elsewhere.id = BundleId([1; 16]);
    assert_eq!(elsewhere.verified(&central.public()), Err(TrustError::Signature.into()));
    // Each goes its own way.
    assert_eq!(Bundle::open(&piece, [&key(5)].into_iter()), Err(CourierError::OtherWay));
    let bundle = bundle().seal(&[key(5).public()], &mut entropy(1));
    assert_eq!(Answer::open(&bundle, &key(5)), Err(CourierError::OtherWay));
}
