//! One module of many: for what the entrance and most areas need, and for the small ones of an area.
//!
//! The split cuts a module for every set of areas that shares something. What most of them share is loaded by whichever
//! page is opened first, in hundreds of modules, each with a head and a start of its own. As one it is smaller, and
//! started once.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use anyhow::{Result, bail, ensure};
use wasm_encoder::reencode::{Reencode, utils};
use wasm_encoder::{
    CodeSection, CustomSection, DataCountSection, DataSection, ElementSection, FunctionSection, GlobalSection,
    ImportSection, Module, TypeSection,
};
use wasmparser::{DataKind, Operator, Parser, Payload, TypeRef};

/// The merged module.
pub const COMMON: &str = "common";

/// The area that people come in by: what it shares with any other is common.
const ENTRANCE: &str = "signing_";

/// What so many areas need is common too.
const MOST: usize = 14;

/// Merges the chunks that most areas need into one module; `areas` names the modules that each area needs.
pub fn merge(folder: &Path, areas: &mut HashMap<String, Vec<String>>) -> Result<()> {
    let is_common = |name: &&String| {
        let needing: Vec<&String> =
            areas.iter().filter(|(_, needs)| needs.contains(name)).map(|(area, _)| area).collect();
        name.starts_with("chunk_") && (needing.len() >= MOST || needing.iter().any(|area| area.starts_with(ENTRANCE)))
    };
    let names: BTreeSet<String> = areas.values().flatten().filter(is_common).cloned().collect();
    if names.is_empty() {
        return Ok(());
    }
    let path = |name: &str| folder.join(format!("{name}.wasm"));
    let modules: Vec<Vec<u8>> = names.iter().map(|name| std::fs::read(path(name))).collect::<Result<_, _>>()?;
    std::fs::write(path(COMMON), merged(&modules, Data::Within)?)?;
    for name in &names {
        std::fs::remove_file(path(name))?;
    }
    for needs in areas.values_mut() {
        let before = needs.len();
        needs.retain(|name| !names.contains(name));
        if needs.len() < before {
            needs.push(COMMON.to_owned());
        }
    }
    Ok(())
}

/// The places of a module's things in the merged one.
#[derive(Default)]
struct Places {
    types: u32,
    functions: u32,
    globals: Vec<u32>,
    tables: Vec<u32>,
    memories: Vec<u32>,
    elements: u32,
    data: u32,
}

impl Reencode for Places {
    type Error = std::convert::Infallible;

    fn type_index(&mut self, at: u32) -> Result<u32, Error> {
        Ok(self.types + at)
    }

    fn function_index(&mut self, at: u32) -> Result<u32, Error> {
        Ok(self.functions + at)
    }

    fn global_index(&mut self, at: u32) -> Result<u32, Error> {
        Ok(self.globals[at as usize])
    }

    fn table_index(&mut self, at: u32) -> Result<u32, Error> {
        Ok(self.tables[at as usize])
    }

    fn memory_index(&mut self, at: u32) -> Result<u32, Error> {
        Ok(self.memories[at as usize])
    }

    fn element_index(&mut self, at: u32) -> Result<u32, Error> {
        Ok(self.elements + at)
    }

    fn data_index(&mut self, at: u32) -> Result<u32, Error> {
        Ok(self.data + at)
    }
}

type Error = wasm_encoder::reencode::Error<std::convert::Infallible>;

/// Where a merged module has its data.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Data {
    /// In its data section: written when the module begins.
    Within,
    /// In custom sections named `DATA`, for the loader: the place in the memory as 32 bits, the lowest byte first, and
    /// the bytes. What stands in several modules can be written once.
    Apart,
}

/// The name of the custom sections.
const DATA: &str = "data";

/// Modules that import one memory, table and base and nothing of each other, as one module. Whatever they do to the
/// table and the memory when they begin, they do in their order.
pub fn merged<B: AsRef<[u8]>>(modules: &[B], place: Data) -> Result<Vec<u8>> {
    let (mut types, mut imports, mut functions) = (TypeSection::new(), ImportSection::new(), FunctionSection::new());
    let (mut globals, mut elements) = (GlobalSection::new(), ElementSection::new());
    let (mut code, mut data) = (CodeSection::new(), DataSection::new());
    let mut apart: Vec<Vec<u8>> = Vec::new();
    // Kind and name of an import, and its place among those of its kind.
    let mut known: HashMap<(&str, String), u32> = HashMap::new();
    let imported = |known: &HashMap<(&str, String), u32>, kind| known.keys().filter(|(k, _)| *k == kind).count() as u32;
    for module in modules {
        for payload in Parser::new(0).parse_all(module.as_ref()) {
            let Payload::ImportSection(section) = payload? else { continue };
            for import in section.into_imports() {
                let import = import?;
                let kind = match import.ty {
                    TypeRef::Global(_) => "global",
                    TypeRef::Table(_) => "table",
                    TypeRef::Memory(_) => "memory",
                    _ => bail!("a chunk imports {} of another kind", import.name),
                };
                let key = (kind, format!("{} {}", import.module, import.name));
                if !known.contains_key(&key) {
                    known.insert(key, imported(&known, kind));
                    utils::parse_import(&mut Places::default(), &mut imports, import)?;
                }
            }
        }
    }
    for module in modules {
        let mut places = Places {
            types: types.len(),
            functions: functions.len(),
            elements: elements.len(),
            data: data.len(),
            ..Places::default()
        };
        for payload in Parser::new(0).parse_all(module.as_ref()) {
            match payload? {
                Payload::TypeSection(section) => places.parse_type_section(&mut types, section)?,
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        let at = |kind| known[&(kind, format!("{} {}", import.module, import.name))];
                        match import.ty {
                            TypeRef::Global(_) => places.globals.push(at("global")),
                            TypeRef::Table(_) => places.tables.push(at("table")),
                            _ => places.memories.push(at("memory")),
                        }
                    }
                }
                Payload::FunctionSection(section) => places.parse_function_section(&mut functions, section)?,
                Payload::GlobalSection(_) if place == Data::Apart => bail!("a chunk has a global of its own"),
                Payload::GlobalSection(section) => {
                    let from = imported(&known, "global") + globals.len();
                    places.globals.extend((0..section.count()).map(|at| from + at));
                    places.parse_global_section(&mut globals, section)?;
                }
                Payload::ElementSection(section) => places.parse_element_section(&mut elements, section)?,
                Payload::CodeSectionEntry(body) => places.parse_function_body(&mut code, body)?,
                Payload::DataSection(section) if place == Data::Apart => {
                    for piece in section {
                        apart.push(located(&piece?)?);
                    }
                }
                Payload::DataSection(section) => places.parse_data_section(&mut data, section)?,
                Payload::ExportSection(section) => ensure!(section.count() == 0, "a chunk exports something"),
                Payload::StartSection { .. } | Payload::MemorySection(_) | Payload::TableSection(_) => {
                    bail!("a chunk has more than functions and data");
                }
                _ => {}
            }
        }
    }
    ensure!(functions.len() == code.len(), "a chunk has functions without code");
    let mut whole = Module::new();
    whole.section(&types).section(&imports).section(&functions);
    if !globals.is_empty() {
        whole.section(&globals);
    }
    whole.section(&elements);
    if place == Data::Within {
        whole.section(&DataCountSection { count: data.len() });
    }
    whole.section(&code);
    if place == Data::Within {
        whole.section(&data);
    }
    for piece in apart {
        whole.section(&CustomSection { name: DATA.into(), data: piece.into() });
    }
    Ok(whole.finish())
}

/// A piece of data as a custom section has it.
fn located(piece: &wasmparser::Data) -> Result<Vec<u8>> {
    let DataKind::Active { memory_index: 0, offset_expr } = &piece.kind else { bail!("a chunk has passive data") };
    let mut place = offset_expr.get_operators_reader();
    let Operator::I32Const { value } = place.read()? else { bail!("data of a chunk has no fixed place") };
    Ok([&value.to_le_bytes()[..], piece.data].concat())
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use wasm_encoder::{
        CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, Function, FunctionSection,
        GlobalType, ImportSection, MemoryType, Module, RefType, TableType, TypeSection, ValType,
    };
    use wasmparser::{Operator, Parser, Payload, Validator};

    use super::{Data, merge, merged};
    use crate::guard::TempFolder;

    /// A chunk as the split makes them: a function that gives a number and calls itself by the table, where it enters
    /// itself, and a word of data.
    fn chunk(number: i32, table_first: bool) -> Vec<u8> {
        let (mut types, mut imports, mut functions) =
            (TypeSection::new(), ImportSection::new(), FunctionSection::new());
        types.ty().function([], [ValType::I32]);
        let table =
            TableType { element_type: RefType::FUNCREF, table64: false, minimum: 9, maximum: None, shared: false };
        let memory = MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
        let base = GlobalType { val_type: ValType::I32, mutable: false, shared: false };
        let mut kinds = vec![("memory", EntityType::Memory(memory)), ("table", EntityType::Table(table))];
        if table_first {
            kinds.reverse();
        }
        kinds.push(("base", EntityType::Global(base)));
        kinds.into_iter().for_each(|(name, kind)| {
            imports.import("split", name, kind);
        });
        functions.function(0);
        let mut elements = ElementSection::new();
        elements.active(Some(0), &ConstExpr::global_get(0), Elements::Functions([0][..].into()));
        let mut body = Function::new([]);
        body.instructions().i32_const(number).call_indirect(0, 0).drop().call(0).end();
        let (mut code, mut data) = (CodeSection::new(), DataSection::new());
        code.function(&body);
        data.active(0, &ConstExpr::i32_const(number), b"word".iter().copied());
        let mut whole = Module::new();
        whole.section(&types).section(&imports).section(&functions).section(&elements).section(&code).section(&data);
        whole.finish()
    }

    #[test]
    fn merged_modules_share_their_imports_and_keep_their_functions() {
        let whole = merged(&[chunk(1, false), chunk(2, true), chunk(3, false)], Data::Within).expect("merged");
        Validator::new().validate_all(&whole).expect("a valid module");
        let mut counts = Vec::new();
        for payload in Parser::new(0).parse_all(&whole) {
            match payload.expect("readable") {
                Payload::ImportSection(s) => counts.push(("imports", s.count())),
                Payload::FunctionSection(s) => counts.push(("functions", s.count())),
                Payload::ElementSection(s) => counts.push(("elements", s.count())),
                Payload::DataSection(s) => counts.push(("data", s.count())),
                Payload::CodeSectionEntry(body) => {
                    let calls = body.get_operators_reader().expect("code").into_iter().flatten();
                    let called = calls.filter_map(|op| match op {
                        Operator::Call { function_index } => Some(("calls", function_index)),
                        _ => None,
                    });
                    counts.extend(called);
                }
                _ => {}
            }
        }
        let calls = [("calls", 0), ("calls", 1), ("calls", 2)];
        assert_eq!(counts, [&[("imports", 3), ("functions", 3), ("elements", 3)], &calls[..], &[("data", 3)]].concat());
    }

    #[test]
    fn data_apart_has_its_place_and_is_written_by_the_loader() {
        let whole = merged(&[chunk(1, false), chunk(770, true)], Data::Apart).expect("merged");
        Validator::new().validate_all(&whole).expect("a valid module");
        let mut found = Vec::new();
        for payload in Parser::new(0).parse_all(&whole) {
            match payload.expect("readable") {
                Payload::CustomSection(section) => found.push((section.name(), section.data())),
                Payload::DataSection(_) => panic!("the module writes data itself"),
                _ => {}
            }
        }
        assert_eq!(found, [("data", &b"\x01\0\0\0word"[..]), ("data", &b"\x02\x03\0\0word"[..])]);
    }

    #[test]
    fn what_the_entrance_shares_is_loaded_as_one() {
        let folder = TempFolder::new("merge").expect("a folder");
        let path = folder.path();
        for number in 1..4 {
            std::fs::write(path.join(format!("chunk_{number}.wasm")), chunk(number, false)).expect("written");
        }
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let mut areas = HashMap::from([
            ("signing_7".to_owned(), names(&["chunk_1", "chunk_2", "split_signing_7"])),
            ("desk_7".to_owned(), names(&["chunk_1", "chunk_3", "split_desk_7"])),
            ("logs_7".to_owned(), names(&["chunk_3"])),
        ]);
        merge(path, &mut areas).expect("merged");

        assert!(path.join("common.wasm").exists() && !path.join("chunk_1.wasm").exists());
        assert_eq!(areas["signing_7"], names(&["split_signing_7", "common"]));
        assert_eq!(areas["desk_7"], names(&["chunk_3", "split_desk_7", "common"]));
        assert_eq!(areas["logs_7"], names(&["chunk_3"]));
    }
}
