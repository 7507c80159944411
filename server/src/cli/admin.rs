//! `chaski init` and `chaski centre`.

use clap::{Args, Subcommand};
use server::authority::Reach;
use server::programme::{Definition, is_id};
use server::source::Source;
use server::store::Seeds;

use super::{Data, Done, output};

#[derive(Debug, Args)]
pub(crate) struct Init {
    #[command(flatten)]
    data: Data,
    /// Its id: lower-case letters, digits and hyphens.
    #[arg(long)]
    programme: String,
    /// What people call it, in Spanish; else its id.
    #[arg(long)]
    title: Option<String>,
}

impl Init {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let title = self.title.as_deref().unwrap_or(&self.programme);
        let definition = Definition::empty(&self.programme, title)?;
        let source = Source::machine();
        let store = self.data.open()?;
        let seeds = Seeds { root: source.random(), central: source.random() };
        let made = store.init(definition, seeds, false, source.now()).await?;
        anyhow::ensure!(made, "{} holds a programme already", self.data.path().display());
        eprintln!("Programme {} is in {}.", self.programme, self.data.path().display());
        store.close().await;
        Ok(Done::Fine)
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum CenterCommand {
    /// Add a centre, or change the title of the one of this id.
    Add(CenterAdd),
    /// List centres.
    List(CenterList),
}

#[derive(Debug, Args)]
pub(crate) struct CenterAdd {
    #[command(flatten)]
    data: Data,
    /// Its id: lower-case letters, digits and hyphens.
    #[arg(long)]
    id: String,
    /// What people call it.
    #[arg(long)]
    title: String,
}

#[derive(Debug, Args)]
pub(crate) struct CenterList {
    #[command(flatten)]
    data: Data,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl CenterCommand {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        match self {
            Self::Add(add) => {
                anyhow::ensure!(is_id(&add.id), "an id is 1 to 32 of a-z, 0-9 and hyphen");
                let store = add.data.open_existing()?;
                store.put_center(add.id, add.title, None, Source::machine().now()).await?;
                store.close().await;
            }
            Self::List(list) => {
                let store = list.data.open_existing()?;
                let centers = store.centers(&Reach::everything()).await?;
                if list.json {
                    let centers: Vec<_> = centers
                        .iter()
                        .map(|center| {
                            serde_json::json!({
                                "id": center.id,
                                "title": center.title,
                                "cohorts": center.cohorts,
                            })
                        })
                        .collect();
                    output::json(&centers)?;
                } else {
                    for center in centers {
                        output::line(&format!("{}\t{}", center.id, center.title))?;
                    }
                }
                store.close().await;
            }
        }
        Ok(Done::Fine)
    }
}
