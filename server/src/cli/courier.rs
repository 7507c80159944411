//! `chaski import bundle`: files that couriers brought, and the file that goes back.
//!
//! Owns the words of this command. A piece that is not taken is told and passed over: the others
//! are, and the same files may be given again.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;
use server::courier::{TakingError, take};
use server::source::Source;
use server::store::StoreError;
use sync_core::courier::{CourierError, MAX_FILE_BYTES, Piece};

use super::{Data, Done, output};

#[derive(Debug, Args)]
pub(crate) struct ImportBundle {
    #[command(flatten)]
    data: Data,
    /// The files, in any order.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Where to write the answers, to be carried back; a file that is there is replaced.
    #[arg(long)]
    answer: Option<PathBuf>,
    /// Print what each piece came to as JSON.
    #[arg(long)]
    json: bool,
}

/// What a piece of a file came to.
#[derive(Debug, Serialize)]
struct Shown {
    file: String,
    /// From 1.
    piece: usize,
    /// `taken`, or the code of what is wrong with it.
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    profiles: usize,
    unknown_profiles: usize,
    batches: usize,
    held: usize,
}

impl ImportBundle {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let (mut shown, mut answers) = (Vec::new(), String::new());
        for file in &self.files {
            let name = file.display().to_string();
            let pieces = match pieces_of(file)? {
                Ok(pieces) => pieces,
                Err(error) => {
                    shown.push(Shown::refused(name, 1, error));
                    continue;
                }
            };
            for (at, piece) in pieces.into_iter().enumerate() {
                let name = name.clone();
                match take(&store, Source::machine().now(), piece).await {
                    Ok(taken) => {
                        answers.push_str(&taken.answer);
                        shown.push(Shown {
                            file: name,
                            piece: at + 1,
                            outcome: "taken",
                            detail: None,
                            profiles: taken.profiles,
                            unknown_profiles: taken.unknown,
                            batches: taken.batches,
                            held: taken.held,
                        });
                    }
                    Err(TakingError::Courier(error)) => {
                        shown.push(Shown::refused(name, at + 1, error));
                    }
                    // What was taken before is durable, and the files may be given again.
                    Err(TakingError::Store(StoreError::StorageFull(_))) => {
                        store.close().await;
                        return Ok(Done::StorageFull);
                    }
                    Err(TakingError::Store(error)) => return Err(error.into()),
                }
            }
        }
        store.close().await;
        if let Some(path) = &self.answer {
            // Its profiles learn of nothing that is not on the disk.
            let mut file =
                File::create(path).with_context(|| format!("writing {}", path.display()))?;
            file.write_all(answers.as_bytes()).and_then(|()| file.sync_all())?;
        }
        let refused = shown.iter().any(|piece| piece.outcome != "taken");
        self.tell(&shown)?;
        Ok(if refused { Done::Found } else { Done::Fine })
    }

    fn tell(&self, shown: &[Shown]) -> anyhow::Result<()> {
        if self.json {
            return output::json(&shown);
        }
        for piece in shown {
            let Shown { file, piece: at, profiles, unknown_profiles, batches, held, .. } = piece;
            output::line(&match &piece.detail {
                Some(detail) => format!("{file}, piece {at}: not taken: {detail}"),
                None => format!(
                    "{file}, piece {at}: {profiles} profiles ({unknown_profiles} not known here), \
                     {held} of {batches} batches held"
                ),
            })?;
        }
        Ok(())
    }
}

impl Shown {
    fn refused(file: String, piece: usize, error: CourierError) -> Self {
        Self {
            file,
            piece,
            outcome: error.code(),
            detail: Some(error.to_string()),
            profiles: 0,
            unknown_profiles: 0,
            batches: 0,
            held: 0,
        }
    }
}

/// The pieces of a file, which is read up to its bound.
fn pieces_of(path: &Path) -> anyhow::Result<Result<Vec<Piece>, CourierError>> {
    let file = File::open(path).with_context(|| format!("reading {}", path.display()))?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("reading {}", path.display()))?;
    if bytes.len() > MAX_FILE_BYTES {
        return Ok(Err(CourierError::TooLarge));
    }
    let pieces = Piece::all_of(&bytes);
    Ok(if pieces.is_empty() { Err(CourierError::Missing) } else { Ok(pieces) })
}
