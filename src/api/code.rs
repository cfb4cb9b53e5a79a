//! Calls of code tables.

use std::collections::BTreeMap;

use leptos::server;
use leptos::server_fn::codec::GetUrl;

use super::Wire;
use crate::domain::code::{CodeEntry, CodeFound, CodeLevel};
use crate::domain::error::AppError;

/// The levels of a cascade from the top down to the level below the code.
#[server(prefix = "/api", endpoint = "code/levels", input = GetUrl, output = Wire)]
pub async fn list_levels(table: String, #[server(default)] code: String) -> Result<Vec<CodeLevel>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::code::list_levels(&ctx, &table, &code))
}

/// Entries by name, initials of its pinyin or beginning of the code.
#[server(prefix = "/api", endpoint = "code/search", input = GetUrl, output = Wire)]
pub async fn search_codes(table: String, #[server(default)] words: String) -> Result<Vec<CodeFound>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::code::search_codes(&ctx, &table, &words))
}

/// The small tables that a register's form asks, as a whole.
#[server(prefix = "/api", endpoint = "code/tables", input = GetUrl, output = Wire)]
pub async fn list_tables(register: String) -> Result<BTreeMap<String, Vec<CodeEntry>>, AppError> {
    let ctx = super::ctx().await?;
    super::reply(crate::service::code::list_tables(&ctx, &register))
}
