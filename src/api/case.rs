//! Calls of cases: the desk, one case, its steps.

use leptos::server;
use leptos::server_fn::codec::GetUrl;

use super::Wire;
use crate::domain::case::{CaseList, CaseOutcome};
use crate::domain::error::AppError;
use crate::domain::ids::{AccountId, RecordId};
use crate::domain::workflow::panel::setting::PanelList;

/// What waits for the actor.
#[server(prefix = "/api", endpoint = "case/list", input = GetUrl, output = Wire)]
pub async fn list_cases(page: i64) -> Result<CaseList, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::case::list_cases(&ctx, page).await)
}

/// Takes a step: `_mode` is its verb, `back_to` the stage to which it is returned, `seat` the one for which a vote is
/// given.
#[server(prefix = "/api", endpoint = "case/act", output = Wire)]
pub async fn act_on_case(
    id: RecordId,
    version: i64,
    _mode: String,
    #[server(default)] opinion: String,
    #[server(default)] back_to: Option<usize>,
    #[server(default)] seat: Option<usize>,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let ask = crate::domain::workflow::course::Ask { verb: &_mode, opinion: &opinion, back_to, seat };
    super::reply(crate::service::case::act(&ctx, id, version, ask).await)
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

/// Takes the vote of a seat back.
#[server(prefix = "/api", endpoint = "case/withdraw_vote", output = Wire)]
pub async fn withdraw_vote(id: RecordId, seat: usize) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::case::withdraw_vote(&ctx, id, seat).await)
}

/// Gives a case to a colleague, or a seat among those who decide it together.
#[server(prefix = "/api", endpoint = "case/hand_over", output = Wire)]
pub async fn hand_over_case(
    id: RecordId,
    to: AccountId,
    #[server(default)] seat: Option<usize>,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::case::hand_over(&ctx, id, to, seat).await)
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

/// What my unit has laid down about deciding together.
#[server(prefix = "/api", endpoint = "case/panels", input = GetUrl, output = Wire)]
pub async fn list_panels() -> Result<PanelList, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::case::list_panels(&ctx).await)
}

/// Lays down who decides together what arrives from a register: `places` has the place of each
/// of `people` in the order.
#[server(prefix = "/api", endpoint = "case/set_panel", output = Wire)]
pub async fn set_panel(
    register: String,
    version: i64,
    #[server(default)] mode: String,
    #[server(default)] share: String,
    #[server(default)] veto: bool,
    #[server(default)] people: Vec<String>,
    #[server(default)] places: Vec<String>,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let form = crate::domain::workflow::panel::setting::PanelForm { mode, share, veto, people, places };
    super::reply(crate::service::case::set_panel(&ctx, &register, &form, version).await)
}
