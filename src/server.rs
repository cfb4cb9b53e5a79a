//! The axum wiring: router, sessions, security, assets. No business rule lives here.

pub mod assets;
pub mod files;
pub mod imports;
pub mod join;
pub mod plain;
pub mod preference;
pub mod records;
pub mod router;
pub mod security;
pub mod session;
