//! Rules and gaps in words, generated from the typed rule in both languages.

use std::collections::BTreeMap;

use super::evaluate::{Gap, Missing, Rung};
use super::filter::{CREATED, STATE};
use super::{Filter, Leaf, Rule, Scoring, Test};
use crate::domain::form::{Field, FormDefinition, Kind};
use crate::domain::text::evaluation::{GapText, RuleText};
use crate::domain::text::{Label, Lang, Text};
use crate::domain::workflow::{APPLICATION, PARTY_GROUP_LEAVE};

/// The names that sentences need, taken from the form definitions: `register`, `register.field`,
/// `register.field=option`. A key without a name shows as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(BTreeMap<String, Label>);

impl Names {
    /// Collects the names of these definitions.
    pub fn of<'a>(definitions: impl IntoIterator<Item = &'a FormDefinition>) -> Self {
        let mut out = BTreeMap::new();
        for definition in definitions {
            out.insert(definition.key.clone(), definition.name.clone());
            collect(&definition.key, &definition.fields, &mut out);
        }
        Self(out)
    }

    /// Whether the key has a name.
    pub fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// The register's name.
    pub fn register(&self, register: &str, lang: Lang) -> String {
        self.name(register, register, lang)
    }

    /// The label of a field path; row numbers count from 1.
    pub fn field(&self, register: &str, path: &str, lang: Lang) -> String {
        match path {
            CREATED => return RuleText::CreatedOn.text(lang).into(),
            STATE => return RuleText::StateOf.text(lang).into(),
            _ => {}
        }
        let mut key = register.to_owned();
        let mut out = Vec::new();
        for part in path.split('.') {
            if let Ok(row) = part.parse::<usize>() {
                out.push((row + 1).to_string());
            } else {
                key = format!("{key}.{part}");
                out.push(self.name(&key, part, lang));
            }
        }
        out.join(" ")
    }

    fn value(&self, register: &str, field: &str, value: &str, lang: Lang) -> String {
        if field == STATE {
            let flow = if register == "party_group_member" { &PARTY_GROUP_LEAVE } else { &APPLICATION };
            return flow.state_name(value, lang);
        }
        self.name(&format!("{register}.{field}={value}"), value, lang)
    }

    fn name(&self, key: &str, otherwise: &str, lang: Lang) -> String {
        self.0.get(key).map_or(otherwise, |label| label.text(lang)).to_owned()
    }
}

fn collect(prefix: &str, fields: &[Field], out: &mut BTreeMap<String, Label>) {
    for field in fields {
        let key = format!("{prefix}.{}", field.key);
        match &field.kind {
            Kind::Select { choices, .. } | Kind::MultiSelect { choices, .. } => {
                for choice in choices {
                    let label = Label { zh: choice.value.clone(), en: choice.en.clone() };
                    out.insert(format!("{key}={}", choice.value), label);
                }
            }
            Kind::Bool => {
                for (zh, en) in [("是", "yes"), ("否", "no")] {
                    out.insert(format!("{key}={zh}"), Label { zh: zh.into(), en: en.into() });
                }
            }
            Kind::Rows { fields, .. } => collect(&key, fields, out),
            _ => {}
        }
        out.insert(key, field.label.clone());
    }
}

/// Points for people: `12`, `7.5`, `0.05`.
pub fn points(x100: i64) -> String {
    let (sign, n) = if x100 < 0 { ("-", x100.unsigned_abs()) } else { ("", x100.unsigned_abs()) };
    match (n % 100, n % 10) {
        (0, _) => format!("{sign}{}", n / 100),
        (_, 0) => format!("{sign}{}.{}", n / 100, n % 100 / 10),
        _ => format!("{sign}{}.{:02}", n / 100, n % 100),
    }
}

/// One language's sentences over one set of names.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    /// The names.
    pub names: &'a Names,
    /// The language.
    pub lang: Lang,
}

/// A sentence in both languages.
pub fn both(names: &Names, sentence: impl Fn(Words) -> String) -> Label {
    Label { zh: sentence(Words { names, lang: Lang::Zh }), en: sentence(Words { names, lang: Lang::En }) }
}

impl Words<'_> {
    fn fill(self, key: impl Text, args: &[&str]) -> String {
        key.fill(self.lang, args)
    }

    fn list(self, separator: RuleText, parts: impl Iterator<Item = String>) -> String {
        parts.collect::<Vec<_>>().join(separator.text(self.lang))
    }

    fn registered(self, register: &str) -> String {
        self.names.register(register, self.lang)
    }

    /// The rule in words.
    pub fn rule(self, rule: &Rule) -> String {
        match rule {
            Rule::Manual => self.fill(RuleText::Manual, &[]),
            Rule::Count { register, when, at_least: 1 } => {
                self.fill(RuleText::Exists, &[&self.registered(register), &self.when(register, when)])
            }
            Rule::Count { register, when, at_least } => self.fill(
                RuleText::Count,
                &[&self.registered(register), &at_least.to_string(), &self.when(register, when)],
            ),
            Rule::Sum { register, when, field, at_least_x100 } => self.fill(
                RuleText::Sum,
                &[
                    &self.registered(register),
                    &self.when(register, when),
                    &self.names.field(register, field, self.lang),
                    &points(*at_least_x100),
                ],
            ),
            Rule::Share { register, when, that, at_least_pct } => self.fill(
                RuleText::Share,
                &[
                    &self.registered(register),
                    &self.when(register, when),
                    &self.filters(register, that),
                    &at_least_pct.to_string(),
                ],
            ),
            Rule::CompleteShare { register, at_least_pct } => {
                self.fill(RuleText::CompleteShare, &[&self.registered(register), &at_least_pct.to_string()])
            }
            Rule::Complete { register, fields } if fields.is_empty() => {
                self.fill(RuleText::CompleteAll, &[&self.registered(register)])
            }
            Rule::Complete { register, fields } => {
                let named = fields.iter().map(|f| self.quoted(&self.names.field(register, f, self.lang)));
                self.fill(RuleText::CompleteFields, &[&self.registered(register), &self.list(RuleText::Listed, named)])
            }
            Rule::Every { register, that } if that.is_empty() => {
                self.fill(RuleText::EveryComplete, &[&self.registered(register)])
            }
            Rule::Every { register, that } => {
                self.fill(RuleText::Every, &[&self.registered(register), &self.filters(register, that)])
            }
            Rule::Compare { register, left, right } => {
                let [left, right] = [left, right].map(|f| self.names.field(register, f, self.lang));
                self.fill(RuleText::Compare, &[&self.registered(register), &left, &right])
            }
            Rule::EachParent { parent, child, at_least, .. } => self.fill(
                RuleText::EachParent,
                &[&self.registered(parent), &self.registered(child), &at_least.to_string()],
            ),
            Rule::EachYear { register, rows, last, earns, .. } => {
                let key = if earns.is_empty() { RuleText::EachYear } else { RuleText::EachYearEarns };
                let earning = self.filters(&format!("{register}.{rows}"), earns);
                let rows = self.names.field(register, rows, self.lang);
                self.fill(key, &[&self.registered(register), &rows, &last.to_string(), &earning])
            }
            Rule::DeclaredNone { of, .. } => self.fill(RuleText::DeclaredNone, &[&self.registered(of)]),
            Rule::All(rules) => self.list(RuleText::And, rules.iter().map(|r| self.rule(r))),
            Rule::Any(rules) => self.list(RuleText::Or, rules.iter().map(|r| self.rule(r))),
            Rule::Not(rule) => self.fill(RuleText::Not, &[&self.rule(rule)]),
            Rule::AtLeast { n, of } => {
                let parts = self.list(RuleText::Or, of.iter().map(|r| self.rule(r)));
                self.fill(RuleText::AtLeast, &[&n.to_string(), &parts])
            }
        }
    }

    /// The scoring in words.
    pub fn scoring(self, leaf: &Leaf) -> String {
        let max = points(leaf.max_x100);
        match &leaf.scoring {
            Scoring::All => self.fill(RuleText::ScoreAll, &[&max]),
            Scoring::Tiers(steps) => {
                let steps = steps.iter().map(|(n, p)| self.fill(RuleText::ScoreTier, &[&n.to_string(), &points(*p)]));
                self.fill(RuleText::ScoreTiers, &[&self.list(RuleText::Listed, steps)])
            }
            Scoring::Rate | Scoring::Ratio | Scoring::Tier { .. } => self.fill(RuleText::ScoreRate, &[&max]),
            Scoring::PerYear => self.fill(RuleText::ScorePerYear, &[&max]),
            Scoring::PerDoc => self.fill(RuleText::ScorePerDoc, &[&max]),
            Scoring::Manual => self.fill(RuleText::ScoreManual, &[&max]),
            Scoring::ManualAssist => self.fill(RuleText::ScoreAssist, &[&max]),
        }
    }

    /// The next step of the ladder in words.
    pub fn rung(self, rung: Rung) -> String {
        self.fill(RuleText::Rung, &[&rung.more.to_string(), &points(rung.gain_x100)])
    }

    fn quoted(self, text: &str) -> String {
        self.fill(RuleText::Quoted, &[text])
    }

    fn when(self, register: &str, when: &[Filter]) -> String {
        if when.is_empty() { String::new() } else { self.fill(RuleText::Where, &[&self.filters(register, when)]) }
    }

    fn filters(self, register: &str, filters: &[Filter]) -> String {
        self.list(RuleText::Listed, filters.iter().map(|f| self.filter(register, f)))
    }

    fn filter(self, register: &str, filter: &Filter) -> String {
        let field = self.names.field(register, &filter.field, self.lang);
        let values = |values: &[String]| {
            let named = values.iter().map(|v| self.quoted(&self.names.value(register, &filter.field, v, self.lang)));
            self.list(RuleText::OrValue, named)
        };
        match &filter.test {
            Test::Is(wanted) => self.fill(RuleText::Is, &[&field, &values(wanted)]),
            Test::IsNot(refused) => self.fill(RuleText::IsNot, &[&field, &values(refused)]),
            Test::Beyond(known) => self.fill(RuleText::Beyond, &[&field, &values(known)]),
            Test::Filled(true) => self.fill(RuleText::Filled, &[&field]),
            Test::Filled(false) => self.fill(RuleText::NotFilled, &[&field]),
            Test::Contains(part) => self.fill(RuleText::Contains, &[&field, part]),
            Test::AtLeastX100(n) => self.fill(RuleText::AtLeastNumber, &[&field, &points(*n)]),
            Test::WithinYears(1) => self.fill(RuleText::WithinYear, &[&field]),
            Test::WithinYears(n) => self.fill(RuleText::WithinYears, &[&field, &n.to_string()]),
            Test::YoungerThan { years, .. } => self.fill(RuleText::YoungerThan, &[&field, &years.to_string()]),
            Test::EducationAtLeast(rank) => {
                self.fill(RuleText::EducationAtLeast, &[&field, education(*rank).text(self.lang)])
            }
            Test::Rows(n) => self.fill(RuleText::Rows, &[&field, &n.to_string()]),
            Test::AnyRow(tests) => {
                let row = format!("{register}.{}", filter.field);
                self.fill(RuleText::AnyRow, &[&field, &self.filters(&row, tests)])
            }
            Test::Unexpired(true) => self.fill(RuleText::Unexpired, &[&field]),
            Test::Unexpired(false) => self.fill(RuleText::Expired, &[&field]),
        }
    }

    /// What is missing, in words.
    pub fn missing(self, missing: &Missing) -> String {
        let register = missing.register.as_str();
        let name = self.registered(register);
        let title = if missing.title.is_empty() { name.clone() } else { missing.title.clone() };
        let field = missing.field.as_deref().map_or(String::new(), |f| self.names.field(register, f, self.lang));
        match &missing.gap {
            Gap::Records { more, when } => {
                self.fill(GapText::Records, &[&name, &more.to_string(), &self.when(register, when)])
            }
            Gap::Sum { short_x100 } => self.fill(GapText::Sum, &[&name, &field, &points(*short_x100)]),
            Gap::Share { have, of, pct, that } => self.fill(
                GapText::Share,
                &[&name, &self.filters(register, that), &have.to_string(), &of.to_string(), &pct.to_string()],
            ),
            Gap::CompleteShare { have, of, pct } => {
                self.fill(GapText::CompleteShare, &[&name, &have.to_string(), &of.to_string(), &pct.to_string()])
            }
            Gap::Draft => self.fill(GapText::Draft, &[&title]),
            Gap::Field if missing.record.is_none() => self.fill(GapText::FieldNew, &[&name, &field]),
            Gap::Field => self.fill(GapText::Field, &[&title, &field]),
            Gap::Condition { test } => self.fill(GapText::Condition, &[&title, &self.filter(register, test)]),
            Gap::Below { left, right } => {
                let [left, right] = [left, right].map(|f| self.names.field(register, f, self.lang));
                self.fill(GapText::Below, &[&title, &left, &right])
            }
            Gap::Children { have, want, .. } => {
                self.fill(GapText::Children, &[&title, &have.to_string(), &want.to_string()])
            }
            Gap::Year { year } => self.fill(GapText::Year, &[&field, &year.to_string()]),
            Gap::Declare { of } => self.fill(GapText::Declare, &[&self.registered(of), &name]),
            Gap::Contradicted { of } => self.fill(GapText::Contradicted, &[&self.registered(of)]),
            Gap::MustNot => self.fill(GapText::MustNot, &[]),
        }
    }
}

/// The everyday name of an education rank (see `filter::education_rank`).
fn education(rank: i64) -> Label {
    let (zh, en) = match rank {
        9.. => ("博士研究生", "doctorate"),
        7 | 8 => ("研究生", "postgraduate"),
        6 => ("大学本科", "bachelor’s level"),
        5 => ("大学专科", "junior college"),
        _ => ("中学", "secondary school"),
    };
    Label { zh: zh.into(), en: en.into() }
}
