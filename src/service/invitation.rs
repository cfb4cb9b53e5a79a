//! Invitations, applications that come by them, and the decisions that make members.

use serde_json::json;

use super::{Ctx, internal};
use crate::domain::access::Action;
use crate::domain::error::AppError;
use crate::domain::ids::{InvitationId, OrgId, RecordId};
use crate::domain::invitation::{Invitation, InvitationList, InvitationView, NewInvitation, Poster, standing, token};
use crate::domain::workflow::APPLICATION;
use crate::store;
use crate::store::db::Tx;
use crate::store::event::NewStep;
use crate::store::record::{Narrowing, RecordRow};

mod decide;
mod join;

pub use decide::{decide_application, find_application, find_revealed, list_applications};
pub use join::{apply, find_join, find_mend, find_status, resubmit};

/// Register of applications.
pub const APPLICATIONS: &str = "member_application";

/// The unit's invitations, the latest first.
///
/// # Errors
/// `NotSignedIn`, `Denied`.
pub async fn list_invitations(ctx: &Ctx) -> Result<InvitationList, AppError> {
    let org = ctx.actor()?.org;
    let mut tx = ctx.app.db.read().await?;
    ctx.require(&mut tx, Action::ManageInvitation, org).await?;
    let all = store::invitation::select_of_org(&mut tx, org).await?;
    Ok(InvitationList {
        invitations: all.into_iter().map(|invitation| seen(ctx, invitation)).collect(),
        has_level: !levels(&mut tx, org).await?.is_empty(),
    })
}

fn seen(ctx: &Ctx, invitation: Invitation) -> InvitationView {
    InvitationView {
        standing: standing(&invitation, ctx.today()),
        link: format!("{}/join/{}", ctx.app.settings.public_url, invitation.token),
        invitation,
    }
}

/// Makes an invitation of the actor's unit.
///
/// # Errors
/// `Denied`; `Invalid` with every problem.
pub async fn create_invitation(ctx: &Ctx, new: &NewInvitation) -> Result<InvitationView, AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.write().await?;
    ctx.require(&mut tx, Action::ManageInvitation, actor.org).await?;
    let (name, expires_on, cap) = new.read(ctx.today()).map_err(|problems| AppError::Invalid { problems })?;
    let invitation = Invitation {
        id: InvitationId::fresh(),
        org: actor.org,
        name,
        member_kind: new.member_kind.clone(),
        token: fresh_token()?,
        expires_on,
        cap,
        note: new.note.trim().to_owned(),
        revoked_at: None,
        applications: 0,
        created_at: ctx.now,
        created_by_name: actor.name.clone(),
    };
    store::invitation::insert(&mut tx, &invitation).await?;
    let payload = json!({ "name": invitation.name, "expires_on": invitation.expires_on, "cap": cap });
    let event = ctx.event(actor.org, "invitation.create", "invitation", invitation.id, payload);
    store::event::append(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(seen(ctx, invitation))
}

/// Revokes an invitation for ever.
///
/// # Errors
/// `NotFound` outside the scope, `Denied`. Revoking twice changes nothing.
pub async fn revoke_invitation(ctx: &Ctx, id: InvitationId) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    let invitation = store::invitation::select(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    ctx.require(&mut tx, Action::ManageInvitation, invitation.org).await?;
    if store::invitation::update_revoked(&mut tx, id, ctx.now).await? {
        let event =
            ctx.event(invitation.org, "invitation.revoke", "invitation", id, json!({ "name": invitation.name }));
        store::event::append(&mut tx, &event).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// An invitation as its poster shows it.
///
/// # Errors
/// `NotFound` outside the scope, `Denied`.
pub async fn find_poster(ctx: &Ctx, id: InvitationId) -> Result<Poster, AppError> {
    let mut tx = ctx.app.db.read().await?;
    let invitation = store::invitation::select(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    ctx.require(&mut tx, Action::ManageInvitation, invitation.org).await?;
    Ok(Poster { org_name: ctx.actor()?.org_name.clone(), view: seen(ctx, invitation) })
}

/// The QR code of an invitation as SVG.
///
/// # Errors
/// `NotFound`, `Denied`; `Internal` when the address is too long for a code.
pub async fn find_qr(ctx: &Ctx, id: InvitationId) -> Result<String, AppError> {
    use fast_qr::convert::Builder;
    let mut tx = ctx.app.db.read().await?;
    let invitation = store::invitation::select(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    ctx.require(&mut tx, Action::ManageInvitation, invitation.org).await?;
    let code = fast_qr::QRBuilder::new(seen(ctx, invitation).link).build().map_err(|e| internal(&format!("{e:?}")))?;
    Ok(fast_qr::convert::svg::SvgBuilder::default().margin(4).to_str(&code))
}

/// The levels that an applicant can choose: id and name.
async fn levels(tx: &mut Tx, org: OrgId) -> Result<Vec<(RecordId, String)>, AppError> {
    let by = Narrowing { without_drafts: true, ..Narrowing::default() };
    let rows = store::record::select_page(tx, org, "member_level", &by, false, 100, 0).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.title)).collect())
}

fn step(ctx: &Ctx, tx: &mut Tx, row: &RecordRow, verb: &str, from: &str, to: &str, opinion: &str) {
    let (account, name, org_name) = match &ctx.actor {
        Some(actor) => (Some(actor.account), actor.name.as_str(), actor.org_name.as_str()),
        None => (None, row.title.as_str(), ""),
    };
    let step = NewStep {
        subject: row.id.to_string(),
        at: ctx.now,
        account,
        account_name: name,
        org_name,
        flow: APPLICATION.key,
        verb,
        from,
        to,
        opinion,
    };
    store::event::insert_step(tx, &step);
}

fn fresh_token() -> Result<String, AppError> {
    let mut random = [0; 20];
    getrandom::fill(&mut random).map_err(|e| internal(&e))?;
    Ok(token(random))
}
