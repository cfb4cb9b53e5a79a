//! 学会通 · Societas: one crate, two targets. `ssr` is the server, `hydrate` the browser module.

pub mod domain;
