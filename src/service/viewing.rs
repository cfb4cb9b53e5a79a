//! Looking at the site as another person of the scope: read-only, with a banner, and logged (ORG-15).

use serde_json::json;

use super::Ctx;
use crate::domain::access::{self, Action};
use crate::domain::account::Actor;
use crate::domain::error::{AppError, Reason, ReasonCode};
use crate::domain::ids::{AccountId, OrgId};
use crate::store;
use crate::store::db::Tx;

/// Begins to look at the site as a person in one of that person's posts.
///
/// # Errors
/// `NotFound` outside the scope and for a person without a post there; `Denied` without the right, for oneself, for
/// a more powerful role and while looking as somebody already.
pub async fn start_view(ctx: &Ctx, org: OrgId, account: AccountId) -> Result<(), AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.write().await?;
    let relation = ctx.require(&mut tx, Action::ViewAs, org).await?;
    access::decide(actor, Action::ViewAs, relation).map_err(|reasons| AppError::Denied { reasons })?;
    let posts = store::account::select_posts(&mut tx, account).await?;
    let found = posts.into_iter().find(|p| p.org == org).ok_or(AppError::NotFound)?;
    let person = store::account::select(&mut tx, account).await?.filter(|a| a.enabled).ok_or(AppError::NotFound)?;
    if account == actor.account {
        return Err(AppError::denied(ReasonCode::NotYourself, &[]));
    }
    if found.role < actor.role {
        let role = actor.role.name();
        return Err(AppError::Denied { reasons: vec![Reason::new(ReasonCode::RoleMayNot, &[&role.zh])] });
    }
    store::session::update_viewed(&mut tx, &ctx.session, Some(found.id)).await?;
    let payload = json!({ "name": person.name, "role": found.role.key() });
    store::event::append(&mut tx, &ctx.event(org, "view.start", "account", account, payload)).await?;
    Ok(tx.commit().await?)
}

/// Ends the view; nothing to do without one.
///
/// # Errors
/// `NotSignedIn`.
pub async fn end_view(ctx: &Ctx) -> Result<(), AppError> {
    ctx.actor()?;
    let mut tx = ctx.app.db.write().await?;
    stop(ctx, &mut tx).await?;
    Ok(tx.commit().await?)
}

/// The call by the person who really sits there, after a view that was open has ended.
pub(super) async fn stop(ctx: &Ctx, tx: &mut Tx) -> Result<Ctx, AppError> {
    let Some((seen, viewer)) = ctx.actor.as_ref().and_then(|a| Some((a, a.viewer.as_ref()?))) else {
        return Ok(ctx.clone());
    };
    store::session::update_viewed(tx, &ctx.session, None).await?;
    let payload = json!({ "name": seen.name });
    store::event::append(tx, &ctx.event(seen.org, "view.end", "account", seen.account, payload)).await?;
    let kind = store::org::select(tx, viewer.org).await?.map(|org| org.kind).unwrap_or_default();
    Ok(ctx.clone().with_actor(Actor {
        account: viewer.account,
        name: viewer.name.clone(),
        role: viewer.role,
        org: viewer.org,
        org_name: viewer.org_name.clone(),
        org_kind: kind,
        may_switch: false,
        viewer: None,
    }))
}
