//! Uploads in pieces that are under way; their bytes wait in the folder of what comes in.

use super::db::{Result, Tx, args};
use crate::domain::ids::{AccountId, FileId, OrgId, UploadId};
use crate::domain::time::Instant;

/// An upload in pieces.
#[derive(Clone, Debug)]
pub struct UploadRow {
    /// Its id.
    pub id: UploadId,
    /// Who sends it.
    pub account: AccountId,
    /// The unit for which it is sent.
    pub org: OrgId,
    /// The register or other place that takes it.
    pub register: String,
    /// The field that takes it.
    pub field: String,
    /// The name of the file.
    pub name: String,
    /// Its size as announced.
    pub size_bytes: i64,
    /// The stored file, once it is complete.
    pub file: Option<FileId>,
    /// When it began.
    pub created_at: Instant,
}

/// Writes a new upload's row.
pub async fn insert(tx: &mut Tx, new: &UploadRow) -> Result<()> {
    tx.run(
        "INSERT INTO uploads (id, account_id, org_id, register, field, name, size_bytes, file_id, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8)",
        args![new.id, new.account, new.org, &new.register, &new.field, &new.name, new.size_bytes, new.created_at],
    )
    .await?;
    Ok(())
}

/// The upload with that id, if that person sends it for that unit and it began after that.
pub async fn select(
    tx: &mut Tx,
    id: UploadId,
    account: AccountId,
    org: OrgId,
    after: Instant,
) -> Result<Option<UploadRow>> {
    let row = tx
        .opt(
            "SELECT id, account_id, org_id, register, field, name, size_bytes, file_id, created_at FROM uploads \
             WHERE id = $1 AND account_id = $2 AND org_id = $3 AND created_at > $4",
            args![id, account, org, after],
        )
        .await?;
    row.map(|row| {
        Ok(UploadRow {
            id: row.parse("id")?,
            account: row.parse("account_id")?,
            org: row.parse("org_id")?,
            register: row.get("register")?,
            field: row.get("field")?,
            name: row.get("name")?,
            size_bytes: row.get("size_bytes")?,
            file: row.parse_opt("file_id")?,
            created_at: Instant(row.get("created_at")?),
        })
    })
    .transpose()
}

/// How many uploads of a person that began after that are not complete.
pub async fn count_open(tx: &mut Tx, account: AccountId, after: Instant) -> Result<i64> {
    let sql = "SELECT COUNT(*) AS n FROM uploads WHERE account_id = $1 AND file_id IS NULL AND created_at > $2";
    tx.one(sql, args![account, after]).await?.get("n")
}

/// The upload is complete and became that file.
pub async fn update_file(tx: &mut Tx, id: UploadId, file: FileId) -> Result<()> {
    tx.run("UPDATE uploads SET file_id = $1 WHERE id = $2", args![file, id]).await?;
    Ok(())
}

/// Forgets an upload.
pub async fn delete(tx: &mut Tx, id: UploadId) -> Result<()> {
    tx.run("DELETE FROM uploads WHERE id = $1", args![id]).await?;
    Ok(())
}

/// Forgets the uploads that began before then.
pub async fn delete_before(tx: &mut Tx, before: Instant) -> Result<()> {
    tx.run("DELETE FROM uploads WHERE created_at <= $1", args![before]).await?;
    Ok(())
}
