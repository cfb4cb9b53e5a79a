//! The support contact: read by everybody, written by the centre (S-034, S-035).

use serde_json::json;

use super::Ctx;
use crate::domain::access::Action;
use crate::domain::error::{AppError, Conflict};
use crate::domain::support::SupportContact;
use crate::store;

/// The contact; empty fields and version 0 before one was entered.
///
/// # Errors
/// Those of the store.
pub async fn find_support(ctx: &Ctx) -> Result<SupportContact, AppError> {
    let mut tx = ctx.app.db.read().await?;
    let Some(root) = store::support::select_root(&mut tx).await? else { return Ok(SupportContact::default()) };
    Ok(store::support::select(&mut tx, root).await?.unwrap_or_default())
}

/// Whether the actor may change it.
///
/// # Errors
/// Those of the store.
pub async fn may_edit(ctx: &Ctx) -> Result<bool, AppError> {
    let mut tx = ctx.app.db.read().await?;
    let Some(root) = store::support::select_root(&mut tx).await? else { return Ok(false) };
    Ok(ctx.require(&mut tx, Action::EditSupport, root).await.is_ok())
}

/// Changes the contact.
///
/// # Errors
/// `NotFound` below the centre, `Denied` without the right; `Invalid` with every problem; `Conflict` when somebody
/// else changed it first.
pub async fn update_support(ctx: &Ctx, new: SupportContact) -> Result<(), AppError> {
    ctx.actor()?;
    let mut tx = ctx.app.db.write().await?;
    let root = store::support::select_root(&mut tx).await?.ok_or(AppError::NotFound)?;
    ctx.require(&mut tx, Action::EditSupport, root).await?;
    let new = new.read().map_err(|problems| AppError::Invalid { problems })?;
    let before = store::support::select(&mut tx, root).await?.unwrap_or_default();
    if before.version != new.version || !store::support::upsert(&mut tx, root, &new).await? {
        let last = store::event::select_last(&mut tx, root, "support").await?;
        let (changed_at, changed_by) = last.unwrap_or((ctx.now, String::new()));
        return Err(AppError::Conflict(Conflict { changed_by, changed_at, version: before.version, stored: None }));
    }
    let payload = json!({ "name": [before.name, new.name], "phone": [before.phone, new.phone],
        "hours": [before.hours, new.hours], "note": [before.note, new.note] });
    store::event::append(&mut tx, &ctx.event(root, "support.update", "support", "support", payload)).await?;
    Ok(tx.commit().await?)
}
