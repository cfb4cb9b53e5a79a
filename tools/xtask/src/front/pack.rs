//! One module for the small ones of an area.
//!
//! The split cuts a module for every set of areas that shares something: hundreds of a few hundred bytes. That many
//! requests and starts take longer than their bytes, so the small ones of an area are one module. What a few areas
//! share travels with each of them: a visit brings nothing that its page does not use. Functions that come a second time
//! take the places of their equals; data would lose what was written since, so the loader writes each piece once.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::Result;

use super::merge::{Data, merged};
use super::stamp::files_below;

/// Up to this many bytes, before they are shrunk, a module goes into a pack.
const SMALL: usize = 8 << 10;

/// How the module of an area's small ones is named.
const PACK: &str = "pack_";

/// Whether a module is one of packed ones.
pub fn is_pack(name: &str) -> bool {
    name.starts_with(PACK)
}

/// Moves the small modules of the folder into packs; `areas` names the modules that each area needs.
pub fn pack(folder: &Path, areas: &mut HashMap<String, Vec<String>>) -> Result<()> {
    let small = small(folder)?;
    for name in small.keys() {
        std::fs::remove_file(folder.join(format!("{name}.wasm")))?;
    }
    for (area, needs) in areas {
        let packed: Vec<&Vec<u8>> =
            small.iter().filter(|(name, _)| needs.contains(name)).map(|(_, module)| module).collect();
        if packed.is_empty() {
            continue;
        }
        let pack = format!("{PACK}{area}");
        std::fs::write(folder.join(format!("{pack}.wasm")), merged(&packed, Data::Apart)?)?;
        needs.retain(|name| !small.contains_key(name));
        needs.push(pack);
    }
    Ok(())
}

/// The small chunks by name, in one fixed order. The main module and the areas' own modules are never among them.
fn small(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for path in files_below(folder)? {
        let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if path.extension().is_some_and(|kind| kind == "wasm") && name.starts_with("chunk_") {
            let module = std::fs::read(folder.join(&path))?;
            if module.len() <= SMALL {
                found.insert(name.to_owned(), module);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::pack;
    use crate::guard::TempFolder;
    use std::collections::HashMap;

    use wasm_encoder::{ConstExpr, DataSection, Module};

    /// A module that writes some bytes.
    fn module(bytes: &[u8]) -> Vec<u8> {
        let mut data = DataSection::new();
        data.active(0, &ConstExpr::i32_const(64), bytes.iter().copied());
        let mut whole = Module::new();
        whole.section(&data);
        whole.finish()
    }

    #[test]
    fn small_chunks_travel_with_each_area_that_needs_them() {
        let folder = TempFolder::new("pack").expect("a folder");
        let path = folder.path();
        let write = |name: &str, bytes: &[u8]| std::fs::write(path.join(name), module(bytes)).expect("written");
        write("chunk_1.wasm", b"first");
        write("chunk_2.wasm", b"second");
        write("chunk_3.wasm", &[0; 10_000]);
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut areas = HashMap::from([
            ("a".to_owned(), names(&["chunk_1", "chunk_2", "split_a"])),
            ("b".to_owned(), names(&["chunk_2", "chunk_3", "split_b"])),
            ("c".to_owned(), names(&["chunk_3", "split_c"])),
        ]);
        pack(path, &mut areas).expect("packed");

        let has = |area: &str, word: &[u8]| {
            let pack = std::fs::read(path.join(format!("pack_{area}.wasm"))).expect("a pack");
            pack.windows(word.len()).any(|bytes| bytes == word)
        };
        assert_eq!([has("a", b"first"), has("a", b"second")], [true, true]);
        assert_eq!([has("b", b"first"), has("b", b"second")], [false, true]);
        assert!(!path.join("chunk_1.wasm").exists() && path.join("chunk_3.wasm").exists());
        assert_eq!(areas["a"], names(&["split_a", "pack_a"]));
        assert_eq!(areas["b"], names(&["chunk_3", "split_b", "pack_b"]));
        assert_eq!(areas["c"], names(&["chunk_3", "split_c"]));
    }
}
