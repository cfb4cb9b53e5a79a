//! Code tables: entries with levels, their names, and the questions that rules and pickers ask.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::initials::{Letters, Place, place_of};
use super::text::Label;

/// One entry of a code table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeEntry {
    /// What is stored.
    pub code: String,
    /// The name.
    pub name: Label,
    /// The code one level up; empty at the top.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub parent: String,
    /// Whether no entry that is offered stands below it.
    pub leaf: bool,
    /// False for codes that stay readable but are no longer offered.
    pub current: bool,
}

/// Most entries that a search finds: as many as are looked through at a glance.
pub const CODES_FOUND: usize = 12;

/// An entry that a search has found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeFound {
    /// What is stored.
    pub code: String,
    /// The name.
    pub name: Label,
    /// The names of the levels above, from the top down.
    pub above: Vec<Label>,
}

/// One level of a cascade: what can be chosen and what is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeLevel {
    /// The chosen code; empty: none yet.
    pub chosen: String,
    /// The codes of this level.
    pub options: Vec<CodeEntry>,
}

/// What a table says of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// The table has it.
    Yes {
        /// Whether no entry stands below it.
        leaf: bool,
    },
    /// The table does not have it.
    No,
    /// The table is not at hand (a browser without a large table): no statement.
    NotLoaded,
}

/// The code tables as rules see them.
pub trait Codes {
    /// Whether the table has the code.
    fn entry(&self, table: &str, code: &str) -> Known;

    /// The name of the code, if it is at hand.
    fn name(&self, table: &str, code: &str) -> Option<&Label>;

    /// The code one level up, if it is at hand.
    fn parent(&self, table: &str, code: &str) -> Option<&str>;
}

/// One code table in the order of its source.
#[derive(Clone, Debug, Default)]
pub struct CodeTable {
    entries: Vec<CodeEntry>,
    by_code: HashMap<String, usize>,
    by_parent: HashMap<String, Vec<usize>>,
}

impl CodeTable {
    /// Builds a table. `leaf` is computed here; of entries with the same code the first one counts.
    pub fn new(entries: Vec<CodeEntry>) -> Self {
        let mut table = Self::default();
        for entry in entries {
            if table.by_code.contains_key(&entry.code) {
                continue;
            }
            let at = table.entries.len();
            table.by_code.insert(entry.code.clone(), at);
            table.by_parent.entry(entry.parent.clone()).or_default().push(at);
            table.entries.push(entry);
        }
        let above: HashSet<String> = table.entries.iter().filter(|e| e.current).map(|e| e.parent.clone()).collect();
        for entry in &mut table.entries {
            entry.leaf = !above.contains(&entry.code);
        }
        table
    }

    /// The entry of that code.
    pub fn get(&self, code: &str) -> Option<&CodeEntry> {
        self.by_code.get(code).and_then(|at| self.entries.get(*at))
    }

    /// All entries in the order of the source.
    pub fn entries(&self) -> &[CodeEntry] {
        &self.entries
    }

    /// The entries offered directly below that code; below the empty text: the top level.
    pub fn children<'a>(&'a self, parent: &str) -> impl Iterator<Item = &'a CodeEntry> {
        self.by_parent
            .get(parent)
            .into_iter()
            .flatten()
            .filter_map(|at| self.entries.get(*at))
            .filter(|entry| entry.current)
    }

    /// From the top level down to the code itself; empty for an unknown code.
    pub fn path(&self, code: &str) -> Vec<&CodeEntry> {
        let mut path = Vec::new();
        let mut next = self.get(code);
        while let Some(entry) = next {
            if path.len() == 16 {
                break;
            }
            path.push(entry);
            next = self.get(&entry.parent);
        }
        path.reverse();
        path
    }

    /// The first `limit` offered entries whose name has all words of the question or its initials, or whose code begins
    /// with it; names and initials that begin with the question come first, and of those the upper levels.
    pub fn search(&self, question: &str, limit: usize, letters: Letters) -> Vec<&CodeEntry> {
        let question = question.trim().to_lowercase();
        let words: Vec<&str> = question.split_whitespace().collect();
        let (Some(first), true) = (words.first(), limit > 0) else { return Vec::new() };
        let mut found: Vec<(bool, &CodeEntry)> = Vec::new();
        for entry in self.entries.iter().filter(|e| e.current) {
            let name = format!("{} {}", entry.name.zh, entry.name.en).to_lowercase();
            let initials = place_of(&entry.name.zh, &question, letters);
            let begins = name.starts_with(first) || initials == Some(Place::Beginning);
            if initials.is_some()
                || entry.code.to_lowercase().starts_with(&question)
                || words.iter().all(|w| name.contains(w))
            {
                found.push((!begins, entry));
            }
        }
        found.sort_by_cached_key(|(later, entry)| (*later, self.path(&entry.code).len()));
        found.into_iter().take(limit).map(|(_, entry)| entry).collect()
    }
}

/// All code tables by key, as the server has them: every code is either known or not.
#[derive(Clone, Debug, Default)]
pub struct CodeTables(pub BTreeMap<String, CodeTable>);

impl CodeTables {
    /// The table of that key.
    pub fn table(&self, key: &str) -> Option<&CodeTable> {
        self.0.get(key)
    }
}

impl Codes for CodeTables {
    fn entry(&self, table: &str, code: &str) -> Known {
        match self.table(table).and_then(|t| t.get(code)) {
            Some(entry) => Known::Yes { leaf: entry.leaf },
            None => Known::No,
        }
    }

    fn name(&self, table: &str, code: &str) -> Option<&Label> {
        self.table(table)?.get(code).map(|e| &e.name)
    }

    fn parent(&self, table: &str, code: &str) -> Option<&str> {
        let parent = &self.table(table)?.get(code)?.parent;
        (!parent.is_empty()).then_some(parent)
    }
}

/// The names that came along with a record (`table:code` → name): what a browser knows of the tables.
#[derive(Clone, Copy, Debug)]
pub struct NamedCodes<'a>(pub &'a BTreeMap<String, Label>);

impl Codes for NamedCodes<'_> {
    fn entry(&self, _: &str, _: &str) -> Known {
        Known::NotLoaded
    }

    fn name(&self, table: &str, code: &str) -> Option<&Label> {
        self.0.get(&format!("{table}:{code}"))
    }

    fn parent(&self, _: &str, _: &str) -> Option<&str> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::initials::tests::few;
    use super::*;

    fn table() -> CodeTable {
        let entry = |code: &str, parent: &str, zh: &str, current| CodeEntry {
            code: code.into(),
            name: Label { zh: zh.into(), en: String::new() },
            parent: parent.into(),
            leaf: false,
            current,
        };
        CodeTable::new(vec![
            entry("440000", "", "广东省", true),
            entry("442000", "440000", "中山市", true),
            entry("440100", "440000", "广州市", true),
            entry("440199", "440100", "旧县", false),
        ])
    }

    /// what is out of use is not offered and stays readable.
    #[test]
    fn children_and_path_follow_the_levels() {
        let table = table();
        let codes = |parent| table.children(parent).map(|e| e.code.clone()).collect::<Vec<_>>();
        assert_eq!(codes(""), ["440000"]);
        assert_eq!(codes("440000"), ["442000", "440100"]);
        assert!(codes("440100").is_empty(), "a code out of use is not offered");
        assert!(table.get("440100").is_some_and(|e| e.leaf), "nothing is offered below it");
        assert_eq!(
            table.path("440199").iter().map(|e| e.name.zh.as_str()).collect::<Vec<_>>(),
            ["广东省", "广州市", "旧县"]
        );
        assert!(table.path("x").is_empty());
    }

    #[test]
    fn search_finds_names_and_codes() {
        let table = table();
        assert_eq!(table.search("山市", 9, few)[0].code, "442000");
        assert_eq!(table.search("广", 9, few).len(), 2);
        assert_eq!(table.search("广", 1, few).len(), 1);
        assert_eq!(table.search("4420", 9, few).len(), 1);
        assert_eq!(table.search("ZS", 9, few)[0].code, "442000");
        assert_eq!(table.search("s市", 9, few)[0].code, "442000", "inside of a name");
        assert!(table.search("  ", 9, few).is_empty() && table.search("ss", 9, few).is_empty());
    }

    #[test]
    fn server_knows_every_code_and_the_browser_makes_no_statement() {
        let tables = CodeTables(BTreeMap::from([("gb2260".into(), table())]));
        assert_eq!(tables.entry("gb2260", "442000"), Known::Yes { leaf: true });
        assert_eq!(tables.entry("gb2260", "440000"), Known::Yes { leaf: false });
        assert_eq!(tables.entry("gb2260", "1"), Known::No);
        assert_eq!(tables.entry("nope", "1"), Known::No);
        assert_eq!(tables.parent("gb2260", "442000"), Some("440000"));
        let names = BTreeMap::from([("gb2260:442000".to_owned(), Label { zh: "中山市".into(), en: String::new() })]);
        let named = NamedCodes(&names);
        assert_eq!(named.entry("gb2260", "x"), Known::NotLoaded);
        assert_eq!(named.name("gb2260", "442000").map(|l| l.zh.as_str()), Some("中山市"));
    }
}
