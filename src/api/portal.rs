//! Calls of the portal; all of them for everybody.

use leptos::server;

use super::Wire;
use crate::domain::error::AppError;
use crate::domain::ids::NoticeId;
use crate::domain::portal::{Category, Portal, PublicList, PublicNotice};

/// The hall of services and the latest public notices.
#[server(prefix = "/api", endpoint = "portal/find", output = Wire)]
pub async fn find_portal() -> Result<Portal, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::portal::find_portal(&ctx).await)
}

/// The page where I find a service; none before I have signed in.
#[server(prefix = "/api", endpoint = "portal/service", output = Wire)]
pub async fn find_service(key: String) -> Result<Option<String>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::portal::find_service(&ctx, &key))
}

/// Public notices of a category, a page at a time.
#[server(prefix = "/api", endpoint = "portal/list", output = Wire)]
pub async fn list_public(
    category: Category,
    #[server(default)] words: String,
    page: i64,
) -> Result<PublicList, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::portal::list_public(&ctx, category, &words, page).await)
}

/// A public notice.
#[server(prefix = "/api", endpoint = "portal/notice", output = Wire)]
pub async fn find_public(id: NoticeId) -> Result<PublicNotice, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::portal::find_public(&ctx, id).await)
}
