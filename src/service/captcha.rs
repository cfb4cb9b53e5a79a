//! Captchas made and checked here, without anybody else's service: a picture, and a sum for those who cannot read it
//! (X-011, ORG-09). Each is good for one answer.

use biosvg::BiosvgBuilder;
use sha2::{Digest, Sha256};

use super::throttle::Brake;
use super::{Ctx, internal};
use crate::domain::account::Captcha;
use crate::domain::error::{AppError, ProblemCode};
use crate::domain::ids::Uid;
use crate::domain::path::query_value;
use crate::store;
use crate::store::db::Tx;
use crate::store::event::hex;

/// How long a captcha can be answered.
const LIFE_MS: i64 = 10 * 60_000;
/// Captchas for one address within a quarter of an hour: a whole office shares one.
const ISSUES: Brake = Brake::quarter("captcha", 300);
/// Colours that can be told from a light and a dark ground.
const COLOURS: [&str; 5] = ["#2f7bd1", "#c2553d", "#3f8f4f", "#8a6bd1", "#b07d1a"];

fn answer_hash(id: Uid, answer: &str) -> String {
    hex(&Sha256::digest(format!("{id}:{}", answer.to_lowercase())))
}

/// A fresh captcha.
///
/// # Errors
/// `TooManyTries` for an address that asks for very many.
pub async fn issue(ctx: &Ctx) -> Result<Captcha, AppError> {
    let colours = COLOURS.map(str::to_owned).to_vec();
    let (answer, picture) = BiosvgBuilder::new()
        .length(4)
        .difficulty(6)
        .colors(colours)
        .build()
        .map_err(|e| internal(&format!("{e:?}")))?;
    let mut chance = [0; 2];
    getrandom::fill(&mut chance).map_err(|e| internal(&e))?;
    let sum = (i64::from(chance[0] % 9) + 2, i64::from(chance[1] % 9) + 2);
    let id = Uid::fresh();
    let mut tx = ctx.app.db.write().await?;
    ISSUES.take(&mut tx, &ctx.remote, ctx.now).await?;
    let hash = answer_hash(id, &answer);
    store::captcha::insert(&mut tx, id, &hash, sum.0 + sum.1, ctx.now, ctx.now.plus_ms(LIFE_MS)).await?;
    tx.commit().await?;
    Ok(Captcha { id, picture: format!("data:image/svg+xml,{}", query_value(&picture)), sum })
}

/// What came with a form as the answer to a captcha.
#[derive(Clone, Debug, Default)]
pub struct Answered {
    /// The captcha's id.
    pub id: String,
    /// What was typed: the characters, or the sum.
    pub text: String,
}

/// Whether the answer is right. The captcha is gone afterwards, right or wrong: the transaction must be committed
/// even when it is wrong.
///
/// # Errors
/// Those of the store.
pub async fn is_right(ctx: &Ctx, tx: &mut Tx, answered: &Answered) -> Result<bool, AppError> {
    let Ok(id) = answered.id.parse::<Uid>() else { return Ok(false) };
    let Some((hash, sum)) = store::captcha::take(tx, id, ctx.now).await? else { return Ok(false) };
    let typed = crate::domain::form::clean::line(&answered.text);
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    Ok(answer_hash(id, &typed) == hash || typed.parse() == Ok(sum))
}

/// The refusal of a wrong or missing answer.
pub fn refusal(answered: &Answered) -> AppError {
    let code = if answered.text.trim().is_empty() { ProblemCode::CaptchaNeeded } else { ProblemCode::CaptchaWrong };
    AppError::field("captcha", code, &[])
}
