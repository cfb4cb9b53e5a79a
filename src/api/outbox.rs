//! Calls of the outbox.

use leptos::server;

use super::Wire;
use crate::domain::error::AppError;
use crate::domain::outbox::OutboxView;

/// The last mail and short messages.
#[server(prefix = "/api", endpoint = "outbox/list", output = Wire)]
pub async fn list_outbox() -> Result<OutboxView, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::outbox::list_outbox(&ctx).await)
}
