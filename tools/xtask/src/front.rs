//! The browser module: cargo, then the split into chunks, then wasm-bindgen, and for a release wasm-opt and
//! compression. The finished files are kept per mode, so that a change of the server costs nothing here.

mod loader;
mod merge;
mod pack;
mod shrink;
mod stamp;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, anyhow};

use crate::need;
use crate::place::{Mode, Place};
use crate::shell::{cargo, run, say, step, took};

pub use merge::COMMON;
pub use shrink::{brotli, siblings};
use stamp::Stamp;
pub use stamp::{Change, Stamper, change_of, files_below};

/// The name of the files the page asks for; `LEPTOS_OUTPUT_NAME` in `.cargo/config.toml` is the same.
pub const NAME: &str = "societas";

/// The split modules' loader. The length of the name matters: the placeholder is compiled into leptos.
const LOADER: &str = "./__wasm_split.______________________.js";

/// Read by the server while it renders, to preload the chunks of a page.
const MANIFEST: &str = "__wasm_split_manifest.json";

/// Builds the browser module when a file that feeds it has changed; the folder with the finished files.
pub fn build(place: &Place, mode: Mode) -> Result<PathBuf> {
    let home = place.front(mode);
    let done = home.join("pkg");
    let stamp = Stamp::of_front(place, mode)?;
    if stamp.matches(&home.join("sources")) && done.join(format!("{NAME}.wasm")).is_file() {
        say("  browser module: unchanged");
        return Ok(done);
    }
    need::wasm_target(place)?;
    let begin = Instant::now();
    step(format_args!("Building the browser module ({})", mode.name()));
    compile(place, mode)?;

    let wasm = place.linked_wasm(mode);
    let bytes = std::fs::read(&wasm).with_context(|| format!("{} cannot be read", place.show(&wasm)))?;
    let linked = Stamp::of_module(place, &bytes)?;
    if linked.matches(&home.join("module")) && done.join(format!("{NAME}.wasm")).is_file() {
        // A comment, a rename: the compiler gave the same bytes, so the rest would give the same files.
        stamp.write(&home.join("sources"))?;
        say(format_args!("  the module's bytes are unchanged, {}", took(begin)));
        return Ok(done);
    }
    forget(&home)?;
    let fresh = home.join("pkg.new");
    make_empty(&fresh)?;
    finish(place, mode, &bytes, &fresh)?;
    make_empty(&done)?;
    std::fs::remove_dir(&done)?;
    std::fs::rename(&fresh, &done)?;
    linked.write(&home.join("module"))?;
    stamp.write(&home.join("sources"))?;
    say(format_args!("  browser module built in {}", took(begin)));
    Ok(done)
}

/// The modules that the pages of each area need, by the area's name.
pub fn areas(folder: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let path = folder.join(MANIFEST);
    let text = std::fs::read_to_string(&path).with_context(|| format!("{}", path.display()))?;
    let modules: BTreeMap<String, Vec<String>> = serde_json::from_str(&text)?;
    // The split adds a number to each name.
    let area = |name: String| name.rsplit_once('_').map_or(name.clone(), |(area, _)| area.to_owned());
    Ok(modules.into_iter().map(|(name, modules)| (area(name), modules)).collect())
}

/// A failed build must not leave stamps behind that vouch for older files.
fn forget(home: &Path) -> Result<()> {
    std::fs::create_dir_all(home)?;
    for stamp in ["sources", "module"] {
        let stamp = home.join(stamp);
        if stamp.exists() {
            std::fs::remove_file(&stamp)?;
        }
    }
    Ok(())
}

/// Makes a folder, empty.
pub fn make_empty(folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))
}

fn compile(place: &Place, mode: Mode) -> Result<()> {
    let mut command = cargo(place);
    command
        .args(["rustc", "--quiet", "--lib", "--crate-type", "cdylib"])
        .args(["--target", "wasm32-unknown-unknown", "--no-default-features", "--features", "hydrate"])
        .args(mode.wasm_profile())
        // The split follows the linker's relocations. Given for the last crate only: as a `RUSTFLAGS` word it
        // would rebuild every dependency that clippy has already seen.
        .args(["--", "-Clink-args=--emit-relocs"]);
    run(&mut command)
}

fn finish(place: &Place, mode: Mode, wasm: &[u8], folder: &Path) -> Result<()> {
    let begin = Instant::now();
    let main = folder.join("main.wasm");
    let mut areas = split(wasm, &main, folder).context("the browser module cannot be split")?;
    bind(mode, &main, folder).context("wasm-bindgen failed")?;
    std::fs::remove_file(&main)?;
    say(format_args!("  split and bound in {}", took(begin)));
    merge::merge(folder, &mut areas)?;
    pack::pack(folder, &mut areas)?;
    if mode == Mode::Release {
        shrink::optimise(place, folder)?;
    }
    let loader = folder.join(LOADER);
    loader::write(&loader, &areas)?;
    let manifest: BTreeMap<_, _> = areas.into_iter().collect();
    std::fs::write(folder.join(MANIFEST), serde_json::to_string_pretty(&manifest)?)?;
    if mode == Mode::Release {
        shrink::minify(place, &[loader, folder.join(format!("{NAME}.js"))])?;
        shrink::compress_folder(folder)?;
    }
    Ok(())
}

/// Cuts the linked module at the `#[lazy]` functions: the main module, its chunks and their loader. Gives the modules
/// that each function needs.
fn split(wasm: &[u8], main: &Path, folder: &Path) -> Result<HashMap<String, Vec<String>>> {
    let main_module = format!("./{NAME}.js");
    let mut options = wasm_split_cli_support::Options::new(wasm);
    options.output_dir = folder;
    options.main_out_path = main;
    options.main_module = &main_module;
    options.link_name = LOADER;
    let split = wasm_split_cli_support::transform(options).map_err(|error| anyhow!("{error:#}"))?;
    Ok(split.prefetch_map)
}

fn bind(mode: Mode, main: &Path, folder: &Path) -> Result<()> {
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen
        .input_path(main)
        .out_name(NAME)
        .web(true)?
        .typescript(false)
        // Both belong to the split: the chunks link to the main module by these exports and names.
        .keep_lld_exports(true)
        .demangle(false)
        .remove_producers_section(mode == Mode::Release)
        .generate(folder)?;
    std::fs::rename(folder.join(format!("{NAME}_bg.wasm")), folder.join(format!("{NAME}.wasm")))?;
    Ok(())
}
