//! The one store: SQL and rows. No permission is checked and nothing is worded here.

pub mod account;
pub mod check;
pub mod congress;
pub mod db;
pub mod draft;
pub mod evaluation;
pub mod event;
pub mod file;
pub mod import;
pub mod invitation;
pub mod org;
pub mod record;
pub mod session;
pub mod workbench;
