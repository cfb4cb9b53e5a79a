//! Calls of the own account.

use leptos::server;

use super::Wire;
use crate::domain::account::{CodeSent, Profile};
use crate::domain::error::AppError;
use crate::domain::ids::{PasscodeId, SessionId};

/// The own account.
#[server(prefix = "/api", endpoint = "profile/find", output = Wire)]
pub async fn find_profile() -> Result<Profile, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::profile::find_profile(&ctx).await)
}

/// Changes the own name.
#[server(prefix = "/api", endpoint = "profile/name", output = Wire)]
pub async fn update_name(name: String, version: i64) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::profile::update_name(&ctx, &name, version).await)?;
    super::go("/account");
    Ok(())
}

/// Sets the own mail address and sends a link to it.
#[server(prefix = "/api", endpoint = "profile/email", output = Wire)]
pub async fn update_email(email: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::profile::update_email(&ctx, &email).await)?;
    super::go("/account");
    Ok(())
}

/// The name of the person whose session waits for a mail address.
#[server(prefix = "/api", endpoint = "profile/waiting", output = Wire)]
pub async fn find_waiting() -> Result<String, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::profile::find_waiting(&ctx).await)
}

/// Gives the mail address that a session waits for, and leads to `next`.
#[server(prefix = "/api", endpoint = "profile/first_email", output = Wire)]
pub async fn give_email(email: String, #[server(default)] next: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::profile::update_email(&ctx, &email).await)?;
    super::go(if next.is_empty() { "/" } else { &next });
    Ok(())
}

/// Notes that the link which went to an address was opened.
#[server(prefix = "/api", endpoint = "profile/confirm_email", output = Wire)]
pub async fn confirm_email(token: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::profile::confirm_email(&ctx, &token).await)?;
    super::go("/confirm/done");
    Ok(())
}

/// Sends a code to a number that shall be the own one, and leads to where it is typed.
#[server(prefix = "/api", endpoint = "profile/send_mobile_code", output = Wire)]
pub async fn send_mobile_code(
    mobile: String,
    #[server(default)] dial: String,
    #[server(default)] captcha_id: String,
    #[server(default)] captcha: String,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let mobile = crate::domain::dial::joined(&dial, &mobile);
    let answered = crate::service::captcha::Answered { id: captcha_id, text: captcha };
    let id = super::reply(crate::service::profile::send_mobile_code(&ctx, &mobile, &answered).await)?;
    super::go(&format!("/account/mobile?code={id}"));
    Ok(())
}

/// Where a code for the own number went, masked.
#[server(prefix = "/api", endpoint = "profile/mobile_code_sent", output = Wire)]
pub async fn find_mobile_code(id: PasscodeId) -> Result<CodeSent, AppError> {
    let ctx = super::ctx().await?;
    let purpose = crate::service::passcode::Purpose::BindMobile;
    super::reply(crate::service::passcode::find_sent(&ctx, purpose, id).await)
}

/// Takes the number to which the code went as the own one.
#[server(prefix = "/api", endpoint = "profile/bind_mobile", output = Wire)]
pub async fn bind_mobile(id: PasscodeId, code: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::profile::bind_mobile(&ctx, id, &code).await)?;
    super::go("/account");
    Ok(())
}

/// Ends one of the own sessions.
#[server(prefix = "/api", endpoint = "profile/end_session", output = Wire)]
pub async fn end_session(id: SessionId) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::profile::end_sessions(&ctx, Some(id)).await)?;
    super::go("/account");
    Ok(())
}

/// Ends all of the own sessions but the present one.
#[server(prefix = "/api", endpoint = "profile/end_others", output = Wire)]
pub async fn end_others() -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::profile::end_sessions(&ctx, None).await)?;
    super::go("/account");
    Ok(())
}

/// Ends a tie of the own account to an identity provider.
#[server(prefix = "/api", endpoint = "profile/end_tie", output = Wire)]
pub async fn end_tie(issuer: String, subject: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::profile::end_tie(&ctx, &issuer, &subject).await)?;
    super::go("/account");
    Ok(())
}
