//! Calls of invitations, of the public page, and of the decisions on applications.

use leptos::server;
use leptos::server_fn::codec::Json;

use super::Wire;
use crate::domain::error::AppError;
use crate::domain::form::Answer;
use crate::domain::ids::{InvitationId, RecordId};
use crate::domain::invitation::{
    ApplicationList, ApplicationStatus, ApplicationView, InvitationList, InvitationView, JoinPage, Posted, Poster,
};

/// The invitations of my unit.
#[server(prefix = "/api", endpoint = "invitation/list", output = Wire)]
pub async fn list_invitations() -> Result<InvitationList, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::invitation::list_invitations(&ctx).await)
}

/// Makes an invitation.
#[server(prefix = "/api", endpoint = "invitation/create", output = Wire)]
pub async fn create_invitation(
    name: String,
    #[server(default)] member_kind: String,
    expires_on: String,
    #[server(default)] cap: String,
    #[server(default)] note: String,
) -> Result<InvitationView, AppError> {
    let ctx = super::ctx().await?;
    let new = crate::domain::invitation::NewInvitation { name, member_kind, expires_on, cap, note };
    super::reply(crate::service::invitation::create_invitation(&ctx, &new).await)
}

/// An invitation as its poster shows it.
#[server(prefix = "/api", endpoint = "invitation/poster", output = Wire)]
pub async fn find_poster(id: InvitationId) -> Result<Poster, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::invitation::find_poster(&ctx, id).await)
}

/// Revokes an invitation for ever.
#[server(prefix = "/api", endpoint = "invitation/revoke", output = Wire)]
pub async fn revoke_invitation(id: InvitationId) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::invitation::revoke_invitation(&ctx, id).await)
}

/// The public page of an invitation, and what a post without scripts ran into.
#[server(prefix = "/api", endpoint = "invitation/join", output = Wire)]
pub async fn find_join(token: String) -> Result<(JoinPage, Option<Posted>), AppError> {
    let ctx = super::ctx().await?;
    let page = super::reply(crate::service::invitation::find_join(&ctx, &token).await)?;
    Ok((page, leptos::prelude::use_context::<Posted>()))
}

/// Applies by an invitation; the answer is the token of the status link.
#[server(prefix = "/api", endpoint = "invitation/apply", input = Json, output = Wire)]
pub async fn apply(token: String, answer: Answer) -> Result<String, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::invitation::apply(&ctx, &token, answer).await)
}

/// A returned application to be mended, and what a post without scripts ran into.
#[server(prefix = "/api", endpoint = "invitation/mend", output = Wire)]
pub async fn find_mend(link: String) -> Result<(JoinPage, Option<Posted>), AppError> {
    let ctx = super::ctx().await?;
    let page = super::reply(crate::service::invitation::find_mend(&ctx, &link).await)?;
    Ok((page, leptos::prelude::use_context::<Posted>()))
}

/// Sends a returned application again.
#[server(prefix = "/api", endpoint = "invitation/resubmit", input = Json, output = Wire)]
pub async fn resubmit(link: String, answer: Answer) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::invitation::resubmit(&ctx, &link, answer).await)
}

/// How an application stands.
#[server(prefix = "/api", endpoint = "invitation/status", output = Wire)]
pub async fn find_status(link: String) -> Result<ApplicationStatus, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::invitation::find_status(&ctx, &link).await)
}

/// The applications of my unit, or those of one invitation.
#[server(prefix = "/api", endpoint = "application/list", output = Wire)]
pub async fn list_applications(#[server(default)] by: Option<InvitationId>) -> Result<ApplicationList, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::invitation::list_applications(&ctx, by).await)
}

/// An application with what is needed to decide it; `revealed` is the line of the log that has the reason.
#[server(prefix = "/api", endpoint = "application/find", output = Wire)]
pub async fn find_application(
    id: RecordId,
    #[server(default)] revealed: Option<i64>,
) -> Result<ApplicationView, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::invitation::find_revealed(&ctx, id, revealed).await)
}

/// Decides an application by a verb of its flow and leads to the next that waits.
#[server(prefix = "/api", endpoint = "application/decide", output = Wire)]
pub async fn decide_application(
    id: RecordId,
    _mode: String,
    #[server(default)] opinion: String,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::invitation::decide_application(&ctx, id, &_mode, &opinion).await)?;
    let list = super::reply(crate::service::invitation::list_applications(&ctx, None).await)?;
    super::go(
        &list.first_waiting().map_or_else(|| "/applications".to_owned(), |row| format!("/applications/{}", row.id)),
    );
    Ok(())
}
