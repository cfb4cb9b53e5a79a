//! The tree as it was at the end of a day (ORG-17). The scope is that of the day: who looks back sees what then stood
//! below the own unit.

use super::CHILDREN_PAGE;
use crate::domain::error::AppError;
use crate::domain::ids::OrgId;
use crate::domain::org::{OrgNode, Relation};
use crate::domain::time::Day;
use crate::service::Ctx;
use crate::store;
use crate::store::db::Tx;

/// How the unit then stood to the actor's own.
pub(super) async fn require_on(ctx: &Ctx, tx: &mut Tx, org: OrgId, on: Day) -> Result<Relation, AppError> {
    let own = ctx.actor()?.org;
    let path = store::org_history::select_path_at(tx, org, on.end()).await?;
    let above = path.iter().rev().position(|o| o.id == own).ok_or(AppError::NotFound)?;
    Ok(match above {
        0 => Relation::Own,
        1 => Relation::Child,
        _ => Relation::Descendant,
    })
}

/// The own unit as it was.
///
/// # Errors
/// `NotSignedIn`; `NotFound` when it was not there yet.
pub async fn find_root_on(ctx: &Ctx, on: Day) -> Result<OrgNode, AppError> {
    let mut tx = ctx.app.db.read().await?;
    store::org_history::select_node_at(&mut tx, ctx.actor()?.org, on).await?.ok_or(AppError::NotFound)
}

/// The units that then stood directly below, a page at a time.
///
/// # Errors
/// `NotFound` outside the scope of that day.
pub async fn list_children_on(ctx: &Ctx, org: OrgId, on: Day, offset: i64) -> Result<Vec<OrgNode>, AppError> {
    let mut tx = ctx.app.db.read().await?;
    require_on(ctx, &mut tx, org, on).await?;
    Ok(store::org_history::select_children_at(&mut tx, org, on, offset.max(0), CHILDREN_PAGE).await?)
}
