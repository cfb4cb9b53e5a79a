//! Codes sent by short message and links sent by mail: made, sent, and answered once. Nothing tells whether
//! somebody has the number or address.

use sha2::{Digest, Sha256};

use super::throttle::Brake;
use super::{Ctx, internal, outbox};
use crate::domain::account::CodeSent;
use crate::domain::error::{AppError, ProblemCode};
use crate::domain::form::kinds::mobile;
use crate::domain::ids::{AccountId, PasscodeId};
use crate::domain::outbox::Channel;
use crate::domain::text::Text;
use crate::domain::text::letter::LetterText;
use crate::store;
use crate::store::db::Tx;
use crate::store::event::hex;
use crate::store::outbox::Letter;
use crate::store::passcode::PasscodeRow;

/// What a code or link opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// 短信登录
    SignIn,
    /// 短信重置密码
    ResetByMobile,
    /// 邮件重置密码
    ResetByEmail,
    /// 确认邮箱
    ConfirmEmail,
    /// 绑定手机号
    BindMobile,
}

impl Purpose {
    fn key(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::ResetByMobile => "reset_by_mobile",
            Self::ResetByEmail => "reset_by_email",
            Self::ConfirmEmail => "confirm_email",
            Self::BindMobile => "bind_mobile",
        }
    }

    /// How long it is good, in minutes.
    fn minutes(self) -> i64 {
        match self {
            Self::SignIn | Self::ResetByMobile | Self::BindMobile => 5,
            Self::ResetByEmail => 30,
            Self::ConfirmEmail => 48 * 60,
        }
    }

    fn sms(self) -> LetterText {
        match self {
            Self::SignIn => LetterText::SignInCode,
            Self::BindMobile => LetterText::MobileCode,
            _ => LetterText::ResetCode,
        }
    }
}

/// Wrong answers that a code bears.
const TRIES: i64 = 5;
/// Seconds until another code can be sent to the same number (C-005).
const AGAIN_S: i64 = 60;
/// Codes for one number within a minute.
const MINUTELY: Brake = Brake { name: "code-minute", most: 1, window_ms: AGAIN_S * 1000 };
/// Codes for one number within a day.
const DAILY: Brake = Brake { name: "code-day", most: 10, window_ms: 24 * 3_600_000 };
/// Codes and mails that one address can cause within a quarter of an hour.
const FROM_ADDRESS: Brake = Brake::quarter("code-from", 60);

fn hash(id: PasscodeId, secret: &str) -> String {
    hex(&Sha256::digest(format!("{id}:{secret}")))
}

fn digits() -> Result<String, AppError> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|e| internal(&e))?;
    Ok(format!("{:06}", u64::from_be_bytes(bytes) % 1_000_000))
}

fn row(
    ctx: &Ctx,
    id: PasscodeId,
    purpose: Purpose,
    account: Option<AccountId>,
    target: &str,
    secret: &str,
) -> PasscodeRow {
    PasscodeRow {
        id,
        purpose: purpose.key().to_owned(),
        account,
        target: target.to_owned(),
        secret_hash: hash(id, secret),
        tries: 0,
        created_at: ctx.now,
        expires_at: ctx.now.plus_ms(purpose.minutes() * 60_000),
    }
}

/// Sends a code to a mobile number, if `known`; to others nothing is sent, and the answer is the same.
///
/// # Errors
/// `TooManyTries` within a minute after the last one, and for a number or address that asks for very many.
pub async fn send_code(
    ctx: &Ctx,
    tx: &mut Tx,
    purpose: Purpose,
    number: &str,
    account: Option<AccountId>,
    known: bool,
) -> Result<PasscodeId, AppError> {
    MINUTELY.take(tx, number, ctx.now).await?;
    DAILY.take(tx, number, ctx.now).await?;
    FROM_ADDRESS.take(tx, &ctx.remote, ctx.now).await?;
    let (id, code) = (PasscodeId::fresh(), digits()?);
    store::passcode::insert(tx, &row(ctx, id, purpose, account, number, &code)).await?;
    if known {
        let body = purpose.sms().fill(ctx.lang, &[&code, &purpose.minutes().to_string()]);
        let letter =
            Letter { channel: Channel::Sms, recipient: number.to_owned(), subject: String::new(), body, secret: true };
        outbox::put(ctx, tx, &letter).await?;
    }
    Ok(id)
}

/// Sends a link to a mail address; `page` is the path before the token.
///
/// # Errors
/// `TooManyTries` for an address that causes very many mails.
pub async fn send_link(
    ctx: &Ctx,
    tx: &mut Tx,
    purpose: Purpose,
    account: AccountId,
    name: &str,
    address: &str,
) -> Result<(), AppError> {
    let (page, subject, body, life) = match purpose {
        Purpose::ConfirmEmail => {
            ("confirm", LetterText::ConfirmSubject, LetterText::ConfirmBody, purpose.minutes() / 60)
        }
        _ => ("reset", LetterText::ResetSubject, LetterText::ResetBody, purpose.minutes()),
    };
    let (id, secret) = (PasscodeId::fresh(), super::session::random_token()?);
    // Only the last link is good.
    store::passcode::delete_of(tx, account, purpose.key()).await?;
    store::passcode::insert(tx, &row(ctx, id, purpose, Some(account), address, &secret)).await?;
    let link = format!("{}/{page}/{id}.{secret}", ctx.app.settings.public_url);
    let letter = Letter {
        channel: Channel::Email,
        recipient: address.to_owned(),
        subject: subject.text(ctx.lang).to_owned(),
        body: body.fill(ctx.lang, &[name, &link, &life.to_string()]),
        secret: true,
    };
    outbox::put(ctx, tx, &letter).await
}

/// Counts a mail or code that an address asks for although nobody answers to it.
///
/// # Errors
/// `TooManyTries`.
pub async fn count_request(ctx: &Ctx, tx: &mut Tx) -> Result<(), AppError> {
    FROM_ADDRESS.take(tx, &ctx.remote, ctx.now).await.map(|_| ())
}

/// Where a code went, masked, and when the next one can be asked for.
///
/// # Errors
/// `Gone` once it is over.
pub async fn find_sent(ctx: &Ctx, purpose: Purpose, id: PasscodeId) -> Result<CodeSent, AppError> {
    let mut tx = ctx.app.db.read().await?;
    let found = store::passcode::select(&mut tx, id, purpose.key(), ctx.now).await?.ok_or(AppError::Gone)?;
    let waited_s = (ctx.now.0 - found.created_at.0) / 1000;
    Ok(CodeSent { target: mobile::masked(&found.target), again_in_s: (AGAIN_S - waited_s).max(0) })
}

/// What a right code opens; the code is gone then. A wrong one is counted: the transaction must be committed even
/// when the answer is a refusal.
///
/// # Errors
/// `Invalid` at `code`, the same for a wrong code, one that is over and one that was never sent.
pub async fn redeem_code(
    ctx: &Ctx,
    tx: &mut Tx,
    purpose: Purpose,
    id: PasscodeId,
    code: &str,
) -> Result<PasscodeRow, AppError> {
    let code: String = crate::domain::form::clean::line(code).chars().filter(|c| !c.is_whitespace()).collect();
    if code.is_empty() {
        return Err(AppError::field("code", ProblemCode::Required, &[]));
    }
    match store::passcode::count_try(tx, id, purpose.key(), TRIES, ctx.now).await? {
        Some(found) if found.secret_hash == hash(id, &code) => {
            store::passcode::delete(tx, id).await?;
            Ok(found)
        }
        _ => Err(AppError::field("code", ProblemCode::CodeWrong, &[])),
    }
}

fn parts(token: &str) -> Option<(PasscodeId, &str)> {
    let (id, secret) = token.split_once('.')?;
    Some((id.parse().ok()?, secret))
}

/// What a link opens, without using it up.
///
/// # Errors
/// `Gone` for one that is over, used, or never sent.
pub async fn find_link(ctx: &Ctx, tx: &mut Tx, purpose: Purpose, token: &str) -> Result<PasscodeRow, AppError> {
    let (id, secret) = parts(token).ok_or(AppError::Gone)?;
    let found = store::passcode::select(tx, id, purpose.key(), ctx.now).await?;
    found.filter(|found| found.secret_hash == hash(id, secret)).ok_or(AppError::Gone)
}

/// What a link opens; it is used up.
///
/// # Errors
/// `Gone` for one that is over, used, or never sent.
pub async fn redeem_link(ctx: &Ctx, tx: &mut Tx, purpose: Purpose, token: &str) -> Result<PasscodeRow, AppError> {
    let found = find_link(ctx, tx, purpose, token).await?;
    // Holds the row, so that of two that come at once one finds it gone.
    store::passcode::count_try(tx, found.id, purpose.key(), 1, ctx.now).await?.ok_or(AppError::Gone)?;
    store::passcode::delete(tx, found.id).await?;
    Ok(found)
}
