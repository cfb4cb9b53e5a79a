//! Which columns a list shows and in which order: as somebody chose, else as the register says (REG-12).

use super::{Field, FormDefinition, Kind};
use crate::domain::text::Label;

/// Most columns that somebody can choose.
pub const COLUMNS_MAX: usize = 20;

/// What somebody does to the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// 左移: one place towards the front
    Earlier(&'a str),
    /// 右移: one place towards the end
    Later(&'a str),
    /// 移除
    Remove(&'a str),
    /// 添加, at the end
    Add(&'a str),
    /// 恢复默认
    Default,
}

impl<'a> Step<'a> {
    /// Reads the value of a button: `earlier:name`, `later:name`, `remove:name`, `add:name`, `default`.
    pub fn parse(text: &'a str) -> Option<Self> {
        match text.split_once(':') {
            Some(("earlier", key)) => Some(Self::Earlier(key)),
            Some(("later", key)) => Some(Self::Later(key)),
            Some(("remove", key)) => Some(Self::Remove(key)),
            Some(("add", key)) => Some(Self::Add(key)),
            None if text == "default" => Some(Self::Default),
            _ => None,
        }
    }
}

/// Computed values that are told of one record, not of a list.
const ON_THE_PAGE: [&str; 3] = ["member_count", "leave_reason", "left_on"];

/// Whether a field can be a column.
pub fn can_list(field: &Field) -> bool {
    match &field.kind {
        Kind::Rows { .. } | Kind::Files { .. } | Kind::Password => false,
        Kind::Computed { value } => !ON_THE_PAGE.contains(&value.as_str()),
        _ => true,
    }
}

/// The columns to show: those that were chosen as far as the register has them, else its own.
pub fn shown(definition: &FormDefinition, chosen: &[String]) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for key in chosen {
        if definition.field(key).is_some_and(can_list) && !columns.contains(key) && columns.len() < COLUMNS_MAX {
            columns.push(key.clone());
        }
    }
    if columns.is_empty() { definition.columns.clone() } else { columns }
}

impl FormDefinition {
    /// What a list of records with these columns needs of it: the fields of the columns and of the filters. Some
    /// definitions are larger than the page that shows twenty of their records.
    pub fn for_list(&self, columns: Vec<String>) -> Self {
        let fields = self.fields.iter().filter(|f| columns.contains(&f.key) || self.filters.contains(&f.key));
        let fields = fields.cloned().collect();
        Self {
            key: self.key.clone(),
            version: self.version,
            name: self.name.clone(),
            purpose: self.purpose.clone(),
            shape: self.shape,
            menu: self.menu,
            part: None,
            held_by: self.held_by.clone(),
            design: self.design,
            flow: self.flow,
            title: self.title.clone(),
            columns,
            filters: self.filters.clone(),
            match_by: Vec::new(),
            shelves: self.shelves.clone(),
            shared: None,
            expires: Vec::new(),
            sections: Vec::new(),
            fields,
        }
    }
}

/// The fields that could be columns too: key and label, in the order of the form; none where there are as
/// many columns as can be.
pub fn others(definition: &FormDefinition, columns: &[String]) -> Vec<(String, Label)> {
    if columns.len() >= COLUMNS_MAX {
        return Vec::new();
    }
    let free = definition.fields.iter().filter(|field| can_list(field) && !columns.contains(&field.key));
    free.map(|field| (field.key.clone(), field.label.clone())).collect()
}

/// The columns after a step; empty: the register's own again. A step that cannot be done changes nothing: the last
/// column stays, the first goes no further to the front.
pub fn after(definition: &FormDefinition, chosen: &[String], step: Step<'_>) -> Vec<String> {
    let mut columns = shown(definition, chosen);
    let place = |columns: &[String], key: &str| columns.iter().position(|column| column == key);
    match step {
        Step::Earlier(key) => {
            if let Some(at) = place(&columns, key).filter(|at| *at > 0) {
                columns.swap(at - 1, at);
            }
        }
        Step::Later(key) => {
            if let Some(at) = place(&columns, key).filter(|at| at + 1 < columns.len()) {
                columns.swap(at, at + 1);
            }
        }
        Step::Remove(key) if columns.len() > 1 => columns.retain(|column| column != key),
        Step::Remove(_) => {}
        Step::Add(key) => columns.push(key.to_owned()),
        Step::Default => return Vec::new(),
    }
    // What was added may not exist, or stand there already.
    let columns = shown(definition, &columns);
    if columns == definition.columns { Vec::new() } else { columns }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::check::tests::sample;
    use super::*;

    fn keys(columns: &[&str]) -> Vec<String> {
        columns.iter().map(|key| (*key).to_owned()).collect()
    }

    #[test]
    fn columns_move_come_and_go() {
        let definition = sample();
        let own = definition.columns.clone();
        assert_eq!(shown(&definition, &[]), own);
        assert_eq!(shown(&definition, &keys(&["gone", "gone"])), own, "what the register no longer has");
        let (first, last) = (own[0].as_str(), own[own.len() - 1].as_str());
        assert_eq!(after(&definition, &[], Step::Earlier(first)), [""; 0], "no further to the front");
        assert_eq!(after(&definition, &[], Step::Later(last)), [""; 0], "no further to the end");
        let free = others(&definition, &own)[0].0.clone();
        let longer = after(&definition, &[], Step::Add(&free));
        assert_eq!(longer.last(), Some(&free));
        assert_eq!(after(&definition, &longer, Step::Add(&free)), longer, "once");
        assert_eq!(after(&definition, &longer, Step::Remove(&free)), [""; 0], "the register's own again");
        assert_eq!(after(&definition, &keys(&[first]), Step::Remove(first)), keys(&[first]), "one column stays");
        assert_eq!(after(&definition, &longer, Step::Default), [""; 0]);
        let many: Vec<String> = (0..COLUMNS_MAX).map(|n| n.to_string()).collect();
        assert!(others(&definition, &many).is_empty(), "no more than can be");
        assert_eq!(Step::parse("earlier:name"), Some(Step::Earlier("name")));
        assert_eq!(
            (Step::parse("default"), Step::parse("turn:name"), Step::parse("")),
            (Some(Step::Default), None, None)
        );
    }

    proptest! {
        #[test]
        fn whatever_is_done_a_list_has_columns_each_once(steps in prop::collection::vec((0..5_usize, 0..40_usize), 0..60)) {
            let definition = sample();
            let mut chosen = Vec::new();
            for (what, which) in steps {
                let key = definition.fields.get(which).map_or("gone", |field| field.key.as_str());
                let step = match what {
                    0 => Step::Earlier(key),
                    1 => Step::Later(key),
                    2 => Step::Remove(key),
                    3 => Step::Add(key),
                    _ => Step::Default,
                };
                chosen = after(&definition, &chosen, step);
                let columns = shown(&definition, &chosen);
                prop_assert!(!columns.is_empty() && columns.len() <= COLUMNS_MAX.max(definition.columns.len()));
                prop_assert!(columns.iter().all(|key| definition.field(key).is_some_and(can_list)));
                let each: std::collections::BTreeSet<&String> = columns.iter().collect();
                prop_assert_eq!(each.len(), columns.len());
            }
        }
    }
}
