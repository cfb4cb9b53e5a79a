//! Calls of imports. Files come in by a plain route.

use leptos::server;

use super::Wire;
use crate::domain::error::AppError;
use crate::domain::ids::PlanId;
use crate::domain::import::{PlanHead, Preview};
use crate::domain::text::Lang;

/// The last imports of my unit.
#[server(prefix = "/api", endpoint = "import/list", output = Wire)]
pub async fn list_plans() -> Result<Vec<PlanHead>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::import::list_plans(&ctx).await)
}

/// A page of a plan's rows of one kind (`new`, `error` …; empty: the first kind that needs attention).
#[server(prefix = "/api", endpoint = "import/preview", output = Wire)]
pub async fn find_preview(
    id: PlanId,
    #[server(default)] status: String,
    #[server(default)] page: i64,
    lang: Lang,
) -> Result<Preview, AppError> {
    let ctx = super::ctx().await?;
    let status = crate::domain::import::RowStatus::from_key(&status);
    super::reply(crate::service::import::find_preview(&ctx, id, status, page, lang).await)
}

/// Writes the plan.
#[server(prefix = "/api", endpoint = "import/commit", output = Wire)]
pub async fn commit_plan(id: PlanId) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::import::start_commit(&ctx, id).await)?;
    super::go(&format!("/imports/{id}"));
    Ok(())
}

/// Takes a committed plan back.
#[server(prefix = "/api", endpoint = "import/undo", output = Wire)]
pub async fn undo_plan(id: PlanId) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::import::start_undo(&ctx, id).await)?;
    super::go(&format!("/imports/{id}"));
    Ok(())
}
