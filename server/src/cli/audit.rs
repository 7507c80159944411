//! `chaski audit`: the log read, and its chain checked.

use clap::{Args, Subcommand};
use server::audit::{Break, Link, check};
use server::store::audit::AuditQuery;

use super::{Data, Done, output};

#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// List the newest entries.
    List(AuditList),
    /// Check every entry from the first on; exit status 3 when something was changed.
    Verify(AuditVerify),
}

#[derive(Debug, Args)]
pub(crate) struct AuditList {
    #[command(flatten)]
    data: Data,
    /// How many, the newest first.
    #[arg(long, default_value_t = 100)]
    limit: u32,
    /// Only what this login did.
    #[arg(long)]
    account: Option<String>,
    /// Only this act.
    #[arg(long)]
    act: Option<String>,
    /// Only what was done to this: `learner:ID`, `account:LOGIN`…
    #[arg(long)]
    subject: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AuditVerify {
    #[command(flatten)]
    data: Data,
    /// A head that was noted before and kept elsewhere: it must still be in the log. Without one,
    /// a log whose end was cut looks whole.
    #[arg(long, value_parser = hash)]
    head: Option<[u8; 32]>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl AuditCommand {
    pub(super) async fn run(self) -> anyhow::Result<Done> {
        match self {
            Self::List(list) => list.run().await,
            Self::Verify(verify) => verify.run().await,
        }
    }
}

impl AuditList {
    async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let Self { limit, account, act, subject, .. } = self;
        let query = AuditQuery { account, act, subject, limit, ..AuditQuery::default() };
        let page = store.audit_page(query).await?;
        if self.json {
            let entries = page.entries.iter().map(json).collect::<Result<Vec<_>, _>>()?;
            output::json(&entries)?;
        } else {
            for Link { sequence, at, account, act, subject, detail, .. } in page.entries {
                let account = account.as_deref().unwrap_or("-");
                output::line(&format!("{sequence}\t{at}\t{account}\t{act}\t{subject}\t{detail}"))?;
            }
        }
        store.close().await;
        Ok(Done::Fine)
    }
}

impl AuditVerify {
    async fn run(self) -> anyhow::Result<Done> {
        let store = self.data.open_existing()?;
        let kept = self.head;
        let finding = store.audit_log(move |links| check(links, kept)).await?;
        let head = hex::encode(finding.head);
        for (sequence, problem) in &finding.breaks {
            eprintln!("entry {sequence}: {}", problem.words());
        }
        if self.json {
            let mut report = serde_json::json!({ "entries": finding.entries, "head": head });
            if !finding.breaks.is_empty() {
                report["broken"] = finding.breaks.iter().map(broken).collect();
            }
            output::json(&report)?;
        } else {
            output::line(&format!("{} entries, head {head}", finding.entries))?;
        }
        store.close().await;
        Ok(if finding.breaks.is_empty() { Done::Fine } else { Done::Found })
    }
}

fn broken((sequence, problem): &(i64, Break)) -> serde_json::Value {
    serde_json::json!({ "entry": sequence, "problem": problem.words() })
}

fn json(link: &Link) -> Result<serde_json::Value, serde_json::Error> {
    let detail: serde_json::Value = serde_json::from_str(&link.detail)?;
    let mut entry = serde_json::json!({
        "sequence": link.sequence,
        "at": link.at,
        "act": link.act,
        "subject": link.subject,
        "detail": detail,
        "hash": hex::encode(link.hash),
    });
    if let Some(account) = &link.account {
        entry["account"] = account.as_str().into();
    }
    Ok(entry)
}

fn hash(text: &str) -> Result<[u8; 32], String> {
    let mut hash = [0; 32];
    hex::decode_to_slice(text, &mut hash)
        .map(|()| hash)
        .map_err(|_| "a head is 64 hex digits".to_owned())
}
