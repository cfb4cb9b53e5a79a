//! Notices: what units announce, who may read them, and who has.

use super::db::{AssertSqlSafe, Count, Result, Row, Tx, Val, args};
use crate::domain::form::FileRef;
use crate::domain::ids::{AccountId, NoticeId, OrgId};
use crate::domain::notice::{Audience, NamedUnit, NoticeRow, NoticeState, PAGE, UnitReaders};
use crate::domain::notification::NotificationKind;
use crate::domain::portal::Category;
use crate::domain::time::{Day, Instant};

/// A notice as stored.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its id.
    pub id: NoticeId,
    /// The unit that announces.
    pub org: OrgId,
    /// Its name.
    pub org_name: String,
    /// How it stands.
    pub state: NoticeState,
    /// One line.
    pub title: String,
    /// The text.
    pub body: String,
    /// Whom it is for.
    pub audience: Audience,
    /// Stands on top up to this day.
    pub pinned_until_on: Option<Day>,
    /// Attachments.
    pub files: Vec<FileRef>,
    /// What it is.
    pub category: Category,
    /// Whether visitors read it.
    pub public: bool,
    /// When it was saved last.
    pub updated_at: Instant,
    /// Who wrote it.
    pub author: AccountId,
    /// The person's name.
    pub author_name: String,
    /// From when on its readers see it.
    pub visible_at: Option<Instant>,
    /// Edit counter.
    pub version: i64,
}

impl Stored {
    /// Its line in a list.
    pub fn row(&self, unread: bool, today: Day) -> NoticeRow {
        NoticeRow {
            id: self.id,
            title: self.title.clone(),
            org_name: self.org_name.clone(),
            state: self.state,
            at: self.visible_at.unwrap_or(self.updated_at),
            pinned: self.pinned_until_on.is_some_and(|day| day >= today),
            unread,
            has_files: !self.files.is_empty(),
            category: self.category,
            public: self.public,
        }
    }
}

/// The notice with that id.
pub async fn select(tx: &mut Tx, id: NoticeId) -> Result<Option<Stored>> {
    let row = tx
        .opt(
            "SELECT n.id, n.org_id, o.name AS org_name, n.state, n.title, n.body, n.everyone, n.pinned_until_on, \
             n.files, n.category, n.public, n.updated_at, n.author_id, n.author_name, n.visible_at, n.version \
             FROM notices n \
             JOIN orgs o ON o.id = n.org_id WHERE n.id = $1",
            args![id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let mut audience = Audience { everyone: row.get("everyone")?, ..Audience::default() };
    let targets =
        tx.all("SELECT kind, value FROM notice_targets WHERE notice_id = $1 ORDER BY value", args![id]).await?;
    for target in &targets {
        match target.get::<String>("kind")?.as_str() {
            "kind" => audience.kinds.push(target.get("value")?),
            _ => audience.orgs.push(target.parse("value")?),
        }
    }
    Ok(Some(Stored {
        id: row.parse("id")?,
        org: row.parse("org_id")?,
        org_name: row.get("org_name")?,
        state: NoticeState::from_key(&row.get::<String>("state")?).unwrap_or_default(),
        title: row.get("title")?,
        body: row.get("body")?,
        audience,
        pinned_until_on: row.parse_opt("pinned_until_on")?,
        files: row.json("files")?,
        category: Category::from_key(&row.get::<String>("category")?).unwrap_or_default(),
        public: row.get("public")?,
        updated_at: Instant(row.get("updated_at")?),
        author: row.parse("author_id")?,
        author_name: row.get("author_name")?,
        visible_at: row.get::<Option<i64>>("visible_at")?.map(Instant),
        version: row.get("version")?,
    }))
}

/// Writes a draft, or over one with that version; false when somebody else changed it first.
pub async fn upsert_draft(tx: &mut Tx, new: &Stored) -> Result<bool> {
    let files = serde_json::to_string(&new.files).map_err(|e| super::db::StoreError::Failed(e.to_string()))?;
    let touched = tx
        .run(
            "INSERT INTO notices (id, org_id, state, title, body, everyone, pinned_until_on, files, created_at, \
             updated_at, author_id, author_name, visible_at, version, category, public) \
             VALUES ($1, $2, 'draft', $3, $4, $5, $6, $7, $8, $8, $9, $10, NULL, 1, $12, $13) \
             ON CONFLICT (id) DO UPDATE SET state = 'draft', title = $3, body = $4, everyone = $5, \
             pinned_until_on = $6, files = $7, updated_at = $8, author_id = $9, author_name = $10, visible_at = NULL, \
             version = notices.version + 1, category = $12, public = $13 \
             WHERE notices.version = $11 AND notices.state <> 'published'",
            args![
                new.id,
                new.org,
                &new.title,
                &new.body,
                new.audience.everyone,
                new.pinned_until_on,
                files,
                new.updated_at,
                new.author,
                &new.author_name,
                new.version,
                new.category.key(),
                new.public
            ],
        )
        .await?;
    if touched == 0 {
        return Ok(false);
    }
    tx.run("DELETE FROM notice_targets WHERE notice_id = $1", args![new.id]).await?;
    let orgs = new.audience.orgs.iter().map(|org| ("org", org.to_string()));
    let kinds = new.audience.kinds.iter().map(|kind| ("kind", kind.clone()));
    for (kind, value) in kinds.chain(orgs) {
        tx.run_later(
            "INSERT INTO notice_targets (notice_id, kind, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            args![new.id, kind, value],
        );
    }
    // A withdrawn notice that is written anew was read by nobody.
    tx.run("DELETE FROM notice_reads WHERE notice_id = $1", args![new.id]).await?;
    Ok(true)
}

/// Publishes a draft that its readers see from a moment on; false when it is none any more.
pub async fn update_published(tx: &mut Tx, id: NoticeId, visible: Instant) -> Result<bool> {
    let touched = tx
        .run(
            "UPDATE notices SET state = 'published', visible_at = $1, version = version + 1 \
             WHERE id = $2 AND state = 'draft'",
            args![visible, id],
        )
        .await?;
    Ok(touched == 1)
}

/// Makes a published notice that nobody can see yet a draft again; false when somebody can.
pub async fn update_unpublished(tx: &mut Tx, id: NoticeId, now: Instant) -> Result<bool> {
    let touched = tx
        .run(
            "UPDATE notices SET state = 'draft', visible_at = NULL, version = version + 1 \
             WHERE id = $1 AND state = 'published' AND visible_at > $2",
            args![id, now],
        )
        .await?;
    if touched == 1 {
        tx.run("DELETE FROM notice_reads WHERE notice_id = $1", args![id]).await?;
    }
    Ok(touched == 1)
}

/// Takes a published notice away from its readers; false when it is not published.
pub async fn update_withdrawn(tx: &mut Tx, id: NoticeId) -> Result<bool> {
    let touched = tx
        .run(
            "UPDATE notices SET state = 'withdrawn', version = version + 1 WHERE id = $1 AND state = 'published'",
            args![id],
        )
        .await?;
    Ok(touched == 1)
}

/// Removes a draft.
pub async fn delete(tx: &mut Tx, id: NoticeId) -> Result<()> {
    tx.run("DELETE FROM notice_targets WHERE notice_id = $1", args![id]).await?;
    tx.run("DELETE FROM notice_reads WHERE notice_id = $1", args![id]).await?;
    tx.run("DELETE FROM notices WHERE id = $1 AND state = 'draft'", args![id]).await?;
    Ok(())
}

/// Whether a notice `n` is for the unit `o` that stands below it or is its own by `c`.
const FOR: &str = "(c.depth = 0 OR n.everyone OR EXISTS (SELECT 1 FROM notice_targets t WHERE t.notice_id = n.id \
     AND ((t.kind = 'kind' AND t.value = o.kind) OR (t.kind = 'org' AND t.value = o.id))))";

/// The notices that somebody (`$2`) of a unit (`$1`) may read at a moment (`$3`).
fn readable() -> String {
    format!(
        "FROM orgs o JOIN org_closure c ON c.descendant_id = o.id JOIN notices n ON n.org_id = c.ancestor_id \
         JOIN orgs s ON s.id = n.org_id LEFT JOIN notice_reads r ON r.notice_id = n.id AND r.account_id = $2 \
         WHERE o.id = $1 AND n.state = 'published' AND n.visible_at <= $3 AND {FOR}"
    )
}

/// The present readers of a notice (`$1`).
fn readers() -> String {
    format!(
        "FROM notices n JOIN org_closure c ON c.ancestor_id = n.org_id JOIN orgs o ON o.id = c.descendant_id \
         AND o.enabled JOIN posts p ON p.org_id = o.id AND p.until_on IS NULL \
         JOIN accounts a ON a.id = p.account_id AND a.enabled \
         LEFT JOIN notice_reads r ON r.notice_id = n.id AND r.account_id = a.id WHERE n.id = $1 AND {FOR}"
    )
}

/// Who reads: the person, the unit of the post in use, and the moment.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// The unit.
    pub org: OrgId,
    /// The person.
    pub account: AccountId,
    /// The moment.
    pub now: Instant,
}

/// Which lines of a list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Narrowing<'a> {
    /// Words in title or unit; empty: all.
    pub words: &'a str,
    /// Only those not read.
    pub unread_only: bool,
}

/// The conditions of a narrowing, whose values go behind the others.
pub(super) fn narrowed(by: Narrowing<'_>, values: &mut Vec<Val>) -> String {
    let mut conditions = String::new();
    if !by.words.is_empty() {
        let escaped = by.words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        values.push(Val::from(format!("%{escaped}%")));
        let n = values.len();
        conditions = format!(" AND (n.title LIKE ${n} ESCAPE '\\' OR s.name LIKE ${n} ESCAPE '\\')");
    }
    if by.unread_only {
        conditions.push_str(" AND r.read_at IS NULL");
    }
    conditions
}

/// A page of the notices that somebody may read, those on top first, and how many there are in all.
pub async fn select_readable(
    tx: &mut Tx,
    reader: Reader,
    by: Narrowing<'_>,
    offset: i64,
) -> Result<(Vec<NoticeRow>, i64)> {
    let mut values = args![reader.org, reader.account, reader.now];
    let conditions = narrowed(by, &mut values);
    let from = readable();
    let sql = format!("SELECT COUNT(*) AS n {from}{conditions}");
    let total = tx.one(AssertSqlSafe(sql), values.clone()).await?.get("n")?;
    let today = reader.now.day();
    values.extend([Val::from(today), Val::from(offset)]);
    let (day, skip) = (values.len() - 1, values.len());
    let sql = format!(
        "SELECT n.id, n.title, s.name AS org_name, n.state, n.visible_at AS at, n.pinned_until_on, n.files, n.category, \
         n.public, r.read_at {from}{conditions} ORDER BY CASE WHEN n.pinned_until_on >= ${day} THEN 0 ELSE 1 END, n.visible_at DESC, n.id \
         LIMIT {PAGE} OFFSET ${skip}"
    );
    let rows = tx.all(AssertSqlSafe(sql), values).await?;
    Ok((rows.iter().map(|row| line(row, today, true)).collect::<Result<_>>()?, total))
}

/// A line of a list.
pub(super) fn line(row: &Row, today: Day, to_read: bool) -> Result<NoticeRow> {
    let pinned: Option<Day> = row.parse_opt("pinned_until_on")?;
    Ok(NoticeRow {
        id: row.parse("id")?,
        title: row.get("title")?,
        org_name: row.get("org_name")?,
        state: NoticeState::from_key(&row.get::<String>("state")?).unwrap_or_default(),
        at: Instant(row.get("at")?),
        pinned: pinned.is_some_and(|day| day >= today),
        unread: to_read && row.get::<Option<i64>>("read_at")?.is_none(),
        has_files: row.get::<String>("files")? != "[]",
        category: Category::from_key(&row.get::<String>("category")?).unwrap_or_default(),
        public: row.get("public")?,
    })
}

/// A page of what a unit has written, the latest first, and how many there are in all.
pub async fn select_own(
    tx: &mut Tx,
    org: OrgId,
    words: &str,
    today: Day,
    offset: i64,
) -> Result<(Vec<NoticeRow>, i64)> {
    let mut values = args![org];
    let conditions = narrowed(Narrowing { words, unread_only: false }, &mut values);
    let from = "FROM notices n JOIN orgs s ON s.id = n.org_id WHERE n.org_id = $1";
    let sql = format!("SELECT COUNT(*) AS n {from}{conditions}");
    let total = tx.one(AssertSqlSafe(sql), values.clone()).await?.get("n")?;
    values.push(Val::from(offset));
    let sql = format!(
        "SELECT n.id, n.title, s.name AS org_name, n.state, COALESCE(n.visible_at, n.updated_at) AS at, \
         n.pinned_until_on, n.files, n.category, n.public, n.updated_at AS read_at {from}{conditions} \
         ORDER BY COALESCE(n.visible_at, n.updated_at) DESC, n.id LIMIT {PAGE} OFFSET ${}",
        values.len()
    );
    let rows = tx.all(AssertSqlSafe(sql), values).await?;
    Ok((rows.iter().map(|row| line(row, today, false)).collect::<Result<_>>()?, total))
}

/// How many somebody may read and has not.
pub fn unread(reader: Reader) -> Count {
    let source = format!("{} AND r.read_at IS NULL", readable());
    Count::new(source, args![reader.org, reader.account, reader.now])
}

/// Whether somebody may read a notice: whether he has.
pub async fn select_read(tx: &mut Tx, id: NoticeId, reader: Reader) -> Result<Option<bool>> {
    let sql = format!("SELECT r.read_at {} AND n.id = $4", readable());
    let row = tx.opt(AssertSqlSafe(sql), args![reader.org, reader.account, reader.now, id]).await?;
    row.map(|row| Ok(row.get::<Option<i64>>("read_at")?.is_some())).transpose()
}

/// Notes that somebody has read a notice; only the first time counts.
pub async fn insert_read(tx: &mut Tx, id: NoticeId, account: AccountId, now: Instant) -> Result<()> {
    tx.run(
        "INSERT INTO notice_reads (notice_id, account_id, read_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        args![id, account, now],
    )
    .await?;
    Ok(())
}

/// Notes that somebody has read everything that he may read.
pub async fn insert_all_read(tx: &mut Tx, reader: Reader) -> Result<()> {
    let sql = format!(
        "INSERT INTO notice_reads (notice_id, account_id, read_at) \
         SELECT n.id, CAST($2 AS TEXT), CAST($3 AS BIGINT) {} AND r.read_at IS NULL ON CONFLICT DO NOTHING",
        readable()
    );
    tx.run(AssertSqlSafe(sql), args![reader.org, reader.account, reader.now]).await?;
    Ok(())
}

/// Units, people and those who have read it, of a notice.
pub async fn count_readers(tx: &mut Tx, id: NoticeId) -> Result<(i64, i64, i64)> {
    let sql = format!(
        "SELECT COUNT(DISTINCT o.id) AS units, COUNT(DISTINCT a.id) AS people, COUNT(DISTINCT r.account_id) AS read {}",
        readers()
    );
    let row = tx.one(AssertSqlSafe(sql), args![id]).await?;
    Ok((row.get("units")?, row.get("people")?, row.get("read")?))
}

/// A page of the units of a notice; those with people who have not read it come first.
pub async fn select_readers(tx: &mut Tx, id: NoticeId, offset: i64, limit: i64) -> Result<Vec<UnitReaders>> {
    let sql = format!(
        "SELECT o.id, o.name, COUNT(DISTINCT a.id) AS people, COUNT(DISTINCT r.account_id) AS read {} \
         GROUP BY o.id, o.name ORDER BY CASE WHEN COUNT(DISTINCT a.id) > COUNT(DISTINCT r.account_id) THEN 0 ELSE 1 \
         END, o.name, o.id LIMIT $2 OFFSET $3",
        readers()
    );
    let rows = tx.all(AssertSqlSafe(sql), args![id, limit, offset]).await?;
    rows.iter()
        .map(|row| {
            Ok(UnitReaders {
                org: row.parse("id")?,
                org_name: row.get("name")?,
                people: row.get("people")?,
                read: row.get("read")?,
            })
        })
        .collect()
}

/// Up to `limit` people who have not read a notice, of one unit or of all: name and unit.
pub async fn select_unread(tx: &mut Tx, id: NoticeId, org: Option<OrgId>, limit: i64) -> Result<Vec<(String, String)>> {
    let mut values = args![id, limit];
    let mut only = String::new();
    if let Some(org) = org {
        values.push(Val::from(org));
        only = " AND o.id = $3".to_owned();
    }
    let sql = format!(
        "SELECT DISTINCT o.name AS org_name, a.name, a.id, o.id AS org_id {} AND r.read_at IS NULL{only} \
         ORDER BY o.name, a.name, a.id, o.id LIMIT $2",
        readers()
    );
    let rows = tx.all(AssertSqlSafe(sql), values).await?;
    rows.iter().map(|row| Ok((row.get("name")?, row.get("org_name")?))).collect()
}

/// The readers of a notice, without one, who may want to hear of it by e-mail or SMS.
pub async fn select_wanting(tx: &mut Tx, id: NoticeId, without: AccountId) -> Result<Vec<AccountId>> {
    let sql = format!(
        "SELECT DISTINCT a.id {} AND a.id <> $2 AND EXISTS (SELECT 1 FROM notification_choices h \
         WHERE h.account_id = a.id AND h.kind = $3)",
        readers()
    );
    let kind = NotificationKind::NoticePublished.key();
    let rows = tx.all(AssertSqlSafe(sql), args![id, without, kind]).await?;
    rows.iter().map(|row| row.parse("id")).collect()
}

/// Up to `limit` units below whose name contains the words or whose code begins with them.
pub async fn search_below(tx: &mut Tx, org: OrgId, words: &str, limit: i64) -> Result<Vec<NamedUnit>> {
    let escaped = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let rows = tx
        .all(
            "SELECT o.id, o.name FROM org_closure c JOIN orgs o ON o.id = c.descendant_id AND o.enabled \
             WHERE c.ancestor_id = $1 AND c.depth > 0 AND (o.name LIKE $2 ESCAPE '\\' OR o.code LIKE $3 ESCAPE '\\') \
             ORDER BY o.name, o.id LIMIT $4",
            args![org, format!("%{escaped}%"), format!("{}%", escaped.to_uppercase()), limit],
        )
        .await?;
    rows.iter().map(|row| Ok((row.parse("id")?, row.get("name")?))).collect()
}

/// The kinds of units that there are below.
pub async fn select_kinds_below(tx: &mut Tx, org: OrgId) -> Result<Vec<String>> {
    let rows = tx
        .all(
            "SELECT DISTINCT o.kind FROM org_closure c JOIN orgs o ON o.id = c.descendant_id \
             WHERE c.ancestor_id = $1 AND c.depth > 0 ORDER BY o.kind",
            args![org],
        )
        .await?;
    rows.iter().map(|row| row.get("kind")).collect()
}
