//! Code tables: national standards as tab-separated text, read when a table is first asked for.
//!
//! A file begins with `# …` lines naming its source and a header line. `code`, `name`, `en`, `parent`, `aliases`
//! and `retired` are understood here, every other column is an attribute of the entries. One more table lists the
//! registers that an association may add fields to.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::Catalog;
use crate::domain::code::{CodeEntry, CodeTable, Codes, Known};
use crate::domain::form::{FormDefinition, design};
use crate::domain::text::Label;

const TABLES: &[(&str, &str)] = &[
    ("gb2260", include_str!("../../catalog/codes/divisions.tsv")),
    ("gb3304", include_str!("../../catalog/codes/ethnic_groups.tsv")),
    ("gb4762", include_str!("../../catalog/codes/political.tsv")),
    ("gb4658", include_str!("../../catalog/codes/education.tsv")),
    ("gb6864", include_str!("../../catalog/codes/degrees.tsv")),
    ("gb8561", include_str!("../../catalog/codes/titles.tsv")),
    ("gb13745", include_str!("../../catalog/codes/disciplines.tsv")),
    ("gb2659", include_str!("../../catalog/codes/countries.tsv")),
    ("occupation", include_str!("../../catalog/codes/occupations.tsv")),
];

/// 登记册: those of the program that can be given more fields.
const REGISTERS: &str = "register";

/// Whether there is a table of that name.
pub fn is_table(name: &str) -> bool {
    name == REGISTERS || TABLES.iter().any(|(table, _)| *table == name)
}

/// All tables, each read once.
pub struct Tables {
    standards: [OnceLock<Standard>; TABLES.len()],
    registers: Standard,
}

impl Tables {
    /// The standards, and these registers.
    pub(super) fn of(registers: &[FormDefinition]) -> Self {
        let entry = |register: &FormDefinition| CodeEntry {
            code: register.key.clone(),
            name: register.name.clone(),
            parent: String::new(),
            leaf: true,
            current: true,
        };
        let open = registers.iter().filter(|register| design::is_open(register)).map(entry).collect();
        Self {
            standards: std::array::from_fn(|_| OnceLock::new()),
            registers: Standard { tree: CodeTable::new(open), ..Standard::default() },
        }
    }

    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&Standard> {
        if name == REGISTERS {
            return Some(&self.registers);
        }
        let at = TABLES.iter().position(|(table, _)| *table == name)?;
        Some(self.standards[at].get_or_init(|| Standard::read(TABLES[at].1)))
    }
}

/// A code table as its standard gives it: the tree, and what the file says beyond names and levels.
#[derive(Debug, Default)]
pub struct Standard {
    /// The lines that name the source.
    pub source: Vec<&'static str>,
    /// Entries, levels, search.
    pub tree: CodeTable,
    aliases: HashMap<&'static str, &'static str>,
    columns: Vec<&'static str>,
    attributes: HashMap<&'static str, Vec<&'static str>>,
}

impl Standard {
    fn read(text: &'static str) -> Self {
        let (source, rows): (Vec<_>, Vec<_>) = text.lines().partition(|line| line.starts_with('#'));
        let mut rows = rows.into_iter();
        let header: Vec<&str> = rows.next().unwrap_or_default().split('\t').collect();
        let known = ["code", "name", "en", "parent", "aliases", "retired"];
        let mut table = Self {
            source: source.into_iter().map(|line| line.trim_start_matches(['#', ' '])).collect(),
            columns: header.iter().copied().filter(|c| !known.contains(c)).collect(),
            ..Self::default()
        };
        let mut entries = Vec::new();
        for row in rows {
            let cells: Vec<&'static str> = row.split('\t').collect();
            let cell = |column: &str| {
                header.iter().position(|c| *c == column).and_then(|at| cells.get(at).copied()).unwrap_or_default()
            };
            let code = cell("code");
            for alias in cell("aliases").split(';').filter(|alias| !alias.is_empty()) {
                table.aliases.entry(alias).or_insert(code);
            }
            if !table.columns.is_empty() {
                table.attributes.insert(code, table.columns.iter().map(|c| cell(c)).collect());
            }
            entries.push(CodeEntry {
                code: code.to_owned(),
                name: Label { zh: cell("name").to_owned(), en: cell("en").to_owned() },
                parent: cell("parent").to_owned(),
                leaf: true,
                current: cell("retired").is_empty(),
            });
        }
        table.tree = CodeTable::new(entries);
        table
    }

    /// The codes still offered that have this Chinese or English name, or else the code with this alias: how an
    /// import understands a name.
    pub fn named(&self, name: &str) -> Vec<&CodeEntry> {
        let is = |e: &&CodeEntry| e.current && (e.name.zh == name || (e.name.en.eq_ignore_ascii_case(name)));
        let found: Vec<&CodeEntry> = self.tree.entries().iter().filter(|_| !name.is_empty()).filter(is).collect();
        if found.is_empty() {
            self.aliases.get(name).and_then(|code| self.tree.get(code)).into_iter().collect()
        } else {
            found
        }
    }

    /// Everyday names and the codes they stand for, in no order.
    pub fn aliases(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.aliases.iter().map(|(alias, code)| (*alias, *code))
    }

    /// An attribute of a code, e.g. `minority` of an ethnic group; empty where the code or column is unknown.
    pub fn attribute(&self, code: &str, column: &str) -> &'static str {
        let at = self.columns.iter().position(|c| *c == column);
        at.zip(self.attributes.get(code)).and_then(|(at, row)| row.get(at).copied()).unwrap_or_default()
    }
}

impl Codes for Catalog {
    fn entry(&self, table: &str, code: &str) -> Known {
        match self.table(table).and_then(|t| t.tree.get(code)) {
            Some(entry) => Known::Yes { leaf: entry.leaf },
            None => Known::No,
        }
    }

    fn name(&self, table: &str, code: &str) -> Option<&Label> {
        self.table(table)?.tree.get(code).map(|e| &e.name)
    }

    fn parent(&self, table: &str, code: &str) -> Option<&str> {
        let parent = &self.table(table)?.tree.get(code)?.parent;
        (!parent.is_empty()).then_some(parent)
    }
}
