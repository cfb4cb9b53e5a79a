//! Calls of the support contact.

use leptos::server;

use super::Wire;
use crate::domain::error::AppError;
use crate::domain::support::SupportContact;

/// The contact, for everybody.
#[server(prefix = "/api", endpoint = "support/find", output = Wire)]
pub async fn find_support() -> Result<SupportContact, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::support::find_support(&ctx).await)
}

/// The contact, and whether I may change it.
#[server(prefix = "/api", endpoint = "support/page", output = Wire)]
pub async fn find_support_page() -> Result<(SupportContact, bool), AppError> {
    let ctx = super::ctx().await?;
    let contact = super::reply(crate::service::support::find_support(&ctx).await)?;
    Ok((contact, super::reply(crate::service::support::may_edit(&ctx).await)?))
}

/// Changes the contact.
#[server(prefix = "/api", endpoint = "support/update", output = Wire)]
pub async fn update_support(
    name: String,
    phone: String,
    hours: String,
    #[server(default)] note: String,
    version: i64,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let new = SupportContact { name, phone, hours, note, version };
    super::reply(crate::service::support::update_support(&ctx, new).await)?;
    super::go("/support");
    Ok(())
}
