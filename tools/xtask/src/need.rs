//! What a fresh machine lacks: found, installed where that is ours to do, and else named with the exact
//! command to type.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::place::Place;
use crate::shell::{cargo, output, run, say, step};

const WASM: &str = "wasm32-unknown-unknown";

/// The standard library for the browser target.
pub fn wasm_target(place: &Place) -> Result<()> {
    let mut ask = Command::new("rustc");
    ask.current_dir(&place.root).args(["--print", "target-libdir", "--target", WASM]);
    let folder = output(&mut ask)?;
    if Path::new(folder.trim()).is_dir() {
        return Ok(());
    }
    step(format_args!("Installing the Rust target {WASM}"));
    let mut add = Command::new("rustup");
    add.current_dir(&place.root).args(["target", "add", WASM]);
    run(&mut add).with_context(|| format!("the Rust target {WASM} is missing: type `rustup target add {WASM}`"))
}

/// rustfmt and clippy.
pub fn lint_tools(place: &Place) -> Result<()> {
    for (tool, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if output(cargo(place).args([tool, "--version"])).is_ok() {
            continue;
        }
        step(format_args!("Installing the Rust component {component}"));
        let mut add = Command::new("rustup");
        add.current_dir(&place.root).args(["component", "add", component]);
        run(&mut add).with_context(|| format!("{component} is missing: type `rustup component add {component}`"))?;
    }
    Ok(())
}

/// The npm tools of `end2end/` (wasm-opt, Playwright, the type checker), exactly as locked.
pub fn npm_tools(place: &Place) -> Result<()> {
    let folder = place.end2end();
    let lock = folder.join("package-lock.json");
    let wanted = std::fs::read(&lock).with_context(|| format!("{} cannot be read", place.show(&lock)))?;
    let stamp = folder.join("node_modules/.societas-lock");
    if std::fs::read(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    if output(Command::new("npm").arg("--version")).is_err() {
        debian_package("npm", "npm (Node.js 20 or later)")?;
    }
    step("Installing the npm tools of end2end/");
    let mut install = Command::new("npm");
    install
        .current_dir(&folder)
        .args(["ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--loglevel=error"])
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    run(&mut install)
        .context("the npm tools are missing: type `npm ci --ignore-scripts --omit=optional` in end2end/")?;
    std::fs::write(&stamp, wanted).with_context(|| format!("{} cannot be written", place.show(&stamp)))
}

/// The Chromium the browser tests drive: `CHROMIUM`, else the system's.
pub fn chromium() -> Result<PathBuf> {
    if let Some(set) = std::env::var_os("CHROMIUM").filter(|set| !set.is_empty()) {
        let path = PathBuf::from(set);
        if !path.is_file() {
            bail!("CHROMIUM names {}, which is not there", path.display());
        }
        return Ok(path);
    }
    if let Some(path) = installed_chromium() {
        return Ok(path);
    }
    debian_package("chromium", "Chromium, for the browser tests,")?;
    installed_chromium().context("the package chromium is installed, but there is no `chromium`")
}

fn installed_chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(on_path)
}

fn on_path(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|path| path.is_file())
}

/// The folder with Postgres's `initdb` and `postgres`.
pub fn postgres() -> Result<PathBuf> {
    if let Some(folder) = installed_postgres() {
        return Ok(folder);
    }
    debian_package("postgresql", "Postgres, for the integration tests,")?;
    installed_postgres().context("the package postgresql is installed, but there is no `initdb`")
}

fn installed_postgres() -> Option<PathBuf> {
    if let Some(program) = on_path("initdb") {
        return program.parent().map(Path::to_path_buf);
    }
    // Debian keeps the server's programs off the PATH, one folder per version; the newest wins.
    let mut found: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            let folder = entry.path().join("bin");
            folder.join("initdb").is_file().then_some((version, folder))
        })
        .collect();
    found.sort();
    found.pop().map(|(_, folder)| folder)
}

/// Installs a Debian package when we may, else says what to type.
fn debian_package(package: &str, what: &str) -> Result<()> {
    let may = nix::unistd::geteuid().is_root() && on_path("apt-get").is_some();
    if !may {
        bail!("{what} is missing: type `sudo apt-get update && sudo apt-get install -y {package}`");
    }
    step(format_args!("Installing the Debian package {package}"));
    say("  (this machine's package list is brought up to date first)");
    let apt = |words: &[&str]| {
        let mut command = Command::new("apt-get");
        command.args(words).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    run(&mut apt(&["update", "-qq"]))
        .and_then(|()| run(&mut apt(&["install", "-y", "-qq", "--no-install-recommends", package])))
        .with_context(|| format!("{what} is missing: type `apt-get update && apt-get install -y {package}`"))
}
