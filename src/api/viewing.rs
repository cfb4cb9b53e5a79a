//! Calls of looking at the site as another person.

use leptos::server;

use super::Wire;
use crate::domain::error::AppError;
use crate::domain::ids::{AccountId, OrgId};

/// Begins to look at the site as a person in a post, and leads to that person's workbench.
#[server(prefix = "/api", endpoint = "viewing/start", output = Wire)]
pub async fn start_view(org: OrgId, account: AccountId) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::viewing::start_view(&ctx, org, account).await)?;
    super::go("/");
    Ok(())
}

/// Ends the view and leads to the own workbench.
#[server(prefix = "/api", endpoint = "viewing/end", output = Wire)]
pub async fn end_view() -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::viewing::end_view(&ctx).await)?;
    super::go("/");
    Ok(())
}
