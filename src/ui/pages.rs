//! One file per page; a page reads its data through `api` and shows it with `parts`.

pub mod account;
pub mod application;
pub mod congress;
pub mod evaluation;
pub mod evaluation_extras;
pub mod evaluation_leaf;
pub mod evaluation_tree;
pub mod frame;
pub mod import;
pub mod import_plan;
pub mod invitation;
pub mod invitation_poster;
pub mod join;
pub mod join_status;
pub mod missing;
pub mod org;
pub mod org_tree;
pub mod register;
pub mod review;
pub mod review_case;
pub mod review_leaf;
pub mod setup;
pub mod sign_in;
pub mod workbench;
