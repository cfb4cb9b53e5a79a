//! Messages between people: drafts, what was sent, and who received it.

use super::db::{AssertSqlSafe, Count, Result, Row, Tx, Val, args};
use crate::domain::form::FileRef;
use crate::domain::ids::{AccountId, MessageId, OrgId};
use crate::domain::message::{MessageBox, MessageRow, PAGE, Receiver, Target};
use crate::domain::time::Instant;

mod reach;

use reach::pattern;
pub use reach::{Reached, search_people, search_units, select_names, select_person, select_reached};

/// A message as stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its id.
    pub id: MessageId,
    /// Whether it was sent.
    pub sent: bool,
    /// Who writes it.
    pub sender: AccountId,
    /// The person's name.
    pub sender_name: String,
    /// The unit for which it is written.
    pub org: OrgId,
    /// Its name.
    pub org_name: String,
    /// One line.
    pub subject: String,
    /// The text.
    pub body: String,
    /// Whom it is for.
    pub targets: Vec<Target>,
    /// Attachments.
    pub files: Vec<FileRef>,
    /// The message that it answers.
    pub reply_to: Option<MessageId>,
    /// When it was saved last.
    pub updated_at: Instant,
    /// When it was sent.
    pub sent_at: Option<Instant>,
    /// Whether the sender has removed it.
    pub deleted: bool,
}

/// The message with that id.
pub async fn select(tx: &mut Tx, id: MessageId) -> Result<Option<Stored>> {
    let row = tx
        .opt(
            "SELECT id, state, sender_id, sender_name, org_id, org_name, subject, body, targets, files, reply_to_id, \
             updated_at, sent_at, deleted_at FROM messages WHERE id = $1",
            args![id],
        )
        .await?;
    row.map(|row| {
        Ok(Stored {
            id: row.parse("id")?,
            sent: row.get::<String>("state")? == "sent",
            sender: row.parse("sender_id")?,
            sender_name: row.get("sender_name")?,
            org: row.parse("org_id")?,
            org_name: row.get("org_name")?,
            subject: row.get("subject")?,
            body: row.get("body")?,
            targets: row.json("targets")?,
            files: row.json("files")?,
            reply_to: row.parse_opt("reply_to_id")?,
            updated_at: Instant(row.get("updated_at")?),
            sent_at: row.get::<Option<i64>>("sent_at")?.map(Instant),
            deleted: row.get::<Option<i64>>("deleted_at")?.is_some(),
        })
    })
    .transpose()
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|e| super::db::StoreError::Failed(e.to_string()))
}

/// Writes a draft, or over one.
pub async fn upsert_draft(tx: &mut Tx, new: &Stored) -> Result<()> {
    tx.run(
        "INSERT INTO messages (id, state, sender_id, sender_name, org_id, org_name, subject, body, targets, files, \
         reply_to_id, updated_at, sent_at, deleted_at, version) \
         VALUES ($1, 'draft', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, NULL, 1) \
         ON CONFLICT (id) DO UPDATE SET subject = $6, body = $7, targets = $8, files = $9, updated_at = $11, \
         version = messages.version + 1 WHERE messages.state = 'draft'",
        args![
            new.id,
            new.sender,
            &new.sender_name,
            new.org,
            &new.org_name,
            &new.subject,
            &new.body,
            json(&new.targets)?,
            json(&new.files)?,
            new.reply_to,
            new.updated_at
        ],
    )
    .await?;
    Ok(())
}

/// Sends a draft; false when it is none any more.
pub async fn update_sent(tx: &mut Tx, id: MessageId, to: &[Reached], now: Instant, visible: Instant) -> Result<bool> {
    let touched = tx
        .run(
            "UPDATE messages SET state = 'sent', sent_at = $1, updated_at = $1, version = version + 1 \
             WHERE id = $2 AND state = 'draft'",
            args![now, id],
        )
        .await?;
    if touched == 0 {
        return Ok(false);
    }
    for person in to {
        tx.run_later(
            "INSERT INTO message_receivers (message_id, account_id, account_name, org_id, org_name, visible_at, \
             read_at, deleted_at) VALUES ($1, $2, $3, $4, $5, $6, NULL, NULL)",
            args![id, person.account, &person.name, person.org, &person.org_name, visible],
        );
    }
    tx.flush().await?;
    Ok(true)
}

/// Makes a message that nobody can see yet a draft again; false when somebody can. The accounts it went to.
pub async fn update_unsent(tx: &mut Tx, id: MessageId, sent_after: Instant) -> Result<Option<Vec<AccountId>>> {
    let touched = tx
        .run(
            "UPDATE messages SET state = 'draft', sent_at = NULL, version = version + 1 \
             WHERE id = $1 AND state = 'sent' AND sent_at > $2",
            args![id, sent_after],
        )
        .await?;
    if touched == 0 {
        return Ok(None);
    }
    let rows = tx.all("DELETE FROM message_receivers WHERE message_id = $1 RETURNING account_id", args![id]).await?;
    rows.iter().map(|row| row.parse("account_id")).collect::<Result<_>>().map(Some)
}

/// Removes a draft.
pub async fn delete_draft(tx: &mut Tx, id: MessageId) -> Result<()> {
    tx.run("DELETE FROM messages WHERE id = $1 AND state = 'draft'", args![id]).await?;
    Ok(())
}

/// Removes a sent message from the sender's list.
pub async fn update_deleted(tx: &mut Tx, id: MessageId, now: Instant) -> Result<()> {
    tx.run("UPDATE messages SET deleted_at = $1 WHERE id = $2", args![now, id]).await?;
    Ok(())
}

/// Removes a received message from somebody's list.
pub async fn update_receiver_deleted(tx: &mut Tx, id: MessageId, account: AccountId, now: Instant) -> Result<()> {
    tx.run(
        "UPDATE message_receivers SET deleted_at = $1, read_at = COALESCE(read_at, $1) \
         WHERE message_id = $2 AND account_id = $3",
        args![now, id, account],
    )
    .await?;
    Ok(())
}

/// Whether somebody received a message that he can see and has kept: when he first read it.
pub async fn select_receipt(
    tx: &mut Tx,
    id: MessageId,
    account: AccountId,
    now: Instant,
) -> Result<Option<Option<Instant>>> {
    let row = tx
        .opt(
            "SELECT read_at FROM message_receivers WHERE message_id = $1 AND account_id = $2 AND visible_at <= $3 \
             AND deleted_at IS NULL",
            args![id, account, now],
        )
        .await?;
    row.map(|row| Ok(row.get::<Option<i64>>("read_at")?.map(Instant))).transpose()
}

/// Notes that somebody has opened a message; only the first time counts.
pub async fn update_read(tx: &mut Tx, id: MessageId, account: AccountId, now: Instant) -> Result<()> {
    tx.run(
        "UPDATE message_receivers SET read_at = $1 WHERE message_id = $2 AND account_id = $3 AND read_at IS NULL",
        args![now, id, account],
    )
    .await?;
    Ok(())
}

/// Whom a message went to, by unit and name.
pub async fn select_receivers(tx: &mut Tx, id: MessageId) -> Result<Vec<Receiver>> {
    let rows = tx
        .all(
            "SELECT account_name, org_name, read_at FROM message_receivers WHERE message_id = $1 \
             ORDER BY org_name, account_name, account_id",
            args![id],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Receiver {
                name: row.get("account_name")?,
                org_name: row.get("org_name")?,
                read_at: row.get::<Option<i64>>("read_at")?.map(Instant),
            })
        })
        .collect()
}

/// The messages of a box at a moment, as `SELECT {columns} {this}`: `$1` is the account, `$2` the moment.
const INBOX: &str = "FROM message_receivers r JOIN messages m ON m.id = r.message_id \
     WHERE r.account_id = $1 AND r.visible_at <= $2 AND r.deleted_at IS NULL";
const SENT: &str = "FROM messages m WHERE m.sender_id = $1 AND m.state = 'sent' AND m.sent_at <= $2 \
     AND m.deleted_at IS NULL";
const DRAFTS: &str = "FROM messages m WHERE m.sender_id = $1 AND m.state = 'draft' AND m.updated_at <= $2";

/// Which lines of a box.
#[derive(Clone, Copy, Debug, Default)]
pub struct Narrowing<'a> {
    /// Words in subject, person or unit; empty: all.
    pub words: &'a str,
    /// Inbox: only those not read.
    pub unread_only: bool,
}

/// A page of a box, the latest first, and how many lines it has in all.
pub async fn select_page(
    tx: &mut Tx,
    account: AccountId,
    which: MessageBox,
    by: Narrowing<'_>,
    now: Instant,
    offset: i64,
) -> Result<(Vec<MessageRow>, i64)> {
    const TO: &str = "SELECT CAST(1 AS BIGINT) FROM message_receivers t WHERE t.message_id = m.id";
    let (columns, from, latest) = match which {
        MessageBox::Inbox => (
            "m.id, m.subject, m.files, m.sent_at AS at, m.sender_name || ' · ' || m.org_name AS who, r.read_at, \
             CAST(0 AS BIGINT) AS people, CAST(0 AS BIGINT) AS read",
            INBOX,
            "r.visible_at",
        ),
        MessageBox::Sent => (
            "m.id, m.subject, m.files, m.sent_at AS at, (SELECT MIN(t.account_name || ' · ' || t.org_name) \
             FROM message_receivers t WHERE t.message_id = m.id) AS who, m.sent_at AS read_at, \
             (SELECT COUNT(*) FROM message_receivers t WHERE t.message_id = m.id) AS people, \
             (SELECT COUNT(*) FROM message_receivers t WHERE t.message_id = m.id AND t.read_at IS NOT NULL) AS read",
            SENT,
            "m.sent_at",
        ),
        MessageBox::Drafts => (
            "m.id, m.subject, m.files, m.updated_at AS at, '' AS who, m.updated_at AS read_at, \
             CAST(0 AS BIGINT) AS people, CAST(0 AS BIGINT) AS read",
            DRAFTS,
            "m.updated_at",
        ),
    };
    let mut conditions = String::new();
    let mut values = args![account, now];
    if !by.words.is_empty() {
        values.push(Val::from(pattern(by.words)));
        let people = match which {
            MessageBox::Inbox => "OR m.sender_name LIKE $3 ESCAPE '\\' OR m.org_name LIKE $3 ESCAPE '\\'".to_owned(),
            _ => format!("OR EXISTS ({TO} AND (t.account_name LIKE $3 ESCAPE '\\' OR t.org_name LIKE $3 ESCAPE '\\'))"),
        };
        conditions = format!(" AND (m.subject LIKE $3 ESCAPE '\\' {people})");
    }
    if by.unread_only && which == MessageBox::Inbox {
        conditions.push_str(" AND r.read_at IS NULL");
    }
    let counted = format!("SELECT COUNT(*) AS n {from}{conditions}");
    let total = tx.one(AssertSqlSafe(counted), values.clone()).await?.get("n")?;
    values.push(Val::from(offset));
    let sql = format!(
        "SELECT {columns} {from}{conditions} ORDER BY {latest} DESC, m.id DESC LIMIT {PAGE} OFFSET ${}",
        values.len()
    );
    let rows = tx.all(AssertSqlSafe(sql), values).await?;
    let rows = rows.iter().map(|row| line(row, which)).collect::<Result<_>>()?;
    Ok((rows, total))
}

fn line(row: &Row, which: MessageBox) -> Result<MessageRow> {
    let read: Option<i64> = row.get("read_at")?;
    Ok(MessageRow {
        id: row.parse("id")?,
        subject: row.get("subject")?,
        who: row.get::<Option<String>>("who")?.unwrap_or_default(),
        at: Instant(row.get("at")?),
        unread: which == MessageBox::Inbox && read.is_none(),
        read_of: match which {
            MessageBox::Sent => Some((row.get("read")?, row.get("people")?)),
            _ => None,
        },
        has_files: row.get::<String>("files")? != "[]",
    })
}

/// How many somebody has not read at a moment.
pub fn unread(account: AccountId, now: Instant) -> Count {
    Count::new(format!("{INBOX} AND r.read_at IS NULL"), args![account, now])
}

/// How many drafts somebody has.
pub fn drafts(account: AccountId, now: Instant) -> Count {
    Count::new(DRAFTS, args![account, now])
}
