//! Small pieces that pages are made of. They call no server function.

pub mod field;
pub mod message;
