//! Requests of locked phones: made, seen by holders, answered by two of them, over.
//!
//! Owns their life: ten minutes, once, one open request a phone, growing waits, two different
//! people. Using a key is written to the audit log and to the learner's `desk` in the transaction of
//! the second answer.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};
use sync_core::ids::{LearnerId, StaffTag};
use sync_core::key::RegisterKey;
use sync_core::ledger::Draft;
use sync_core::record::{Record, Recovery};
use sync_core::sealed_box::SealingPublic;

use super::{Holder, holders, may_hold, phone};
use crate::audit::AuditEntry;
use crate::store::audit::append;
use crate::store::{Replica, Store, StoreError, central};

/// How long a request stands.
const LIFETIME_SECONDS: i64 = 10 * 60;
/// Requests of one phone in a day that cost no wait.
const FREE_REQUESTS: u32 = 3;
/// The wait after those; each further request doubles it.
const FIRST_WAIT_SECONDS: i64 = 60;
/// No wait is longer.
const LONGEST_WAIT_SECONDS: i64 = 3600;
/// How long a request is remembered: for the waits alone.
const MEMORY_SECONDS: i64 = 24 * 3600;
/// So many answers open a profile.
const ENOUGH: usize = 2;

/// A request, as a phone makes it.
#[derive(Clone, Debug)]
pub struct NewRequest {
    /// SHA-256 of the phone's device token.
    pub token_hash: [u8; 32],
    /// What answers are sealed to.
    pub ephemeral: SealingPublic,
    /// Holders and their parts.
    pub parts: Vec<(StaffTag, Vec<u8>)>,
    /// Now.
    pub now: i64,
}

/// What making one came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It stands until then.
    Until(i64),
    /// The phone is not known, or revoked.
    Unknown,
    /// Too soon after those before.
    Wait {
        /// How long.
        seconds: i64,
    },
    /// Fewer than two of those who have a part may still use it.
    TooFew,
}

/// How a request stands, for the phone that made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RequestLook {
    /// These have answered, fewer than two.
    Waits(Vec<StaffTag>),
    /// Two have; what they said. The request is used up from now on.
    Given(Vec<(StaffTag, Vec<u8>)>),
    /// Its time is over, or there is none.
    Over,
}

/// A request, for a holder who looks at it.
#[derive(Clone, Debug)]
pub struct RequestRow {
    /// Whose profile is asked for.
    pub learner: LearnerId,
    /// Made when.
    pub made_at: i64,
    /// Over when.
    pub expires_at: i64,
    /// What an answer is sealed to.
    pub ephemeral: SealingPublic,
    /// Her own part, if she has one and has not answered yet.
    pub part: Option<Vec<u8>>,
    /// Names of those who have answered.
    pub given: Vec<String>,
}

/// What an answer came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// Taken: so many have answered.
    Taken(usize),
    /// No such request.
    Unknown,
    /// Its time is over, or two have answered already.
    Over,
    /// She has answered: the second one is to be somebody else.
    Again,
    /// She has no part of this key.
    NoPart,
}

impl Store {
    /// Makes a request; one of this phone that is open ends by it.
    pub async fn begin_recovery(&self, new: NewRequest) -> Result<Begun, StoreError> {
        self.write(move |conn| begin(conn, &new)).await
    }

    /// How a request of this phone's stands.
    pub async fn look_at_recovery(
        &self,
        token_hash: [u8; 32],
        code: String,
        now: i64,
    ) -> Result<Option<RequestLook>, StoreError> {
        self.write(move |conn| {
            let Some(phone) = phone(conn, &token_hash)? else { return Ok(None) };
            look(conn, phone.device, &code, now).map(Some)
        })
        .await
    }

    /// The open request of this code, as `account` sees it.
    pub async fn recovery_request(
        &self,
        code: String,
        account: i64,
        now: i64,
    ) -> Result<Option<RequestRow>, StoreError> {
        self.read(move |conn| {
            let Some(found) = find(conn, &code)? else { return Ok(None) };
            if found.is_over(now) {
                return Ok(None);
            }
            let part = conn
                .prepare_cached(
                    "select sealed from recovery_part
                     where request = ?1 and account = ?2 and answer is null",
                )?
                .query_row([found.number, account], |row| row.get(0))
                .optional()?;
            let given = conn
                .prepare_cached(
                    "select account.name from recovery_part
                     join account on account.number = recovery_part.account
                     where request = ?1 and answer is not null order by recovery_part.given_at",
                )?
                .query_map([found.number], |row| row.get(0))?
                .collect::<Result<_, _>>()?;
            Ok(Some(RequestRow {
                learner: found.learner_id,
                made_at: found.made_at,
                expires_at: found.expires_at,
                ephemeral: found.ephemeral,
                part,
                given,
            }))
        })
        .await
    }

    /// A holder's answer. The second one is the use of the key.
    pub async fn give_recovery(
        &self,
        replica: Arc<Replica>,
        code: String,
        account: i64,
        answer: Vec<u8>,
        now: i64,
        entry: AuditEntry,
    ) -> Result<Given, StoreError> {
        self.write(move |conn| give(conn, &replica, &code, account, &answer, now, entry)).await
    }
}

struct Found {
    number: i64,
    learner: i64,
    learner_id: LearnerId,
    device: i64,
    ephemeral: SealingPublic,
    made_at: i64,
    expires_at: i64,
    given_at: Option<i64>,
}

impl Found {
    fn is_over(&self, now: i64) -> bool {
        self.given_at.is_some() || !(self.made_at..self.expires_at).contains(&now)
    }
}

fn find(conn: &Connection, code: &str) -> Result<Option<Found>, StoreError> {
    Ok(conn
        .prepare_cached(
            "select recovery_request.number, learner, learner.id, device, ephemeral, made_at,
                    expires_at, given_at
             from recovery_request join learner on learner.number = recovery_request.learner
             where code = ?1",
        )?
        .query_row([code], |row| {
            Ok(Found {
                number: row.get(0)?,
                learner: row.get(1)?,
                learner_id: LearnerId(row.get(2)?),
                device: row.get(3)?,
                ephemeral: SealingPublic(row.get(4)?),
                made_at: row.get(5)?,
                expires_at: row.get(6)?,
                given_at: row.get(7)?,
            })
        })
        .optional()?)
}

fn begin(conn: &Connection, new: &NewRequest) -> Result<Begun, StoreError> {
    let now = new.now;
    let Some(phone) = phone(conn, &new.token_hash)? else { return Ok(Begun::Unknown) };
    forget_old(conn, now)?;
    let learner: [u8; 16] = conn
        .prepare_cached("select id from learner where number = ?1")?
        .query_row([phone.learner], |row| row.get(0))?;
    let code = sync_core::recovery::request_code(LearnerId(learner), &new.ephemeral);
    // Asked again because the answer was lost: it stands as it stood.
    if let Some(found) = find(conn, &code)?
        && found.device == phone.device
        && !found.is_over(now)
    {
        return Ok(Begun::Until(found.expires_at));
    }
    let seconds = wait(conn, phone.device, now)?;
    if seconds > 0 {
        return Ok(Begun::Wait { seconds });
    }
    let may: Vec<Holder> = holders(conn, phone.learner, now)?;
    let parts: Vec<(i64, &[u8])> = may
        .iter()
        .filter_map(|holder| {
            let part = new.parts.iter().find(|(tag, _)| *tag == holder.tag)?;
            Some((holder.account, &part.1[..]))
        })
        .collect();
    if parts.len() < ENOUGH {
        return Ok(Begun::TooFew);
    }
    conn.prepare_cached(
        "update recovery_request set expires_at = min(expires_at, ?2) where device = ?1",
    )?
    .execute(params![phone.device, now])?;
    let expires_at = now + LIFETIME_SECONDS;
    let made = conn
        .prepare_cached(
            "insert into recovery_request (code, device, learner, ephemeral, made_at, expires_at)
             values (?1, ?2, ?3, ?4, ?5, ?6) on conflict do nothing returning number",
        )?
        .query_row(
            params![code, phone.device, phone.learner, new.ephemeral.0, now, expires_at],
            |row| row.get::<_, i64>(0),
        )
        .optional()?;
    // The same key a second time: it is for once.
    let Some(request) = made else { return Ok(Begun::Wait { seconds: 1 }) };
    for (account, part) in parts {
        conn.prepare_cached(
            "insert into recovery_part (request, account, sealed) values (?1, ?2, ?3)",
        )?
        .execute(params![request, account, part])?;
    }
    Ok(Begun::Until(expires_at))
}

/// Seconds before this phone may ask again. One that was answered counts no more.
fn wait(conn: &Connection, device: i64, now: i64) -> Result<i64, StoreError> {
    let (requests, last): (u32, Option<i64>) = conn
        .prepare_cached(
            "select count(*), max(made_at) from recovery_request
             where device = ?1 and given_at is null and made_at between ?2 and ?3",
        )?
        .query_row(params![device, now - MEMORY_SECONDS, now], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let wait = match requests.checked_sub(FREE_REQUESTS) {
        None => 0,
        Some(doublings) => (FIRST_WAIT_SECONDS << doublings.min(10)).min(LONGEST_WAIT_SECONDS),
    };
    Ok(last.map_or(0, |last| (last + wait - now).max(0)))
}

fn look(conn: &Connection, device: i64, code: &str, now: i64) -> Result<RequestLook, StoreError> {
    let Some(found) = find(conn, code)?.filter(|found| found.device == device) else {
        return Ok(RequestLook::Over);
    };
    if now >= found.expires_at || now < found.made_at {
        return Ok(RequestLook::Over);
    }
    let answers: Vec<(StaffTag, Vec<u8>)> = conn
        .prepare_cached(
            "select recovery_key.tag, answer from recovery_part
             join recovery_key on recovery_key.account = recovery_part.account
             where request = ?1 and answer is not null order by recovery_part.given_at",
        )?
        .query_map([found.number], |row| Ok((StaffTag(row.get(0)?), row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    Ok(if found.given_at.is_some() {
        RequestLook::Given(answers)
    } else {
        RequestLook::Waits(answers.into_iter().map(|(tag, _)| tag).collect())
    })
}

fn give(
    conn: &Connection,
    replica: &Replica,
    code: &str,
    account: i64,
    answer: &[u8],
    now: i64,
    entry: AuditEntry,
) -> Result<Given, StoreError> {
    let Some(found) = find(conn, code)? else { return Ok(Given::Unknown) };
    let own: Option<bool> = conn
        .prepare_cached(
            "select answer is not null from recovery_part where request = ?1 and account = ?2",
        )?
        .query_row([found.number, account], |row| row.get(0))
        .optional()?;
    match own {
        Some(true) => return Ok(Given::Again),
        _ if found.is_over(now) => return Ok(Given::Over),
        Some(false) if may_hold(conn, account, found.learner, now)? => {}
        Some(false) | None => return Ok(Given::NoPart),
    }
    conn.prepare_cached(
        "update recovery_part set answer = ?3, given_at = ?4 where request = ?1 and account = ?2",
    )?
    .execute(params![found.number, account, answer, now])?;
    let holders: Vec<[u8; 8]> = conn
        .prepare_cached(
            "select recovery_key.tag from recovery_part
             join recovery_key on recovery_key.account = recovery_part.account
             where request = ?1 and answer is not null order by recovery_key.tag",
        )?
        .query_map([found.number], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let count = holders.len();
    append(conn, &entry.with("device", found.device).with("answers", count as u64))?;
    if count == ENOUGH {
        conn.prepare_cached("update recovery_request set given_at = ?2 where number = ?1")?
            .execute(params![found.number, now])?;
        let value = Recovery {
            version: None,
            at: now,
            holders: holders.into_iter().map(Into::into).collect(),
        };
        let key = RegisterKey::new("recovery", &code.to_lowercase(), None)
            .ok_or_else(|| StoreError::Bug("a request's code".to_owned()))?;
        let value = Record::new(value).to_bytes();
        let draft = Draft { key, value, seen: Some(Vec::new()) };
        central::write(conn, replica, found.learner_id, vec![draft], now)?;
    }
    Ok(Given::Taken(count))
}

/// Answers are sealed to a key that is gone; they are not kept all the same.
fn forget_old(conn: &Connection, now: i64) -> Result<(), StoreError> {
    let old = now - MEMORY_SECONDS;
    conn.prepare_cached(
        "delete from recovery_part where request in
             (select number from recovery_request where made_at < ?1)",
    )?
    .execute([old])?;
    conn.prepare_cached("delete from recovery_request where made_at < ?1")?.execute([old])?;
    Ok(())
}
