//! Which files feed the browser module, and a fingerprint over them that tells whether to build it again.

use std::collections::hash_map::DefaultHasher;
use std::hash::Hasher;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::place::{Mode, Place};

/// What of `src/` the browser never sees. A file that is wrongly missing here only costs time; one that is
/// wrongly named would leave an old module in the page.
const SERVER_ONLY: [&str; 6] = ["src/server", "src/service", "src/store", "src/tests", "src/catalog", "src/main"];

/// Settings that change the module without a change in `src/`.
const SETTINGS: [&str; 4] = ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo/config.toml"];

/// How the module is made is part of what it is made from.
const RECIPE: [&str; 10] = [
    "tools/xtask/Cargo.lock",
    "tools/xtask/src/place.rs",
    "tools/xtask/src/front.rs",
    "tools/xtask/src/front/merge.rs",
    "tools/xtask/src/front/pack.rs",
    "tools/xtask/src/front/shrink.rs",
    "tools/xtask/src/front/loader.js",
    "tools/xtask/src/front/loader.rs",
    "end2end/minify.mjs",
    "end2end/shrink.mjs",
];

/// What a changed file asks to be made again, from least to most.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Change {
    Nothing,
    /// The style sheet or a public file.
    Site,
    Server,
    /// The browser module, and the server, which holds the same pages.
    Both,
}

/// Sorts a path, relative to the checkout with `/` between its parts.
pub fn change_of(path: &str) -> Change {
    if path.starts_with("style/") || path.starts_with("public/") {
        Change::Site
    } else if path.starts_with("migrations/") || is_server_only(path) {
        Change::Server
    } else if path.starts_with("src/") || SETTINGS.contains(&path) {
        Change::Both
    } else {
        Change::Nothing
    }
}

/// A module is a file, or a folder, or both: `src/store.rs` and `src/store/db.rs`.
fn is_server_only(path: &str) -> bool {
    SERVER_ONLY.iter().any(|module| path.strip_prefix(module).is_some_and(|rest| rest.starts_with(['/', '.'])))
}

/// A fingerprint that is only ever compared with one of the same compiler and machine.
#[derive(PartialEq, Eq, Debug)]
pub struct Stamp(String);

impl Stamp {
    /// Over every file that feeds the browser module.
    pub fn of_front(place: &Place, mode: Mode) -> Result<Self> {
        let mut stamp = Stamper::default();
        stamp.add(mode.name().as_bytes());
        stamp.add(std::env::var("RUSTFLAGS").unwrap_or_default().as_bytes());
        for path in SETTINGS.iter().chain(&RECIPE) {
            stamp.add_file(&place.root.join(path), path)?;
        }
        for path in files_below(&place.root.join("src"))? {
            let name = format!("src/{}", path.display());
            if change_of(&name) == Change::Both {
                stamp.add_file(&place.root.join(&name), &name)?;
            }
        }
        Ok(stamp.finish())
    }

    /// Over the linked module and the recipe that turns it into the finished files.
    pub fn of_module(place: &Place, wasm: &[u8]) -> Result<Self> {
        let mut stamp = Stamper::default();
        for path in RECIPE {
            stamp.add_file(&place.root.join(path), path)?;
        }
        stamp.add(wasm);
        Ok(stamp.finish())
    }

    /// Whether the file holds this fingerprint.
    pub fn matches(&self, file: &Path) -> bool {
        std::fs::read_to_string(file).is_ok_and(|old| old == self.0)
    }

    pub fn write(&self, file: &Path) -> Result<()> {
        std::fs::write(file, &self.0).with_context(|| format!("{} cannot be written", file.display()))
    }
}

/// Collects what a fingerprint is taken over; lengths keep neighbouring parts apart.
#[derive(Default)]
pub struct Stamper(DefaultHasher);

impl Stamper {
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.write_usize(bytes.len());
        self.0.write(bytes);
    }

    fn add_file(&mut self, file: &Path, name: &str) -> Result<()> {
        let bytes = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
        self.add(name.as_bytes());
        self.add(&bytes);
        Ok(())
    }

    pub fn finish(self) -> Stamp {
        Stamp(format!("{:016x}", self.0.finish()))
    }
}

impl std::fmt::Display for Stamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The files below a folder, relative to it and in one fixed order; none when there is no such folder.
/// Hidden files are left out: editors keep their swap files under such names.
pub fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(inner) = open.pop() {
        let here = folder.join(&inner);
        if !here.is_dir() {
            continue;
        }
        let entries = std::fs::read_dir(&here).with_context(|| format!("{} cannot be listed", here.display()))?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            if name.to_string_lossy().starts_with('.') {
                continue;
            }
            let path = inner.join(&name);
            if entry.file_type()?.is_dir() {
                open.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{Change, change_of};

    #[test]
    fn changed_file_names_what_to_build() {
        for (path, change) in [
            ("style/base.css", Change::Site),
            ("public/robots.txt", Change::Site),
            ("src/server/router.rs", Change::Server),
            ("src/service.rs", Change::Server),
            ("src/servicing.rs", Change::Both),
            ("src/store/db.rs", Change::Server),
            ("src/main.rs", Change::Server),
            ("src/catalog/registers/honour.toml", Change::Server),
            ("migrations/sqlite/0001_org.sql", Change::Server),
            ("src/ui/pages/org.rs", Change::Both),
            ("src/domain/org.rs", Change::Both),
            ("src/lib.rs", Change::Both),
            ("Cargo.lock", Change::Both),
            ("README.md", Change::Nothing),
            ("target/site/build.txt", Change::Nothing),
        ] {
            assert_eq!(change_of(path), change, "{path}");
        }
    }
}
