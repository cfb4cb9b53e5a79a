//! Calls of the workbench.

use leptos::server;

use super::Wire;
use crate::domain::error::AppError;
use crate::domain::workbench::{Counts, TaskCount};

/// What waits for me.
#[server(prefix = "/api", endpoint = "workbench/tasks", output = Wire)]
pub async fn list_tasks() -> Result<Vec<TaskCount>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::workbench::list_tasks(&ctx).await)
}

/// The numbers that the frame shows.
#[server(prefix = "/api", endpoint = "workbench/counts", output = Wire)]
pub async fn find_counts() -> Result<Counts, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::workbench::find_counts(&ctx).await)
}
