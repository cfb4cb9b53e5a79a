//! Calls of cases: the desk, one case, its steps.

use leptos::server;
use leptos::server_fn::codec::GetUrl;

use super::Wire;
use crate::domain::case::{CaseList, CaseOutcome};
use crate::domain::error::AppError;
use crate::domain::ids::{AccountId, RecordId};

/// What waits for the actor.
#[server(prefix = "/api", endpoint = "case/list", input = GetUrl, output = Wire)]
pub async fn list_cases(page: i64) -> Result<CaseList, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::case::list_cases(&ctx, page).await)
}

/// Takes a step: `_mode` is its verb, `back_to` the stage to which it is returned.
#[server(prefix = "/api", endpoint = "case/act", output = Wire)]
pub async fn act_on_case(
    id: RecordId,
    version: i64,
    _mode: String,
    #[server(default)] opinion: String,
    #[server(default)] back_to: Option<usize>,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::case::act(&ctx, id, version, &_mode, &opinion, back_to).await)
}

/// Approves or declines several cases; what became of each.
#[server(prefix = "/api", endpoint = "case/decide", output = Wire)]
pub async fn decide_cases(
    #[server(default)] chosen: Vec<String>,
    _mode: String,
    #[server(default)] opinion: String,
) -> Result<Vec<CaseOutcome>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::case::decide_cases(&ctx, &chosen, _mode == "approve", &opinion).await)
}

/// Gives a case to a colleague.
#[server(prefix = "/api", endpoint = "case/hand_over", output = Wire)]
pub async fn hand_over_case(id: RecordId, to: AccountId) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::case::hand_over(&ctx, id, to).await)
}

/// Reminds those who have a case.
#[server(prefix = "/api", endpoint = "case/urge", output = Wire)]
pub async fn urge_case(id: RecordId) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::case::urge(&ctx, id).await)
}

/// Notes that the actor is away and who acts meanwhile.
#[server(prefix = "/api", endpoint = "case/set_absence", output = Wire)]
pub async fn set_absence(deputy: String, from: String, to: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::case::set_absence(&ctx, &deputy, &from, &to).await)
}

/// Ends the actor's absence.
#[server(prefix = "/api", endpoint = "case/end_absence", output = Wire)]
pub async fn end_absence() -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::case::end_absence(&ctx).await)
}
