//! `chaski import bundle`: files that couriers brought, and the file that goes back;
//! `chaski export bundle`: the file of a hub without an uplink.
//!
//! Owns the words of these commands. A piece that is not taken is told and passed over: the others
//! are, and the same files may be given again.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use serde::Serialize;
use server::courier::take_all;
use server::hub::{FileError, TakenAnswer, WrittenFile, take_answers, write_file};
use server::source::Source;
use server::store::{Store, StoreError};
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
    changes: usize,
}

#[derive(Debug, Args)]
pub(crate) struct ExportBundle {
    #[command(flatten)]
    data: Data,
    /// Where to write it; a file that is there is replaced.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

impl ExportBundle {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let written = write_file(&store, &Source::machine()).await?;
        store.close().await;
        let WrittenFile { text, pieces, batches, carried, left } = written;
        if pieces == 0 {
            output::line("Central has confirmed everything: there is nothing to carry.")?;
            return Ok(Done::Fine);
        }
        write_whole(&self.to, &text)?;
        output::line(&format!(
            "{pieces} pieces: {batches} batches, and {carried} requests of locked profiles"
        ))?;
        if left > 0 {
            output::line(&format!(
                "{left} more did not fit: write another file once this one is answered"
            ))?;
        }
        Ok(Done::Fine)
    }
}

/// On the disk before anything is said of it.
fn write_whole(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut file = File::create(path).with_context(|| format!("writing {}", path.display()))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all())?;
    Ok(())
}

impl ImportBundle {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        if store.standing_with_central().await?.is_some() {
            return self.take_answers(store).await;
        }
        let (mut shown, mut answers) = (Vec::new(), String::new());
        for file in &self.files {
            let name = file.display().to_string();
            let bytes = read(file)?;
            let pieces = match take_all(&store, Source::machine().now(), &bytes).await {
                Ok(pieces) => pieces,
                Err(StoreError::StorageFull(_)) => {
                    store.close().await;
                    return Ok(Done::StorageFull);
                }
                Err(error) => return Err(error.into()),
            };
            for (at, piece) in pieces.into_iter().enumerate() {
                shown.push(match piece {
                    Ok(taken) => {
                        answers.push_str(&taken.answer);
                        Shown {
                            file: name.clone(),
                            piece: at + 1,
                            outcome: "taken",
                            detail: None,
                            profiles: taken.profiles,
                            unknown_profiles: taken.unknown,
                            batches: taken.batches,
                            held: taken.held,
                            changes: taken.changes,
                        }
                    }
                    Err(error) => Shown::refused(name.clone(), at + 1, error),
                });
            }
        }
        store.close().await;
        if let Some(path) = &self.answer {
            // Its profiles learn of nothing that is not on the disk.
            write_whole(path, &answers)?;
        }
        let refused = shown.iter().any(|piece| piece.outcome != "taken");
        self.tell(&shown)?;
        Ok(if refused { Done::Found } else { Done::Fine })
    }

    /// On a hub: what central answered to its own files.
    async fn take_answers(self, store: Store) -> anyhow::Result<Done> {
        let mut shown = Vec::new();
        for file in &self.files {
            let name = file.display().to_string();
            let pieces = Piece::all_of(&read(file)?);
            if pieces.is_empty() {
                shown.push(Shown::refused(name, 1, CourierError::Missing));
                continue;
            }
            for (at, piece) in pieces.into_iter().enumerate() {
                shown.push(match take_answers(&store, &piece).await {
                    Ok(taken) => Shown::answer(name.clone(), at + 1, taken),
                    Err(FileError::Courier(error)) => Shown::refused(name.clone(), at + 1, error),
                    Err(error) => return Err(error.into()),
                });
            }
        }
        store.close().await;
        let refused = shown.iter().any(|piece| piece.outcome != "taken");
        self.tell(&shown)?;
        Ok(if refused { Done::Found } else { Done::Fine })
    }

    fn tell(&self, shown: &[Shown]) -> anyhow::Result<()> {
        if self.json {
            return output::json(&shown);
        }
        for piece in shown {
            let Shown {
                file, piece: at, profiles, unknown_profiles, batches, held, changes, ..
            } = piece;
            output::line(&match &piece.detail {
                Some(detail) => format!("{file}, piece {at}: not taken: {detail}"),
                None => format!(
                    "{file}, piece {at}: {profiles} profiles ({unknown_profiles} not known here), \
                     {held} of {batches} batches held, {changes} changes"
                ),
            })?;
        }
        Ok(())
    }
}

impl Shown {
    /// Central's word on what this hub had written: `held` is what is confirmed by it.
    fn answer(file: String, piece: usize, taken: TakenAnswer) -> Self {
        let TakenAnswer { batches, left } = taken;
        Self {
            file,
            piece,
            outcome: "taken",
            detail: None,
            profiles: 0,
            unknown_profiles: 0,
            batches,
            held: batches.saturating_sub(left),
            changes: 0,
        }
    }

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
            changes: 0,
        }
    }
}

/// A file, up to its bound and one byte: what is larger is refused as such.
fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let file = File::open(path).with_context(|| format!("reading {}", path.display()))?;
    let mut bytes = Vec::new();
    file.take(MAX_FILE_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("reading {}", path.display()))?;
    Ok(bytes)
}
