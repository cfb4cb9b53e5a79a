//! A new password for somebody who forgot it: by account and mobile number (S-018), or by the registered mail address
//! (P-053). No answer tells whether an account exists.

use serde_json::json;

use super::captcha::{self, Answered};
use super::passcode::{self, Purpose};
use super::{Ctx, session};
use crate::domain::account::login_form;
use crate::domain::dial;
use crate::domain::error::{AppError, FieldProblem, ProblemCode};
use crate::domain::form::kinds::email;
use crate::domain::ids::{AccountId, PasscodeId};
use crate::store;
use crate::store::db::Tx;

/// Demands a right captcha.
///
/// # Errors
/// `Invalid` at `captcha`.
async fn demand(ctx: &Ctx, answered: &Answered) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    let right = captcha::is_right(ctx, &mut tx, answered).await?;
    tx.commit().await?;
    if right { Ok(()) } else { Err(captcha::refusal(answered)) }
}

/// Sends a code to the mobile number, if it is that of the account.
///
/// # Errors
/// `Invalid` at `login`, `mobile` or `captcha`; `TooManyTries`.
pub async fn send_code(ctx: &Ctx, login: &str, number: &str, answered: &Answered) -> Result<PasscodeId, AppError> {
    let read = dial::read(number);
    let blank = login.trim().is_empty().then(|| FieldProblem::error("login", ProblemCode::Required, &[]));
    let problems: Vec<_> = blank.into_iter().chain(read.clone().err()).collect();
    let (Ok(number), []) = (read, problems.as_slice()) else { return Err(AppError::Invalid { problems }) };
    demand(ctx, answered).await?;
    let mut tx = ctx.app.db.write().await?;
    let account = store::account::select_by_login(&mut tx, &login_form(login).unwrap_or_default()).await?;
    let account = account.filter(|a| a.enabled && a.mobile == number).map(|a| a.id);
    let id = passcode::send_code(ctx, &mut tx, Purpose::ResetByMobile, &number, account, account.is_some()).await?;
    tx.commit().await?;
    Ok(id)
}

/// Sets a new password with the code that came by short message.
///
/// # Errors
/// `Invalid` at `code`, `new_password` or `again`.
pub async fn reset_by_code(ctx: &Ctx, id: PasscodeId, code: &str, new: &str, again: &str) -> Result<(), AppError> {
    session::check_new(new, again)?;
    let hash = session::hash_password(&ctx.app, new).await?;
    let mut tx = ctx.app.db.write().await?;
    let redeemed = passcode::redeem_code(ctx, &mut tx, Purpose::ResetByMobile, id, code).await;
    let account =
        redeemed.and_then(|sent| sent.account.ok_or_else(|| AppError::field("code", ProblemCode::CodeWrong, &[])));
    if let Ok(account) = account {
        replace(ctx, &mut tx, account, &hash, "sms").await?;
    }
    // A wrong code was counted.
    tx.commit().await?;
    account.map(|_| ())
}

/// Sends a link to the mail address of the account, if there is one that was confirmed. `who` is a login name or
/// the address itself.
///
/// # Errors
/// `Invalid` at `who` or `captcha`; `TooManyTries`.
pub async fn send_link(ctx: &Ctx, who: &str, answered: &Answered) -> Result<(), AppError> {
    if who.trim().is_empty() {
        return Err(AppError::field("who", ProblemCode::Required, &[]));
    }
    demand(ctx, answered).await?;
    let address = email::canonical(who);
    let mut tx = ctx.app.db.write().await?;
    passcode::count_request(ctx, &mut tx).await?;
    let account = match email::is_valid(&address) {
        true => store::account::select_by_email(&mut tx, &address).await?,
        false => store::account::select_by_login(&mut tx, &login_form(who).unwrap_or_default()).await?,
    };
    if let Some(account) = account.filter(|a| a.enabled && a.email_confirmed_at.is_some()) {
        let (id, name, address) = (account.id, &account.name, &account.email);
        passcode::send_link(ctx, &mut tx, Purpose::ResetByEmail, id, name, address).await?;
    }
    Ok(tx.commit().await?)
}

/// Whether a link still leads to a new password.
///
/// # Errors
/// `Gone`.
pub async fn check_link(ctx: &Ctx, token: &str) -> Result<(), AppError> {
    let mut tx = ctx.app.db.read().await?;
    passcode::find_link(ctx, &mut tx, Purpose::ResetByEmail, token).await.map(|_| ())
}

/// Sets a new password with the link that came by mail.
///
/// # Errors
/// `Gone`; `Invalid` at `new_password` or `again`, and the link stays good.
pub async fn reset_by_link(ctx: &Ctx, token: &str, new: &str, again: &str) -> Result<(), AppError> {
    session::check_new(new, again)?;
    check_link(ctx, token).await?;
    let hash = session::hash_password(&ctx.app, new).await?;
    let mut tx = ctx.app.db.write().await?;
    let link = passcode::redeem_link(ctx, &mut tx, Purpose::ResetByEmail, token).await?;
    replace(ctx, &mut tx, link.account.ok_or(AppError::Gone)?, &hash, "email").await?;
    Ok(tx.commit().await?)
}

/// Sets the password, ends all sessions, and forgets the browsers that were known.
async fn replace(ctx: &Ctx, tx: &mut Tx, id: AccountId, hash: &str, by: &str) -> Result<(), AppError> {
    let account = store::account::select(tx, id).await?.filter(|a| a.enabled).ok_or(AppError::Gone)?;
    store::account::update_password(tx, id, hash).await?;
    store::session::delete_all(tx, id).await?;
    store::session::delete_devices(tx, id).await?;
    session::forget_failures(tx, &account).await?;
    if let Some(post) = store::account::select_posts(tx, id).await?.first() {
        let mut event = ctx.event(post.org, "account.reset", "account", id, json!({ "by": by, "remote": ctx.remote }));
        (event.account, event.account_name) = (Some(id), account.name);
        store::event::append(tx, &event).await?;
    }
    Ok(())
}
