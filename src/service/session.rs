//! Sign-in, sessions and the brake on guessing.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{App, Ctx, internal};
use crate::domain::account::{Actor, Post, login_form, password_problem};
use crate::domain::error::{AppError, ReasonCode};
use crate::domain::ids::OrgId;
use crate::domain::time::Instant;
use crate::store;
use crate::store::account::{PostRow, Throttle};
use crate::store::db::Tx;
use crate::store::event::hex;

/// How long a session lasts.
pub const SESSION_MS: i64 = 12 * 3_600_000;
const WINDOW_MS: i64 = 15 * 60_000;
const MINUTE_MS: i64 = 60_000;
/// A hash that no password matches: unknown names take as long as known ones.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29jaWV0YXMtbm9ib2R5$5J6vKqXgqXlqYkq0mJ3zZ0m3v1rW2Xb1m0yq2d0m3v0";

/// A fresh session: the token goes into the cookie and is kept nowhere else.
pub struct SignedIn {
    /// The cookie's value.
    pub token: String,
    /// Who acts in it.
    pub actor: Actor,
}

/// The form under which a session's token is stored.
pub fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// 256 bits of chance in hexadecimal.
///
/// # Errors
/// `Internal` when the operating system has none.
pub fn random_token() -> Result<String, AppError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|e| internal(&e))?;
    Ok(hex(&bytes))
}

/// Hashes a password with argon2id.
///
/// # Errors
/// `Internal` when hashing fails.
pub async fn hash_password(app: &App, password: &str) -> Result<String, AppError> {
    let _place = app.hashing.acquire().await.map_err(|e| internal(&e))?;
    let password = password.to_owned();
    let hash = tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|h| h.to_string())
    })
    .await
    .map_err(|e| internal(&e))?;
    hash.map_err(|e| internal(&e))
}

async fn password_matches(app: &App, password: &str, hash: &str) -> Result<bool, AppError> {
    let _place = app.hashing.acquire().await.map_err(|e| internal(&e))?;
    let (password, hash) = (password.to_owned(), hash.to_owned());
    tokio::task::spawn_blocking(move || {
        PasswordHash::new(&hash)
            .is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
    })
    .await
    .map_err(|e| internal(&e))
}

/// Signs in. The answer never tells whether the login name exists.
///
/// # Errors
/// `SignInFailed`, `TooManyTries`, `Denied` for a disabled account or one without a post (only after the
/// right password).
pub async fn sign_in(ctx: &Ctx, login: &str, password: &str) -> Result<SignedIn, AppError> {
    let login = login_form(login).unwrap_or_default();
    let keys = [(format!("sign-in:{login}:{}", ctx.remote), 5), (format!("sign-in:{}", ctx.remote), 50)];
    let account = {
        let mut tx = ctx.app.db.read().await?;
        for (key, _) in &keys {
            check_throttle(&mut tx, key, ctx.now).await?;
        }
        store::account::select_by_login(&mut tx, &login).await?
    };
    let hash = account.as_ref().map_or(NOBODY, |a| a.password_hash.as_str());
    let matches = password.len() <= 256 && password_matches(&ctx.app, password, hash).await?;
    let Some(account) = account.filter(|_| matches) else {
        let mut tx = ctx.app.db.write().await?;
        for (key, limit) in &keys {
            count_failure(&mut tx, key, *limit, ctx.now).await?;
        }
        tx.commit().await?;
        return Err(AppError::SignInFailed);
    };
    if !account.enabled {
        return Err(AppError::denied(ReasonCode::Disabled, &[]));
    }
    let token = random_token()?;
    let mut tx = ctx.app.db.write().await?;
    let posts = store::account::select_posts(&mut tx, account.id).await?;
    let Some(PostRow { id: post_id, post }) = posts.into_iter().next() else {
        return Err(AppError::denied(ReasonCode::Disabled, &[]));
    };
    store::session::insert(&mut tx, &token_hash(&token), account.id, post_id, ctx.now, ctx.now.plus_ms(SESSION_MS))
        .await?;
    store::account::delete_throttle(&mut tx, &keys[0].0).await?;
    let actor = Actor {
        account: account.id,
        name: account.name,
        role: post.role,
        org: post.org,
        org_name: post.org_name,
        org_kind: post.org_kind,
    };
    let call = ctx.clone().with_actor(actor.clone());
    let event = call.event(actor.org, "session.open", "account", actor.account, json!({ "remote": ctx.remote }));
    store::event::append(&mut tx, &event).await?;
    tx.commit().await?;
    Ok(SignedIn { token, actor })
}

/// Refuses while a key is locked.
///
/// # Errors
/// `TooManyTries` with the minutes that are left.
pub async fn check_throttle(tx: &mut Tx, key: &str, now: Instant) -> Result<(), AppError> {
    match store::account::select_throttle(tx, key).await? {
        Some(t) if t.locked_until_at > now => {
            Err(AppError::TooManyTries { minutes: (t.locked_until_at.0 - now.0 + MINUTE_MS - 1) / MINUTE_MS })
        }
        _ => Ok(()),
    }
}

/// Counts a failure of a key; from `limit` failures within 15 minutes on it is locked for 15 minutes.
///
/// # Errors
/// Those of the store.
pub async fn count_failure(tx: &mut Tx, key: &str, limit: i64, now: Instant) -> Result<(), AppError> {
    let counted = store::account::select_throttle(tx, key).await?.filter(|t| t.window_at.plus_ms(WINDOW_MS) > now);
    let (failures, window_at) = counted.map_or((1, now), |t| (t.failures + 1, t.window_at));
    let locked_until_at = if failures >= limit { now.plus_ms(WINDOW_MS) } else { Instant(0) };
    Ok(store::account::upsert_throttle(tx, key, &Throttle { failures, window_at, locked_until_at }).await?)
}

/// Who acts in the session of that token; nobody when it has ended.
///
/// # Errors
/// Those of the store.
pub async fn find_actor(app: &App, token: &str, now: Instant) -> Result<Option<Actor>, AppError> {
    let mut tx = app.db.read().await?;
    Ok(store::session::select_actor(&mut tx, &token_hash(token), now).await?)
}

/// Ends the session of the call.
///
/// # Errors
/// Those of the store.
pub async fn sign_out(ctx: &Ctx) -> Result<(), AppError> {
    let Some(actor) = &ctx.actor else { return Ok(()) };
    let mut tx = ctx.app.db.write().await?;
    store::session::delete(&mut tx, &ctx.session).await?;
    let event = ctx.event(actor.org, "session.close", "account", actor.account, json!({}));
    store::event::append(&mut tx, &event).await?;
    Ok(tx.commit().await?)
}

/// The posts that the person can switch to.
///
/// # Errors
/// `NotSignedIn`.
pub async fn list_posts(ctx: &Ctx) -> Result<Vec<Post>, AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.read().await?;
    Ok(store::account::select_posts(&mut tx, actor.account).await?.into_iter().map(|p| p.post).collect())
}

/// Goes on in another of the person's units.
///
/// # Errors
/// `NotFound` when the person has no post there.
pub async fn switch_post(ctx: &Ctx, org: OrgId) -> Result<(), AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.write().await?;
    let posts = store::account::select_posts(&mut tx, actor.account).await?;
    let post = posts.into_iter().find(|p| p.post.org == org).ok_or(AppError::NotFound)?;
    store::session::update_post(&mut tx, &ctx.session, post.id).await?;
    Ok(tx.commit().await?)
}

/// Changes the own password and ends the other sessions (S-033).
///
/// # Errors
/// `Denied` when the old password is wrong, `Invalid` when the new one is weak.
pub async fn change_password(ctx: &Ctx, old: &str, new: &str) -> Result<(), AppError> {
    let actor = ctx.actor()?;
    if let Some(problem) = password_problem("new_password", new) {
        return Err(AppError::Invalid { problems: vec![problem] });
    }
    let key = format!("password:{}", actor.account);
    let account = {
        let mut tx = ctx.app.db.read().await?;
        check_throttle(&mut tx, &key, ctx.now).await?;
        store::account::select(&mut tx, actor.account).await?.ok_or(AppError::NotSignedIn)?
    };
    if !password_matches(&ctx.app, old, &account.password_hash).await? {
        let mut tx = ctx.app.db.write().await?;
        count_failure(&mut tx, &key, 5, ctx.now).await?;
        tx.commit().await?;
        return Err(AppError::denied(ReasonCode::WrongCurrentPassword, &[]));
    }
    let hash = hash_password(&ctx.app, new).await?;
    let mut tx = ctx.app.db.write().await?;
    store::account::update_password(&mut tx, actor.account, &hash).await?;
    store::session::delete_others(&mut tx, actor.account, &ctx.session).await?;
    let event = ctx.event(actor.org, "account.password", "account", actor.account, json!({}));
    store::event::append(&mut tx, &event).await?;
    Ok(tx.commit().await?)
}
