//! Made-up answers to all registers, judged by the rules of `src/domain` alone, and what came of it as one number.
//! Compiled for this machine and for the browser: both numbers must be the same.

#[path = "../../../src"]
mod sources {
    pub mod domain;
}
pub use sources::domain;

mod answer;
mod chance;
mod digest;

use domain::code::{CodeEntry, CodeTable, CodeTables};
use domain::form::check::{CheckEnv, check};
use domain::form::decode::{decode, encode};
use domain::form::normalise::normalise;
use domain::form::{Field, FormDefinition, Kind};
use domain::text::Label;
use domain::time::Day;

use answer::Maker;
use chance::Chance;
use digest::Digest;

/// Judges so many made-up answers from that number on; `definitions` is the JSON of all registers. The same number
/// always makes the same answer.
#[cfg_attr(target_family = "wasm", wasm_bindgen::prelude::wasm_bindgen)]
pub fn judge(definitions: &str, from: u32, count: u32) -> Result<String, String> {
    let definitions: Vec<FormDefinition> = serde_json::from_str(definitions).map_err(|error| error.to_string())?;
    let tables = tables(&definitions);
    let today = Day::new(2026, 11, 21).map_err(|_| "no such day")?;
    let env = CheckEnv { today, codes: &tables };
    let mut digest = Digest::default();
    for number in (from..).take(count as usize) {
        let at = number as usize % definitions.len().max(1);
        let definition = definitions.get(at).ok_or("no definitions")?;
        let mut maker = Maker { chance: Chance::new(u64::from(number)) };
        let mut answer = maker.answer(&definition.fields, 2);
        digest.problems(&check(definition, &answer, &env));
        normalise(definition, &mut answer);
        digest.answer(&answer);
        digest.problems(&check(definition, &answer, &env));
        if number % 4 == 0 {
            digest.answer(&decode(definition, &encode(definition, &answer)));
        }
    }
    Ok(format!("{:016x}", digest.value()))
}

/// A small table in the place of each that a field asks: 10 with 11 and 12 below it.
fn tables(definitions: &[FormDefinition]) -> CodeTables {
    fn walk(fields: &[Field], tables: &mut CodeTables) {
        for field in fields {
            match &field.kind {
                Kind::Code { table, .. } => {
                    let entry = |code: &str, parent: &str| CodeEntry {
                        code: code.to_owned(),
                        name: Label { zh: code.to_owned(), en: String::new() },
                        parent: parent.to_owned(),
                        leaf: true,
                        current: true,
                    };
                    let entries = vec![entry("10", ""), entry("11", "10"), entry("12", "10")];
                    tables.0.insert(table.clone(), CodeTable::new(entries));
                }
                Kind::Rows { fields, .. } => walk(fields, tables),
                _ => {}
            }
        }
    }
    let mut tables = CodeTables::default();
    definitions.iter().for_each(|definition| walk(&definition.fields, &mut tables));
    tables
}
