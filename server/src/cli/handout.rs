//! `chaski export figures`: the programme's figures as a file, without a name in it.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use server::audit::{AuditEntry, Subject};
use server::authority::{Act, Reach};
use server::figures::{Ask, Freshness, Kind, LEAST};
use server::handout::{self, LINES_AT_ONCE, Wanted, Why};
use server::source::Source;
use sync_core::record::Day;

use super::people::day;
use super::{Data, Done};

/// The file's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// A workbook.
    Xlsx,
    /// The rows alone.
    Csv,
}

#[derive(Debug, Args)]
pub(crate) struct ExportFigures {
    #[command(flatten)]
    data: Data,
    /// What for: `funder`, `evaluation`, `audit`, `planning` or `research`. The audit log keeps it.
    #[arg(long, value_parser = why)]
    why: Why,
    /// The file's form.
    #[arg(long = "as", value_enum, default_value_t = Form::Xlsx)]
    form: Form,
    /// Where to write it.
    #[arg(long)]
    out: PathBuf,
    /// Totals only, for a workbook that is to be published.
    #[arg(long)]
    no_rows: bool,
    /// A row of HXL tags under each head.
    #[arg(long)]
    hxl: bool,
    /// First day of the period, `YYYY-MM-DD`.
    #[arg(long, value_parser = day)]
    from: Option<Day>,
    /// Last day of the period.
    #[arg(long, value_parser = day)]
    to: Option<Day>,
}

impl ExportFigures {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let source = Source::machine();
        let now = source.now();
        let rows = (self.form == Form::Csv || !self.no_rows).then(|| source.random());
        // What leaves the house shows no small number, whoever takes it.
        let ask = Ask { from: self.from, to: self.to, least: LEAST, ..Ask::new(Kind::Funnel) };
        let reach = Reach::everything();
        let found =
            handout::handout(&store, Wanted { ask, rows }, &reach, Freshness::Full, now).await?;
        let count = found.rows.as_ref().map_or(0, handout::Rows::len);
        let form = match self.form {
            Form::Xlsx => "xlsx",
            Form::Csv => "csv",
        };
        let entry = AuditEntry::at_command_line(Act::ExportNameless, Subject::Programme, now)
            .with("form", form)
            .with("why", self.why.word())
            .with("rows", count);
        store.audit(entry).await?;
        let mut file = std::fs::File::create(&self.out)
            .with_context(|| format!("making {}", self.out.display()))?;
        match self.form {
            Form::Xlsx => file.write_all(&handout::workbook(&found, self.hxl)?)?,
            Form::Csv => {
                file.write_all(&handout::head_csv(self.hxl))?;
                for from in (0..count).step_by(LINES_AT_ONCE) {
                    file.write_all(&handout::lines_csv(&found, from))?;
                }
            }
        }
        store.close().await;
        Ok(Done::Fine)
    }
}

fn why(word: &str) -> Result<Why, String> {
    Why::from_word(word).ok_or_else(|| format!("one of {}", Why::ALL.map(Why::word).join(", ")))
}
