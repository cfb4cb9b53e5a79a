//! One file per page; a page reads its data through `api` and shows it with `parts`.

pub mod account;
pub mod frame;
pub mod missing;
pub mod org;
pub mod org_tree;
pub mod setup;
pub mod sign_in;
pub mod workbench;
