//! The axum wiring: router, sessions, security, assets. No business rule lives here.

pub mod assets;
pub mod bundle;
pub mod events;
pub mod files;
pub mod help;
pub mod identity;
pub mod imports;
pub mod jobs;
pub mod join;
pub mod lingering;
pub mod log;
pub mod paper;
pub mod plain;
pub mod preference;
pub mod preload;
pub mod proxy;
pub mod records;
pub mod registers;
pub mod router;
pub mod security;
pub mod session;
pub mod sheet;
pub mod uploads;
pub mod viewing;
