//! Calls of sign-in and sessions.

use leptos::server;

use super::Wire;
use crate::domain::account::{Actor, Captcha, CodeSent, Post, SignInOptions};
use crate::domain::error::AppError;
use crate::domain::ids::{AccountId, OrgId, PasscodeId, Uid};

/// Signs in and leads to `next`, a path of this site.
#[server(prefix = "/api", endpoint = "session/sign_in", output = Wire)]
pub async fn sign_in(
    login: String,
    password: String,
    #[server(default)] captcha_id: String,
    #[server(default)] captcha: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let answered = crate::service::captcha::Answered { id: captcha_id, text: captcha };
    let entry = crate::service::session::Entry { login, password, captcha: answered };
    let signed_in = super::reply(crate::service::session::sign_in(&ctx, &entry).await)?;
    super::enter(&ctx, &signed_in, &next);
    Ok(())
}

/// Signs the same person in again without leaving the page, after a session ended while typing.
#[server(prefix = "/api", endpoint = "session/renew", output = Wire)]
pub async fn renew(
    account: AccountId,
    org: OrgId,
    login: String,
    password: String,
    #[server(default)] captcha_id: String,
    #[server(default)] captcha: String,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let answered = crate::service::captcha::Answered { id: captcha_id, text: captcha };
    let entry = crate::service::session::Entry { login, password, captcha: answered };
    let signed_in = super::reply(crate::service::renewal::renew(&ctx, &entry, account, org).await)?;
    super::keep(&ctx, &signed_in);
    Ok(())
}

/// What the sign-in page must know before anybody has signed in.
#[server(prefix = "/api", endpoint = "session/options", output = Wire)]
pub async fn find_options() -> Result<SignInOptions, AppError> {
    Ok(crate::service::session::options(&super::ctx().await?))
}

/// A fresh captcha.
#[server(prefix = "/api", endpoint = "session/captcha", output = Wire)]
pub async fn issue_captcha() -> Result<Captcha, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::captcha::issue(&ctx).await)
}

/// Sends a code with which somebody signs in, and leads to where it is typed.
#[server(prefix = "/api", endpoint = "session/send_code", output = Wire)]
pub async fn send_code(
    mobile: String,
    #[server(default)] dial: String,
    #[server(default)] captcha_id: String,
    #[server(default)] captcha: String,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let mobile = crate::domain::dial::joined(&dial, &mobile);
    let answered = crate::service::captcha::Answered { id: captcha_id, text: captcha };
    let id = super::reply(crate::service::session::send_code(&ctx, &mobile, &answered).await)?;
    super::go(&format!("/sign-in?by=sms&code={id}&next={}", crate::domain::path::query_value(&next)));
    Ok(())
}

/// Where a code for signing in went, masked.
#[server(prefix = "/api", endpoint = "session/code_sent", output = Wire)]
pub async fn find_code(id: PasscodeId) -> Result<CodeSent, AppError> {
    let ctx = super::ctx().await?;
    let purpose = crate::service::passcode::Purpose::SignIn;
    super::reply(crate::service::passcode::find_sent(&ctx, purpose, id).await)
}

/// Signs in with the code that was sent.
#[server(prefix = "/api", endpoint = "session/sign_in_by_code", output = Wire)]
pub async fn sign_in_by_code(
    id: PasscodeId,
    code: String,
    #[server(default)] consent: bool,
    #[server(default)] next: String,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let signed_in = super::reply(crate::service::session::sign_in_by_code(&ctx, id, &code, consent).await)?;
    super::enter(&ctx, &signed_in, &next);
    Ok(())
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

/// Goes on in another post.
#[server(prefix = "/api", endpoint = "session/switch", output = Wire)]
pub async fn switch_post(post: Uid) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::session::switch_post(&ctx, post).await)?;
    super::go("/");
    Ok(())
}

/// Changes the own password.
#[server(prefix = "/api", endpoint = "session/password", output = Wire)]
pub async fn change_password(
    #[server(default)] old_password: String,
    new_password: String,
    again: String,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::session::change_password(&ctx, &old_password, &new_password, &again).await)?;
    super::go("/account?changed=1");
    Ok(())
}
