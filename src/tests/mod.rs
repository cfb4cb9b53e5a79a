//! Integration tests: the production router, real clients, both databases.

mod account;
mod architecture;
mod congress;
mod evaluation;
mod file;
mod import;
mod invitation;
mod leak;
mod org;
mod plain;
mod register;
mod schema;
mod security;
mod store;
mod support;
