//! The append-only log: one hash chain per unit, written in the transaction of the change.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::db::{Question, Result, Tx, args};
use crate::domain::ids::{AccountId, OrgId, Uid};
use crate::domain::text::Label;
use crate::domain::time::Instant;
use crate::domain::workflow::{FLOWS, TimelineStep, verb_name};

mod chain;

pub use chain::{verify, verify_unit};

/// Something that happened, to be written down.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// The unit whose chain it joins.
    pub org: OrgId,
    /// When.
    pub at: Instant,
    /// Who; none for the system or somebody without an account.
    pub account: Option<AccountId>,
    /// The person's name at that time.
    pub account_name: String,
    /// `record.save`, `org.create`, `import.commit` …
    pub action: &'static str,
    /// `record`, `org`, `evaluation` …
    pub subject_kind: &'static str,
    /// Its id.
    pub subject_id: String,
    /// Details as JSON, with values before and after where something changed.
    pub payload: serde_json::Value,
}

/// SHA-256 over the parts of an event, each with its length before it.
fn digest(parts: [&str; 10]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hex(&hasher.finalize())
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Appends to the chain of the event's unit.
pub async fn append(tx: &mut Tx, event: &NewEvent) -> Result<()> {
    append_numbered(tx, event).await.map(|_| ())
}

/// Appends to the chain of the event's unit; the number that it has there.
pub async fn append_numbered(tx: &mut Tx, event: &NewEvent) -> Result<i64> {
    // The upsert locks the head row first, so that two writers of one unit queue up.
    let head = tx
        .one(
            "INSERT INTO event_heads (org_id, seq, hash) VALUES ($1, 1, '') \
             ON CONFLICT (org_id) DO UPDATE SET seq = event_heads.seq + 1 RETURNING seq, hash",
            args![event.org],
        )
        .await?;
    let seq: i64 = head.get("seq")?;
    let previous: String = head.get("hash")?;
    let account = event.account.map(|a| a.to_string()).unwrap_or_default();
    let payload = event.payload.to_string();
    let hash = digest([
        &previous,
        &event.org.to_string(),
        &seq.to_string(),
        &event.at.0.to_string(),
        &account,
        &event.account_name,
        event.action,
        event.subject_kind,
        &event.subject_id,
        &payload,
    ]);
    tx.run_later(
        "INSERT INTO events (org_id, seq, at, account_id, account_name, action, subject_kind, subject_id, payload, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        args![
            event.org,
            seq,
            event.at,
            event.account,
            &event.account_name,
            event.action,
            event.subject_kind,
            &event.subject_id,
            payload,
            &hash
        ],
    );
    tx.run_later("UPDATE event_heads SET hash = $1 WHERE org_id = $2", args![hash, event.org]);
    Ok(seq)
}

/// Notes whose data a line of the log is about.
pub fn insert_people(tx: &mut Tx, org: OrgId, seq: i64, people: &BTreeSet<String>) {
    for person in people {
        tx.run_later(
            "INSERT INTO event_people (person, org_id, seq) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            args![person, org, seq],
        );
    }
}

/// The question whether that person has done that to that subject since a moment: a row, or none.
pub fn since(subject: &str, action: &str, account: AccountId, since: Instant) -> Question {
    let sql = "SELECT seq FROM events WHERE subject_id = $1 AND at >= $2 AND action = $3 AND account_id = $4 LIMIT 1";
    Question::new(sql, args![subject, since, action, account])
}

/// Whether that line is a reveal of that subject by that person since a moment.
pub async fn is_reveal(
    tx: &mut Tx,
    org: OrgId,
    seq: i64,
    subject: &str,
    account: AccountId,
    since: Instant,
) -> Result<bool> {
    let row = tx
        .opt(
            "SELECT seq FROM events WHERE org_id = $1 AND seq = $2 AND subject_id = $3 AND account_id = $4 \
             AND at >= $5 AND action = 'record.reveal'",
            args![org, seq, subject, account, since],
        )
        .await?;
    Ok(row.is_some())
}

/// When a subject of a unit was changed last, and by whom.
pub async fn select_last(tx: &mut Tx, org: OrgId, subject: &str) -> Result<Option<(Instant, String)>> {
    let row = tx
        .opt(
            "SELECT at, account_name FROM events WHERE org_id = $1 AND subject_id = $2 ORDER BY at DESC LIMIT 1",
            args![org, subject],
        )
        .await?;
    row.map(|row| Ok((Instant(row.get("at")?), row.get("account_name")?))).transpose()
}

/// A step of a case, to be added to its timeline.
pub struct NewStep<'a> {
    /// The case: an application, evaluation or nominee.
    pub subject: String,
    /// When.
    pub at: Instant,
    /// Who.
    pub account: Option<AccountId>,
    /// The person's name.
    pub account_name: &'a str,
    /// The unit's name.
    pub org_name: &'a str,
    /// Key of the flow.
    pub flow: &'a str,
    /// The verb.
    pub verb: &'a str,
    /// State before.
    pub from: &'a str,
    /// State after.
    pub to: &'a str,
    /// The opinion given.
    pub opinion: &'a str,
}

/// Adds a step to a timeline.
pub fn insert_step(tx: &mut Tx, step: &NewStep<'_>) {
    tx.run_later(
        "INSERT INTO steps (id, subject_id, at, account_id, account_name, org_name, flow, verb, from_state, to_state, opinion) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        args![
            Uid::fresh(),
            &step.subject,
            step.at,
            step.account,
            step.account_name,
            step.org_name,
            step.flow,
            step.verb,
            step.from,
            step.to,
            step.opinion
        ],
    );
}

/// When a case came into a state last, and with which opinion.
pub async fn select_last_step(tx: &mut Tx, subject: &str, state: &str) -> Result<Option<(Instant, String)>> {
    let row = tx
        .opt(
            "SELECT at, opinion FROM steps WHERE subject_id = $1 AND to_state = $2 AND from_state <> $2 \
             ORDER BY at DESC, id DESC LIMIT 1",
            args![subject, state],
        )
        .await?;
    row.map(|row| Ok((Instant(row.get("at")?), row.get("opinion")?))).transpose()
}

/// The keys of the steps of a case, oldest first.
pub async fn select_verbs(tx: &mut Tx, subject: &str) -> Result<Vec<String>> {
    let rows = tx.all("SELECT verb FROM steps WHERE subject_id = $1 ORDER BY at, id", args![subject]).await?;
    rows.iter().map(|row| row.get("verb")).collect()
}

/// The timeline of a case, oldest first, in words.
pub async fn select_steps(tx: &mut Tx, subject: &str) -> Result<Vec<TimelineStep>> {
    let rows = tx
        .all(
            "SELECT at, account_id, account_name, org_name, flow, verb, from_state, to_state, opinion FROM steps \
             WHERE subject_id = $1 ORDER BY at, CASE WHEN from_state = to_state THEN 0 ELSE 1 END, id",
            args![subject],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let flow_key: String = row.get("flow")?;
            let flow = FLOWS.iter().find(|f| f.key == flow_key);
            let state = |column: &str| -> Result<Label> {
                let key: String = row.get(column)?;
                Ok(match flow.and_then(|f| f.state(&key)) {
                    Some(state) => Label { zh: state.zh.into(), en: state.en.into() },
                    None => Label { zh: key, en: String::new() },
                })
            };
            let verb: String = row.get("verb")?;
            Ok(TimelineStep {
                at: Instant(row.get("at")?),
                account: row.parse_opt("account_id")?,
                name: row.get("account_name")?,
                org_name: row.get("org_name")?,
                verb: verb_name(flow.copied(), &verb),
                from: state("from_state")?,
                to: state("to_state")?,
                opinion: row.get("opinion")?,
            })
        })
        .collect()
}
