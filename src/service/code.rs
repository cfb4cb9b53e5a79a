//! Code tables for cascades and pickers. The tables are public standards: no right is asked.

use std::collections::BTreeMap;

use super::{Ctx, pinyin};
use crate::domain::code::{CODES_FOUND, CodeEntry, CodeFound, CodeLevel};
use crate::domain::error::AppError;
use crate::domain::form::{Field, Kind};

/// A table with at most so many entries is sent as a whole.
const SMALL: usize = 80;
/// Most characters of a question that are looked for.
const WORDS_MAX: usize = 60;

/// The levels of a cascade: from the top down to the level below the code; for an unknown or empty code the
/// top level only.
///
/// # Errors
/// `NotFound` for an unknown table.
pub fn list_levels(ctx: &Ctx, table: &str, code: &str) -> Result<Vec<CodeLevel>, AppError> {
    let tree = &ctx.catalog.table(table).ok_or(AppError::NotFound)?.tree;
    let options = |parent: &str| tree.children(parent).cloned().collect::<Vec<_>>();
    let mut levels = Vec::new();
    let mut parent = "";
    for entry in tree.path(code) {
        let mut options = options(parent);
        if !options.contains(entry) {
            // A code that is no longer offered stays visible where it was chosen.
            options.push(entry.clone());
        }
        levels.push(CodeLevel { chosen: entry.code.clone(), options });
        parent = &entry.code;
    }
    let below = options(parent);
    if !below.is_empty() {
        levels.push(CodeLevel { chosen: String::new(), options: below });
    }
    Ok(levels)
}

/// Entries by name, by the initials of its pinyin, or by the beginning of the code.
///
/// # Errors
/// `NotFound` for an unknown table.
pub fn search_codes(ctx: &Ctx, table: &str, words: &str) -> Result<Vec<CodeFound>, AppError> {
    let tree = &ctx.catalog.table(table).ok_or(AppError::NotFound)?.tree;
    let words: String = words.chars().take(WORDS_MAX).collect();
    let found = tree.search(&words, CODES_FOUND, pinyin::letters).into_iter().map(|entry| {
        let above = tree.path(&entry.parent).into_iter().map(|above| above.name.clone()).collect();
        CodeFound { code: entry.code.clone(), name: entry.name.clone(), above }
    });
    Ok(found.collect())
}

/// The small tables that a register's form asks, as a whole, so that they can be plain selects.
///
/// # Errors
/// `NotFound` for an unknown register.
pub fn list_tables(ctx: &Ctx, register: &str) -> Result<BTreeMap<String, Vec<CodeEntry>>, AppError> {
    fn walk(ctx: &Ctx, fields: &[Field], tables: &mut BTreeMap<String, Vec<CodeEntry>>) {
        for field in fields {
            match &field.kind {
                Kind::Code { table, .. } if !tables.contains_key(table) => {
                    let entries = ctx.catalog.table(table).map(|t| t.tree.entries()).unwrap_or_default();
                    if entries.len() <= SMALL {
                        tables.insert(table.clone(), entries.to_vec());
                    }
                }
                Kind::Rows { fields, .. } => walk(ctx, fields, tables),
                _ => {}
            }
        }
    }
    let mut tables = BTreeMap::new();
    walk(ctx, &super::register::definition(ctx, register)?.fields, &mut tables);
    Ok(tables)
}
