//! Sign-in, sessions and the brake on guessing.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::captcha::{self, Answered};
use super::passcode::{self, Purpose};
use super::throttle::Brake;
use super::{App, Ctx, internal};
use crate::domain::account::{Actor, Post, SignInOptions, login_form, password_problem};
use crate::domain::agent::device as device_words;
use crate::domain::dial;
use crate::domain::error::{AppError, FieldProblem, ProblemCode, ReasonCode};
use crate::domain::ids::{PasscodeId, Uid};
use crate::domain::outbox::Channel;
use crate::domain::path::{local, query_value};
use crate::domain::time::Instant;
use crate::store;
use crate::store::account::AccountRow;
use crate::store::db::Tx;
use crate::store::event::hex;
use crate::store::session::NewSession;

/// How long a session lasts.
pub const SESSION_MS: i64 = 12 * 3_600_000;
/// How exactly it is known when a session was last used.
const SEEN_MS: i64 = 5 * 60_000;
/// Wrong present passwords of one account.
const OLD_PASSWORD: Brake = Brake::quarter("password", 5);
/// A hash that no password matches: unknown names take as long as known ones.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29jaWV0YXMtbm9ib2R5$5J6vKqXgqXlqYkq0mJ3zZ0m3v1rW2Xb1m0yq2d0m3v0";

/// A fresh session: the token goes into the cookie and is kept nowhere else.
pub struct SignedIn {
    /// The cookie's value.
    pub token: String,
    /// The value of the browser's own cookie, where it had none.
    pub device: Option<String>,
    /// Whether the session waits for a mail address before anything else (P-051).
    pub waits: bool,
    /// Who acts in it.
    pub actor: Actor,
}

impl SignedIn {
    /// Where the browser goes on: to `next`, a path of this site, or first to the page that asks for a mail address.
    pub fn leads_to(&self, next: &str) -> String {
        let next = local(next).unwrap_or("/");
        if self.waits { format!("/welcome?next={}", query_value(next)) } else { next.to_owned() }
    }
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

/// What a form of sign-in brings along.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// Login name, or the mobile number of an account.
    pub login: String,
    /// The password.
    pub password: String,
    /// The captcha's answer; empty where none was asked for.
    pub captcha: Answered,
}

/// Wrong passwords for a name from one address.
const FROM_HERE: Brake = Brake::quarter("sign-in", 5);
/// Wrong passwords from one address for any name, unless the browser is known.
const FROM_ADDRESS: Brake = Brake::quarter("sign-in-from", 50);
/// Wrong passwords for a name from anywhere, unless the browser is known: the owner's own browser stays free.
const FROM_ANYWHERE: Brake = Brake::quarter("sign-in-name", 100);
/// So many of them pass without a captcha.
const WITHOUT_CAPTCHA: i64 = 10;

/// Signs in with a password. The answer never tells whether the name exists. Every try is counted before the password
/// is looked at, so that many at the same moment get no further than one after the other.
///
/// # Errors
/// `SignInFailed`, `TooManyTries`; `Invalid` at `captcha` where one is due; `Denied` for a disabled account or one
/// without a post (only after the right password, P-049).
pub async fn sign_in(ctx: &Ctx, entry: &Entry) -> Result<SignedIn, AppError> {
    let number = dial::read(&entry.login).ok();
    let by_mobile = number.is_some();
    let name = number.or_else(|| login_form(&entry.login)).unwrap_or_default();
    let mut tx = ctx.app.db.write().await?;
    let account = match by_mobile {
        true => store::account::select_by_mobile(&mut tx, &name).await?,
        false => store::account::select_by_login(&mut tx, &name).await?,
    };
    let known = match &account {
        Some(account) => store::session::is_known(&mut tx, &ctx.device, account.id).await?,
        None => false,
    };
    // A known browser counts for itself: neighbours behind the same address cannot lock its owner out.
    let here = format!("{name}:{}", if known { &ctx.device } else { &ctx.remote });
    FROM_HERE.take(&mut tx, &here, ctx.now).await?;
    if !known {
        FROM_ADDRESS.take(&mut tx, &ctx.remote, ctx.now).await?;
        let tries = FROM_ANYWHERE.take(&mut tx, &name, ctx.now).await?;
        if ctx.app.settings.captcha_always || tries > WITHOUT_CAPTCHA {
            if entry.captcha.text.trim().is_empty() {
                // No password was looked at: the try does not count.
                return Err(captcha::refusal(&entry.captcha));
            }
            if !captcha::is_right(ctx, &mut tx, &entry.captcha).await? {
                tx.commit().await?;
                return Err(captcha::refusal(&entry.captcha));
            }
        }
    }
    tx.commit().await?;
    let hash = account.as_ref().map(|a| a.password_hash.as_str()).filter(|hash| !hash.is_empty()).unwrap_or(NOBODY);
    let matches = entry.password.len() <= 256 && password_matches(&ctx.app, &entry.password, hash).await?;
    let mut tx = ctx.app.db.write().await?;
    let Some(account) = account.as_ref().filter(|_| matches) else {
        note_refusal(ctx, &mut tx, account.as_ref()).await?;
        tx.commit().await?;
        return Err(AppError::SignInFailed);
    };
    FROM_HERE.forget(&mut tx, &here).await?;
    if !known {
        FROM_ADDRESS.give_back(&mut tx, &ctx.remote).await?;
        FROM_ANYWHERE.forget(&mut tx, &name).await?;
    }
    let opened = open(ctx, &mut tx, account, "password").await;
    if opened.is_err() {
        note_refusal(ctx, &mut tx, Some(account)).await?;
    }
    tx.commit().await?;
    opened
}

/// Forgets the wrong passwords that were tried from anywhere: the owner has set a new one.
///
/// # Errors
/// Those of the store.
pub(super) async fn forget_failures(tx: &mut Tx, account: &AccountRow) -> Result<(), AppError> {
    FROM_ANYWHERE.forget(tx, &account.login).await?;
    FROM_ANYWHERE.forget(tx, &account.mobile).await
}

/// Sends a code with which somebody signs in (C-005). The answer is the same for a number that nobody has.
///
/// # Errors
/// `Invalid` at `mobile` or `captcha`, `TooManyTries`.
pub async fn send_code(ctx: &Ctx, number: &str, answered: &Answered) -> Result<PasscodeId, AppError> {
    let number = dial::read(number).map_err(AppError::of)?;
    let mut tx = ctx.app.db.write().await?;
    if !captcha::is_right(ctx, &mut tx, answered).await? {
        tx.commit().await?;
        return Err(captcha::refusal(answered));
    }
    let account = store::account::select_by_mobile(&mut tx, &number).await?;
    let known = account.is_some() || store::account::select_awaited_name(&mut tx, &number).await?.is_some();
    let account = account.map(|a| a.id);
    let sent = passcode::send_code(ctx, &mut tx, Purpose::SignIn, &number, account, known).await;
    // The captcha is used up even where the code is refused.
    tx.commit().await?;
    sent
}

/// Signs in with a code; an awaited person gets an account (C-006, C-007).
///
/// # Errors
/// `Invalid` at `code` or `consent`; `Denied` for a disabled account or one without a post.
pub async fn sign_in_by_code(ctx: &Ctx, id: PasscodeId, code: &str, consent: bool) -> Result<SignedIn, AppError> {
    if !consent {
        return Err(AppError::field("consent", ProblemCode::ConsentMissing, &[]));
    }
    let mut tx = ctx.app.db.write().await?;
    let opened = match passcode::redeem_code(ctx, &mut tx, Purpose::SignIn, id, code).await {
        Ok(sent) => match account_of(ctx, &mut tx, &sent.target).await? {
            Some(account) => open(ctx, &mut tx, &account, "sms").await,
            None => Err(AppError::field("code", ProblemCode::CodeWrong, &[])),
        },
        Err(error) => Err(error),
    };
    tx.commit().await?;
    opened
}

/// The account with that number; that of an awaited person is made now.
async fn account_of(ctx: &Ctx, tx: &mut Tx, number: &str) -> Result<Option<AccountRow>, AppError> {
    if let Some(account) = store::account::select_by_mobile(tx, number).await? {
        return Ok(Some(account));
    }
    match store::account::select_awaited_name(tx, number).await? {
        Some(name) => Ok(Some(super::account::create_awaited(ctx, tx, number, &name).await?)),
        None => Ok(None),
    }
}

/// What the sign-in page must know before anybody has signed in.
pub fn options(ctx: &Ctx) -> SignInOptions {
    SignInOptions {
        captcha: ctx.app.settings.captcha_always,
        sms: ctx.app.carriers.reaches(Channel::Sms),
        shelf: ctx.app.carriers.is_shelf(),
        identity: ctx.app.identity.as_ref().map(|provider| provider.name().to_owned()),
    }
}

/// Opens a session for somebody who has shown who they are: in the first of their posts, or in none until they have
/// given a mail address (P-051).
///
/// # Errors
/// `Denied` for a disabled account or one without a post.
pub(super) async fn open(ctx: &Ctx, tx: &mut Tx, account: &AccountRow, by: &str) -> Result<SignedIn, AppError> {
    if !account.enabled {
        return Err(AppError::denied(ReasonCode::AccountDisabled, &[]));
    }
    super::account::claim_awaited(ctx, tx, account).await?;
    let posts = store::account::select_posts(tx, account.id).await?;
    let may_switch = posts.len() > 1;
    let Some(post) = posts.into_iter().next() else {
        return Err(AppError::denied(ReasonCode::NoPost, &[]));
    };
    let token = random_token()?;
    let waits = account.email.is_empty();
    store::session::delete_expired(tx, ctx.now).await?;
    let new = NewSession {
        token_hash: &token_hash(&token),
        account: account.id,
        post: (!waits).then_some(post.id),
        remote: &ctx.remote,
        agent: &ctx.agent,
        now: ctx.now,
        expires: ctx.now.plus_ms(SESSION_MS),
    };
    store::session::insert(tx, &new).await?;
    let device = match ctx.device.is_empty() {
        true => Some(random_token()?),
        false => None,
    };
    let known = device.as_deref().map_or_else(|| ctx.device.clone(), token_hash);
    store::session::upsert_device(tx, &known, account.id, ctx.now).await?;
    let actor = Actor {
        account: account.id,
        name: account.name.clone(),
        role: post.role,
        org: post.org,
        org_name: post.org_name,
        org_kind: post.org_kind,
        may_switch,
        viewer: None,
    };
    let call = ctx.clone().with_actor(actor.clone());
    let payload = json!({ "by": by, "device": device_words(&ctx.agent) });
    store::event::append(tx, &call.event(actor.org, "session.open", "account", actor.account, payload)).await?;
    Ok(SignedIn { token, device, waits, actor })
}

/// Writes a refused sign-in to the log of the account's unit. One with an unknown name goes to the root unit without
/// that name: people type passwords there.
///
/// # Errors
/// Those of the store.
pub(super) async fn note_refusal(ctx: &Ctx, tx: &mut Tx, known: Option<&AccountRow>) -> Result<(), AppError> {
    let unit = match known {
        Some(account) => store::account::select_last_org(tx, account.id).await?,
        None => None,
    };
    let root = match unit {
        Some(_) => None,
        None => store::org::select_root(tx).await?,
    };
    let Some(org) = unit.or(root) else { return Ok(()) };
    let (subject, payload) = match known {
        Some(account) => (account.id.to_string(), json!({ "name": account.name })),
        None => (String::new(), json!({})),
    };
    Ok(store::event::append(tx, &ctx.event(org, "session.refuse", "account", subject, payload)).await?)
}

/// Who acts in the session of that token; nobody when it has ended or waits for a mail address.
///
/// # Errors
/// Those of the store.
pub async fn find_actor(app: &App, token: &str, now: Instant) -> Result<Option<(Actor, i64)>, AppError> {
    let hash = token_hash(token);
    let found = {
        let mut tx = app.db.read().await?;
        store::session::select_actor(&mut tx, &hash, now).await?
    };
    let Some((actor, seen_at, designs)) = found else { return Ok(None) };
    if seen_at.plus_ms(SEEN_MS) < now {
        let mut tx = app.db.write().await?;
        store::session::update_seen(&mut tx, &hash, now).await?;
        tx.commit().await?;
    }
    Ok(Some((actor, designs)))
}

/// Ends the session of the call.
///
/// # Errors
/// Those of the store.
pub async fn sign_out(ctx: &Ctx) -> Result<(), AppError> {
    let Some(actor) = &ctx.actor else { return Ok(()) };
    let mut tx = ctx.app.db.write().await?;
    let ctx = &super::viewing::stop(ctx, &mut tx).await?;
    let actor = ctx.actor.as_ref().unwrap_or(actor);
    store::session::delete(&mut tx, &ctx.session).await?;
    super::live::tell_accounts(&mut tx, &[actor.account], ctx.now);
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
    let posts = store::account::select_posts(&mut tx, actor.account).await?.into_iter();
    // Whoever looks as another person sees the one post that they look from.
    let shown = |post: &Post| actor.viewer.is_none() || (post.org == actor.org && post.role == actor.role);
    Ok(posts.filter(shown).collect())
}

/// Goes on in another of the person's posts.
///
/// # Errors
/// `NotFound` when the person has no such post.
pub async fn switch_post(ctx: &Ctx, post: Uid) -> Result<(), AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.write().await?;
    let posts = store::account::select_posts(&mut tx, actor.account).await?;
    let post = posts.into_iter().find(|p| p.id == post).ok_or(AppError::NotFound)?;
    store::session::update_post(&mut tx, &ctx.session, post.id).await?;
    super::live::tell_accounts(&mut tx, &[actor.account], ctx.now);
    let payload = json!({ "name": post.org_name, "role": post.role.key() });
    store::event::append(&mut tx, &ctx.event(actor.org, "session.switch", "account", actor.account, payload)).await?;
    Ok(tx.commit().await?)
}

/// A new password that is strong and was typed twice alike (P-082).
///
/// # Errors
/// `Invalid` at `new_password` or `again`.
pub(super) fn check_new(new: &str, again: &str) -> Result<(), AppError> {
    let differ = || (new != again).then(|| FieldProblem::error("again", ProblemCode::PasswordsDiffer, &[]));
    password_problem("new_password", new).or_else(differ).map_or(Ok(()), |problem| Err(AppError::of(problem)))
}

/// Changes the own password and ends the other sessions (S-033). Who always came by mobile number has none yet and
/// sets the first one.
///
/// # Errors
/// `Denied` when the old password is wrong, `Invalid` when the new one is weak.
pub async fn change_password(ctx: &Ctx, old: &str, new: &str, again: &str) -> Result<(), AppError> {
    let actor = ctx.actor()?;
    check_new(new, again)?;
    let of = actor.account.to_string();
    let account = {
        let mut tx = ctx.app.db.write().await?;
        OLD_PASSWORD.take(&mut tx, &of, ctx.now).await?;
        tx.commit().await?;
        let mut tx = ctx.app.db.read().await?;
        store::account::select(&mut tx, actor.account).await?.ok_or(AppError::NotSignedIn)?
    };
    if !account.password_hash.is_empty() && !password_matches(&ctx.app, old, &account.password_hash).await? {
        return Err(AppError::denied(ReasonCode::WrongCurrentPassword, &[]));
    }
    let hash = hash_password(&ctx.app, new).await?;
    let mut tx = ctx.app.db.write().await?;
    OLD_PASSWORD.forget(&mut tx, &of).await?;
    store::account::update_password(&mut tx, actor.account, &hash).await?;
    store::session::delete_others(&mut tx, actor.account, &ctx.session).await?;
    super::live::tell_accounts(&mut tx, &[actor.account], ctx.now);
    let event = ctx.event(actor.org, "account.password", "account", actor.account, json!({}));
    store::event::append(&mut tx, &event).await?;
    Ok(tx.commit().await?)
}
