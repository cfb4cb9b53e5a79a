//! Format, clippy for both targets, and the types of the browser tests.

use anyhow::Result;

use super::tally::Tally;
use crate::need;
use crate::place::Place;
use crate::shell::{cargo, passes, step};

/// Where this tool's own package is and builds to, as in the `xtask` alias.
pub const XTASK: [&str; 4] = ["--manifest-path", "tools/xtask/Cargo.toml", "--target-dir", "target/xtask"];

pub fn run(place: &Place, tally: &mut Tally) -> Result<()> {
    need::lint_tools(place)?;
    need::wasm_target(place)?;
    let deny = ["--", "-D", "warnings"];

    step("Format");
    tally.check("cargo fmt", passes(cargo(place).args(["fmt", "--check"]))?);
    let mut own_format = cargo(place);
    own_format.args(["fmt", "--check", XTASK[0], XTASK[1]]);
    tally.check("cargo fmt of xtask", passes(&mut own_format)?);

    step("Clippy, server");
    let mut server = cargo(place);
    server.args(["clippy", "--quiet", "--features", "ssr", "--all-targets"]).args(deny);
    tally.check("clippy of the server", passes(&mut server)?);

    step("Clippy, browser");
    let mut browser = cargo(place);
    browser
        .args(["clippy", "--quiet", "--lib", "--no-default-features"])
        .args(["--features", "hydrate", "--target", "wasm32-unknown-unknown"])
        .args(deny);
    tally.check("clippy of the browser module", passes(&mut browser)?);

    step("Clippy, xtask");
    let mut own = cargo(place);
    own.args(["clippy", "--quiet", "--all-targets"]).args(XTASK).args(deny);
    tally.check("clippy of xtask", passes(&mut own)?);

    step("Types of the browser tests");
    need::npm_tools(place)?;
    let mut types = std::process::Command::new(place.npm_tool("tsc"));
    types.current_dir(place.end2end()).args(["--noEmit", "-p", "."]);
    tally.check("types of the browser tests", passes(&mut types)?);
    Ok(())
}
