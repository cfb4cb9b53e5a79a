//! Calls about posts: hand-over, end, one more post.

use leptos::server;

use super::Wire;
use crate::domain::account::Role;
use crate::domain::error::AppError;
use crate::domain::ids::{OrgId, Uid};
use crate::domain::org::Tenure;

/// Replaces the administrator of a unit; `account` names somebody of the unit, empty: the new account that follows.
#[server(prefix = "/api", endpoint = "post/hand_over", output = Wire)]
pub async fn hand_over(
    org: OrgId,
    post: Uid,
    on: String,
    stays: String,
    #[server(default)] account: String,
    #[server(default)] name: String,
    #[server(default)] login: String,
    #[server(default)] mobile: String,
    #[server(default)] email: String,
    #[server(default)] dial: String,
    #[server(default)] password: String,
) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let mobile = crate::domain::dial::joined(&dial, &mobile);
    let new = crate::domain::account::NewAccount { login, name, mobile, email, password };
    let how = super::reply(crate::domain::post::HandOver::read(post, &on, &stays, &account, new))?;
    super::reply(crate::service::post::hand_over(&ctx, org, how).await)?;
    super::go(&format!("/orgs/{org}"));
    Ok(())
}

/// Ends somebody's post.
#[server(prefix = "/api", endpoint = "post/end", output = Wire)]
pub async fn end_post(post: Uid, on: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let org = super::reply(crate::service::post::end_post(&ctx, post, &on).await)?;
    super::go(&format!("/orgs/{org}"));
    Ok(())
}

/// Gives somebody known one more post in the own unit.
#[server(prefix = "/api", endpoint = "post/add", output = Wire)]
pub async fn add_post(org: OrgId, role: Role, known: String) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::post::add_post(&ctx, org, role, &known).await)?;
    super::go(&format!("/orgs/{org}"));
    Ok(())
}

/// The own posts, present and past.
#[server(prefix = "/api", endpoint = "post/list_own", output = Wire)]
pub async fn list_own() -> Result<Vec<Tenure>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::post::list_own(&ctx).await)
}
