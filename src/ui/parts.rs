//! Small pieces that pages are made of. They call no server function.

pub mod action;
pub mod arrivals;
pub mod badge;
pub mod dialog;
pub mod failure;
pub mod field;
pub mod flow;
pub mod form;
pub mod guard;
pub mod list;
pub mod load;
pub mod message;
pub mod mobile;
pub mod numbers;
pub mod post;
pub mod progress;
pub mod settled;
pub mod timeline;
pub mod undo;
pub mod writing;
