//! Code tables: national standards as tab-separated text, read when a table is first asked for.
//!
//! A file begins with `# …` lines naming its source and a header line. `code` and `name` stand first; `en`,
//! `parent`, `aliases` and `retired` are understood here, every other column is an attribute of the entries.

use std::collections::HashMap;
use std::sync::OnceLock;

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

/// Whether there is a table of that name.
pub fn is_table(name: &str) -> bool {
    TABLES.iter().any(|(table, _)| *table == name)
}

/// All tables, each read once.
#[derive(Default)]
pub struct Tables([OnceLock<CodeTable>; TABLES.len()]);

impl Tables {
    /// The table of that name.
    pub fn table(&self, name: &str) -> Option<&CodeTable> {
        let at = TABLES.iter().position(|(table, _)| *table == name)?;
        Some(self.0[at].get_or_init(|| CodeTable::read(TABLES[at].1)))
    }
}

/// One entry of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CodeEntry {
    /// The code that is stored.
    pub code: &'static str,
    /// Its Chinese name.
    pub name: &'static str,
    /// Its English name; empty where there is none.
    pub en: &'static str,
    /// The entry above.
    pub parent: Option<&'static str>,
    /// Other names by which an import recognises it, separated by `;`.
    pub aliases: &'static str,
    /// Still offered for new answers; codes that are not stay readable.
    pub current: bool,
    /// Without entries below.
    pub leaf: bool,
    attributes: Vec<&'static str>,
}

impl CodeEntry {
    /// The name in both languages.
    pub fn label(&self) -> Label {
        Label { zh: self.name.to_owned(), en: self.en.to_owned() }
    }
}

/// A code table in the order of its standard.
#[derive(Debug, Default)]
pub struct CodeTable {
    /// The lines that name the source.
    pub source: Vec<&'static str>,
    columns: Vec<&'static str>,
    entries: Vec<CodeEntry>,
    by_code: HashMap<&'static str, usize>,
}

impl CodeTable {
    fn read(text: &'static str) -> Self {
        let (source, rows): (Vec<_>, Vec<_>) = text.lines().partition(|line| line.starts_with('#'));
        let source = source.into_iter().map(|line| line.trim_start_matches(['#', ' '])).collect();
        let mut rows = rows.into_iter();
        let header: Vec<&str> = rows.next().unwrap_or_default().split('\t').collect();
        let known = ["code", "name", "en", "parent", "aliases", "retired"];
        let columns: Vec<&str> = header.iter().copied().filter(|c| !known.contains(c)).collect();
        let mut table = Self { source, columns, ..Self::default() };
        for row in rows {
            let mut entry = CodeEntry { current: true, leaf: true, ..CodeEntry::default() };
            for (column, cell) in header.iter().zip(row.split('\t')) {
                match *column {
                    "code" => entry.code = cell,
                    "name" => entry.name = cell,
                    "en" => entry.en = cell,
                    "parent" => entry.parent = (!cell.is_empty()).then_some(cell),
                    "aliases" => entry.aliases = cell,
                    "retired" => entry.current = cell.is_empty(),
                    _ => entry.attributes.push(cell),
                }
            }
            table.by_code.insert(entry.code, table.entries.len());
            table.entries.push(entry);
        }
        let above: Vec<&str> = table.entries.iter().filter(|e| e.current).filter_map(|e| e.parent).collect();
        for code in above {
            if let Some(at) = table.by_code.get(code) {
                table.entries[*at].leaf = false;
            }
        }
        table
    }

    /// The entry of that code, current or not.
    pub fn entry(&self, code: &str) -> Option<&CodeEntry> {
        self.by_code.get(code).map(|at| &self.entries[*at])
    }

    /// All entries in the order of the standard, those no longer current last.
    pub fn entries(&self) -> &[CodeEntry] {
        &self.entries
    }

    /// The current entries directly below a code; without one the top level.
    pub fn children<'a>(&'a self, parent: Option<&'a str>) -> impl Iterator<Item = &'a CodeEntry> {
        self.entries.iter().filter(move |e| e.current && e.parent == parent)
    }

    /// The entry and those above it, the topmost first; empty for an unknown code.
    pub fn path(&self, code: &str) -> Vec<&CodeEntry> {
        let mut path: Vec<&CodeEntry> =
            std::iter::successors(self.entry(code), |e| self.entry(e.parent?)).take(8).collect();
        path.reverse();
        path
    }

    /// The current entries with that name, English name or alias, in the order of the standard.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a CodeEntry> {
        self.entries.iter().filter(move |e| {
            !name.is_empty()
                && e.current
                && (e.name == name
                    || e.en.eq_ignore_ascii_case(name)
                    || e.aliases.split(';').any(|alias| alias == name))
        })
    }

    /// An attribute of a code, e.g. `minority` of an ethnic group; empty where the code or column is unknown.
    pub fn attribute(&self, code: &str, column: &str) -> &'static str {
        let at = self.columns.iter().position(|c| *c == column);
        at.zip(self.entry(code)).and_then(|(at, entry)| entry.attributes.get(at).copied()).unwrap_or_default()
    }
}
