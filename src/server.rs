//! The axum wiring: router, sessions, security, assets. No business rule lives here.

pub mod assets;
pub mod preference;
pub mod router;
pub mod security;
pub mod session;
