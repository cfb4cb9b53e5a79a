//! Calls of the messages between people.

use leptos::server;

use super::Wire;
use crate::domain::error::AppError;
use crate::domain::ids::MessageId;
use crate::domain::message::{MessageBox, MessageDraft, MessageList, MessagePreview, MessageView};

/// A box of mine, a page at a time.
#[server(prefix = "/api", endpoint = "message/list", output = Wire)]
pub async fn list_messages(
    which: MessageBox,
    #[server(default)] words: String,
    #[server(default)] unread_only: bool,
    page: i64,
) -> Result<MessageList, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::message::list_messages(&ctx, which, &words, unread_only, page).await)
}

/// A message that I sent or received.
#[server(prefix = "/api", endpoint = "message/find", output = Wire)]
pub async fn find_message(id: MessageId) -> Result<MessageView, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::message::find_message(&ctx, id).await)
}

/// A draft, an answer or an empty message, and the people that a search found.
#[server(prefix = "/api", endpoint = "message/draft", output = Wire)]
pub async fn find_message_draft(
    #[server(default)] id: Option<MessageId>,
    #[server(default)] reply_to: Option<MessageId>,
    #[server(default)] find: Option<String>,
) -> Result<MessageDraft, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::message::find_draft(&ctx, id, reply_to, find.as_deref()).await)
}

/// Saves a draft and leads on by the button that was pressed: to a search, to the preview, or back to the draft.
#[server(prefix = "/api", endpoint = "message/save", output = Wire)]
#[allow(clippy::too_many_arguments)]
pub async fn save_message(
    #[server(default)] id: String,
    #[server(default)] reply_to: String,
    #[server(default)] to: Vec<String>,
    #[server(default)] subject: String,
    #[server(default)] body: String,
    #[server(default)] files: Vec<String>,
    #[server(default)] find: String,
    #[server(default)] _mode: String,
) -> Result<MessageId, AppError> {
    let ctx = super::ctx().await?;
    let optional = |id: &str| match id {
        "" => Ok(None),
        id => id.parse::<MessageId>().map(Some).map_err(|_| AppError::NotFound),
    };
    let new = crate::domain::message::NewMessage {
        to: super::reply(crate::service::message::targets(&to))?,
        subject,
        body,
        files: super::reply(crate::domain::form::kinds::file::references("files", &files))?,
        reply_to: super::reply(optional(&reply_to))?,
    };
    let id = super::reply(optional(&id))?;
    let id = super::reply(crate::service::message::save_draft(&ctx, id, new).await)?;
    // Another address each time, so that the page reads the draft anew, and once.
    let (find, saved) = (crate::domain::path::query_value(find.trim()), ctx.now.0);
    super::go(&match _mode.as_str() {
        "find" => format!("/messages/{id}/edit?find={find}&saved={saved}"),
        "preview" => format!("/messages/{id}/send"),
        _ => format!("/messages/{id}/edit?saved={saved}"),
    });
    Ok(id)
}

/// What will be sent, and the real receivers.
#[server(prefix = "/api", endpoint = "message/preview", output = Wire)]
pub async fn preview_message(id: MessageId) -> Result<MessagePreview, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::message::preview(&ctx, id).await)
}

/// Sends a draft and leads to it.
#[server(prefix = "/api", endpoint = "message/send", output = Wire)]
pub async fn send_message(id: MessageId) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::message::send(&ctx, id).await)?;
    super::go(&format!("/messages/{id}"));
    Ok(())
}

/// Takes back what nobody has seen yet, and leads to the draft.
#[server(prefix = "/api", endpoint = "message/undo", output = Wire)]
pub async fn undo_message(id: MessageId) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::message::undo(&ctx, id).await)?;
    super::go(&format!("/messages/{id}/edit"));
    Ok(())
}

/// Removes a message from my lists and leads to the box that it lay in.
#[server(prefix = "/api", endpoint = "message/delete", output = Wire)]
pub async fn delete_message(id: MessageId) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let left = super::reply(crate::service::message::delete_message(&ctx, id).await)?;
    super::go(&format!("/messages?box={}", left.key()));
    Ok(())
}
