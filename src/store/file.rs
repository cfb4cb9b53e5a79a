//! Rows of stored files; the bytes lie in the object store under the file's id.

use std::collections::BTreeMap;

use super::db::{AssertSqlSafe, Result, Row, Tx, among, args};
use crate::domain::ids::{AccountId, FileId, OrgId};
use crate::domain::time::Instant;

/// A file as stored.
#[derive(Clone, Debug)]
pub struct FileRow {
    /// Its id.
    pub id: FileId,
    /// The unit it belongs to.
    pub org: OrgId,
    /// What it is attached to: a record or an evaluation; none before the first save.
    pub record: Option<String>,
    /// Who uploaded it.
    pub uploaded_by: Option<AccountId>,
    /// Its name as uploaded.
    pub name: String,
    /// What its content is.
    pub media_type: String,
    /// Its size.
    pub size_bytes: i64,
    /// SHA-256 of its content in hexadecimal.
    pub sha256: String,
    /// When it was uploaded.
    pub created_at: Instant,
}

fn file(row: &Row) -> Result<FileRow> {
    Ok(FileRow {
        id: row.parse("id")?,
        org: row.parse("org_id")?,
        record: row.get("record_id")?,
        uploaded_by: row.parse_opt("uploaded_by")?,
        name: row.get("name")?,
        media_type: row.get("media_type")?,
        size_bytes: row.get("size_bytes")?,
        sha256: row.get("sha256")?,
        created_at: Instant(row.get("created_at")?),
    })
}

/// The file with that id.
pub async fn select(tx: &mut Tx, id: FileId) -> Result<Option<FileRow>> {
    let row = tx
        .opt(
            "SELECT id, org_id, record_id, uploaded_by, name, media_type, size_bytes, sha256, created_at \
             FROM files WHERE id = $1",
            args![id],
        )
        .await?;
    row.as_ref().map(file).transpose()
}

/// The unit's files with these ids, for a transaction that attaches them: nobody removes them before it ends.
pub async fn select_many(tx: &mut Tx, org: OrgId, ids: &[FileId]) -> Result<BTreeMap<FileId, FileRow>> {
    let mut files = BTreeMap::new();
    for chunk in ids.chunks(200) {
        let (own, values) = among(org, chunk);
        // Holds the rows, in the words of both databases.
        let held = format!("UPDATE files SET created_at = created_at WHERE {own} AND record_id IS NULL");
        tx.run_later(AssertSqlSafe(held), values.clone());
        let sql = format!(
            "SELECT id, org_id, record_id, uploaded_by, name, media_type, size_bytes, sha256, created_at \
             FROM files WHERE {own}"
        );
        for row in tx.all(AssertSqlSafe(sql), values).await? {
            let file = file(&row)?;
            files.insert(file.id, file);
        }
    }
    Ok(files)
}

/// Writes a new file's row.
pub async fn insert(tx: &mut Tx, new: &FileRow) -> Result<()> {
    tx.run(
        "INSERT INTO files (id, org_id, record_id, uploaded_by, name, media_type, size_bytes, sha256, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![
            new.id,
            new.org,
            new.record.clone(),
            new.uploaded_by,
            &new.name,
            &new.media_type,
            new.size_bytes,
            &new.sha256,
            new.created_at
        ],
    )
    .await?;
    Ok(())
}

/// Whether files are attached to a message or a notice by that id.
pub async fn is_sent(tx: &mut Tx, holder: &str) -> Result<bool> {
    let row = tx
        .opt("SELECT id FROM messages WHERE id = $1 UNION ALL SELECT id FROM notices WHERE id = $1", args![holder])
        .await?;
    Ok(row.is_some())
}

/// Takes files off what they are attached to: only those who uploaded them have them then.
pub fn detach(tx: &mut Tx, from: &str) {
    tx.run_later("UPDATE files SET record_id = NULL WHERE record_id = $1", args![from]);
}

/// Attaches files that are attached to nothing yet.
pub fn attach(tx: &mut Tx, org: OrgId, ids: &[FileId], to: &str) {
    for id in ids {
        tx.run_later(
            "UPDATE files SET record_id = $1 WHERE id = $2 AND org_id = $3 AND record_id IS NULL",
            args![to, *id, org],
        );
    }
}

/// Files that have been attached to nothing since before then, in the order of their ids.
pub async fn select_unattached(tx: &mut Tx, before: Instant, after: Option<FileId>, most: i64) -> Result<Vec<FileRow>> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let rows = tx
        .all(
            "SELECT id, org_id, record_id, uploaded_by, name, media_type, size_bytes, sha256, created_at FROM files \
             WHERE record_id IS NULL AND created_at <= $1 AND id > $2 ORDER BY id LIMIT $3",
            args![before, after, most],
        )
        .await?;
    rows.iter().map(file).collect()
}

/// Deletes a file's row unless it is attached to something, and notes that its bytes have to go; whether it did.
pub async fn delete_unattached(tx: &mut Tx, id: FileId, now: Instant) -> Result<bool> {
    if tx.run("DELETE FROM files WHERE id = $1 AND record_id IS NULL", args![id]).await? == 0 {
        return Ok(false);
    }
    tx.run_later("INSERT INTO file_removals (file_id, removed_at) VALUES ($1, $2)", args![id, now]);
    Ok(true)
}

/// Files whose bytes have to go, in the order of their ids.
pub async fn select_removals(tx: &mut Tx, after: Option<FileId>, most: i64) -> Result<Vec<FileId>> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let sql = "SELECT file_id FROM file_removals WHERE file_id > $1 ORDER BY file_id LIMIT $2";
    tx.all(sql, args![after, most]).await?.iter().map(|row| row.parse("file_id")).collect()
}

/// The bytes of a file are gone.
pub async fn delete_removal(tx: &mut Tx, id: FileId) -> Result<()> {
    tx.run("DELETE FROM file_removals WHERE file_id = $1", args![id]).await?;
    Ok(())
}
