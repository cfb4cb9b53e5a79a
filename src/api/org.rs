//! Calls of the organisation tree.

use leptos::server;

use super::Wire;
use crate::domain::account::Role;
use crate::domain::error::AppError;
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::org::{OrgNode, OrgView};

/// The root of the tree that the actor sees.
#[server(prefix = "/api", endpoint = "org/root", output = Wire)]
pub async fn find_root() -> Result<OrgNode, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::org::find_root(&ctx).await)
}

/// The units directly below, a page at a time.
#[server(prefix = "/api", endpoint = "org/children", output = Wire)]
pub async fn list_children(org: OrgId, offset: i64) -> Result<Vec<OrgNode>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::org::list_children(&ctx, org, offset).await)
}

/// Units of the scope by name or code.
#[server(prefix = "/api", endpoint = "org/search", output = Wire)]
pub async fn search_orgs(words: String) -> Result<Vec<OrgNode>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::org::search_orgs(&ctx, &words).await)
}

/// One unit with its path, people and children's kinds.
#[server(prefix = "/api", endpoint = "org/find", output = Wire)]
pub async fn find_org(org: OrgId) -> Result<OrgView, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::org::find_org(&ctx, org).await)
}

/// Sets up a unit directly below and leads to it.
#[server(prefix = "/api", endpoint = "org/create", output = Wire)]
pub async fn create_org(
    parent: OrgId,
    kind: String,
    name: String,
    #[server(default)] code: String,
) -> Result<OrgId, AppError> {
    let ctx = super::ctx().await?;
    let id = super::reply(
        crate::service::org::create_org(&ctx, parent, crate::domain::org::NewOrg { kind, code, name }).await,
    )?;
    super::go(&format!("/orgs/{id}"));
    Ok(id)
}

/// Renames a unit or switches it on or off.
#[server(prefix = "/api", endpoint = "org/update", output = Wire)]
pub async fn update_org(
    org: OrgId,
    name: String,
    #[server(default)] enabled: bool,
    version: i64,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::org::update_org(&ctx, org, &name, enabled, version).await)?;
    super::go(&format!("/orgs/{org}"));
    Ok(())
}

/// Creates an account with a post in a unit: its one administrator, staff, a reviewer or a liaison.
#[server(prefix = "/api", endpoint = "org/create_account", output = Wire)]
pub async fn create_account(
    org: OrgId,
    role: Role,
    login: String,
    name: String,
    #[server(default)] mobile: String,
    password: String,
) -> Result<AccountId, AppError> {
    let ctx = super::ctx().await?;
    let new = crate::domain::account::NewAccount { login, name, mobile, password };
    let id = super::reply(crate::service::account::create_account(&ctx, org, role, new).await)?;
    super::go(&format!("/orgs/{org}"));
    Ok(id)
}

/// Sets up the association and its first administrator on a new installation.
#[server(prefix = "/api", endpoint = "org/create_first", output = Wire)]
pub async fn create_first(association: String, login: String, name: String, password: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let new = crate::domain::account::NewAccount { login, name, mobile: String::new(), password };
    super::reply(crate::service::org::create_first(&ctx, &association, new).await)?;
    super::go("/sign-in");
    Ok(())
}

/// Whether the installation waits for its first administrator.
#[server(prefix = "/api", endpoint = "org/is_empty", output = Wire)]
pub async fn is_empty() -> Result<bool, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::org::is_empty(&ctx).await)
}
