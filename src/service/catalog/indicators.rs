//! The indicator tree, read from `catalog/indicators/*.toml` and held against the registers that it reads.

use serde::Deserialize;

use super::{CatalogError, fault, parse};
use crate::domain::form::FormDefinition;
use crate::domain::indicator::filter::{CREATED, STATE};
use crate::domain::indicator::words::Names;
use crate::domain::indicator::{Branch, Extras, Tree};

pub(super) const BRANCHES: [(&str, &str); 5] = [
    ("indicators/party.toml", include_str!("../../catalog/indicators/party.toml")),
    ("indicators/basis.toml", include_str!("../../catalog/indicators/basis.toml")),
    ("indicators/governance.toml", include_str!("../../catalog/indicators/governance.toml")),
    ("indicators/performance.toml", include_str!("../../catalog/indicators/performance.toml")),
    ("indicators/recognition.toml", include_str!("../../catalog/indicators/recognition.toml")),
];
const EXTRAS: (&str, &str) = ("indicators/extras.toml", include_str!("../../catalog/indicators/extras.toml"));

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Beside {
    version: i64,
    bonus: Extras,
    deductions: Extras,
}

/// Reads the tree of these branches and the names that its sentences need.
///
/// # Errors
/// A file that cannot be read, or a rule that asks for a register or field that does not exist.
pub(super) fn load(branches: &[(&str, &str)], registers: &[FormDefinition]) -> Result<(Tree, Names), CatalogError> {
    let branches = branches.iter().map(|(file, text)| parse::<Branch>(file, text)).collect::<Result<_, _>>()?;
    let Beside { version, bonus, deductions } = parse(EXTRAS.0, EXTRAS.1)?;
    let tree = Tree { version, branches, bonus, deductions };
    let names = Names::of(registers);
    for leaf in tree.leaves() {
        let mut needs = std::collections::BTreeMap::new();
        leaf.needs(&mut needs);
        for (register, fields) in needs {
            let unknown = |what: &str| fault("indicators", &leaf.code, format!("unknown register or field {what}"));
            if !names.has(&register) {
                return Err(unknown(&register));
            }
            for field in fields.iter().filter(|f| *f != CREATED && *f != STATE) {
                let path = format!("{register}.{field}");
                if !names.has(&path) {
                    return Err(unknown(&path));
                }
            }
        }
    }
    Ok((tree, names))
}

#[cfg(test)]
mod tests {
    use crate::domain::indicator::words::Words;
    use crate::domain::indicator::{Rule, Test, filter};
    use crate::domain::text::Lang;
    use crate::service::catalog::Catalog;

    /// Every option that a rule asks for is an option of the field, so that no leaf waits for a value that
    /// cannot be chosen.
    #[test]
    fn every_option_of_a_rule_can_be_chosen() {
        fn walk(names: &super::Names, code: &str, rule: &Rule) {
            let check = |register: &str, filters: &[crate::domain::indicator::Filter]| {
                for f in filters {
                    if f.field == filter::STATE {
                        continue;
                    }
                    if let Test::Is(values) | Test::IsNot(values) | Test::Beyond(values) = &f.test {
                        for value in values {
                            assert!(names.has(&format!("{register}.{}={value}", f.field)), "{code}: {value}");
                        }
                    }
                }
            };
            match rule {
                Rule::Count { register, when, .. } | Rule::Sum { register, when, .. } => check(register, when),
                Rule::Share { register, when, that, .. } => {
                    check(register, when);
                    check(register, that);
                }
                Rule::Every { register, that } => check(register, that),
                Rule::EachYear { register, rows, earns, .. } => check(&format!("{register}.{rows}"), earns),
                Rule::All(rules) | Rule::Any(rules) | Rule::AtLeast { of: rules, .. } => {
                    rules.iter().for_each(|r| walk(names, code, r));
                }
                Rule::Not(rule) => walk(names, code, rule),
                Rule::Manual | Rule::CompleteShare { .. } | Rule::Complete { .. } | Rule::Compare { .. } => {}
                Rule::EachParent { .. } | Rule::DeclaredNone { .. } => {}
            }
        }
        let catalog = Catalog::load().unwrap();
        for leaf in catalog.tree().leaves() {
            walk(catalog.names(), &leaf.code, &leaf.rule);
        }
    }

    #[test]
    fn every_rule_has_a_sentence_in_both_languages_without_a_bare_key() {
        let catalog = Catalog::load().unwrap();
        for leaf in catalog.tree().leaves() {
            for lang in [Lang::Zh, Lang::En] {
                let words = Words { names: catalog.names(), lang };
                let sentence = words.rule(&leaf.rule) + &words.scoring(leaf);
                assert!(!sentence.contains('_') && !sentence.contains('{'), "{}: {sentence}", leaf.code);
                if lang == Lang::En {
                    // Words that a text must contain stand in the language of the records.
                    let foreign = sentence.chars().any(|c| ('一'..='龥').contains(&c));
                    assert!(!foreign || sentence.contains("contains"), "{}: {sentence}", leaf.code);
                }
            }
        }
    }
}
