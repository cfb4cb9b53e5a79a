//! The one store: SQL and rows. No permission is checked and nothing is worded here.

pub mod account;
pub mod check;
pub mod db;
pub mod event;
pub mod org;
pub mod session;
pub mod workbench;
