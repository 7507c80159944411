//! `chaski key`: the keys that phones seal to.

use clap::{Args, Subcommand};
use server::source::Source;

use super::{Data, Done};

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a new key for phones to seal to; what was sealed to the old ones still opens. A server
    /// that runs tells it after its next start.
    Renew(KeyRenew),
}

#[derive(Debug, Args)]
pub(crate) struct KeyRenew {
    #[command(flatten)]
    data: Data,
}

impl KeyCommand {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let KeyCommand::Renew(renew) = self;
        let source = Source::machine();
        let store = renew.data.open_existing()?;
        store.renew_sealing(source.random(), source.now()).await?;
        eprintln!("Phones are told a new key from the server's next start on.");
        store.close().await;
        Ok(Done::Fine)
    }
}
