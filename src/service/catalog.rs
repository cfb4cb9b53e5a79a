//! The catalog: registers, option lists, code tables and kinds of units, parsed once at start from the data
//! under `src/catalog/` that is embedded in the program. `check` holds the rules for the data, `codes` the tables,
//! `designs` what the association adds, `kept` the catalog in use.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::domain::form::{Choice, Field, FormDefinition, Kind};
use crate::domain::indicator::Tree;
use crate::domain::indicator::words::Names;
use crate::domain::org::OrgKind;
use crate::domain::portal::Service;

pub mod check;
pub mod codes;
pub(super) mod designs;
mod indicators;
mod kept;

pub use kept::Kept;

/// Names the registers in the order of the menus and embeds their files.
macro_rules! registers {
    ($($key:literal)*) => {
        const REGISTERS: &[(&str, &str)] =
            &[$(($key, include_str!(concat!("../catalog/registers/", $key, ".toml")))),*];
    };
}

registers! {
    "society_basic" "policy_doc" "secretariat_staff" "reelection" "reelection_case" "branch" "branch_person"
    "entity_org"
    "internal_dept" "sub_account" "info_system" "meeting" "archive"
    "member" "member_application" "member_level" "member_notice" "member_guide"
    "party_group_member" "party_group_rule" "party_group_record" "party_call" "party_notice"
    "party_member" "party_branch_record"
    "activity" "journal" "intl_org" "expert_team" "qualification" "media_account" "expert_pool"
    "tool_activity" "tool_survey"
    "service_team"
    "delegate_form"
    "register_design" "option_list"
}

const OPTIONS: &str = include_str!("../catalog/options.toml");
const ORG_KINDS: &str = include_str!("../catalog/org_kinds.toml");
const SERVICES: &str = include_str!("../catalog/services.toml");

/// All definitions of the product: those that come with the program and what the association has added to them.
pub struct Catalog {
    fixed: Arc<Fixed>,
    registers: Vec<FormDefinition>,
    names: Names,
}

/// What comes with the program. Cheap to keep: code tables are read when they are first asked for.
struct Fixed {
    registers: Vec<FormDefinition>,
    org_kinds: Vec<OrgKind>,
    services: Vec<Service>,
    tables: codes::Tables,
    tree: Tree,
}

/// A fault in the catalog's own data: found at start, before anything is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogError {
    /// The file, e.g. `registers/member.toml`.
    pub file: String,
    /// The field or list, e.g. `people.mobile`; empty: the whole file.
    pub place: String,
    /// What is wrong.
    pub problem: String,
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, place, problem } = self;
        if place.is_empty() {
            write!(f, "catalog/{file}: {problem}")
        } else {
            write!(f, "catalog/{file}: {place}: {problem}")
        }
    }
}

impl std::error::Error for CatalogError {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrgKinds {
    kinds: Vec<OrgKind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Services {
    services: Vec<Service>,
}

/// The texts that registers and indicators are read from.
pub struct Sources<'a> {
    /// The key and the text of each register, in the order of the menus.
    pub registers: Vec<(&'a str, &'a str)>,
    /// The file name and the text of each branch of the indicators, in their order.
    pub branches: Vec<(&'a str, &'a str)>,
}

impl Sources<'static> {
    /// Those that come with the program.
    pub fn embedded() -> Self {
        Self { registers: REGISTERS.to_vec(), branches: indicators::BRANCHES.to_vec() }
    }
}

type OptionLists = BTreeMap<String, Vec<Choice>>;

impl Catalog {
    /// Reads and checks everything that is embedded.
    ///
    /// # Errors
    /// The first fault, with file and field.
    pub fn load() -> Result<Self, CatalogError> {
        Self::read(&Sources::embedded())
    }

    /// Reads and checks these registers and indicators, with all else that is embedded.
    ///
    /// # Errors
    /// The first fault, with file and field.
    pub fn read(sources: &Sources<'_>) -> Result<Self, CatalogError> {
        let lists: OptionLists = parse("options.toml", OPTIONS)?;
        check::options(&lists)?;
        let mut registers = Vec::with_capacity(sources.registers.len());
        for (key, text) in &sources.registers {
            let file = register_file(key);
            let mut definition: FormDefinition = parse(&file, text)?;
            resolve(&file, "", &mut definition.fields, &lists)?;
            registers.push(definition);
        }
        let OrgKinds { kinds } = parse("org_kinds.toml", ORG_KINDS)?;
        check::org_kinds(&kinds)?;
        for ((key, _), definition) in sources.registers.iter().zip(&registers) {
            check::register(key, definition, &registers, &kinds)?;
        }
        let Services { services } = parse("services.toml", SERVICES)?;
        check::services(&services, &kinds)?;
        let (tree, names) = indicators::load(&sources.branches, &registers)?;
        let tables = codes::Tables::of(&registers);
        let fixed = Fixed { registers: registers.clone(), org_kinds: kinds, services, tables, tree };
        Ok(Self { fixed: Arc::new(fixed), registers, names })
    }

    /// The indicator tree.
    pub fn tree(&self) -> &Tree {
        &self.fixed.tree
    }

    /// The names of registers, fields and options, for the sentences of the indicator rules.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The register of that key.
    pub fn register(&self, key: &str) -> Option<&FormDefinition> {
        self.registers.iter().find(|r| r.key == key)
    }

    /// All registers in the order of the menus.
    pub fn registers(&self) -> &[FormDefinition] {
        &self.registers
    }

    /// The code table of that name (`gb2260` …), read on the first call.
    pub fn table(&self, name: &str) -> Option<&codes::Standard> {
        self.fixed.tables.table(name)
    }

    /// The kinds of units.
    pub fn org_kinds(&self) -> &[OrgKind] {
        &self.fixed.org_kinds
    }

    /// The services of the hall, in its order.
    pub fn services(&self) -> &[Service] {
        &self.fixed.services
    }

    /// The kind of unit of that key.
    pub fn org_kind(&self, key: &str) -> Option<&OrgKind> {
        self.fixed.org_kinds.iter().find(|k| k.key == key)
    }
}

fn register_file(key: &str) -> String {
    format!("registers/{key}.toml")
}

fn fault(file: &str, place: &str, problem: impl Into<String>) -> CatalogError {
    CatalogError { file: file.to_owned(), place: place.to_owned(), problem: problem.into() }
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, CatalogError> {
    toml::from_str(text).map_err(|e| fault(file, "", e.to_string()))
}

/// Puts the choices of the named list into every select, also inside rows.
fn resolve(file: &str, path: &str, fields: &mut [Field], lists: &OptionLists) -> Result<(), CatalogError> {
    for field in fields {
        let place = join(path, &field.key);
        match &mut field.kind {
            Kind::Select { options, choices, .. } | Kind::MultiSelect { options, choices } => {
                let Some(name) = options else { continue };
                if !choices.is_empty() {
                    return Err(fault(file, &place, "has both a named list and choices of its own"));
                }
                let list = lists.get(name.as_str());
                *choices = list.ok_or_else(|| fault(file, &place, format!("unknown option list {name}")))?.clone();
            }
            Kind::Rows { fields, .. } => resolve(file, &place, fields, lists)?,
            _ => {}
        }
    }
    Ok(())
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

#[cfg(test)]
mod tests;
