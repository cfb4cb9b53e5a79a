//! One file for the small modules of an area.
//!
//! The split cuts a module for every set of areas that shares something: hundreds of a few hundred bytes. That many
//! requests take longer than their bytes, so the small ones of an area travel together and the loader cuts them
//! apart by their numbers. What a few areas share travels with each of them: a visit brings nothing that its page does
//! not use.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::Result;

use super::stamp::files_below;

/// Up to this many bytes a module goes into a pack.
const SMALL: usize = 6 << 10;

/// How the file of an area's small modules is named. A module to the outside, so that it is preloaded, typed and
/// compressed like the others.
const PACK: &str = "pack_";

/// Whether a file is one of packed modules.
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
        let packed: Vec<(u32, &[u8])> = (0..)
            .zip(&small)
            .filter(|(_, (name, _))| needs.contains(name))
            .map(|(number, (_, module))| (number, module.as_slice()))
            .collect();
        if packed.is_empty() {
            continue;
        }
        let pack = format!("{PACK}{area}");
        std::fs::write(folder.join(format!("{pack}.wasm")), packed_bytes(&packed))?;
        needs.retain(|name| !small.contains_key(name));
        needs.push(pack);
    }
    Ok(())
}

/// How many modules, the number and length of each, the modules; numbers are 32 bits, the lowest byte first.
fn packed_bytes(modules: &[(u32, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::from((modules.len() as u32).to_le_bytes());
    for (number, module) in modules {
        bytes.extend(number.to_le_bytes());
        bytes.extend((module.len() as u32).to_le_bytes());
    }
    modules.iter().for_each(|(_, module)| bytes.extend(*module));
    bytes
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

    #[test]
    fn small_chunks_travel_with_each_area_that_needs_them() {
        let folder = TempFolder::new("pack").expect("a folder");
        let path = folder.path();
        let write = |name: &str, bytes: &[u8]| std::fs::write(path.join(name), bytes).expect("written");
        write("chunk_1.wasm", b"one");
        write("chunk_2.wasm", b"three");
        write("chunk_3.wasm", &[0; 10_000]);
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut areas = HashMap::from([
            ("a".to_owned(), names(&["chunk_1", "chunk_2", "split_a"])),
            ("b".to_owned(), names(&["chunk_2", "chunk_3", "split_b"])),
            ("c".to_owned(), names(&["chunk_3", "split_c"])),
        ]);
        pack(path, &mut areas).expect("packed");

        let packed = |area: &str| std::fs::read(path.join(format!("pack_{area}.wasm"))).expect("a pack");
        assert_eq!(packed("a"), b"\x02\0\0\0\0\0\0\0\x03\0\0\0\x01\0\0\0\x05\0\0\0onethree");
        assert_eq!(packed("b"), b"\x01\0\0\0\x01\0\0\0\x05\0\0\0three");
        assert!(!path.join("chunk_1.wasm").exists() && path.join("chunk_3.wasm").exists());
        assert_eq!(areas["a"], names(&["split_a", "pack_a"]));
        assert_eq!(areas["b"], names(&["chunk_3", "split_b", "pack_b"]));
        assert_eq!(areas["c"], names(&["chunk_3", "split_c"]));
    }
}
