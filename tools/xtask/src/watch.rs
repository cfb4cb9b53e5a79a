//! Rebuild and restart on every change.
//!
//! The page reloads itself: a debug build of the server offers `GET /dev/reload`, an event stream whose
//! first event is a name for this run of the server (the content of `build.txt` and the time it started).
//! The page remembers the first name it hears; its `EventSource` connects again after a restart by itself,
//! and a different name means reload. So a restart is all that is to be done here, for a style sheet too:
//! every change gives the site a new hash, and the server reads that once, when it starts.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use notify::{EventKind, RecursiveMode, Watcher};

use crate::front::{self, Change, change_of};
use crate::guard::Running;
use crate::place::{Mode, Place};
use crate::shell::{say, step, took};
use crate::{server, site};

/// Editors save in several steps; changes that close together are one.
const QUIET: Duration = Duration::from_millis(120);

const FOLDERS: [&str; 4] = ["src", "style", "public", "migrations"];

/// Builds, runs, and does so again after each change, until interrupted.
pub fn run(place: &Place, words: &[String]) -> Result<()> {
    let (tell, changes) = channel();
    let root = place.root.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        // Reading a file is an event too, and the build reads them all.
        if matches!(event.kind, EventKind::Access(_)) {
            return;
        }
        for path in event.paths {
            let change = sort(&root, &path);
            if change > Change::Nothing {
                let _ = tell.send(change);
            }
        }
    })
    .context("changes of files cannot be watched")?;
    for folder in FOLDERS {
        let path = place.root.join(folder);
        if path.is_dir() {
            watcher.watch(&path, RecursiveMode::Recursive)?;
        }
    }
    // Not recursive, for the settings beside it.
    watcher.watch(&place.root, RecursiveMode::NonRecursive)?;

    let mut running = None;
    let mut pending = Change::Both;
    loop {
        let begin = Instant::now();
        match renew(place, words, pending, &mut running) {
            Ok(()) => {
                pending = Change::Nothing;
                step(format_args!("Up after {}, watching", took(begin)));
            }
            // What failed to build stays pending: a lesser change next must not hide it.
            Err(error) => say(format_args!("error: {error:#}\n▸ Watching for the next change")),
        }
        pending = pending.max(next(&changes, running.as_mut())?);
    }
}

fn sort(root: &Path, path: &Path) -> Change {
    let Ok(inner) = path.strip_prefix(root) else {
        return Change::Nothing;
    };
    let hidden = inner
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.') || name.to_string_lossy().ends_with('~'));
    if hidden {
        return Change::Nothing;
    }
    change_of(&inner.to_string_lossy().replace('\\', "/"))
}

/// Builds what changed; the old server answers until the new one is there to take its place.
fn renew(place: &Place, words: &[String], change: Change, running: &mut Option<Running>) -> Result<()> {
    let front = place.front(Mode::Dev).join("pkg");
    if change == Change::Both || !front.is_dir() {
        front::build(place, Mode::Dev)?;
    }
    site::lay_out(place, Mode::Dev, &front)?;
    if change >= Change::Server {
        server::build(place, Mode::Dev)?;
    }
    drop(running.take());
    let program = place.server(Mode::Dev);
    let mut command = server::command(place, &program, words);
    *running = Some(Running::start(&mut command, "societas")?);
    Ok(())
}

/// Waits for a change and what comes with it, and tells meanwhile when the server ends by itself.
fn next(changes: &Receiver<Change>, mut running: Option<&mut Running>) -> Result<Change> {
    let mut change = loop {
        match changes.recv_timeout(Duration::from_millis(500)) {
            Ok(change) => break change,
            Err(RecvTimeoutError::Disconnected) => bail!("the watcher of files died"),
            Err(RecvTimeoutError::Timeout) => {
                let ended = match running.as_mut() {
                    Some(server) => server.ended()?,
                    None => None,
                };
                if let Some(status) = ended {
                    running = None;
                    say(format_args!("the server ended with {status}\n▸ Watching for the next change"));
                }
            }
        }
    };
    while let Ok(more) = changes.recv_timeout(QUIET) {
        change = change.max(more);
    }
    Ok(change)
}
