//! The loader of the split modules. The split writes one that names every module in every area that needs it, 90 KB in
//! all; here an area names its few files, and a pack of small modules brings its data along.

use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use super::pack;

/// The part of the split's loader that is kept: what the modules import from the main one.
const SHARED: &str = "function getSharedImports() {";

/// How modules are loaded.
const RUNTIME: &str = include_str!("loader.js");

/// What the main module imports for an area.
const EXPORT: &str = "__wasm_split_load_";

/// Writes the loader anew; `areas` names the files that each area needs.
pub fn write(loader: &Path, areas: &HashMap<String, Vec<String>>) -> Result<()> {
    let script = std::fs::read_to_string(loader).with_context(|| format!("{}", loader.display()))?;
    let head = script.find(SHARED).and_then(|from| Some(&script[..from + script[from..].find("\n}\n")? + 3]));
    let mut whole = head.context("the loader of the split modules does not begin as expected")?.to_owned() + RUNTIME;
    let mut areas: Vec<_> = areas.iter().collect();
    areas.sort_unstable();
    for (area, files) in areas {
        let export = format!("{EXPORT}{area}");
        ensure!(script.contains(&format!("export const {export} = ")), "the split does not load {area} as expected");
        let (packs, modules): (Vec<_>, Vec<_>) = files.iter().partition(|file| pack::is_pack(file));
        writeln!(whole, "export const {export} = area({packs:?}, {modules:?});")?;
    }
    ensure!(whole.matches(EXPORT).count() == script.matches(EXPORT).count(), "an area of the split is not loaded");
    std::fs::write(loader, whole)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{RUNTIME, write};
    use crate::guard::TempFolder;

    const HEAD: &str =
        "import { initSync } from \"./main.js\";\nlet shared;\nfunction getSharedImports() {\n    return shared;\n}\n";

    #[test]
    fn an_area_names_its_files() {
        let folder = TempFolder::new("loader").expect("a folder");
        let path = folder.path().join("loader.js");
        let rest =
            "function makeLoad() {\n}\nexport const __wasm_split_load_b = x;\nexport const __wasm_split_load_a = y;\n";
        std::fs::write(&path, [HEAD, rest].concat()).expect("written");
        let files = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut areas = HashMap::from([("b".to_owned(), files(&["split_b"]))]);
        let error = write(&path, &areas).expect_err("an area is missing").to_string();
        assert!(error.contains("not loaded"), "{error}");
        areas.insert("a".to_owned(), files(&["chunk_3", "split_a", "pack_a"]));
        write(&path, &areas).expect("written");
        let lines = concat!(
            "export const __wasm_split_load_a = area([\"pack_a\"], [\"chunk_3\", \"split_a\"]);\n",
            "export const __wasm_split_load_b = area([], [\"split_b\"]);\n"
        );
        assert_eq!(std::fs::read_to_string(&path).expect("read"), [HEAD, RUNTIME, lines].concat());
    }
}
