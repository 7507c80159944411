//! The age format (age-encryption.org/v1) for X25519 recipients.
//!
//! Owns header and payload: what is written here any age tool opens with the key, and what any age
//! tool wrote to such a key is read. Stanzas of other kinds are passed over. Must not know what is
//! inside, nor the text around it.
//!
//! Our own, on the primitives that are here anyway, since the phone carries it; held against the
//! vectors of the format's authors (`age_vectors`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::phone::Entropy;
use crate::sealed_box::{SealingKey, SealingPublic};

const FAMILY: &str = "age-encryption.org/";
const INTRO: &str = "age-encryption.org/v1";
/// Kind of a recipient's stanza.
const X25519: &str = "X25519";
const WRAP_INFO: &[u8] = b"age-encryption.org/v1/X25519";
/// Base64 characters in a full line of a stanza's body.
const LINE_CHARS: usize = 64;
const FILE_KEY_BYTES: usize = 16;
const WRAPPED_BYTES: usize = FILE_KEY_BYTES + TAG_BYTES;
const PAYLOAD_NONCE_BYTES: usize = 16;
const CHUNK_BYTES: usize = 64 * 1024;
const TAG_BYTES: usize = 16;
/// More than any header that is meant honestly.
const MAX_HEADER_BYTES: usize = 16 * 1024;

/// Why such a file is not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AgeError {
    /// Not the format.
    Malformed,
    /// A later version of the format.
    TooNew,
    /// Sealed to none of these keys; or what says to which was altered.
    NoKey,
    /// Sealed to us, and altered since.
    Altered,
}

/// One stanza of a header.
#[derive(Debug)]
pub(super) struct Stanza<'a> {
    pub(super) kind: &'a str,
    pub(super) arguments: Vec<&'a str>,
    body: Vec<u8>,
}

/// A file whose header was read.
#[derive(Debug)]
pub(super) struct Sealed<'a> {
    pub(super) stanzas: Vec<Stanza<'a>>,
    /// What the header's code covers.
    covered: &'a [u8],
    code: [u8; 32],
    payload: &'a [u8],
}

/// Seals `plain` to each of `recipients`. `mark` is a stanza of our own, readable by everybody and
/// covered by the header's code: words without blanks.
pub(super) fn seal(
    recipients: &[SealingPublic],
    mark: &[&str],
    plain: &[u8],
    entropy: &mut Entropy,
) -> Vec<u8> {
    let file_key: Zeroizing<[u8; FILE_KEY_BYTES]> = Zeroizing::new(entropy.bytes());
    let mut header = format!("{INTRO}\n-> {}\n\n", mark.join(" "));
    for recipient in recipients {
        let ephemeral = SealingKey::from_bytes(entropy.bytes());
        let share = ephemeral.public();
        let wrapped = ephemeral.shared(recipient).map(|shared| {
            let key = wrapping_key(&shared, &share, recipient);
            encrypt(&key, Nonce::default(), &file_key[..])
        });
        // A recipient whose key is none gets nothing that opens.
        let wrapped = wrapped.unwrap_or_else(|| vec![0; WRAPPED_BYTES]);
        let (share, body) = (STANDARD_NO_PAD.encode(share.0), STANDARD_NO_PAD.encode(wrapped));
        header.push_str(&format!("-> {X25519} {share}\n{body}\n"));
    }
    header.push_str("---");
    let code = header_code(&file_key, header.as_bytes()).finalize().into_bytes();
    header.push_str(&format!(" {}\n", STANDARD_NO_PAD.encode(code)));
    let nonce: [u8; PAYLOAD_NONCE_BYTES] = entropy.bytes();
    let key = derived(&file_key[..], &nonce, b"payload");
    let mut sealed = header.into_bytes();
    sealed.extend_from_slice(&nonce);
    let mut chunks = plain.chunks(CHUNK_BYTES).peekable();
    // An empty file is one empty chunk.
    let mut chunk = chunks.next().unwrap_or_default();
    for counter in 0.. {
        let next = chunks.next();
        sealed.extend_from_slice(&encrypt(&key, chunk_nonce(counter, next.is_none()), chunk));
        match next {
            Some(next) => chunk = next,
            None => break,
        }
    }
    sealed
}

impl<'a> Sealed<'a> {
    /// Reads the header.
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, AgeError> {
        let mut reader = Reader { bytes, at: 0 };
        match reader.line()? {
            INTRO => {}
            other if other.starts_with(FAMILY) => return Err(AgeError::TooNew),
            _ => return Err(AgeError::Malformed),
        }
        let mut stanzas = Vec::new();
        loop {
            let start = reader.at;
            let line = reader.line()?;
            if let Some(code) = line.strip_prefix("--- ") {
                let code = decoded(code)?.try_into().map_err(|_| AgeError::Malformed)?;
                let covered = bytes.get(..start + 3).ok_or(AgeError::Malformed)?;
                let payload = bytes.get(reader.at..).ok_or(AgeError::Malformed)?;
                return Ok(Self { stanzas, covered, code, payload });
            }
            let words = line.strip_prefix("-> ").ok_or(AgeError::Malformed)?;
            let mut words = words.split(' ');
            let kind = words.next().filter(|kind| !kind.is_empty()).ok_or(AgeError::Malformed)?;
            let arguments: Vec<&str> = words.collect();
            if arguments.iter().any(|argument| argument.is_empty()) {
                return Err(AgeError::Malformed);
            }
            stanzas.push(Stanza { kind, arguments, body: reader.body()? });
        }
    }

    /// What is inside, if one of `keys` opens it. Costs no more than its length.
    pub(super) fn open<'k>(
        &self,
        keys: impl Iterator<Item = &'k SealingKey>,
    ) -> Result<Vec<u8>, AgeError> {
        let file_key = self.file_key(keys)?;
        header_code(&file_key, self.covered)
            .verify_slice(&self.code)
            .map_err(|_| AgeError::Altered)?;
        let (nonce, mut rest) =
            self.payload.split_at_checked(PAYLOAD_NONCE_BYTES).ok_or(AgeError::Altered)?;
        let key = derived(&file_key[..], nonce, b"payload");
        let mut plain = Vec::with_capacity(rest.len());
        for counter in 0.. {
            let (chunk, after) = rest.split_at(rest.len().min(CHUNK_BYTES + TAG_BYTES));
            let is_last = after.is_empty();
            let opened = decrypt(&key, chunk_nonce(counter, is_last), chunk)?;
            // One form for one content: the last chunk is empty in an empty file only.
            if opened.is_empty() && counter > 0 {
                return Err(AgeError::Altered);
            }
            plain.extend_from_slice(&opened);
            if is_last {
                break;
            }
            rest = after;
        }
        Ok(plain)
    }

    fn file_key<'k>(
        &self,
        keys: impl Iterator<Item = &'k SealingKey>,
    ) -> Result<Zeroizing<[u8; FILE_KEY_BYTES]>, AgeError> {
        let mut wrapped = Vec::new();
        for stanza in self.stanzas.iter().filter(|stanza| stanza.kind == X25519) {
            let [share] = stanza.arguments[..] else { return Err(AgeError::Malformed) };
            let share = decoded(share)?.try_into().map_err(|_| AgeError::Malformed)?;
            if stanza.body.len() != WRAPPED_BYTES {
                return Err(AgeError::Malformed);
            }
            wrapped.push((SealingPublic(share), &stanza.body[..]));
        }
        for key in keys {
            let public = key.public();
            for (share, body) in &wrapped {
                let Some(shared) = key.shared(share) else { continue };
                let wrapping = wrapping_key(&shared, share, &public);
                let Ok(file_key) = decrypt(&wrapping, Nonce::default(), body) else { continue };
                let file_key = Zeroizing::new(file_key);
                let bytes = file_key[..].try_into().map_err(|_| AgeError::Altered)?;
                return Ok(Zeroizing::new(bytes));
            }
        }
        Err(AgeError::NoKey)
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    /// The next line of the header, without its end.
    fn line(&mut self) -> Result<&'a str, AgeError> {
        let header = &self.bytes[..self.bytes.len().min(MAX_HEADER_BYTES)];
        let rest = header.get(self.at..).ok_or(AgeError::Malformed)?;
        let end = rest.iter().position(|byte| *byte == b'\n').ok_or(AgeError::Malformed)?;
        let line = &rest[..end];
        if !line.iter().all(|byte| (b' '..=b'~').contains(byte)) {
            return Err(AgeError::Malformed);
        }
        self.at += end + 1;
        std::str::from_utf8(line).map_err(|_| AgeError::Malformed)
    }

    /// A stanza's body: full lines, and a last one that is shorter, perhaps empty.
    fn body(&mut self) -> Result<Vec<u8>, AgeError> {
        let mut text = String::new();
        loop {
            let line = self.line()?;
            text.push_str(line);
            match line.len() {
                LINE_CHARS => {}
                0..LINE_CHARS => return decoded(&text),
                _ => return Err(AgeError::Malformed),
            }
        }
    }
}

fn decoded(text: &str) -> Result<Vec<u8>, AgeError> {
    STANDARD_NO_PAD.decode(text).map_err(|_| AgeError::Malformed)
}

fn wrapping_key(
    shared: &[u8; 32],
    share: &SealingPublic,
    recipient: &SealingPublic,
) -> Zeroizing<[u8; 32]> {
    derived(shared, &[share.0, recipient.0].concat(), WRAP_INFO)
}

/// HKDF-SHA256.
fn derived(secret: &[u8], salt: &[u8], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0; 32]);
    // Expanding fails only beyond 255 blocks.
    let expanded = Hkdf::<Sha256>::new(Some(salt), secret).expand(info, &mut out[..]);
    debug_assert!(expanded.is_ok(), "one block is never too long");
    out
}

fn header_code(file_key: &[u8; FILE_KEY_BYTES], covered: &[u8]) -> Hmac<Sha256> {
    let key = derived(file_key, &[], b"header");
    let mut code = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&key[..])
        .expect("HMAC takes keys of any length");
    code.update(covered);
    code
}

/// The chunk's number and whether it is the last.
fn chunk_nonce(counter: u64, is_last: bool) -> Nonce {
    let mut nonce = [0; 12];
    nonce[3..11].copy_from_slice(&counter.to_be_bytes());
    nonce[11] = u8::from(is_last);
    Nonce::from(nonce)
}

fn encrypt(key: &[u8; 32], nonce: Nonce, plain: &[u8]) -> Vec<u8> {
    // Sealing fails only beyond 256 GiB.
    ChaCha20Poly1305::new(key.into()).encrypt(&nonce, plain).unwrap_or_default()
}

fn decrypt(key: &[u8; 32], nonce: Nonce, cipher: &[u8]) -> Result<Vec<u8>, AgeError> {
    ChaCha20Poly1305::new(key.into()).decrypt(&nonce, cipher).map_err(|_| AgeError::Altered)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u8) -> SealingKey {
        SealingKey::from_bytes([n; 32])
    }

    fn sealed(plain: &[u8]) -> Vec<u8> {
        let to = [key(1).public(), key(2).public()];
        seal(&to, &["chaski", "bundle", "1"], plain, &mut Entropy::new(&[7; 32]))
    }

    fn open(bytes: &[u8], n: u8) -> Result<Vec<u8>, AgeError> {
        Sealed::parse(bytes)?.open([key(n)].iter())
    }

    #[test]
    fn every_length_comes_back_whole() {
        for length in [0, 1, 100, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES] {
            let plain: Vec<u8> = (0..length).map(|n| n as u8).collect();
            let sealed = sealed(&plain);
            assert_eq!(open(&sealed, 1), Ok(plain.clone()), "{length}");
            assert_eq!(open(&sealed, 2), Ok(plain), "{length}");
            assert_eq!(open(&sealed, 3), Err(AgeError::NoKey), "{length}");
        }
    }

    #[test]
    fn no_bit_of_it_can_be_changed_and_no_byte_left_out() {
        let good = sealed(b"tres horas");
        for at in 0..good.len() {
            for bit in 0..8 {
                let mut altered = good.clone();
                altered[at] ^= 1 << bit;
                // The second recipient's stanza may be spoilt and the first still open: its code
                // covers both.
                assert!(open(&altered, 1).is_err(), "byte {at} bit {bit}");
            }
            assert!(open(&good[..at], 1).is_err(), "cut at {at}");
        }
        assert!(open(&[&good[..], &[0]].concat(), 1).is_err());
    }

    #[test]
    fn chunks_keep_their_order_and_number() {
        let plain = vec![5; 3 * CHUNK_BYTES];
        let good = sealed(&plain);
        let start = good.len() - 3 * (CHUNK_BYTES + TAG_BYTES);
        let (head, chunks) = good.split_at(start);
        let chunk = |n: usize| &chunks[n * (CHUNK_BYTES + TAG_BYTES)..][..CHUNK_BYTES + TAG_BYTES];
        for order in [&[1, 0, 2][..], &[0, 1], &[0, 2], &[0, 1, 2, 2]] {
            let chunks: Vec<u8> = order.iter().flat_map(|n| chunk(*n)).copied().collect();
            assert_eq!(open(&[head, &chunks].concat(), 1), Err(AgeError::Altered), "{order:?}");
        }
    }

    #[test]
    fn what_is_none_or_newer_is_told_apart() {
        assert_eq!(open(b"", 1), Err(AgeError::Malformed));
        assert_eq!(open(b"age-encryption.org/v2\n", 1), Err(AgeError::TooNew));
        assert_eq!(open(b"age-encryption.org/v1\n--- \n", 1), Err(AgeError::Malformed));
        let endless = [INTRO.as_bytes(), &b"\n-> x"[..], &[b'y'; MAX_HEADER_BYTES]].concat();
        assert_eq!(open(&endless, 1), Err(AgeError::Malformed));
    }

    #[test]
    fn a_key_of_small_order_opens_nothing() {
        let none = SealingPublic([0; 32]);
        let sealed = seal(&[none, key(1).public()], &["x"], b"y", &mut Entropy::new(&[1; 32]));
        assert_eq!(open(&sealed, 1), Ok(b"y".to_vec()));
        assert_eq!(open(&sealed, 2), Err(AgeError::NoKey));
    }
}
