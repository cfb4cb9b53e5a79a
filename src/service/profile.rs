//! The own account: name, mail address, mobile number, open sessions.

use serde_json::json;

use super::passcode::{self, Purpose};
use super::{Ctx, captcha, live};
use crate::domain::account::{Profile, name_problem, read_email};
use crate::domain::dial;
use crate::domain::error::{AppError, Conflict, ProblemCode};
use crate::domain::form::kinds::mobile;
use crate::domain::ids::{AccountId, PasscodeId, SessionId};
use crate::store;
use crate::store::account::AccountRow;
use crate::store::db::{StoreError, Tx};

/// The own account.
///
/// # Errors
/// `NotSignedIn`; `Denied` while somebody looks at the site as the person.
pub async fn find_profile(ctx: &Ctx) -> Result<Profile, AppError> {
    let id = ctx.oneself()?.account;
    let mut tx = ctx.app.db.read().await?;
    let account = own(&mut tx, id).await?;
    let sessions = store::session::select_of(&mut tx, id, &ctx.session, ctx.now).await?;
    let ties = store::identity::select_of(&mut tx, id).await?;
    Ok(Profile {
        login: account.login,
        name: account.name,
        mobile: mobile::masked(&account.mobile),
        email: account.email,
        email_confirmed: account.email_confirmed_at.is_some(),
        has_password: !account.password_hash.is_empty(),
        version: account.version,
        sessions,
        ties,
    })
}

async fn own(tx: &mut Tx, id: AccountId) -> Result<AccountRow, AppError> {
    store::account::select(tx, id).await?.ok_or(AppError::NotSignedIn)
}

/// Changes the own name (P-080).
///
/// # Errors
/// `Invalid`, `Conflict` when it was changed elsewhere meanwhile.
pub async fn update_name(ctx: &Ctx, name: &str, version: i64) -> Result<(), AppError> {
    let actor = ctx.actor()?;
    if let Some(problem) = name_problem(name) {
        return Err(AppError::of(problem));
    }
    let mut tx = ctx.app.db.write().await?;
    let before = own(&mut tx, actor.account).await?;
    if !store::account::update_name(&mut tx, actor.account, name.trim(), version).await? {
        let (version, changed_by) = (before.version, before.name);
        return Err(AppError::Conflict(Conflict { changed_by, changed_at: ctx.now, version, stored: None }));
    }
    let payload = json!({ "name": [before.name, name.trim()] });
    store::event::append(&mut tx, &ctx.event(actor.org, "account.update", "account", actor.account, payload)).await?;
    Ok(tx.commit().await?)
}

/// Whose session waits for a mail address; `NotFound` where none does.
///
/// # Errors
/// `NotFound`.
pub async fn find_waiting(ctx: &Ctx) -> Result<String, AppError> {
    let mut tx = ctx.app.db.read().await?;
    let id = store::session::select_waiting(&mut tx, &ctx.session, ctx.now).await?.ok_or(AppError::NotFound)?;
    Ok(own(&mut tx, id).await?.name)
}

/// Sets the own mail address and sends a link to it; a session that waited for it goes on (P-051).
///
/// # Errors
/// `NotSignedIn`, `Invalid` at `email`, `TooManyTries`.
pub async fn update_email(ctx: &Ctx, typed: &str) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    let waiting = match &ctx.actor {
        Some(_) => None,
        None => store::session::select_waiting(&mut tx, &ctx.session, ctx.now).await?,
    };
    let id = match (&ctx.actor, waiting) {
        (Some(actor), _) => actor.account,
        (None, Some(id)) => id,
        (None, None) => return Err(AppError::NotSignedIn),
    };
    let address = read_email(typed).map_err(AppError::of)?;
    if store::account::select_by_email(&mut tx, &address).await?.is_some_and(|other| other.id != id) {
        return Err(AppError::field("email", ProblemCode::EmailInUse, &[]));
    }
    let account = own(&mut tx, id).await?;
    store::account::update_email(&mut tx, id, &address).await?;
    passcode::send_link(ctx, &mut tx, Purpose::ConfirmEmail, id, &account.name, &address).await?;
    let posts = store::account::select_posts(&mut tx, id).await?;
    if let (Some(_), Some(post)) = (waiting, posts.first()) {
        store::session::update_post(&mut tx, &ctx.session, post.id).await?;
    }
    if let Some(org) = ctx.actor.as_ref().map(|a| a.org).or(posts.first().map(|p| p.org)) {
        let mut event = ctx.event(org, "account.email", "account", id, json!({}));
        (event.account, event.account_name) = (Some(id), account.name);
        store::event::append(&mut tx, &event).await?;
    }
    Ok(tx.commit().await?)
}

/// Notes that somebody has opened the link that went to the address.
///
/// # Errors
/// `Gone` for a link that is over or used, or whose address was changed since.
pub async fn confirm_email(ctx: &Ctx, token: &str) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    let link = passcode::redeem_link(ctx, &mut tx, Purpose::ConfirmEmail, token).await?;
    let id = link.account.ok_or(AppError::Gone)?;
    // Asked first so that Postgres does not abort the transaction; the unique index remains the last word.
    let taken = store::account::select_by_email(&mut tx, &link.target).await?.is_some_and(|other| other.id != id);
    let confirmed = match store::account::confirm_email(&mut tx, id, &link.target, ctx.now).await {
        Err(StoreError::Taken) => false,
        other => other?,
    };
    if taken || !confirmed {
        return Err(AppError::Gone);
    }
    Ok(tx.commit().await?)
}

/// Sends a code to a number that shall be the own one.
///
/// # Errors
/// `NotSignedIn`, `Invalid` at `mobile` or `captcha`, `TooManyTries`.
pub async fn send_mobile_code(ctx: &Ctx, number: &str, answered: &captcha::Answered) -> Result<PasscodeId, AppError> {
    let id = ctx.actor()?.account;
    let number = dial::read(number).map_err(AppError::of)?;
    let mut tx = ctx.app.db.write().await?;
    if !captcha::is_right(ctx, &mut tx, answered).await? {
        tx.commit().await?;
        return Err(captcha::refusal(answered));
    }
    let sent = passcode::send_code(ctx, &mut tx, Purpose::BindMobile, &number, Some(id), true).await;
    tx.commit().await?;
    sent
}

/// Takes the number to which the code went as the own one.
///
/// # Errors
/// `NotSignedIn`; `Invalid` at `code`, also where the number belongs to another account.
pub async fn bind_mobile(ctx: &Ctx, id: PasscodeId, code: &str) -> Result<(), AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.write().await?;
    let sent = match passcode::redeem_code(ctx, &mut tx, Purpose::BindMobile, id, code).await {
        Ok(sent) if sent.account == Some(actor.account) => sent,
        refused => {
            tx.commit().await?;
            return Err(refused.err().unwrap_or_else(|| AppError::field("code", ProblemCode::CodeWrong, &[])));
        }
    };
    let other = store::account::select_by_mobile(&mut tx, &sent.target).await?;
    if other.is_some_and(|other| other.id != actor.account) {
        return Err(AppError::field("code", ProblemCode::MobileInUse, &[]));
    }
    let before = own(&mut tx, actor.account).await?;
    match store::account::update_mobile(&mut tx, actor.account, &sent.target).await {
        Err(StoreError::Taken) => return Err(AppError::field("code", ProblemCode::MobileInUse, &[])),
        other => other?,
    }
    let payload = json!({ "mobile": [mobile::masked(&before.mobile), mobile::masked(&sent.target)] });
    store::event::append(&mut tx, &ctx.event(actor.org, "account.mobile", "account", actor.account, payload)).await?;
    Ok(tx.commit().await?)
}

/// Ends one of the own sessions, or all but the present one.
///
/// # Errors
/// `NotSignedIn`; `NotFound` for a session that is not there.
pub async fn end_sessions(ctx: &Ctx, one: Option<SessionId>) -> Result<(), AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.write().await?;
    match one {
        Some(id) if !store::session::delete_one(&mut tx, actor.account, id).await? => return Err(AppError::NotFound),
        Some(_) => {}
        None => store::session::delete_others(&mut tx, actor.account, &ctx.session).await?,
    }
    let payload = json!({ "others": one.is_none() });
    store::event::append(&mut tx, &ctx.event(actor.org, "session.end", "account", actor.account, payload)).await?;
    live::tell_accounts(&mut tx, &[actor.account], ctx.now);
    Ok(tx.commit().await?)
}

/// Ends a tie to an identity provider. The provider may make it anew when it leads the person here again.
///
/// # Errors
/// `NotSignedIn`; `NotFound` for a tie that is not there.
pub async fn end_tie(ctx: &Ctx, issuer: &str, subject: &str) -> Result<(), AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.write().await?;
    if !store::identity::delete(&mut tx, actor.account, issuer, subject).await? {
        return Err(AppError::NotFound);
    }
    let payload = json!({ "issuer": issuer });
    store::event::append(&mut tx, &ctx.event(actor.org, "account.untie", "account", actor.account, payload)).await?;
    Ok(tx.commit().await?)
}
