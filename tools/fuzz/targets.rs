//! What takes bytes from outside and must never panic. Run by `cargo fuzz` with bytes that it thinks of, and by the
//! integration tests with seeds and what chance makes of them.

use std::io::Cursor;
use std::sync::OnceLock;

use societas::domain::form::check::{CheckEnv, check};
use societas::domain::form::decode::{decode, encode};
use societas::domain::form::normalise::normalise;
use societas::domain::form::{Answer, FormDefinition, mask, view};
use societas::domain::time::Day;
use societas::service::catalog::{Catalog, Sources};
use societas::service::{file, import, pinyin};

/// A register from outside: refused with a reason, or usable.
pub fn definition(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let head = text.parse::<toml::Table>().ok();
    let key = head.as_ref().and_then(|head| head.get("key")).and_then(toml::Value::as_str).unwrap_or_default();
    let sources = Sources { registers: vec![(key, text)], branches: Vec::new() };
    match Catalog::read(&sources) {
        Ok(catalog) => catalog.registers().iter().for_each(|register| use_all(&catalog, register, Answer::default())),
        Err(fault) => drop(fault.to_string()),
    }
}

/// An answer from outside: the key of a register in the first line, then JSON, or a name and a value in each line.
pub fn answer(data: &[u8]) {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    let catalog = CATALOG.get_or_init(|| Catalog::load().expect("the built-in definitions"));
    let text = String::from_utf8_lossy(data);
    let (key, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let Some(definition) = catalog.register(key.trim()).or(catalog.registers().first()) else { return };
    if let Ok(typed) = serde_json::from_str::<Answer>(rest) {
        use_all(catalog, definition, typed);
    }
    let pair = |line: &str| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    let pairs: Vec<(String, String)> = rest.lines().filter_map(pair).collect();
    use_all(catalog, definition, decode(definition, &pairs));
}

/// A file from outside, under every suffix, and as a workbook that is imported.
pub fn content(data: &[u8]) {
    for suffix in
        ["pdf", "jpg", "png", "gif", "webp", "rar", "mp4", "doc", "docx", "xlsx", "pptx", "ofd", "zip", "exe", ""]
    {
        file::told(Cursor::new(data), suffix);
    }
    let path = std::env::temp_dir().join(format!("societas-fuzz-{}", std::process::id()));
    std::fs::write(&path, data).expect("a temporary file");
    if import::limits::look(&path).is_ok() {
        import::read_cells(&path).ok();
    }
    std::fs::remove_file(&path).expect("the temporary file");
}

/// Every rule and reading of an answer.
fn use_all(catalog: &Catalog, definition: &FormDefinition, mut answer: Answer) {
    let today = Day::new(2026, 11, 21).expect("a day");
    let env = CheckEnv { today, codes: catalog };
    check(definition, &answer, &env);
    normalise(definition, &mut answer);
    let once = answer.clone();
    normalise(definition, &mut answer);
    assert_eq!(once, answer, "the canonical form is canonical");
    let mut problems = check(definition, &answer, &env);
    decode(definition, &encode(definition, &answer));
    view::index_values(definition, &answer, catalog);
    view::record_tokens(definition, &answer, catalog, pinyin::letters);
    mask::mask_problems(&definition.fields, &once, &mut problems);
    mask::mask_answer(&definition.fields, &mut answer);
}
