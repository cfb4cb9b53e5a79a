//! Sign-in by an identity provider (OpenID Connect): somebody is sent there with a question that is kept once and for
//! a short time, comes back in the same browser, and is known by a stored tie, or the first time by a mail address or
//! mobile number that the provider has verified.

use serde_json::json;

use super::session::{self, SignedIn, token_hash};
use super::throttle::Brake;
use super::{Ctx, account};
use crate::domain::error::{AppError, ReasonCode};
use crate::domain::form::clean::clip;
use crate::domain::path::local;
use crate::store;
use crate::store::account::AccountRow;
use crate::store::db::Tx;
use crate::store::identity::RequestRow;

mod provider;

pub use provider::{IdentitySettings, PATIENCE, Provider};
use provider::{Person, Trouble};

/// How long somebody may stay at the provider.
pub const AWAY_MS: i64 = 10 * 60_000;
/// Starts from one address within a quarter of an hour: a whole office shares one.
const STARTS: Brake = Brake::quarter("identity", 300);
/// Refused people from one address: as many as wrong passwords.
const REFUSALS: Brake = Brake::quarter("identity-from", 50);
/// How a session that began there is called in the log.
const BY: &str = "identity";

/// Somebody goes to the provider.
pub struct Departure {
    /// Where the browser goes.
    pub to: String,
    /// The value of the cookie by which the browser is known when it comes back.
    pub browser: String,
}

/// What the provider gives back with the browser.
#[derive(Clone, Debug, Default)]
pub struct Back {
    /// What it was sent with.
    pub state: String,
    /// What the answer is fetched with; empty where there is none.
    pub code: String,
    /// Why there is none.
    pub fault: String,
}

/// Somebody who was expected has come back.
pub struct Arrival {
    /// Where the person wants to go, a path of this site; may be empty.
    pub next: String,
    /// The session, or why there is none.
    pub entered: Result<SignedIn, AppError>,
}

fn provider(ctx: &Ctx) -> Result<&Provider, AppError> {
    ctx.app.identity.as_ref().ok_or(AppError::NotFound)
}

fn is_token(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// What a person is told; our log is told more.
fn refusal(trouble: &Trouble) -> AppError {
    let code = match trouble {
        Trouble::Silent(why) => {
            tracing::warn!(%why, "the identity provider does not answer");
            ReasonCode::ProviderSilent
        }
        Trouble::Refused(why) => {
            tracing::warn!(%why, "an answer of the identity provider was not accepted");
            ReasonCode::IdentityFailed
        }
    };
    AppError::denied(code, &[])
}

/// Sends somebody to the provider. `browser` is the cookie of an earlier start, so that two pages of one browser do
/// not shut each other out.
///
/// # Errors
/// `NotFound` where no provider is set up; `TooManyTries`; `Denied` when it does not answer.
pub async fn start(ctx: &Ctx, next: &str, browser: Option<&str>) -> Result<Departure, AppError> {
    let provider = provider(ctx)?;
    let mut tx = ctx.app.db.write().await?;
    STARTS.take(&mut tx, &ctx.remote, ctx.now).await?;
    tx.commit().await?;
    let question = provider.question().await.map_err(|trouble| refusal(&trouble))?;
    let browser = match browser.filter(|token| is_token(token)) {
        Some(known) => known.to_owned(),
        None => session::random_token()?,
    };
    let request = RequestRow {
        state_hash: token_hash(&question.state),
        browser_hash: token_hash(&browser),
        nonce: question.nonce,
        verifier: question.verifier,
        next: local(next).unwrap_or_default().to_owned(),
        expires_at: ctx.now.plus_ms(AWAY_MS),
    };
    let mut tx = ctx.app.db.write().await?;
    store::identity::insert_request(&mut tx, &request, ctx.now).await?;
    tx.commit().await?;
    Ok(Departure { to: question.to, browser })
}

/// Signs somebody in who comes back from the provider in the browser that went there.
///
/// # Errors
/// `NotFound` where no provider is set up; `Denied` for somebody who is not expected: a state that was never given,
/// was used, is over or belongs to another browser; `TooManyTries`.
pub async fn finish(ctx: &Ctx, back: &Back, browser: Option<&str>) -> Result<Arrival, AppError> {
    let provider = provider(ctx)?;
    let over = || AppError::denied(ReasonCode::IdentityOver, &[]);
    let browser = browser.filter(|token| is_token(token)).ok_or_else(over)?;
    let mut tx = ctx.app.db.write().await?;
    let (state, browser) = (token_hash(&back.state), token_hash(browser));
    let request = store::identity::take_request(&mut tx, &state, &browser, ctx.now).await?;
    // Counted before the provider is asked, and only for who was expected: others must not use up an office's tries.
    if request.is_some() {
        REFUSALS.take(&mut tx, &ctx.remote, ctx.now).await?;
    }
    tx.commit().await?;
    let request = request.ok_or_else(over)?;
    let entered = match identify(ctx, provider, back, &request).await {
        Ok(person) => enter(ctx, &person).await,
        Err(trouble) => Err(refusal(&trouble)),
    };
    if entered.is_ok() || entered.as_ref().is_err_and(|e| *e == AppError::denied(ReasonCode::ProviderSilent, &[])) {
        let mut tx = ctx.app.db.write().await?;
        REFUSALS.give_back(&mut tx, &ctx.remote).await?;
        tx.commit().await?;
    }
    Ok(Arrival { next: request.next, entered })
}

/// Who came back, with mail and number where the tie is not known yet.
async fn identify(ctx: &Ctx, provider: &Provider, back: &Back, request: &RequestRow) -> Result<Person, Trouble> {
    if back.code.is_empty() {
        return Err(Trouble::Refused(format!("it says “{}”", clip(&back.fault, 100))));
    }
    let person = provider.identify(&back.code, &request.nonce, &request.verifier).await?;
    let tied = async {
        let mut tx = ctx.app.db.read().await?;
        store::identity::select_account(&mut tx, &person.issuer, &person.subject).await
    };
    let unknown = matches!(tied.await, Ok(None));
    match unknown && person.email.is_empty() && person.mobile.is_empty() {
        true => provider.complete(person).await,
        false => Ok(person),
    }
}

/// Opens a session for a person, like every other way in.
async fn enter(ctx: &Ctx, person: &Person) -> Result<SignedIn, AppError> {
    let mut tx = ctx.app.db.write().await?;
    let tied = store::identity::select_account(&mut tx, &person.issuer, &person.subject).await?;
    let account = match tied {
        Some(id) => store::account::select(&mut tx, id).await?,
        None => match_account(ctx, &mut tx, person).await?,
    };
    let Some(account) = account else {
        session::note_refusal(ctx, &mut tx, None).await?;
        tx.commit().await?;
        return Err(AppError::denied(ReasonCode::IdentityUnknown, &[]));
    };
    let opened = session::open(ctx, &mut tx, &account, BY).await;
    match &opened {
        Ok(signed_in) if tied.is_none() => tie(ctx, &mut tx, person, &account, signed_in).await?,
        Ok(_) => store::identity::update_seen(&mut tx, &person.issuer, &person.subject, ctx.now).await?,
        Err(_) => session::note_refusal(ctx, &mut tx, Some(&account)).await?,
    }
    tx.commit().await?;
    opened
}

/// The one account to which the verified mail address and number lead; that of an awaited person is made now. None
/// where they lead to two.
async fn match_account(ctx: &Ctx, tx: &mut Tx, person: &Person) -> Result<Option<AccountRow>, AppError> {
    let by_mail = match person.email.as_str() {
        "" => None,
        address => store::account::select_by_email(tx, address).await?,
    };
    let by_number = store::account::select_by_mobile(tx, &person.mobile).await?;
    match (by_mail, by_number) {
        (Some(one), Some(other)) if one.id != other.id => Ok(None),
        (Some(one), _) | (None, Some(one)) => Ok(Some(one)),
        (None, None) => match store::account::select_awaited_name(tx, &person.mobile).await? {
            Some(name) => Ok(Some(account::create_awaited(ctx, tx, &person.mobile, &name).await?)),
            None => Ok(None),
        },
    }
}

/// Remembers whose account it is, so that a changed address or number does not matter any more.
async fn tie(
    ctx: &Ctx,
    tx: &mut Tx,
    person: &Person,
    account: &AccountRow,
    signed_in: &SignedIn,
) -> Result<(), AppError> {
    if store::identity::insert(tx, &person.issuer, &person.subject, account.id, ctx.now).await? {
        let call = ctx.clone().with_actor(signed_in.actor.clone());
        let payload = json!({ "name": account.name, "issuer": person.issuer });
        let event = call.event(signed_in.actor.org, "account.tie", "account", account.id, payload);
        store::event::append(tx, &event).await?;
    }
    Ok(())
}
