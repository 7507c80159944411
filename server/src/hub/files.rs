//! A hub without an uplink: what central has not confirmed, as a courier's file, and its answer.
//!
//! Owns filling the file and believing the answer. Only what goes up travels so, and central's
//! receipts back: what central has for the centre comes with the next exchange, or to each phone in
//! an answer of its own. An answer may be late, twice, or in any order: receipts are held against
//! what lies here now, and one from before central was put back moves nothing.

use minicbor::bytes::ByteVec;
use sha2::{Digest as _, Sha256};
use sync_core::courier::{
    Answer, AnswerError, Bundle, BundleId, Content, CourierError, Kind, MAX_FILE_BYTES, Piece,
};
use sync_core::exchange::SyncRequest;
use sync_core::ids::DocumentId;
use sync_core::phone::Entropy;
use sync_core::sealed_box::{SealingKey, SealingPublic};
use thiserror::Error;

use super::messages::{FileAnswer, FileRequest, VERSION, read, write};
use crate::source::Source;
use crate::store::hubs::{Confirmed, Offer};
use crate::store::{Store, StoreError};

/// Bytes of batches in one piece, which as text must fit into a bundle.
const PIECE_BYTES: usize = 96 * 1024;

/// A file as it was written.
#[derive(Clone, Debug, Default)]
pub struct WrittenFile {
    /// Its text; empty when there is nothing to send.
    pub text: String,
    /// Pieces in it.
    pub pieces: usize,
    /// Batches in it.
    pub batches: usize,
    /// What locked profiles brought here for central to open.
    pub carried: usize,
    /// Of both, what did not fit: it goes into the next file, once this one is answered.
    pub left: usize,
}

/// What an answer came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenAnswer {
    /// Batches that it speaks of.
    pub batches: usize,
    /// Of these, those that are to be offered again.
    pub left: usize,
}

/// Why a hub does not write a file, or take an answer in.
#[derive(Debug, Error)]
pub enum FileError {
    /// It is central, which has nobody to write to.
    #[error("this data directory is not a hub's")]
    NotAHub,
    /// It joined before hubs were told.
    #[error("this hub does not know central's sealing key: it has to join anew, with a code")]
    NoKey,
    /// Not an answer for this hub.
    #[error(transparent)]
    Courier(#[from] CourierError),
    /// Nothing was taken.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes what central has not confirmed.
pub async fn write_file(store: &Store, source: &Source) -> Result<WrittenFile, FileError> {
    let standing = store.standing_with_central().await?.ok_or(FileError::NotAHub)?;
    let replica = store.replica().await?;
    let sealing = store.sealing_of_central().await?.ok_or(FileError::NoKey)?;
    sealing.verify(&replica.central()).map_err(|_| FileError::NoKey)?;
    let answer_to = SealingKey::of_seed(replica.key.seed()).public();
    let mut writing = Writing {
        answer_to,
        to: sealing.public,
        entropy: Entropy::new(&source.random::<32>()),
        file: WrittenFile::default(),
    };
    let (offers, _) = store.offers(usize::MAX).await?;
    for offers in in_pieces(offers) {
        let count = offers.len();
        let request = FileRequest {
            version: VERSION,
            token: standing.token,
            marks: offers.iter().map(|offer| offer.mark).collect(),
            met: Some(offers.iter().map(|offer| offer.met).collect()),
            batches: offers.into_iter().map(|offer| ByteVec::from(offer.bytes)).collect(),
        };
        let id = BundleId(writing.entropy.bytes());
        if writing.adds(id, Content::Hub(write(&request))) {
            writing.file.batches += count;
        } else {
            writing.file.left += count;
        }
    }
    for bytes in store.carried_requests().await? {
        // What this program wrote here itself it can read.
        let Ok(request) = SyncRequest::from_bytes(&bytes) else { continue };
        if writing.adds(id_of(&bytes), Content::Phone(request)) {
            writing.file.carried += 1;
        } else {
            writing.file.left += 1;
        }
    }
    Ok(writing.file)
}

/// Takes in one piece of what came back.
pub async fn take_answers(store: &Store, piece: &Piece) -> Result<TakenAnswer, FileError> {
    let standing = store.standing_with_central().await?.ok_or(FileError::NotAHub)?;
    let replica = store.replica().await?;
    let central = replica.central();
    let answer = Answer::open(piece, &SealingKey::of_seed(replica.key.seed()))?;
    let content = match answer.for_hub(&central) {
        Ok(content) => content,
        Err(AnswerError::Courier(CourierError::Foreign)) => {
            // To what a locked profile brought: the phone asks again itself.
            answer.verified(&central).map_err(not_believed)?;
            store.delivered_carried(answer.id.0).await?;
            return Ok(TakenAnswer::default());
        }
        Err(error) => return Err(not_believed(error)),
    };
    let file: FileAnswer = read(content).ok_or(CourierError::Damaged)?;
    if file.version != VERSION {
        return Err(CourierError::TooNew.into());
    }
    if standing.epoch.is_some_and(|known| known != file.epoch) {
        // Of a central that was put back since, or that this hub has not met since it was: what is
        // held there is for the two to find out.
        return Ok(TakenAnswer { batches: file.marks.len(), left: file.marks.len() });
    }
    let receipts = file.receipts.into_iter().map(|it| {
        let document = DocumentId { learner: it.learner, kind: it.receipt.kind };
        (document, it.receipt)
    });
    let refused = file.marks.iter().zip(file.refused);
    let batches = file.marks.len();
    let confirmed = Confirmed {
        epoch: file.epoch,
        receipts: receipts.collect(),
        refused: refused.filter_map(|(mark, word)| Some((*mark, word?))).collect(),
        offered: file.marks.clone(),
    };
    let left = store.confirm(confirmed).await? as usize;
    Ok(TakenAnswer { batches, left })
}

struct Writing {
    answer_to: SealingPublic,
    to: SealingPublic,
    entropy: Entropy,
    file: WrittenFile,
}

impl Writing {
    /// False when the file is full.
    fn adds(&mut self, id: BundleId, content: Content) -> bool {
        let bundle = Bundle { id, answer_to: self.answer_to, content };
        let text = bundle.seal(&[self.to], &mut self.entropy).to_text(Kind::Bundle);
        if self.file.text.len() + text.len() > MAX_FILE_BYTES {
            return false;
        }
        self.file.text.push_str(&text);
        self.file.pieces += 1;
        true
    }
}

/// In order, so many together as fit; one always does.
fn in_pieces(offers: Vec<Offer>) -> Vec<Vec<Offer>> {
    let mut pieces: Vec<Vec<Offer>> = Vec::new();
    let mut size = 0;
    for offer in offers {
        let adds = offer.bytes.len();
        match pieces.last_mut() {
            Some(last) if size + adds <= PIECE_BYTES => {
                size += adds;
                last.push(offer);
            }
            _ => {
                size = adds;
                pieces.push(vec![offer]);
            }
        }
    }
    pieces
}

/// What is carried is known again by what it is.
fn id_of(request: &[u8]) -> BundleId {
    let mut id = [0; 16];
    id.copy_from_slice(&Sha256::digest(request)[..16]);
    BundleId(id)
}

fn not_believed(error: AnswerError) -> FileError {
    match error {
        AnswerError::Courier(error) => error.into(),
        AnswerError::Trust(_) => CourierError::Foreign.into(),
    }
}
