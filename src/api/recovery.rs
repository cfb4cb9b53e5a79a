//! Calls for a forgotten password.

use leptos::server;

use super::Wire;
use crate::domain::account::CodeSent;
use crate::domain::error::AppError;
use crate::domain::ids::PasscodeId;

/// Sends a code to the mobile number, if it is that of the account, and leads to where it is typed.
#[server(prefix = "/api", endpoint = "recovery/send_code", output = Wire)]
pub async fn send_code(
    login: String,
    mobile: String,
    #[server(default)] dial: String,
    #[server(default)] captcha_id: String,
    #[server(default)] captcha: String,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let mobile = crate::domain::dial::joined(&dial, &mobile);
    let answered = crate::service::captcha::Answered { id: captcha_id, text: captcha };
    let id = super::reply(crate::service::recovery::send_code(&ctx, &login, &mobile, &answered).await)?;
    super::go(&format!("/forgot?code={id}"));
    Ok(())
}

/// Where a code for a new password went, masked.
#[server(prefix = "/api", endpoint = "recovery/code_sent", output = Wire)]
pub async fn find_code(id: PasscodeId) -> Result<CodeSent, AppError> {
    let ctx = super::ctx().await?;
    let purpose = crate::service::passcode::Purpose::ResetByMobile;
    super::reply(crate::service::passcode::find_sent(&ctx, purpose, id).await)
}

/// Sets a new password with the code that came by short message.
#[server(prefix = "/api", endpoint = "recovery/by_code", output = Wire)]
pub async fn reset_by_code(id: PasscodeId, code: String, new_password: String, again: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::recovery::reset_by_code(&ctx, id, &code, &new_password, &again).await)?;
    super::go("/sign-in?reset=1");
    Ok(())
}

/// Sends a link to the registered mail address, if there is one.
#[server(prefix = "/api", endpoint = "recovery/send_link", output = Wire)]
pub async fn send_link(
    who: String,
    #[server(default)] captcha_id: String,
    #[server(default)] captcha: String,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let answered = crate::service::captcha::Answered { id: captcha_id, text: captcha };
    super::reply(crate::service::recovery::send_link(&ctx, &who, &answered).await)?;
    super::go("/forgot?by=email&sent=1");
    Ok(())
}

/// Whether a link still leads to a new password.
#[server(prefix = "/api", endpoint = "recovery/check_link", output = Wire)]
pub async fn check_link(token: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::recovery::check_link(&ctx, &token).await)
}

/// Sets a new password with the link that came by mail.
#[server(prefix = "/api", endpoint = "recovery/by_link", output = Wire)]
pub async fn reset_by_link(token: String, new_password: String, again: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::recovery::reset_by_link(&ctx, &token, &new_password, &again).await)?;
    super::go("/sign-in?reset=1");
    Ok(())
}
