//! The pure words and rules of the house. Compiled for the server and for the browser; knows no
//! framework, no store, no clock and no chance.

pub mod access;
pub mod account;
pub mod agent;
pub mod case;
pub mod code;
pub mod congress;
pub mod dial;
pub mod error;
pub mod evaluation;
pub mod form;
pub mod ids;
pub mod import;
pub mod indicator;
pub mod initials;
pub mod invitation;
pub mod log;
pub mod message;
pub mod notice;
pub mod notification;
pub mod org;
pub mod org_change;
pub mod outbox;
pub mod path;
pub mod portal;
pub mod post;
pub mod quota;
pub mod record;
pub mod support;
pub mod text;
pub mod time;
pub mod upload;
pub mod workbench;
pub mod workflow;
