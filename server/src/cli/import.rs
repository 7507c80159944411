//! `chaski import`: a programme's definition, a folder of lessons; what couriers brought is
//! `courier`'s.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use server::programme::{Definition, DefinitionError};
use server::source::Source;
use server::store::definitions::Imported;

use super::courier::ImportBundle;
use super::import_people::ImportLearners;
use super::{Data, Done, output};

#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Bring a version of the programme's definition into force; who is under way keeps hers.
    Programme(ImportProgramme),
    /// Make a lesson pack of a folder of Markdown and pictures.
    Pack(ImportPack),
    /// Take in everybody of any CSV table, by a mapping of its columns, or nobody; exit status 3 when a
    /// line of it is faulty.
    Learners(ImportLearners),
    /// Take in files that couriers brought; exit status 3 when a piece of them was not taken.
    Bundle(ImportBundle),
}

#[derive(Debug, Args)]
pub(crate) struct ImportProgramme {
    #[command(flatten)]
    data: Data,
    /// The definition, JSON.
    file: PathBuf,
    /// Only say what is wrong with the file, with the place of each fault; exit status 3 when
    /// anything is. Touches no data.
    #[arg(long)]
    check: bool,
    /// With `--check`: the faults as a JSON array.
    #[arg(long, requires = "check")]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ImportPack {
    #[command(flatten)]
    data: Data,
    /// The folder.
    folder: PathBuf,
    /// The pack's id; else the folder says, or its name is it.
    #[arg(long)]
    pack: Option<String>,
    /// The course's title.
    #[arg(long)]
    title: Option<String>,
    /// The lessons' language.
    #[arg(long)]
    language: Option<String>,
    /// The content's licence.
    #[arg(long)]
    licence: Option<String>,
    /// The content's author.
    #[arg(long)]
    author: Option<String>,
}

impl Import {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        match self {
            Import::Programme(import) => import.run().await,
            Import::Pack(import) => import.run().await,
            Import::Learners(import) => import.run().await,
            Import::Bundle(import) => import.run().await,
        }
    }
}

impl ImportProgramme {
    async fn run(self) -> anyhow::Result<Done> {
        let json = std::fs::read_to_string(&self.file)
            .with_context(|| format!("reading {}", self.file.display()))?;
        let checked = Definition::parse(&json);
        if self.check {
            return self.say(checked);
        }
        let definition = checked?;
        let id = definition.id.clone();
        let store = self.data.open_existing()?;
        let (version, replica) = (definition.version, store.replica().await?);
        let imported = store.import_programme(replica, definition, Source::machine().now()).await?;
        store.close().await;
        match imported {
            Imported::Done => eprintln!("Programme {id} version {version} is in force."),
            Imported::Same => eprintln!("Version {version} is here already, word for word."),
            Imported::OtherProgramme => anyhow::bail!("the data directory's programme is not {id}"),
            Imported::OtherContent => anyhow::bail!(
                "version {version} was imported before and says something else; a version never \
                 changes: raise `version` in the file, and import it again"
            ),
            Imported::Older { current } => anyhow::bail!(
                "version {current} is in force, and this is {version}: raise `version` in the file"
            ),
            Imported::OnHub => anyhow::bail!("this is a hub: import it at central"),
        }
        Ok(Done::Fine)
    }

    /// What `--check` says of a file.
    fn say(&self, checked: Result<Definition, DefinitionError>) -> anyhow::Result<Done> {
        let faults = match &checked {
            Ok(_) => &[][..],
            Err(DefinitionError(faults)) => faults,
        };
        if self.json {
            output::json(&faults)?;
        } else {
            for fault in faults {
                output::line(&fault.to_string())?;
            }
        }
        let file = self.file.display();
        Ok(match &checked {
            Ok(definition) => {
                eprintln!("{file}: {} version {} is fine.", definition.id, definition.version);
                Done::Fine
            }
            Err(_) => {
                eprintln!("{file}: faults: {}.", faults.len());
                Done::Found
            }
        })
    }
}

impl ImportPack {
    async fn run(self) -> anyhow::Result<Done> {
        let options = packs::Options {
            pack: self.pack,
            title: self.title,
            language: self.language,
            licence: self.licence,
            author: self.author,
        };
        let pack = match packs::import(&self.folder, &options) {
            Ok(pack) => pack,
            Err(problems) => {
                for problem in &problems {
                    eprintln!("refused: {problem}");
                }
                anyhow::bail!("the folder is refused for {} reasons", problems.len());
            }
        };
        for warning in &pack.warnings {
            eprintln!("warning: {warning}");
        }
        let (manifest, pictures) = (&pack.manifest, pack.pictures);
        eprintln!(
            "{} lessons, {} bytes; {} pictures of {} bytes became {} bytes.",
            manifest.lessons.len(),
            manifest.size_bytes,
            pictures.count,
            pictures.original_bytes,
            pictures.packed_bytes
        );
        output::line(&format!("{} {}", manifest.pack, manifest.version))?;
        let store = self.data.open_existing()?;
        store.put_pack(pack, Source::machine().now()).await?;
        store.close().await;
        Ok(Done::Fine)
    }
}
