//! The pure words and rules of the house. Compiled for the server and for the browser; knows no
//! framework, no store, no clock and no chance.

pub mod access;
pub mod account;
pub mod code;
pub mod congress;
pub mod error;
pub mod evaluation;
pub mod form;
pub mod ids;
pub mod import;
pub mod indicator;
pub mod invitation;
pub mod org;
pub mod path;
pub mod quota;
pub mod record;
pub mod text;
pub mod time;
pub mod workbench;
pub mod workflow;
