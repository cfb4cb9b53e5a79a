//! One file for the many small modules.
//!
//! The split cuts a module for every set of pages that shares something: a hundred of a few hundred bytes. Sixty
//! requests take longer than their bytes, so the small ones travel together and the loader cuts them apart.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::stamp::files_below;

/// The pack. Named as a module so that it is preloaded, typed and compressed like the others.
const PACK: &str = "packed";

/// Up to this many bytes a module goes into the pack.
const SMALL: usize = 6 << 10;

/// What the loader gets: the pack is fetched once, and again after a failure.
const UNPACK: &str = r#"
let pack;
function unpack(from, to) {
    pack ??= fetch(new URL("./packed.wasm", import.meta.url)).then((answer) => {
        if (!answer.ok) throw new Error(`packed.wasm: ${answer.status}`);
        return answer.arrayBuffer();
    });
    pack.catch(() => { pack = undefined; });
    return pack.then((bytes) => new Response(bytes.slice(from, to), { headers: { "content-type": "application/wasm" } }));
}
"#;

/// Moves the small modules of the folder into the pack and has the loader read them from there.
pub fn pack(folder: &Path, loader: &Path, prefetch: &mut HashMap<String, Vec<String>>) -> Result<()> {
    let mut script = std::fs::read_to_string(loader).with_context(|| format!("{}", loader.display()))?;
    let mut bytes = Vec::new();
    for (name, module) in small(folder)? {
        let fetch = format!("fetch(new URL(\"./{name}.wasm\", import.meta.url))");
        if !script.contains(&fetch) {
            bail!("the loader of the split modules does not fetch {name}.wasm as expected");
        }
        let from = bytes.len();
        bytes.extend(module);
        script = script.replace(&fetch, &format!("unpack({from}, {})", bytes.len()));
        std::fs::remove_file(folder.join(format!("{name}.wasm")))?;
        for modules in prefetch.values_mut() {
            replace(modules, &name);
        }
    }
    if bytes.is_empty() {
        return Ok(());
    }
    script.push_str(UNPACK);
    std::fs::write(loader, script)?;
    std::fs::write(folder.join(format!("{PACK}.wasm")), bytes)?;
    Ok(())
}

/// The small chunks by name, in one fixed order. The main module and the pages' own modules are never among them.
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

/// Puts the pack, once, in the place of a module.
fn replace(modules: &mut Vec<String>, name: &str) {
    let before = modules.len();
    modules.retain(|module| module != name);
    if modules.len() < before && !modules.iter().any(|module| module == PACK) {
        modules.push(PACK.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::pack;
    use crate::guard::TempFolder;
    use std::collections::HashMap;

    #[test]
    fn small_chunks_travel_together() {
        let folder = TempFolder::new("pack").expect("a folder");
        let path = folder.path();
        let write = |name: &str, bytes: &[u8]| std::fs::write(path.join(name), bytes).expect("written");
        write("chunk_1.wasm", b"one");
        write("chunk_2.wasm", b"three");
        write("chunk_3.wasm", &[0; 10_000]);
        write("split_a.wasm", b"own");
        let fetch = |name: &str| format!("fetch(new URL(\"./{name}.wasm\", import.meta.url))");
        write("loader.js", ["chunk_1", "chunk_2", "chunk_3"].map(fetch).join("\n").as_bytes());
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut prefetch = HashMap::from([
            ("a".to_owned(), names(&["chunk_1", "chunk_2", "split_a"])),
            ("b".to_owned(), names(&["chunk_3"])),
        ]);
        pack(path, &path.join("loader.js"), &mut prefetch).expect("packed");
        let script = std::fs::read_to_string(path.join("loader.js")).expect("read");
        assert!(
            script.starts_with(&format!("unpack(0, 3)\nunpack(3, 8)\n{}\nlet pack;", fetch("chunk_3"))),
            "{script}"
        );
        assert_eq!(std::fs::read(path.join("packed.wasm")).ok().as_deref(), Some(&b"onethree"[..]));
        assert!(!path.join("chunk_1.wasm").exists() && path.join("chunk_3.wasm").exists());
        assert_eq!(prefetch["a"], names(&["split_a", "packed"]));
        assert_eq!(prefetch["b"], names(&["chunk_3"]));
    }
}
