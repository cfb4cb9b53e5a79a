//! What nobody uses any more: uploads that were never attached to anything, and what broken ones left.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::json;

use crate::domain::error::AppError;
use crate::domain::ids::FileId;
use crate::service::{Ctx, internal};
use crate::store;
use crate::store::file::FileRow;

/// How long an upload may be attached to nothing, in milliseconds: a form stays open over night.
pub const UNATTACHED_MS: i64 = 24 * 3_600_000;
/// How long bytes may be on their way, in milliseconds.
pub const INCOMING_MS: i64 = 24 * 3_600_000;
/// How many rows are read at once.
const MOST: i64 = 200;

/// Removes uploads that are attached to nothing and that no draft names, row and bytes, and what broken uploads
/// left; how many files. Several processes may do it at once.
///
/// # Errors
/// Those of the store; what is left then is removed the next time.
pub async fn remove_unused(ctx: &Ctx) -> Result<usize, AppError> {
    sweep_incoming(ctx).await?;
    let mut tx = ctx.app.db.write().await?;
    store::upload::delete_before(&mut tx, ctx.now.plus_ms(-INCOMING_MS)).await?;
    tx.commit().await?;
    let (mut removed, mut after) = (0, None);
    let before = ctx.now.plus_ms(-UNATTACHED_MS);
    loop {
        let mut tx = ctx.app.db.read().await?;
        let files = store::file::select_unattached(&mut tx, before, after, MOST).await?;
        drop(tx);
        for file in &files {
            removed += usize::from(remove_row(ctx, file).await?);
        }
        match files.last() {
            Some(last) if files.len() == MOST as usize => after = Some(last.id),
            _ => break,
        }
    }
    remove_bytes(ctx).await?;
    Ok(removed)
}

/// Removes the row unless a draft names the file or it was attached meanwhile; its bytes are noted for removal.
async fn remove_row(ctx: &Ctx, file: &FileRow) -> Result<bool, AppError> {
    let mut tx = ctx.app.db.write().await?;
    if let Some(account) = file.uploaded_by {
        let id = file.id.to_string();
        let drafts = store::draft::select_contents(&mut tx, account, ctx.now).await?;
        if drafts.iter().any(|content| content.contains(&id)) {
            return Ok(false);
        }
    }
    if !store::file::delete_unattached(&mut tx, file.id, ctx.now).await? {
        return Ok(false);
    }
    let payload = json!({ "name": file.name, "size_bytes": file.size_bytes });
    store::event::append(&mut tx, &ctx.event(file.org, "file.remove", "file", file.id, payload)).await?;
    tx.commit().await?;
    Ok(true)
}

/// Removes the bytes of removed rows; those that cannot be removed now stay noted.
async fn remove_bytes(ctx: &Ctx) -> Result<(), AppError> {
    let mut after: Option<FileId> = None;
    loop {
        let mut tx = ctx.app.db.read().await?;
        let ids = store::file::select_removals(&mut tx, after, MOST).await?;
        drop(tx);
        for id in &ids {
            ctx.app.files.remove(*id).await?;
            let mut tx = ctx.app.db.write().await?;
            store::file::delete_removal(&mut tx, *id).await?;
            tx.commit().await?;
        }
        match ids.last() {
            Some(last) if ids.len() == MOST as usize => after = Some(*last),
            _ => return Ok(()),
        }
    }
}

/// Removes what has not been written to for a day from the folder in which uploads come in.
async fn sweep_incoming(ctx: &Ctx) -> Result<(), AppError> {
    let folder = ctx.app.files.incoming.clone();
    let old = u64::try_from(ctx.now.plus_ms(-INCOMING_MS).0).unwrap_or_default();
    let old = UNIX_EPOCH + Duration::from_millis(old);
    tokio::task::spawn_blocking(move || {
        // Before the first upload there is no folder; what another process removes first is gone all the same.
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let written = entry.metadata().and_then(|m| m.modified());
            if written.is_ok_and(|at: SystemTime| at < old) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    })
    .await
    .map_err(|e| internal(&e))
}
