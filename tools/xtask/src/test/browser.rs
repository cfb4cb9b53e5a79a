//! The browser tests: the site, the server, and Playwright, which starts one server per worker.

use std::process::Command;

use anyhow::{Result, bail};

use super::tally::{Suite, Tally};
use crate::place::{Mode, Place};
use crate::shell::{self, cargo, follow, step};
use crate::{need, site};

/// Runs them against the browser module of that mode.
pub fn run(place: &Place, mode: Mode, filters: &[String], tally: &mut Tally) -> Result<()> {
    let chromium = need::chromium()?;
    need::npm_tools(place)?;
    site::build(place, mode)?;

    step("Building the server for the browser tests");
    // Through `cargo test`, which builds the program too: with the dependencies' features as the
    // integration tests need them, so that nothing is built twice.
    let mut build = cargo(place);
    build.args(["test", "--quiet", "--no-run"]);
    build.args(["--features", "ssr", "--test", "integration"]);
    shell::run(&mut build)?;
    let server = place.server(Mode::Dev);
    if !server.is_file() {
        bail!("{} was not built", place.show(&server));
    }

    step("Browser tests");
    // A whole run speaks of what failed; who picks tests wants to see each.
    let reporter = if filters.is_empty() { "dot" } else { "list" };
    let mut command = Command::new(place.npm_tool("playwright"));
    command
        .current_dir(place.end2end())
        .args(["test", &format!("--reporter={reporter}"), "--pass-with-no-tests"])
        .env("SOCIETAS_BIN", &server)
        .env("SOCIETAS_SITE", &place.site)
        .env("CHROMIUM", chromium);
    if !filters.is_empty() {
        command.args(["--grep", &filters.join("|")]);
    }
    let mut suite = Suite::new("browser tests");
    let good = follow(&mut command, |line| suite.read_playwright(line))?;
    tally.suite(suite, good);
    Ok(())
}
