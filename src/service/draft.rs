//! Autosaved drafts: what somebody typed in a form and has not saved. Seen by its author only.

use serde::{Deserialize, Serialize};

use super::Ctx;
use crate::domain::access::Action;
use crate::domain::error::AppError;
use crate::domain::form::Answer;
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::record::RecordDraft;
use crate::store;
use crate::store::db::Tx;

/// Drafts are forgotten after 30 days.
const KEPT_MS: i64 = 30 * 86_400_000;
/// Most bytes of a draft.
const DRAFT_MAX: usize = 1 << 20;

#[derive(Serialize, Deserialize)]
struct Content {
    answer: Answer,
    base_version: i64,
}

fn key(ctx: &Ctx, org: OrgId, register: &str, record: Option<RecordId>) -> Result<String, AppError> {
    let record = record.map_or_else(|| "new".to_owned(), |id| id.to_string());
    Ok(format!("{}/{org}/{register}/{record}", ctx.actor()?.account))
}

/// What the actor typed for this record (none: for a new one) and did not save.
///
/// # Errors
/// `NotFound` outside the scope.
pub async fn find_draft(
    ctx: &Ctx,
    org: OrgId,
    register: &str,
    record: Option<RecordId>,
) -> Result<Option<RecordDraft>, AppError> {
    let key = key(ctx, org, register, record)?;
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, Action::ViewRecord, org).await?;
    if ctx.actor()?.viewer.is_some() {
        // Seen by its author only, not by whoever looks as the author.
        return Ok(None);
    }
    // A content that an earlier version of the program wrote and this one cannot read is no draft.
    let kept = store::draft::select(&mut tx, &key, ctx.now).await?;
    Ok(kept.and_then(|(content, kept_at)| {
        let Content { answer, base_version } = serde_json::from_str(&content).ok()?;
        Some(RecordDraft { answer, base_version, kept_at })
    }))
}

/// Keeps what was typed, as it is.
///
/// # Errors
/// `Denied` without the right to fill in records of the unit; `TooLarge`.
pub async fn keep_draft(
    ctx: &Ctx,
    org: OrgId,
    register: &str,
    record: Option<RecordId>,
    base_version: i64,
    answer: Answer,
) -> Result<RecordDraft, AppError> {
    let key = key(ctx, org, register, record)?;
    let definition = super::register::definition(ctx, register)?;
    let mut answer = answer;
    answer
        .0
        .retain(|key, _| definition.field(key).is_some_and(|f| !matches!(f.kind, crate::domain::form::Kind::Password)));
    let content = serde_json::to_string(&Content { answer: answer.clone(), base_version })
        .map_err(|error| super::internal(&error))?;
    if content.len() > DRAFT_MAX {
        return Err(AppError::TooLarge { limit_bytes: DRAFT_MAX as i64 });
    }
    let mut tx = ctx.app.db.write().await?;
    ctx.require(&mut tx, super::register::change(definition), org).await?;
    store::draft::delete_expired(&mut tx, ctx.now).await?;
    store::draft::upsert(&mut tx, &key, &content, ctx.now, ctx.now.plus_ms(KEPT_MS)).await?;
    tx.commit().await?;
    Ok(RecordDraft { answer, base_version, kept_at: ctx.now })
}

/// Forgets what was typed.
///
/// # Errors
/// `NotSignedIn`.
pub async fn drop_draft(ctx: &Ctx, org: OrgId, register: &str, record: Option<RecordId>) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    drop_kept(ctx, &mut tx, org, register, record)?;
    tx.commit().await?;
    Ok(())
}

/// Forgets the actor's draft within the transaction of the save that makes it pointless.
pub(super) fn drop_kept(
    ctx: &Ctx,
    tx: &mut Tx,
    org: OrgId,
    register: &str,
    record: Option<RecordId>,
) -> Result<(), AppError> {
    store::draft::delete(tx, &key(ctx, org, register, record)?);
    Ok(())
}
