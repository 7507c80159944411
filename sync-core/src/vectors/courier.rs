//! Courier files of the golden vectors, written anew and read again.

use super::text::{Fault, bytes, signing_key, unhex};
use crate::courier::{Answer, Asked, Bundle, BundleId, Content, Kind, Piece};
use crate::exchange::{SyncAnswer, SyncRequest};
use crate::phone::Entropy;
use crate::sealed_box::{SealingKey, SealingPublic};

pub(super) fn bundle(
    recipients: &[String],
    answer_to: &str,
    id: &str,
    request: &str,
    entropy: &str,
) -> Result<String, Fault> {
    let keys = recipients.iter().map(|seed| key(seed)).collect::<Result<Vec<_>, Fault>>()?;
    let to: Vec<SealingPublic> = keys.iter().map(SealingKey::public).collect();
    let request = SyncRequest::from_bytes(&unhex(request)?).map_err(|_| "not a request")?;
    let (id, answer_to) = (BundleId(bytes(id)?), key(answer_to)?.public());
    let bundle = Bundle { id, answer_to, content: Content::Phone(request) };
    let piece = bundle.seal(&to, &mut Entropy::new(&unhex(entropy)?));
    let text = piece.to_text(Kind::Bundle);
    let opens = |key| Bundle::open(&read(&text)?, [key].into_iter()).map_err(|_| "does not open");
    for key in &keys {
        if opens(key)? != bundle {
            return Err("reads otherwise");
        }
    }
    Ok(text)
}

pub(super) fn answer(
    central: &str,
    answer_to: &str,
    id: &str,
    [request, answer]: [&str; 2],
    entropy: &str,
) -> Result<String, Fault> {
    let (central, phone) = (signing_key(central)?, key(answer_to)?);
    let request = SyncRequest::from_bytes(&unhex(request)?).map_err(|_| "not a request")?;
    let answer = SyncAnswer::from_bytes(&unhex(answer)?).map_err(|_| "not an answer")?;
    let signed = Answer::sign(&central, BundleId(bytes(id)?), Asked::of(&request), &answer);
    let piece = signed.seal(&phone.public(), &mut Entropy::new(&unhex(entropy)?));
    let text = piece.to_text(Kind::Answer);
    let again = Answer::open(&read(&text)?, &phone).map_err(|_| "does not open")?;
    let carried = again.verified(&central.public()).map_err(|_| "does not verify")?;
    if again != signed || carried.answer != answer {
        return Err("reads otherwise");
    }
    Ok(text)
}

fn read(text: &str) -> Result<Piece, Fault> {
    Piece::all_of(text.as_bytes()).into_iter().next().ok_or("no piece")
}

fn key(seed: &str) -> Result<SealingKey, Fault> {
    Ok(SealingKey::of_seed(&bytes(seed)?))
}
