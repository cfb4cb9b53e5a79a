//! The rules that the catalog's data must obey. A definition that breaks one stops the program at start.

use std::collections::BTreeSet;

use super::{CatalogError, OptionLists, codes, fault, join, register_file};
use crate::domain::form::expiry::{Ahead, Follower, LastDay};
use crate::domain::form::stage::together;
use crate::domain::form::{
    Choice, Condition, Field, FormDefinition, Kind, RecordFlow, RowPick, Shape, Sharing, Shelves,
};
use crate::domain::org::OrgKind;
use crate::domain::path::local;
use crate::domain::portal::Service;
use crate::domain::record::state_flow;
use crate::domain::text::Label;

/// What a computed field may show: `number` 编号, `state` 状态, `origin` 来源, `updated_at` 更新时间,
/// `member_count` 会员总数, `people_count` 人员数, `leave_reason` 离任原因, `left_on` 离任时间; with a field name after a colon: `age`, `level` (of a title).
const COMPUTED: &[&str] = &[
    "number",
    "state",
    "origin",
    "updated_at",
    "member_count",
    "people_count",
    "leave_reason",
    "left_on",
    "age",
    "level",
];

/// Where a fault is reported: the file and the path of the field.
struct Place<'a> {
    file: &'a str,
    path: &'a str,
}

impl Place<'_> {
    fn fault(&self, problem: impl Into<String>) -> CatalogError {
        fault(self.file, self.path, problem)
    }

    fn demand(&self, holds: bool, problem: impl FnOnce() -> String) -> Result<(), CatalogError> {
        if holds { Ok(()) } else { Err(self.fault(problem())) }
    }

    fn label(&self, label: &Label) -> Result<(), CatalogError> {
        self.demand(!label.zh.is_empty(), || "has no Chinese label".into())?;
        self.demand(!label.en.is_empty(), || "has no English label".into())
    }
}

/// Every list has choices, each once and with an English word.
pub(super) fn options(lists: &OptionLists) -> Result<(), CatalogError> {
    lists.iter().try_for_each(|(name, list)| choices(&Place { file: "options.toml", path: name }, list))
}

/// Kinds are unique, named, have roles, and their children exist.
pub(super) fn org_kinds(kinds: &[OrgKind]) -> Result<(), CatalogError> {
    let keys: BTreeSet<&str> = kinds.iter().map(|k| k.key.as_str()).collect();
    let file = Place { file: "org_kinds.toml", path: "" };
    file.demand(keys.len() == kinds.len(), || "a key stands twice".into())?;
    for kind in kinds {
        let place = Place { file: "org_kinds.toml", path: &kind.key };
        place.label(&kind.name)?;
        place.demand(!kind.roles.is_empty(), || "has no roles".into())?;
        for child in &kind.children {
            place.demand(keys.contains(child.as_str()), || format!("unknown child kind {child}"))?;
        }
    }
    Ok(())
}

/// The services of the hall: known kinds of units, each once, and pages of this site.
pub(super) fn services(services: &[Service], kinds: &[OrgKind]) -> Result<(), CatalogError> {
    let keys: BTreeSet<&str> = services.iter().map(|s| s.key.as_str()).collect();
    let file = Place { file: "services.toml", path: "" };
    file.demand(keys.len() == services.len(), || "a key stands twice".into())?;
    for service in services {
        let place = Place { file: "services.toml", path: &service.key };
        place.label(&service.name)?;
        place.label(&service.note)?;
        let named: BTreeSet<&str> = service.pages.iter().map(|(kind, _)| kind.as_str()).collect();
        place.demand(named.len() == service.pages.len(), || "a kind of unit stands twice".into())?;
        for (kind, page) in &service.pages {
            place.demand(kinds.iter().any(|k| k.key == *kind), || format!("unknown kind of unit {kind}"))?;
            place.demand(local(page).is_some(), || format!("{page} is no page of this site"))?;
        }
    }
    Ok(())
}

/// A register's head, its references and all of its fields.
pub(super) fn register(
    key: &str,
    form: &FormDefinition,
    all: &[FormDefinition],
    kinds: &[OrgKind],
) -> Result<(), CatalogError> {
    let file = register_file(key);
    let place = Place { file: &file, path: "" };
    place.demand(!form.held_by.is_empty(), || "is kept by no unit".into())?;
    for kind in &form.held_by {
        place.demand(kinds.iter().any(|k| k.key == *kind), || format!("unknown kind of unit {kind}"))?;
    }
    place.demand(form.key == key, || format!("its key is {}", form.key))?;
    place.demand(form.version > 0, || "its version must be positive".into())?;
    place.label(&form.name)?;
    place.label(&form.purpose)?;
    form.part.iter().try_for_each(|part| place.label(part))?;
    place.demand(!form.columns.is_empty(), || "has no columns".into())?;
    let mut named: Vec<&String> = vec![&form.title];
    named.extend(form.columns.iter().chain(&form.filters).chain(form.match_by.iter().flatten()));
    for name in named {
        place.demand(form.field(name).is_some(), || format!("names the unknown field {name}"))?;
    }
    if let Some(Shelves { field, .. }) = &form.shelves {
        let fits = form.filters.contains(field)
            && form.field(field).is_some_and(|field| matches!(field.kind, Kind::Select { .. }));
        place.demand(fits, || format!("is laid out by {field}, which is no choice among its filters"))?;
    }
    form.expires.iter().try_for_each(|rule| last_day(&place, form, rule, all))?;
    if let Some(shared) = &form.shared {
        sharing(&place, form, shared)?;
    }
    let sections: BTreeSet<&str> = form.sections.iter().map(|s| s.key.as_str()).collect();
    place.demand(sections.len() == form.sections.len(), || "a section stands twice".into())?;
    for section in &form.sections {
        place.label(&section.label)?;
        let used = form.fields.iter().any(|f| f.section.as_ref() == Some(&section.key));
        place.demand(used, || format!("section {} has no fields", section.key))?;
    }
    for field in &form.fields {
        let place = Place { file: &file, path: &field.key };
        match &field.section {
            Some(section) => {
                place.demand(sections.contains(section.as_str()), || format!("unknown section {section}"))?;
            }
            None => place.demand(sections.is_empty(), || "stands in no section".into())?,
        }
    }
    stages(&file, form)?;
    fields(&file, "", &form.fields, all)
}

/// A last day is a day, is reminded of before, and numbers tell what follows it.
fn last_day(place: &Place, form: &FormDefinition, rule: &LastDay, all: &[FormDefinition]) -> Result<(), CatalogError> {
    let is_day = form.field(&rule.field).is_some_and(|field| matches!(field.kind, Kind::Date { .. }));
    place.demand(is_day, || format!("expires by {}, which is no day", rule.field))?;
    let once = form.expires.iter().filter(|other| other.field == rule.field).count() == 1;
    place.demand(once, || format!("expires twice by {}", rule.field))?;
    let ahead = |ahead: &Ahead| matches!(ahead, Ahead::Months(1..) | Ahead::Days(1..));
    place.demand(!rule.remind.is_empty() && rule.remind.iter().all(ahead), || {
        format!("reminds of {} at no time before", rule.field)
    })?;
    let numbered =
        |form: &FormDefinition, key: &str| form.field(key).is_some_and(|f| matches!(f.kind, Kind::Int { .. }));
    for Follower { register, by, except } in &rule.followed {
        let later = all.iter().find(|other| other.key == *register && numbered(other, by) && numbered(form, by));
        let later =
            later.ok_or_else(|| place.fault(format!("is followed in {register} by {by}, which is no number")))?;
        for state in except {
            let known = state_flow(later.flow).is_none_or(|flow| flow.state(state).is_some());
            place.demand(known, || format!("is followed in {register}, which knows no state {state}"))?;
        }
    }
    Ok(())
}

/// A list whose records are shared by a choice among its filters, by which it is narrowed for readers; each choice opens a
/// record once. Nothing goes round: a case would tell of it.
fn sharing(place: &Place, form: &FormDefinition, shared: &Sharing) -> Result<(), CatalogError> {
    let Sharing { field, unit, below } = shared;
    let choices: Vec<&String> = match form.field(field).map(|field| &field.kind) {
        Some(Kind::Select { choices, .. }) => choices.iter().map(|choice| &choice.value).collect(),
        _ => Vec::new(),
    };
    let known = form.filters.contains(field) && unit.iter().chain(below).all(|choice| choices.contains(&choice));
    place.demand(known, || format!("is shared by choices that {field}, among its filters, does not have"))?;
    let once: BTreeSet<&String> = unit.iter().chain(below).collect();
    let each_once = !once.is_empty() && once.len() == unit.len() + below.len();
    place.demand(each_once, || "is shared by no choice, or by one that stands twice".into())?;
    let fits = form.flow == RecordFlow::Save && form.shape == Shape::List && !form.design;
    place.demand(fits, || "is shared, but no plain list".into())
}

/// Sections are open in states of the flow, and a field asks only fields that are filled in with it: its check does not
/// see the others.
fn stages(file: &str, form: &FormDefinition) -> Result<(), CatalogError> {
    let flow = state_flow(form.flow);
    for section in &form.sections {
        let place = Place { file, path: &section.key };
        for state in &section.open_in {
            let open = flow.and_then(|flow| flow.state(state)).is_some_and(|state| state.open);
            place.demand(open, || format!("is filled in in {state}, in which nobody is at work"))?;
        }
    }
    for field in &form.fields {
        let place = Place { file, path: &field.key };
        for key in asked(field) {
            let beside = form.field(key).is_some_and(|other| together(form, other, field));
            place.demand(beside, || format!("asks {key}, which is filled in at another time"))?;
        }
    }
    Ok(())
}

/// The fields beside it that a field's condition and check ask.
fn asked(field: &Field) -> Vec<&String> {
    let by_kind: Vec<Option<&String>> = match &field.kind {
        Kind::Int { at_most, .. } => vec![at_most.as_ref()],
        Kind::Date { from, within_year_of, .. } => vec![from.as_ref(), within_year_of.as_ref()],
        Kind::Select { other, .. } => vec![other.as_ref()],
        Kind::IdCard { birth, sex, document } => vec![birth.as_ref(), sex.as_ref(), document.as_ref()],
        Kind::Record { fill, .. } => fill.keys().map(Some).collect(),
        _ => Vec::new(),
    };
    by_kind.into_iter().chain([field.when.as_ref().map(|when| &when.field)]).flatten().collect()
}

/// The fields of a form or row: unique keys, labels in both languages, and what their kinds demand.
fn fields(file: &str, path: &str, list: &[Field], all: &[FormDefinition]) -> Result<(), CatalogError> {
    let mut keys = BTreeSet::new();
    for field in list {
        let path = join(path, &field.key);
        let place = Place { file, path: &path };
        place.demand(keys.insert(field.key.as_str()), || "stands twice".into())?;
        place.demand(is_key(&field.key), || "is no key: [a-z][a-z0-9_]*".into())?;
        place.label(&field.label)?;
        let help = &field.help;
        place.demand(help.zh.is_empty() == help.en.is_empty(), || "has help in one language only".into())?;
        if let Some(when) = &field.when {
            condition(&place, when, list)?;
        }
        kind(&place, &field.kind, list, all)?;
        if let Kind::Rows { fields: inner, .. } = &field.kind {
            place.demand(!inner.is_empty(), || "has rows without fields".into())?;
            place.demand(!inner.iter().any(|f| matches!(f.kind, Kind::Rows { .. })), || "has rows in rows".into())?;
            fields(file, &path, inner, all)?;
        }
    }
    Ok(())
}

fn is_key(key: &str) -> bool {
    key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn condition(place: &Place, when: &Condition, list: &[Field]) -> Result<(), CatalogError> {
    let decides = sibling(place, list, &when.field)?;
    place.demand(!when.is.is_empty(), || "its condition has no values".into())?;
    for value in &when.is {
        let known = match &decides.kind {
            Kind::Select { choices, .. } | Kind::MultiSelect { choices, .. } => {
                choices.iter().any(|c| c.value == *value)
            }
            Kind::Bool => matches!(value.as_str(), "是" | "否"),
            _ => false,
        };
        place.demand(known, || format!("its condition asks for {value}, which {} cannot be", when.field))?;
    }
    Ok(())
}

fn kind(place: &Place, kind: &Kind, list: &[Field], all: &[FormDefinition]) -> Result<(), CatalogError> {
    let is_whole = |f: &Field| matches!(f.kind, Kind::Int { .. });
    let is_day = |f: &Field| matches!(f.kind, Kind::Date { .. });
    let is_select = |f: &Field| matches!(f.kind, Kind::Select { .. });
    let is_text = |f: &Field| matches!(f.kind, Kind::Text { .. });
    match kind {
        Kind::Select { choices: own, other, .. } => {
            choices(place, own)?;
            refers(place, list, other.as_deref(), is_text)
        }
        Kind::MultiSelect { choices: own, .. } => choices(place, own),
        Kind::Int { at_most, .. } => refers(place, list, at_most.as_deref(), is_whole),
        Kind::Date { from, within_year_of, .. } => {
            refers(place, list, from.as_deref(), is_day)?;
            refers(place, list, within_year_of.as_deref(), is_day)
        }
        Kind::IdCard { birth, sex, document } => {
            refers(place, list, birth.as_deref(), is_day)?;
            refers(place, list, sex.as_deref(), is_select)?;
            refers(place, list, document.as_deref(), is_select)
        }
        Kind::Code { table, .. } => place.demand(codes::is_table(table), || format!("unknown code table {table}")),
        Kind::Files { max, max_bytes, types } => {
            place.demand(*max > 0 && *max_bytes > 0 && !types.is_empty(), || "accepts no file".into())
        }
        Kind::Record { register, fill } => {
            fill.keys().try_for_each(|own| sibling(place, list, own).map(|_| ()))?;
            picked(place, register, fill.values(), all)
        }
        Kind::Rows { fields, pick: Some(RowPick { register, fill }), .. } => {
            fill.keys().try_for_each(|own| sibling(place, fields, own).map(|_| ()))?;
            picked(place, register, fill.values(), all)
        }
        Kind::Computed { value } => {
            let (name, of) = value.split_once(':').map_or((value.as_str(), None), |(n, of)| (n, Some(of)));
            place.demand(COMPUTED.contains(&name), || format!("unknown computed value {value}"))?;
            refers(place, list, of, |_| true)
        }
        _ => Ok(()),
    }
}

/// Choices are there, each once, with an English word unless the value is Latin already.
fn choices(place: &Place, list: &[Choice]) -> Result<(), CatalogError> {
    place.demand(!list.is_empty(), || "has no choices".into())?;
    let mut seen = BTreeSet::new();
    for choice in list {
        let Choice { value, en } = choice;
        place
            .demand(!value.is_empty() && seen.insert(value), || format!("choice “{value}” stands twice or is empty"))?;
        place.demand(!en.is_empty() || value.is_ascii(), || format!("choice “{value}” has no English word"))?;
    }
    Ok(())
}

fn sibling<'a>(place: &Place, list: &'a [Field], key: &str) -> Result<&'a Field, CatalogError> {
    list.iter().find(|f| f.key == key).ok_or_else(|| place.fault(format!("names the unknown field {key}")))
}

fn refers(place: &Place, list: &[Field], key: Option<&str>, fits: impl Fn(&Field) -> bool) -> Result<(), CatalogError> {
    let Some(key) = key else { return Ok(()) };
    let field = sibling(place, list, key)?;
    place.demand(fits(field), || format!("refers to {key}, which is of another kind"))
}

fn picked<'a>(
    place: &Place,
    register: &str,
    mut taken: impl Iterator<Item = &'a String>,
    all: &[FormDefinition],
) -> Result<(), CatalogError> {
    let target = all.iter().find(|r| r.key == register);
    let target = target.ok_or_else(|| place.fault(format!("chooses from the unknown register {register}")))?;
    taken.try_for_each(|key| {
        place.demand(target.field(key).is_some(), || format!("takes the unknown field {register}.{key}"))
    })
}
