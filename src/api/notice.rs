//! Calls of the notices.

use leptos::server;

use super::Wire;
use crate::domain::error::AppError;
use crate::domain::ids::{NoticeId, OrgId};
use crate::domain::notice::{NoticeDraft, NoticeList, NoticePreview, NoticeView, Readers};
use crate::domain::portal::Category;

/// Notices that I may read, or those of my unit, a page at a time.
#[server(prefix = "/api", endpoint = "notice/list", output = Wire)]
pub async fn list_notices(
    own: bool,
    #[server(default)] words: String,
    #[server(default)] unread_only: bool,
    page: i64,
) -> Result<NoticeList, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::notice::list_notices(&ctx, own, &words, unread_only, page).await)
}

/// A notice.
#[server(prefix = "/api", endpoint = "notice/find", output = Wire)]
pub async fn find_notice(id: NoticeId) -> Result<NoticeView, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::notice::find_notice(&ctx, id).await)
}

/// Marks all notices as read.
#[server(prefix = "/api", endpoint = "notice/read_all", output = Wire)]
pub async fn read_all_notices() -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::notice::read_all(&ctx).await)?;
    super::go("/notices");
    Ok(())
}

/// A draft or an empty notice, and the units that a search found.
#[server(prefix = "/api", endpoint = "notice/draft", output = Wire)]
pub async fn find_notice_draft(
    #[server(default)] id: Option<NoticeId>,
    #[server(default)] find: Option<String>,
) -> Result<NoticeDraft, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::notice::find_draft(&ctx, id, find.as_deref()).await)
}

/// Saves a draft and leads on by the button that was pressed: to a search, to the preview, or back to the draft.
#[server(prefix = "/api", endpoint = "notice/save", output = Wire)]
#[allow(clippy::too_many_arguments)]
pub async fn save_notice(
    #[server(default)] id: String,
    #[server(default)] version: i64,
    #[server(default)] title: String,
    #[server(default)] body: String,
    #[server(default)] everyone: bool,
    #[server(default)] kinds: Vec<String>,
    #[server(default)] orgs: Vec<OrgId>,
    #[server(default)] pinned_until_on: String,
    #[server(default)] files: Vec<String>,
    #[server(default)] category: Category,
    #[server(default)] public: bool,
    #[server(default)] find: String,
    #[server(default)] _mode: String,
) -> Result<NoticeId, AppError> {
    let ctx = super::ctx().await?;
    let id = match id.as_str() {
        "" => None,
        id => Some(super::reply(id.parse::<NoticeId>().map_err(|_| AppError::NotFound))?),
    };
    let new = crate::domain::notice::NewNotice {
        title,
        body,
        audience: crate::domain::notice::Audience { everyone, kinds, orgs },
        pinned_until_on,
        files: super::reply(crate::domain::form::kinds::file::references("files", &files))?,
        category,
        public,
    };
    let id = super::reply(crate::service::notice::save_draft(&ctx, id, version, new).await)?;
    // Another address each time, so that the page reads the draft anew, and once.
    let (find, saved) = (crate::domain::path::query_value(find.trim()), ctx.now.0);
    super::go(&match _mode.as_str() {
        "find" => format!("/notices/{id}/edit?find={find}&saved={saved}"),
        "preview" => format!("/notices/{id}/publish"),
        _ => format!("/notices/{id}/edit?saved={saved}"),
    });
    Ok(id)
}

/// What will be published, and whom it reaches.
#[server(prefix = "/api", endpoint = "notice/preview", output = Wire)]
pub async fn preview_notice(id: NoticeId, page: i64) -> Result<NoticePreview, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::notice::preview(&ctx, id, page).await)
}

/// Publishes a draft and leads to it.
#[server(prefix = "/api", endpoint = "notice/publish", output = Wire)]
pub async fn publish_notice(id: NoticeId) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::notice::publish(&ctx, id).await)?;
    super::go(&format!("/notices/{id}"));
    Ok(())
}

/// Takes back what nobody has seen yet, and leads to the draft.
#[server(prefix = "/api", endpoint = "notice/undo", output = Wire)]
pub async fn undo_notice(id: NoticeId) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::notice::undo(&ctx, id).await)?;
    super::go(&format!("/notices/{id}/edit"));
    Ok(())
}

/// Takes a published notice away from its readers.
#[server(prefix = "/api", endpoint = "notice/withdraw", output = Wire)]
pub async fn withdraw_notice(id: NoticeId) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::notice::withdraw(&ctx, id).await)?;
    super::go(&format!("/notices/{id}"));
    Ok(())
}

/// Removes a draft for good.
#[server(prefix = "/api", endpoint = "notice/delete", output = Wire)]
pub async fn delete_notice(id: NoticeId) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::notice::delete_notice(&ctx, id).await)?;
    super::go("/notices?box=own");
    Ok(())
}

/// Title of a notice, and who has read it.
#[server(prefix = "/api", endpoint = "notice/readers", output = Wire)]
pub async fn find_readers(
    id: NoticeId,
    #[server(default)] unit: Option<OrgId>,
    page: i64,
) -> Result<(String, Readers), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::notice::find_readers(&ctx, id, unit, page).await)
}
