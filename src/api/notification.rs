//! Calls of the notifications.

use leptos::server;

use super::Wire;
use crate::domain::error::AppError;
use crate::domain::ids::NotificationId;
use crate::domain::notification::{Choice, NotificationList};

/// My notifications, a page at a time.
#[server(prefix = "/api", endpoint = "notification/list", output = Wire)]
pub async fn list_notifications(#[server(default)] unread_only: bool, page: i64) -> Result<NotificationList, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::notification::list_notifications(&ctx, unread_only, page).await)
}

/// Marks one as read and leads to the thing, in the unit that it is about.
#[server(prefix = "/api", endpoint = "notification/open", output = Wire)]
pub async fn open_notification(id: NotificationId) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let link = super::reply(crate::service::notification::open_notification(&ctx, id).await)?;
    super::go(&link);
    Ok(())
}

/// Marks all as read.
#[server(prefix = "/api", endpoint = "notification/read_all", output = Wire)]
pub async fn read_all_notifications() -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::notification::read_all(&ctx).await)?;
    super::go("/notifications");
    Ok(())
}

/// How I want to be told.
#[server(prefix = "/api", endpoint = "notification/choices", output = Wire)]
pub async fn list_choices() -> Result<Vec<Choice>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::notification::list_choices(&ctx).await)
}

/// Stores how I want to be told: the kinds that also leave by e-mail, and by SMS.
#[server(prefix = "/api", endpoint = "notification/save_choices", output = Wire)]
pub async fn save_choices(
    #[server(default)] email: Vec<String>,
    #[server(default)] sms: Vec<String>,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::notification::save_choices(&ctx, &email, &sms).await)?;
    super::go("/account/notifications?saved=1");
    Ok(())
}
