//! Integration tests: the production router, real clients, both databases.

mod account;
mod architecture;
mod congress;
mod org;
mod schema;
mod security;
mod support;
