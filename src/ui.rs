//! The pages: pure functions of what the calls return, rendered on the server and taken over in the browser.

pub mod app;
pub mod at;
pub mod browser;
pub mod pages;
pub mod parts;
pub mod preference;
