//! Format, clippy for both targets, and the types of the browser tests.

use anyhow::Result;

use super::tally::Tally;
use crate::need;
use crate::place::Place;
use crate::shell::{cargo, passes, step};

/// Where this tool's own package is and builds to, as in the `xtask` alias.
pub const XTASK: [&str; 4] = ["--manifest-path", "tools/xtask/Cargo.toml", "--target-dir", "target/xtask"];

/// The package that holds the rules against themselves, and where it builds to.
pub const TWIN: [&str; 3] = ["--manifest-path", "tools/twin/Cargo.toml", "--target-dir"];

pub fn run(place: &Place, tally: &mut Tally) -> Result<()> {
    need::lint_tools(place)?;
    need::wasm_target(place)?;
    let deny = ["--", "-D", "warnings"];

    step("Format");
    tally.check("cargo fmt", passes(cargo(place).args(["fmt", "--check"]))?);
    let mut own_format = cargo(place);
    own_format.args(["fmt", "--check", XTASK[0], XTASK[1]]);
    tally.check("cargo fmt of xtask", passes(&mut own_format)?);
    let mut twin_format = cargo(place);
    twin_format.args(["fmt", "--check", TWIN[0], TWIN[1]]);
    tally.check("cargo fmt of twin", passes(&mut twin_format)?);

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

    step("Clippy, twin");
    let mut twin = cargo(place);
    twin.args(["clippy", "--quiet", "--release", "--lib", "--bins"])
        .args(TWIN)
        .arg(place.target.join("twin"))
        .args(deny);
    tally.check("clippy of twin", passes(&mut twin)?);

    step("Types of the browser tests");
    need::npm_tools(place)?;
    let mut types = std::process::Command::new(place.npm_tool("tsc"));
    types.current_dir(place.end2end()).args(["--noEmit", "-p", "."]);
    tally.check("types of the browser tests", passes(&mut types)?);
    Ok(())
}
