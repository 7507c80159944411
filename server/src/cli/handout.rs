//! `chaski export figures`, `chaski export xapi`: files for whoever does not work here, without a
//! name in them unless names are asked for.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use server::audit::{AuditEntry, Subject};
use server::authority::{Act, Reach};
use server::figures::{Ask, Freshness, Kind, LEAST};
use server::handout::{self, LINES_AT_ONCE, Wanted, Why, Xapi, XapiWanted};
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
        let mut file = made(&self.out)?;
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

#[derive(Debug, Args)]
pub(crate) struct ExportXapi {
    #[command(flatten)]
    data: Data,
    /// What for: `funder`, `evaluation`, `audit`, `planning` or `research`. The audit log keeps it.
    #[arg(long, value_parser = why)]
    why: Why,
    /// Where to write it.
    #[arg(long)]
    out: PathBuf,
    /// With names and times of the day, and with the same ids in every such file.
    #[arg(long)]
    named: bool,
    /// First day of which it tells, `YYYY-MM-DD`.
    #[arg(long, value_parser = day)]
    from: Option<Day>,
    /// Last day.
    #[arg(long, value_parser = day)]
    to: Option<Day>,
}

impl ExportXapi {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let source = Source::machine();
        let wanted = XapiWanted {
            reach: Reach::everything(),
            key: (!self.named).then(|| source.random()),
            from: self.from,
            to: self.to,
        };
        let mut xapi = Xapi::new(store.clone(), wanted).await?;
        let act = if self.named { Act::ExportNamed } else { Act::ExportNameless };
        let entry = AuditEntry::at_command_line(act, Subject::Programme, source.now())
            .with("form", "xapi")
            .with("why", self.why.word())
            .with("learners", xapi.learners());
        store.audit(entry).await?;
        let mut file = made(&self.out)?;
        while let Some(part) = xapi.part().await? {
            file.write_all(&part)?;
        }
        // It holds the store too, which closes when nobody does.
        drop(xapi);
        store.close().await;
        Ok(Done::Fine)
    }
}

fn made(out: &Path) -> anyhow::Result<File> {
    File::create(out).with_context(|| format!("making {}", out.display()))
}

fn why(word: &str) -> Result<Why, String> {
    Why::from_word(word).ok_or_else(|| format!("one of {}", Why::ALL.map(Why::word).join(", ")))
}
