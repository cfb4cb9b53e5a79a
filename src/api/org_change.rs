//! Calls that change the tree: what would happen, doing it, taking it back.

use leptos::server;

use super::Wire;
use crate::domain::error::AppError;
use crate::domain::ids::{OrgChangeId, OrgId};
use crate::domain::org::OrgNode;
use crate::domain::org_change::{ChangeKind, Divisible, Preview, Reversal};

/// Units to which the unit could go.
#[server(prefix = "/api", endpoint = "org_change/targets", output = Wire)]
pub async fn list_targets(
    org: OrgId,
    kind: ChangeKind,
    #[server(default)] words: String,
) -> Result<Vec<OrgNode>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::org_change::list_targets(&ctx, org, kind, &words).await)
}

/// What may be chosen when the unit is split.
#[server(prefix = "/api", endpoint = "org_change/divisible", output = Wire)]
pub async fn find_divisible(org: OrgId) -> Result<Divisible, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::org_change::find_divisible(&ctx, org).await)
}

/// What a change would do; `wanted` is a `Wanted` as JSON.
#[server(prefix = "/api", endpoint = "org_change/preview", output = Wire)]
pub async fn preview_change(org: OrgId, wanted: String) -> Result<Preview, AppError> {
    let ctx = super::ctx().await?;
    let wanted = super::reply(super::parsed(&wanted))?;
    super::reply(crate::service::org_change::preview(&ctx, org, &wanted).await)
}

/// Does what was previewed and leads to the unit.
#[server(prefix = "/api", endpoint = "org_change/commit", output = Wire)]
pub async fn commit_change(org: OrgId, wanted: String, mark: String) -> Result<OrgId, AppError> {
    let ctx = super::ctx().await?;
    let wanted = super::reply(super::parsed(&wanted))?;
    let id = super::reply(crate::service::org_change::commit(&ctx, org, &wanted, &mark).await)?;
    super::go(&format!("/orgs/{id}"));
    Ok(id)
}

/// A change and why it cannot be taken back.
#[server(prefix = "/api", endpoint = "org_change/find_reversal", output = Wire)]
pub async fn find_reversal(change: OrgChangeId) -> Result<Reversal, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::org_change::find_reversal(&ctx, change).await)
}

/// Takes a change back and leads to the unit.
#[server(prefix = "/api", endpoint = "org_change/reverse", output = Wire)]
pub async fn reverse_change(change: OrgChangeId) -> Result<OrgId, AppError> {
    let ctx = super::ctx().await?;
    let id = super::reply(crate::service::org_change::reverse(&ctx, change).await)?;
    super::go(&format!("/orgs/{id}"));
    Ok(id)
}
