//! The site folder: what the server serves and the release binary embeds.
//!
//! ```text
//! target/site/build.txt                     the build's name, `<hash>`, and nothing else
//! target/site/pkg/<hash>/societas.js …      the browser module, its chunks, societas.css
//! target/site/<files of public/>
//! ```
//! The hash is over every file of the site, so what lies under `pkg/<hash>/` may be cached for ever. In a
//! release each file that compresses has `.br` and `.gz` beside it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::front::{self, NAME, Stamper, files_below, siblings};
use crate::place::{Mode, Place};
use crate::shell::{say, step};
use crate::style;

/// Builds what is needed and lays out the site folder; the build's name.
pub fn build(place: &Place, mode: Mode) -> Result<String> {
    step("Site");
    let front = front::build(place, mode)?;
    lay_out(place, mode, &front)
}

/// Lays out the site folder from a finished browser module; the build's name.
pub fn lay_out(place: &Place, mode: Mode, front: &Path) -> Result<String> {
    let package = package(place, mode, front)?;
    let public = public(place, mode)?;
    let mut stamp = Stamper::default();
    for (name, bytes) in package.iter().chain(&public) {
        stamp.add(name.to_string_lossy().as_bytes());
        stamp.add(bytes);
    }
    let build = stamp.finish().to_string();

    let site = &place.site;
    let packages = site.join("pkg");
    let folder = packages.join(&build);
    if !folder.is_dir() {
        // Under another name until it is whole: a server may be serving from here.
        let fresh = packages.join("new");
        if fresh.exists() {
            std::fs::remove_dir_all(&fresh)?;
        }
        write_all(&fresh, &package)?;
        std::fs::rename(&fresh, &folder)?;
    }
    remove_others(&packages, &build)?;
    for old in files_below(site)? {
        let kept = old.starts_with("pkg") || public.contains_key(&old);
        if !kept {
            std::fs::remove_file(site.join(&old))?;
        }
    }
    write_all(site, &public)?;
    std::fs::write(site.join("build.txt"), &build)
        .with_context(|| format!("{} cannot be written", place.show(site)))?;
    say(format_args!("  site {build} in {}", place.show(site)));
    Ok(build)
}

type Files = BTreeMap<PathBuf, Vec<u8>>;

fn package(place: &Place, mode: Mode, front: &Path) -> Result<Files> {
    let mut files = read_all(front)?;
    let sheet = PathBuf::from(format!("{NAME}.css"));
    insert(&mut files, mode, sheet, style::bundle(place, mode)?.into_bytes())?;
    Ok(files)
}

fn public(place: &Place, mode: Mode) -> Result<Files> {
    let mut files = Files::new();
    for (name, bytes) in read_all(&place.root.join("public"))? {
        insert(&mut files, mode, name, bytes)?;
    }
    Ok(files)
}

/// Adds a file and, in a release, its compressed siblings.
fn insert(files: &mut Files, mode: Mode, name: PathBuf, bytes: Vec<u8>) -> Result<()> {
    if mode == Mode::Release {
        for (ending, packed) in siblings(&name, &bytes)? {
            files.insert(format!("{}.{ending}", name.display()).into(), packed);
        }
    }
    files.insert(name, bytes);
    Ok(())
}

fn read_all(folder: &Path) -> Result<Files> {
    files_below(folder)?
        .into_iter()
        .map(|name| {
            let file = folder.join(&name);
            let bytes = std::fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
            Ok((name, bytes))
        })
        .collect()
}

fn write_all(folder: &Path, files: &Files) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    for (name, bytes) in files {
        let file = folder.join(name);
        if std::fs::read(&file).is_ok_and(|old| &old == bytes) {
            // An untouched time stamp spares the release binary a rebuild.
            continue;
        }
        if let Some(parent) = file.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(&file, bytes).with_context(|| format!("{} cannot be written", file.display()))?;
    }
    Ok(())
}

fn remove_others(packages: &Path, build: &str) -> Result<()> {
    for entry in std::fs::read_dir(packages)? {
        let entry = entry?;
        if entry.file_name() != build {
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}
