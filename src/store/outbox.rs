//! Mail and short messages that wait to leave, and those that have left.

use super::db::{Result, Row, Tx, args};
use crate::domain::ids::Uid;
use crate::domain::outbox::{Channel, OutboxLine, SendState};
use crate::domain::time::Instant;

/// A message to be sent.
#[derive(Clone, Debug)]
pub struct Letter {
    /// By which way.
    pub channel: Channel,
    /// The address or number.
    pub recipient: String,
    /// The subject; empty for a short message.
    pub subject: String,
    /// The text.
    pub body: String,
    /// Whether the text holds a code or link: it is erased once it was sent.
    pub secret: bool,
}

/// A message that is due.
#[derive(Clone, Debug)]
pub struct Due {
    /// The row.
    pub id: Uid,
    /// What to send.
    pub letter: Letter,
    /// How often it was tried, this time included.
    pub tries: i64,
}

/// Writes a message down; it leaves once the transaction has ended, at `due` or later. `about` is the id of what it
/// speaks of, or nothing.
pub async fn insert(tx: &mut Tx, letter: &Letter, about: &str, now: Instant, due: Instant) -> Result<()> {
    tx.run(
        "INSERT INTO outbox (id, channel, recipient, subject, body, secret, created_at, next_at, tries, sent_at, \
         failed_at, fault, subject_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, NULL, NULL, '', $9)",
        args![
            Uid::fresh(),
            letter.channel.key(),
            &letter.recipient,
            &letter.subject,
            &letter.body,
            letter.secret,
            now,
            due,
            about
        ],
    )
    .await?;
    Ok(())
}

/// Removes what speaks of something and has not begun to leave.
pub async fn delete_waiting(tx: &mut Tx, about: &str) -> Result<()> {
    tx.run("DELETE FROM outbox WHERE subject_id = $1 AND sent_at IS NULL AND tries = 0", args![about]).await?;
    Ok(())
}

/// Takes up to `limit` due messages of a way and keeps other processes from them until `lease`.
pub async fn claim(tx: &mut Tx, channel: Channel, now: Instant, lease: Instant, limit: i64) -> Result<Vec<Due>> {
    let rows = tx
        .all(
            "UPDATE outbox SET next_at = $1, tries = tries + 1 WHERE sent_at IS NULL AND failed_at IS NULL \
             AND next_at <= $2 AND id IN (SELECT id FROM outbox WHERE channel = $3 AND sent_at IS NULL \
             AND failed_at IS NULL AND next_at <= $2 ORDER BY next_at, id LIMIT $4) \
             RETURNING id, channel, recipient, subject, body, secret, tries",
            args![lease, now, channel.key(), limit],
        )
        .await?;
    rows.iter()
        .map(|row| {
            let letter = Letter {
                channel,
                recipient: row.get("recipient")?,
                subject: row.get("subject")?,
                body: row.get("body")?,
                secret: row.get("secret")?,
            };
            Ok(Due { id: row.parse("id")?, letter, tries: row.get("tries")? })
        })
        .collect()
}

/// The message has left; its text goes where it is secret and `forget` says so.
pub async fn update_sent(tx: &mut Tx, id: Uid, now: Instant, forget: bool) -> Result<()> {
    tx.run(
        "UPDATE outbox SET sent_at = $1, fault = '', body = CASE WHEN secret AND $2 THEN '' ELSE body END WHERE id = $3",
        args![now, forget, id],
    )
    .await?;
    Ok(())
}

/// The message has not left: it is tried again at `next`, or never again.
pub async fn update_failed(tx: &mut Tx, id: Uid, fault: &str, next: Option<Instant>, now: Instant) -> Result<()> {
    match next {
        Some(next) => {
            tx.run("UPDATE outbox SET fault = $1, next_at = $2 WHERE id = $3", args![fault, next, id]).await?;
        }
        None => {
            tx.run(
                "UPDATE outbox SET fault = $1, failed_at = $2, body = CASE WHEN secret THEN '' ELSE body END WHERE id = $3",
                args![fault, now, id],
            )
            .await?;
        }
    }
    Ok(())
}

/// The last messages, newest first, with their texts; whether a text is secret comes with it.
pub async fn select_last(tx: &mut Tx, limit: i64) -> Result<Vec<(OutboxLine, bool)>> {
    let rows = tx
        .all(
            "SELECT channel, recipient, subject, body, secret, created_at, next_at, tries, sent_at, failed_at, fault \
             FROM outbox ORDER BY created_at DESC, id DESC LIMIT $1",
            args![limit],
        )
        .await?;
    rows.iter().filter_map(|row| line(row).transpose()).collect()
}

fn line(row: &Row) -> Result<Option<(OutboxLine, bool)>> {
    let Some(channel) = Channel::from_key(&row.get::<String>("channel")?) else { return Ok(None) };
    let (sent, failed): (Option<i64>, Option<i64>) = (row.get("sent_at")?, row.get("failed_at")?);
    let state = match (sent, failed) {
        (Some(_), _) => SendState::Sent,
        (None, Some(_)) => SendState::Failed,
        (None, None) => SendState::Waiting,
    };
    let line = OutboxLine {
        channel,
        recipient: row.get("recipient")?,
        subject: row.get("subject")?,
        body: row.get("body")?,
        created_at: Instant(row.get("created_at")?),
        next_at: Instant(row.get("next_at")?),
        tries: row.get("tries")?,
        state,
        fault: row.get("fault")?,
    };
    Ok(Some((line, row.get("secret")?)))
}
