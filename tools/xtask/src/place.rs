//! Where things lie: the checkout, the build folder, the site folder; and the two ways of building.
//! Nothing here runs a program.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// The folders of one checkout, all absolute.
pub struct Place {
    /// The checkout: the folder with the application's `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's build folder: `CARGO_TARGET_DIR` when it is set, else `target/`.
    pub target: PathBuf,
    /// What the server serves and the release binary embeds. In the checkout even when
    /// `CARGO_TARGET_DIR` is elsewhere, because the embedding attribute names it relative to the crate.
    pub site: PathBuf,
}

impl Place {
    /// Finds the checkout from cargo's own word or from the current folder upwards.
    pub fn find() -> Result<Self> {
        let here = std::env::current_dir().context("the current folder cannot be read")?;
        let root = match std::env::var_os("CARGO_MANIFEST_DIR") {
            Some(own) => Path::new(&own).ancestors().nth(2).map(Path::to_path_buf).unwrap_or_default(),
            None => here
                .ancestors()
                .find(|folder| folder.join("tools/xtask/Cargo.toml").is_file())
                .map(Path::to_path_buf)
                .unwrap_or_default(),
        };
        if !root.join("Cargo.toml").is_file() {
            bail!("no checkout found: call `cargo xtask` in the folder that holds Cargo.toml and tools/xtask");
        }
        let target = match std::env::var_os("CARGO_TARGET_DIR") {
            Some(set) if !set.is_empty() => here.join(set),
            _ => root.join("target"),
        };
        let site = root.join("target/site");
        Ok(Self { root, target, site })
    }

    /// The folder that keeps one mode's finished browser module and its stamps.
    pub fn front(&self, mode: Mode) -> PathBuf {
        self.target.join("front").join(mode.name())
    }

    /// The linked browser module as cargo leaves it.
    pub fn linked_wasm(&self, mode: Mode) -> PathBuf {
        let profile = match mode {
            Mode::Dev => "debug",
            Mode::Release => "wasm-release",
        };
        self.target.join("wasm32-unknown-unknown").join(profile).join("societas.wasm")
    }

    /// The server program.
    pub fn server(&self, mode: Mode) -> PathBuf {
        let folder = match mode {
            Mode::Dev => "debug",
            Mode::Release => "release",
        };
        self.target.join(env!("HOST_TUPLE")).join(folder).join(format!("societas{}", std::env::consts::EXE_SUFFIX))
    }

    /// The folder of the browser tests and of the npm tools.
    pub fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }

    /// A program of the npm tools.
    pub fn npm_tool(&self, name: &str) -> PathBuf {
        self.end2end().join("node_modules/.bin").join(name)
    }

    /// A path as a person wants to read it: relative to the checkout where it lies inside.
    pub fn show<'a>(&self, path: &'a Path) -> std::path::Display<'a> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }
}

/// Quick to build, or small and fast to run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    Dev,
    Release,
}

impl Mode {
    /// The word for people and folders.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Dev => "dev",
            Mode::Release => "release",
        }
    }

    /// Settings of the profile that builds the browser module, as cargo takes them.
    ///
    /// Development changes the profile `dev` for this one build instead of using a profile of its own: so the
    /// server, clippy and the module share one set of built macros. Debug data goes because wasm-bindgen would walk it
    /// all; unoptimised modules are too slow to test with.
    pub fn wasm_profile(self) -> Vec<String> {
        match self {
            Mode::Dev => {
                let plain = NOT_OPTIMISED.map(|name| format!("package.{name}.opt-level=0"));
                let settings = ["debug=false", "opt-level=1"].map(String::from).into_iter().chain(plain);
                settings.flat_map(|setting| ["--config".into(), format!("profile.dev.{setting}")]).collect()
            }
            Mode::Release => vec!["--profile".into(), "wasm-release".into()],
        }
    }
}

/// What the browser module never calls, though leptos names it, and what only passes calls on: not worth the time.
const NOT_OPTIMISED: [&str; 6] = ["syn", "regex-automata", "regex-syntax", "config", "web-sys", "js-sys"];
