//! What is large: the list of a register of 100,000 records, on both databases, and the take-over of a form of 60
//! fields by a slow browser.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::load::Bounds;
use super::target::LARGE;
use super::{Store, heads, measure};
use crate::guard::TempFolder;
use crate::need;
use crate::place::Place;
use crate::shell::{passes, step};
use crate::test::postgres::Cluster;

/// How much slower the browser's processor is made.
const SLOWER: &str = "4";

/// Prints both; how many answers were not the expected ones.
pub fn run(place: &Place, program: &Path, bounds: Bounds) -> Result<usize> {
    let mut failed = 0;
    for name in ["SQLite", "Postgres"] {
        let cluster = if name == "Postgres" { Some(Cluster::start()?) } else { None };
        let folder = TempFolder::new("bench-large")?;
        let store = Store::new(place, program, folder.path(), cluster.as_ref().map(Cluster::url));
        step(format_args!("Filling a register of 100,000 records on {name}"));
        let fixture = store.ask("bench-large")?;
        let (running, address, _) = store.serve(&[])?;
        // One at a time: how long an answer takes, and not how long it waits for others.
        let bounds = Bounds { connections: 1, ..bounds };
        step(format_args!("Its list on {name}, one connection"));
        heads();
        for target in LARGE {
            failed += measure(&fixture, address, target, bounds)?;
        }
        if cluster.is_none() {
            step(format_args!("A form of 60 fields in Chromium, {SLOWER} times slower"));
            need::npm_tools(place)?;
            let mut browser = Command::new("node");
            browser.current_dir(place.end2end()).arg("hydrate.mjs").env("CHROMIUM", need::chromium()?);
            browser.arg(format!("http://{address}{}", fixture.fill("/registers/{form}/new")?));
            browser.args([&fixture.fill("{cookie}")?, SLOWER]);
            failed += usize::from(!passes(&mut browser)?);
        }
        drop(running);
    }
    Ok(failed)
}
