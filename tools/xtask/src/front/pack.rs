//! One file for the small modules of an area.
//!
//! The split cuts a module for every set of areas that shares something: hundreds of a few hundred bytes. That many
//! requests take longer than their bytes, so the small ones of an area travel together and the loader cuts them
//! apart. What a few areas share travels with each of them: a visit brings nothing that its page does not use.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::stamp::files_below;

/// Up to this many bytes a module goes into a pack.
const SMALL: usize = 6 << 10;

/// What the loader gets. An area asks for its small modules and for its own one in one go, and only the latter names
/// the pack; a module that stands in several packs is taken from the one that was opened first. A pack that did not
/// come is asked for again.
const UNPACK: &str = r#"
const packs = new Map();
function open(name, own) {
    if (!packs.has(name)) {
        const coming = fetch(new URL(`./${name}.wasm`, import.meta.url)).then(async (answer) => {
            if (!answer.ok) throw new Error(`${name}.wasm: ${answer.status}`);
            return cut(await answer.arrayBuffer());
        });
        coming.catch(() => packs.delete(name));
        packs.set(name, coming);
    }
    return fetch(own);
}
function cut(bytes) {
    const head = new DataView(bytes);
    const count = head.getUint32(0, true);
    const modules = new Map();
    for (let at = 0, from = 4 + 8 * count; at < count; at += 1) {
        const length = head.getUint32(8 + 8 * at, true);
        modules.set(head.getUint32(4 + 8 * at, true), bytes.slice(from, from + length));
        from += length;
    }
    return modules;
}
async function unpack(module) {
    await undefined;
    for (const coming of packs.values()) {
        const bytes = (await coming.catch(() => undefined))?.get(module);
        if (bytes) return new Response(bytes, { headers: { "content-type": "application/wasm" } });
    }
    throw new Error(`module ${module} did not come`);
}
"#;

/// Moves the small modules of the folder into packs and has the loader read them from there; `prefetch` names the
/// modules that each area needs.
pub fn pack(folder: &Path, loader: &Path, prefetch: &mut HashMap<String, Vec<String>>) -> Result<()> {
    let mut script = std::fs::read_to_string(loader).with_context(|| format!("{}", loader.display()))?;
    let small = small(folder)?;
    for (number, (name, _)) in small.iter().enumerate() {
        replace(&mut script, name, &format!("unpack({number})"))?;
        std::fs::remove_file(folder.join(format!("{name}.wasm")))?;
    }
    for (area, needs) in prefetch {
        let packed: Vec<(u32, &[u8])> = (0..)
            .zip(&small)
            .filter(|(_, (name, _))| needs.contains(name))
            .map(|(number, (_, module))| (number, module.as_slice()))
            .collect();
        if packed.is_empty() {
            continue;
        }
        let pack = pack_of(area);
        std::fs::write(folder.join(format!("{pack}.wasm")), packed_bytes(&packed))?;
        let own = needs.iter().find(|name| name.starts_with("split_"));
        let own = own.with_context(|| format!("the area {area} has no module of its own"))?;
        let opened = format!("open(\"{pack}\", new URL(\"./{own}.wasm\", import.meta.url))");
        replace(&mut script, own, &opened)?;
        needs.retain(|name| !small.contains_key(name));
        needs.push(pack);
    }
    script.push_str(UNPACK);
    std::fs::write(loader, script)?;
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

/// The file of an area's small modules. Named as a module so that it is preloaded, typed and compressed like the
/// others.
fn pack_of(area: &str) -> String {
    format!("pack_{area}")
}

/// Has the loader get a module in another way than by fetching its file.
fn replace(script: &mut String, module: &str, by: &str) -> Result<()> {
    let fetch = format!("fetch(new URL(\"./{module}.wasm\", import.meta.url))");
    if !script.contains(&fetch) {
        bail!("the loader of the split modules does not fetch {module}.wasm as expected");
    }
    *script = script.replace(&fetch, by);
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

    #[test]
    fn small_chunks_travel_with_each_area_that_needs_them() {
        let folder = TempFolder::new("pack").expect("a folder");
        let path = folder.path();
        let write = |name: &str, bytes: &[u8]| std::fs::write(path.join(name), bytes).expect("written");
        write("chunk_1.wasm", b"one");
        write("chunk_2.wasm", b"three");
        write("chunk_3.wasm", &[0; 10_000]);
        let fetch = |name: &str| format!("fetch(new URL(\"./{name}.wasm\", import.meta.url))");
        write(
            "loader.js",
            ["chunk_1", "chunk_2", "chunk_3", "split_a", "split_b", "split_c"].map(fetch).join("\n").as_bytes(),
        );
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut prefetch = HashMap::from([
            ("a".to_owned(), names(&["chunk_1", "chunk_2", "split_a"])),
            ("b".to_owned(), names(&["chunk_2", "chunk_3", "split_b"])),
            ("c".to_owned(), names(&["chunk_3", "split_c"])),
        ]);
        pack(path, &path.join("loader.js"), &mut prefetch).expect("packed");

        let script = std::fs::read_to_string(path.join("loader.js")).expect("read");
        let own = |area: &str| format!("open(\"pack_{area}\", new URL(\"./split_{area}.wasm\", import.meta.url))");
        let lines = ["unpack(0)", "unpack(1)", &fetch("chunk_3"), &own("a"), &own("b"), &fetch("split_c")];
        assert!(script.starts_with(&lines.join("\n")), "{script}");
        let packed = |area: &str| std::fs::read(path.join(format!("pack_{area}.wasm"))).expect("a pack");
        assert_eq!(packed("a"), b"\x02\0\0\0\0\0\0\0\x03\0\0\0\x01\0\0\0\x05\0\0\0onethree");
        assert_eq!(packed("b"), b"\x01\0\0\0\x01\0\0\0\x05\0\0\0three");
        assert!(!path.join("chunk_1.wasm").exists() && path.join("chunk_3.wasm").exists());
        assert_eq!(prefetch["a"], names(&["split_a", "pack_a"]));
        assert_eq!(prefetch["b"], names(&["chunk_3", "split_b", "pack_b"]));
        assert_eq!(prefetch["c"], names(&["chunk_3", "split_c"]));
    }
}
