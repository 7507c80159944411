//! Commands: what may be typed, and which function does it.
//!
//! Owns the words of the command line. Must not hold rules: each command opens the store, calls
//! the library, and prints.

mod accounts;
mod admin;
mod audit;
mod backup;
mod certificate;
mod courier;
mod definition;
mod demo;
mod doctor;
mod enrolment;
mod erase;
mod gaps;
mod handout;
mod hub;
mod import;
mod import_people;
mod key;
mod kinship;
mod mentor;
mod output;
mod people;
mod places;
mod record;
mod report;
mod serve;
mod table;
mod tls;

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};
use server::store::Store;

/// Carries the record of women's training programmes from their phones to their wages.
#[derive(Debug, Parser)]
#[command(name = "chaski", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// How a command ended.
pub(crate) enum Done {
    /// As it should.
    Fine,
    /// It looked for something wrong, and found it.
    Found,
    /// `doctor` found something to look at.
    Look,
    /// `doctor` found something broken.
    Broken,
    /// There is no room for what it was to write.
    StorageFull,
}

/// Where the data is.
#[derive(Clone, Debug, Args)]
pub(crate) struct Data {
    /// The data directory.
    #[arg(long = "data", env = "CHASKI_DATA", default_value = "data")]
    directory: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve phones and staff; in an empty data directory, a demonstration.
    Serve(serve::Serve),
    /// Be a centre's hub; at central, make and revoke hubs.
    Hub(hub::Hub),
    /// Make a programme in an empty data directory.
    Init(admin::Init),
    /// Bring in a programme's definition, a folder of lessons, or what couriers brought.
    #[command(subcommand)]
    Import(import::Import),
    /// Centres.
    #[command(subcommand, name = "centre")]
    Center(admin::CenterCommand),
    /// Cohorts.
    #[command(subcommand)]
    Cohort(people::CohortCommand),
    /// Learners and their enrolment codes.
    #[command(subcommand)]
    Learner(people::LearnerCommand),
    /// Mentors and their groups.
    #[command(subcommand)]
    Mentor(mentor::MentorCommand),
    /// Staff who may sign in.
    #[command(subcommand)]
    Account(accounts::AccountCommand),
    /// Keys that phones seal to.
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Certificates.
    #[command(subcommand)]
    Certificate(certificate::CertificateCommand),
    /// Keys that sign certificates.
    #[command(subcommand)]
    Keys(certificate::KeysCommand),
    /// Who did what: the audit log.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// What is known to exist and has not come: by person, phone and number.
    Gaps(gaps::Gaps),
    /// Print a report: funnel, courses, retention, progress, hours, attendance or outcomes.
    Report(report::Report),
    /// Hand out a learner's record.
    #[command(subcommand)]
    Export(record::Export),
    /// Hold every document against Automerge; exit status 3 when something differs.
    Verify(record::Verify),
    /// One document, in a process of its own: what `verify` starts.
    #[command(name = server::verify::CHILD_COMMAND, hide = true)]
    VerifyDocument(record::VerifyDocument),
    /// Copy everything to one file, beside a running server, and check the copy.
    Backup(backup::Backup),
    /// List the backups that were checked; exit status 3 when none is of the last two days.
    Backups(backup::Backups),
    /// Put a backup into use, in a new epoch; exit status 3 when it is damaged.
    Restore(backup::Restore),
    /// Look at everything a server rests on: certificate, data, disk, clock, central. Exit status 0
    /// when all is well, 1 when something should be looked at, 2 when something is broken.
    Doctor(doctor::Doctor),
    /// The demonstration.
    #[command(subcommand)]
    Demo(demo::Demo),
    /// Every address of the server as JSON, for the tests that hold it against a table.
    #[command(hide = true)]
    Addresses,
}

pub(crate) async fn run(command: Command) -> anyhow::Result<Done> {
    match command {
        Command::Serve(command) => command.run().await,
        Command::Hub(command) => command.run().await,
        Command::Init(command) => command.run().await,
        Command::Import(command) => command.run().await,
        Command::Cohort(command) => command.run().await,
        Command::Learner(command) => command.run().await,
        Command::Center(command) => command.run().await,
        Command::Mentor(command) => command.run().await,
        Command::Account(command) => command.run().await,
        Command::Key(command) => command.run().await,
        Command::Certificate(command) => command.run().await,
        Command::Keys(command) => command.run().await,
        Command::Audit(command) => command.run().await,
        Command::Gaps(command) => command.run().await,
        Command::Report(command) => command.run().await,
        Command::Export(command) => command.run().await,
        Command::Verify(command) => command.run().await,
        Command::VerifyDocument(command) => command.run().await,
        Command::Backup(command) => command.run().await,
        Command::Backups(command) => command.run().await,
        Command::Restore(command) => command.run().await,
        Command::Doctor(command) => command.run().await,
        Command::Demo(command) => command.run().await,
        Command::Addresses => {
            output::json(&server::http::addresses())?;
            Ok(Done::Fine)
        }
    }
}

impl Data {
    fn path(&self) -> &Path {
        &self.directory
    }

    /// Opens the store, made when it is not there.
    fn open(&self) -> anyhow::Result<Store> {
        Store::open(&self.directory)
            .with_context(|| format!("opening {}", self.directory.display()))
    }

    /// Opens a store that must be there: a typing error must not make an empty one.
    fn open_existing(&self) -> anyhow::Result<Store> {
        anyhow::ensure!(
            Store::exists(&self.directory),
            "{} holds no data: give the right `--data`, or run `chaski init`",
            self.directory.display()
        );
        self.open()
    }
}
