//! Calls of the log.

use leptos::server;
use leptos::server_fn::codec::Json;

use super::Wire;
use crate::domain::error::AppError;
use crate::domain::log::{LogPage, LogQuery, Sights, Verdict};

/// A page of the log.
#[server(prefix = "/api", endpoint = "log/page", input = Json, output = Wire)]
pub async fn find_log(query: LogQuery) -> Result<LogPage, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::log::find_log(&ctx, &query).await)
}

/// What the check of the chains says: those of one unit, or of its whole scope.
#[server(prefix = "/api", endpoint = "log/verify", input = Json, output = Wire)]
pub async fn find_verdicts(query: LogQuery) -> Result<Vec<Verdict>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::log::find_verdicts(&ctx, &query).await)
}

/// Who looked at data about the person who is signed in.
#[server(prefix = "/api", endpoint = "log/sights", output = Wire)]
pub async fn list_sights() -> Result<Sights, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::disclosure::list_sights(&ctx).await)
}
