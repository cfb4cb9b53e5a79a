//! Calls of the congress.

use leptos::server;

use super::Wire;
use crate::domain::congress::{Congress, CongressView};
use crate::domain::error::AppError;
use crate::domain::ids::{CongressId, NomineeId};

/// The congresses that concern my unit.
#[server(prefix = "/api", endpoint = "congress/list", output = Wire)]
pub async fn list_congresses() -> Result<Vec<Congress>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::congress::list_congresses(&ctx).await)
}

/// The places and nominees of my unit.
#[server(prefix = "/api", endpoint = "congress/find", output = Wire)]
pub async fn find_congress(congress: CongressId) -> Result<CongressView, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::congress::find_congress(&ctx, congress).await)
}

/// Adds a nominee within the caps.
#[server(prefix = "/api", endpoint = "congress/nominate", output = Wire)]
pub async fn nominate(
    congress: CongressId,
    name: String,
    mobile: String,
    #[server(default)] identity: String,
    #[server(default)] sex: String,
    #[server(default)] birth_on: String,
    #[server(default)] ethnic: String,
    #[server(default)] party1: String,
    #[server(default)] party2: String,
    #[server(default)] grassroots: String,
) -> Result<NomineeId, AppError> {
    let ctx = super::ctx().await?;
    let form = crate::domain::congress::NomineeForm {
        name,
        mobile,
        identity,
        sex,
        birth_on,
        ethnic,
        party1,
        party2,
        grassroots,
    };
    let id = super::reply(crate::service::congress::nominate(&ctx, congress, &form).await)?;
    super::go(&format!("/congress/{congress}"));
    Ok(id)
}

/// Removes a nominee and frees the places.
#[server(prefix = "/api", endpoint = "congress/remove", output = Wire)]
pub async fn remove_nominee(nominee: NomineeId) -> Result<(), AppError> {
    let ctx = super::ctx().await?;
    let congress = super::reply(crate::service::congress::remove_nominee(&ctx, nominee).await)?;
    super::go(&format!("/congress/{congress}"));
    Ok(())
}
