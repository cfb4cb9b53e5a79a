//! Calls of sign-in and sessions.

use leptos::server;

use super::Wire;
use crate::domain::account::{Actor, Post};
use crate::domain::error::AppError;
use crate::domain::ids::OrgId;

/// Signs in and leads to `next`, a path of this site.
#[server(prefix = "/api", endpoint = "session/sign_in", output = Wire)]
pub async fn sign_in(login: String, password: String, #[server(default)] next: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let signed_in = super::reply(crate::service::session::sign_in(&ctx, &login, &password).await)?;
    super::set_cookie(&crate::server::session::cookie(&ctx.app.settings, &signed_in.token));
    super::go(if next.is_empty() { "/" } else { &next });
    Ok(())
}

/// Signs in again without leaving the page, after a session ended while typing.
#[server(prefix = "/api", endpoint = "session/renew", output = Wire)]
pub async fn renew(login: String, password: String) -> Result<Actor, AppError> {
    let ctx = super::ctx().await?;
    let signed_in = super::reply(crate::service::session::sign_in(&ctx, &login, &password).await)?;
    super::set_cookie(&crate::server::session::cookie(&ctx.app.settings, &signed_in.token));
    Ok(signed_in.actor)
}

/// Signs out.
#[server(prefix = "/api", endpoint = "session/sign_out", output = Wire)]
pub async fn sign_out() -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::session::sign_out(&ctx).await)?;
    super::set_cookie(&crate::server::session::no_cookie(&ctx.app.settings));
    super::go("/sign-in");
    Ok(())
}

/// Who is signed in; nobody on public pages.
#[server(prefix = "/api", endpoint = "session/actor", output = Wire)]
pub async fn find_actor() -> Result<Option<Actor>, AppError> {
    Ok(super::ctx().await?.actor)
}

/// The posts that the person can switch to.
#[server(prefix = "/api", endpoint = "session/posts", output = Wire)]
pub async fn list_posts() -> Result<Vec<Post>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::session::list_posts(&ctx).await)
}

/// Goes on in another unit.
#[server(prefix = "/api", endpoint = "session/switch", output = Wire)]
pub async fn switch_post(org: OrgId) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::session::switch_post(&ctx, org).await)?;
    super::go("/");
    Ok(())
}

/// Changes the own password.
#[server(prefix = "/api", endpoint = "session/password", output = Wire)]
pub async fn change_password(old_password: String, new_password: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::session::change_password(&ctx, &old_password, &new_password).await)?;
    super::go("/account?changed=1");
    Ok(())
}
