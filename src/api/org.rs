//! Calls of the organisation tree.

use leptos::server;

use super::Wire;
use crate::domain::account::{AwaitedPerson, Role};
use crate::domain::error::AppError;
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::org::{OrgNode, OrgView};
use crate::domain::time::Day;

/// The root of the tree that the actor sees; on a day: as it was.
#[server(prefix = "/api", endpoint = "org/root", output = Wire)]
pub async fn find_root(#[server(default)] on: Option<Day>) -> Result<OrgNode, AppError> {
    let ctx = super::ctx().await?;
    super::reply(match on {
        None => crate::service::org::find_root(&ctx).await,
        Some(on) => crate::service::org::history::find_root_on(&ctx, on).await,
    })
}

/// The units directly below, a page at a time; on a day: those of then.
#[server(prefix = "/api", endpoint = "org/children", output = Wire)]
pub async fn list_children(
    org: OrgId,
    offset: i64,
    #[server(default)] on: Option<Day>,
) -> Result<Vec<OrgNode>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(match on {
        None => crate::service::org::list_children(&ctx, org, offset).await,
        Some(on) => crate::service::org::history::list_children_on(&ctx, org, on, offset).await,
    })
}

/// Units of the scope by name or code.
#[server(prefix = "/api", endpoint = "org/search", output = Wire)]
pub async fn search_orgs(words: String) -> Result<Vec<OrgNode>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::org::search_orgs(&ctx, &words).await)
}

/// One unit with its path, people and history; on a day: as it was.
#[server(prefix = "/api", endpoint = "org/find", output = Wire)]
pub async fn find_org(org: OrgId, #[server(default)] on: Option<Day>) -> Result<OrgView, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::org::find_org(&ctx, org, on).await)
}

/// Sets up a unit directly below and leads to it.
#[server(prefix = "/api", endpoint = "org/create", output = Wire)]
pub async fn create_org(
    parent: OrgId,
    kind: String,
    name: String,
    #[server(default)] code: String,
    #[server(default)] founded: String,
) -> Result<OrgId, AppError> {
    let ctx = super::ctx().await?;
    let founded = super::reply(crate::domain::org::founded_year(&founded))?;
    let new = crate::domain::org::NewOrg { kind, code, name, founded };
    let id = super::reply(crate::service::org::create_org(&ctx, parent, new).await)?;
    super::go(&format!("/orgs/{id}"));
    Ok(id)
}

/// Sets up a unit with the account of its administrator (E-038) and stays on the page.
#[server(prefix = "/api", endpoint = "org/create_with_account", output = Wire)]
pub async fn create_with_account(
    parent: OrgId,
    kind: String,
    name: String,
    #[server(default)] code: String,
    person: String,
    login: String,
    #[server(default)] mobile: String,
    #[server(default)] email: String,
    #[server(default)] dial: String,
    password: String,
) -> Result<OrgId, AppError> {
    let ctx = super::ctx().await?;
    let mobile = crate::domain::dial::joined(&dial, &mobile);
    let new = crate::domain::org::NewOrg { kind, code, name, founded: None };
    let account = crate::domain::account::NewAccount { login, name: person, mobile, email, password };
    let id = super::reply(crate::service::org::create_with_account(&ctx, parent, new, account).await)?;
    super::go(&format!("/orgs/{id}"));
    Ok(id)
}

/// Changes what a unit says of itself.
#[server(prefix = "/api", endpoint = "org/update", output = Wire)]
pub async fn update_org(
    org: OrgId,
    name: String,
    #[server(default)] enabled: bool,
    version: i64,
    #[server(default)] nature: String,
    #[server(default)] contact: String,
    #[server(default)] phone: String,
    #[server(default)] address: String,
    #[server(default)] uscc: String,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let details = crate::domain::org::OrgDetails { nature, contact, phone, address, uscc };
    let edit = crate::domain::org::OrgEdit { name, enabled, details };
    super::reply(crate::service::org::update_org(&ctx, org, edit, version).await)?;
    super::go(&format!("/orgs/{org}"));
    Ok(())
}

/// Switches a unit off or on.
#[server(prefix = "/api", endpoint = "org/switch", output = Wire)]
pub async fn switch_org(org: OrgId, #[server(default)] enabled: bool, version: i64) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::org::switch_org(&ctx, org, enabled, version).await)?;
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
    #[server(default)] dial: String,
    #[server(default)] email: String,
    password: String,
) -> Result<AccountId, AppError> {
    let ctx = super::ctx().await?;
    let mobile = crate::domain::dial::joined(&dial, &mobile);
    let new = crate::domain::account::NewAccount { login, name, mobile, email, password };
    let id = super::reply(crate::service::account::create_account(&ctx, org, role, new).await)?;
    super::go(&format!("/orgs/{org}"));
    Ok(id)
}

/// Switches an account on or off.
#[server(prefix = "/api", endpoint = "org/account_enabled", output = Wire)]
pub async fn update_account_enabled(
    org: OrgId,
    account: AccountId,
    #[server(default)] enabled: bool,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::account::update_enabled(&ctx, org, account, enabled).await)?;
    super::go(&format!("/orgs/{org}"));
    Ok(())
}

/// Notes somebody who will come by mobile number.
#[server(prefix = "/api", endpoint = "org/await_person", output = Wire)]
pub async fn await_person(
    org: OrgId,
    role: Role,
    name: String,
    mobile: String,
    #[server(default)] dial: String,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let mobile = crate::domain::dial::joined(&dial, &mobile);
    super::reply(crate::service::account::await_person(&ctx, org, role, &name, &mobile).await)?;
    super::go(&format!("/orgs/{org}"));
    Ok(())
}

/// The people that a unit waits for.
#[server(prefix = "/api", endpoint = "org/awaited", output = Wire)]
pub async fn list_awaited(org: OrgId) -> Result<Vec<AwaitedPerson>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::account::list_awaited(&ctx, org).await)
}

/// Waits for somebody no longer.
#[server(prefix = "/api", endpoint = "org/forget_awaited", output = Wire)]
pub async fn forget_awaited(org: OrgId, role: Role, mobile: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::account::forget_awaited(&ctx, org, role, &mobile).await)?;
    super::go(&format!("/orgs/{org}"));
    Ok(())
}

/// Sets up the association and its first administrator on a new installation.
#[server(prefix = "/api", endpoint = "org/create_first", output = Wire)]
pub async fn create_first(association: String, login: String, name: String, password: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let new = crate::domain::account::NewAccount { login, name, password, ..Default::default() };
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
