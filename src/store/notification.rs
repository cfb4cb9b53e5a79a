//! Notifications of people, and by which channels each also wants them.

use super::db::{AssertSqlSafe, Count, Result, Row, Tx, Val, args};
use crate::domain::account::Role;
use crate::domain::ids::{AccountId, NotificationId, OrgId};
use crate::domain::notification::{Choice, Notification, NotificationKind, PAGE};
use crate::domain::org::Relation;
use crate::domain::outbox::Channel;
use crate::domain::time::Instant;

/// Somebody with a present post who may have to act on something of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The person.
    pub account: AccountId,
    /// The unit of the post.
    pub org: OrgId,
    /// The role there.
    pub role: Role,
    /// How the thing's unit stands, seen from that unit.
    pub relation: Relation,
}

/// Everybody with a present post in the unit or above it, the nearest first.
pub async fn select_candidates(tx: &mut Tx, org: OrgId) -> Result<Vec<Candidate>> {
    let rows = tx
        .all(
            "SELECT p.account_id, p.org_id, p.role, c.depth FROM org_closure c \
             JOIN orgs o ON o.id = c.ancestor_id AND o.enabled \
             JOIN posts p ON p.org_id = o.id AND p.until_on IS NULL \
             JOIN accounts a ON a.id = p.account_id AND a.enabled WHERE c.descendant_id = $1 ORDER BY c.depth, p.id",
            args![org],
        )
        .await?;
    rows.iter().filter_map(|row| candidate(row).transpose()).collect()
}

/// Everybody with a present post in a unit of that kind below, as seen from the post's own unit.
pub async fn select_candidates_below(tx: &mut Tx, org: OrgId, kind: &str) -> Result<Vec<Candidate>> {
    let rows = tx
        .all(
            "SELECT p.account_id, p.org_id, p.role, CAST(0 AS BIGINT) AS depth FROM org_closure c \
             JOIN orgs o ON o.id = c.descendant_id AND o.enabled AND o.kind = $2 \
             JOIN posts p ON p.org_id = o.id AND p.until_on IS NULL \
             JOIN accounts a ON a.id = p.account_id AND a.enabled WHERE c.ancestor_id = $1 AND c.depth > 0 ORDER BY p.id",
            args![org, kind],
        )
        .await?;
    rows.iter().filter_map(|row| candidate(row).transpose()).collect()
}

fn candidate(row: &Row) -> Result<Option<Candidate>> {
    let Some(role) = Role::from_key(&row.get::<String>("role")?) else { return Ok(None) };
    let relation = match row.get::<i64>("depth")? {
        0 => Relation::Own,
        1 => Relation::Child,
        _ => Relation::Descendant,
    };
    Ok(Some(Candidate { account: row.parse("account_id")?, org: row.parse("org_id")?, role, relation }))
}

/// A notification to be written for several people.
pub struct NewNotification<'a> {
    /// What happened.
    pub kind: NotificationKind,
    /// Id of the thing.
    pub subject: &'a str,
    /// The values of the sentence.
    pub args: &'a [String],
    /// The page of the thing.
    pub link: &'a str,
    /// When.
    pub at: Instant,
}

/// Writes a notification for somebody in a unit.
pub fn insert(tx: &mut Tx, to: AccountId, org: OrgId, new: &NewNotification<'_>) -> Result<()> {
    let json = serde_json::to_string(new.args).map_err(|e| super::db::StoreError::Failed(e.to_string()))?;
    tx.run_later(
        "INSERT INTO notifications (id, account_id, org_id, kind, subject_id, args, link, created_at, read_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL)",
        args![NotificationId::fresh(), to, org, new.kind.key(), new.subject, json, new.link, new.at],
    );
    Ok(())
}

/// Marks what was said of a thing before as read: it has gone on. The accounts that had not read it.
pub async fn update_settled(tx: &mut Tx, subject: &str, now: Instant) -> Result<Vec<AccountId>> {
    let rows = tx
        .all(
            "UPDATE notifications SET read_at = $1 WHERE subject_id = $2 AND read_at IS NULL RETURNING account_id",
            args![now, subject],
        )
        .await?;
    rows.iter().map(|row| row.parse("account_id")).collect()
}

/// The same for one person: the thing waits for others still.
pub fn update_settled_for(tx: &mut Tx, subject: &str, account: AccountId, now: Instant) {
    tx.run_later(
        "UPDATE notifications SET read_at = $1 WHERE subject_id = $2 AND account_id = $3 AND read_at IS NULL",
        args![now, subject, account],
    );
}

fn notification(row: &Row) -> Result<Option<Notification>> {
    let Some(kind) = NotificationKind::from_key(&row.get::<String>("kind")?) else { return Ok(None) };
    Ok(Some(Notification {
        id: row.parse("id")?,
        kind,
        args: row.json("args")?,
        org: row.parse("org_id")?,
        org_name: row.get("org_name")?,
        at: Instant(row.get("created_at")?),
        unread: row.get::<Option<i64>>("read_at")?.is_none(),
    }))
}

/// A page of somebody's notifications, the latest first.
pub async fn select_page(
    tx: &mut Tx,
    account: AccountId,
    unread_only: bool,
    offset: i64,
) -> Result<(Vec<Notification>, i64)> {
    let only = if unread_only { "AND n.read_at IS NULL" } else { "" };
    let sql = format!(
        "SELECT n.id, n.kind, n.args, n.org_id, o.name AS org_name, n.created_at, n.read_at FROM notifications n \
         JOIN orgs o ON o.id = n.org_id WHERE n.account_id = $1 {only} ORDER BY n.created_at DESC, n.id DESC \
         LIMIT {PAGE} OFFSET $2"
    );
    let rows = tx.all(AssertSqlSafe(sql), args![account, offset]).await?;
    let rows = rows.iter().filter_map(|row| notification(row).transpose()).collect::<Result<Vec<_>>>()?;
    let sql = format!("SELECT COUNT(*) AS n FROM notifications n WHERE n.account_id = $1 {only}");
    let total = tx.one(AssertSqlSafe(sql), args![account]).await?.get("n")?;
    Ok((rows, total))
}

/// How many somebody has not read.
pub fn unread(account: AccountId) -> Count {
    Count::new("FROM notifications WHERE account_id = $1 AND read_at IS NULL", args![account])
}

/// The unit and the page of somebody's notification.
pub async fn select_link(tx: &mut Tx, id: NotificationId, account: AccountId) -> Result<Option<(OrgId, String)>> {
    let row =
        tx.opt("SELECT org_id, link FROM notifications WHERE id = $1 AND account_id = $2", args![id, account]).await?;
    row.map(|row| Ok((row.parse("org_id")?, row.get("link")?))).transpose()
}

/// Marks one as read.
pub async fn update_read(tx: &mut Tx, id: NotificationId, now: Instant) -> Result<()> {
    tx.run("UPDATE notifications SET read_at = $1 WHERE id = $2 AND read_at IS NULL", args![now, id]).await?;
    Ok(())
}

/// Marks all of somebody as read.
pub async fn update_all_read(tx: &mut Tx, account: AccountId, now: Instant) -> Result<()> {
    tx.run("UPDATE notifications SET read_at = $1 WHERE account_id = $2 AND read_at IS NULL", args![now, account])
        .await?;
    Ok(())
}

/// What somebody chose, for the kinds that he has chosen for.
pub async fn select_choices(tx: &mut Tx, account: AccountId) -> Result<Vec<Choice>> {
    let rows =
        tx.all("SELECT kind, email, sms FROM notification_choices WHERE account_id = $1", args![account]).await?;
    let mut choices = Vec::with_capacity(rows.len());
    for row in &rows {
        if let Some(kind) = NotificationKind::from_key(&row.get::<String>("kind")?) {
            choices.push(Choice { kind, email: row.get("email")?, sms: row.get("sms")? });
        }
    }
    Ok(choices)
}

/// Stores a choice.
pub fn upsert_choice(tx: &mut Tx, account: AccountId, choice: Choice) {
    tx.run_later(
        "INSERT INTO notification_choices (account_id, kind, email, sms) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (account_id, kind) DO UPDATE SET email = $3, sms = $4",
        args![account, choice.kind.key(), choice.email, choice.sms],
    );
}

/// By which channels these people also want notifications of a kind.
pub async fn select_channels(
    tx: &mut Tx,
    kind: NotificationKind,
    accounts: &[AccountId],
) -> Result<Vec<(AccountId, Channel)>> {
    let mut found = Vec::new();
    for chunk in accounts.chunks(400) {
        let marks = (0..chunk.len()).map(|n| format!("${}", n + 2)).collect::<Vec<_>>().join(", ");
        let sql = format!(
            "SELECT account_id, email, sms FROM notification_choices WHERE kind = $1 AND account_id IN ({marks}) \
             ORDER BY account_id"
        );
        let mut values = args![kind.key()];
        values.extend(chunk.iter().map(|id| Val::from(*id)));
        for row in tx.all(AssertSqlSafe(sql), values).await? {
            let account: AccountId = row.parse("account_id")?;
            for (column, channel) in [("email", Channel::Email), ("sms", Channel::Sms)] {
                if row.get(column)? {
                    found.push((account, channel));
                }
            }
        }
    }
    Ok(found)
}
