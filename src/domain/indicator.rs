//! The indicator tree and its rules as data: typed predicates over the records of a society, and the
//! facts that they read. `evaluate` holds the one function behind tick, score, explainer and backlinks.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::form::Answer;
use super::ids::RecordId;
use super::text::Label;
use super::time::Day;

pub mod evaluate;
pub mod filter;
pub mod words;

#[cfg(test)]
mod tests;

/// The whole tree of one version (EVA-19), with what may be added and taken off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tree {
    /// Grows with every change; an evaluation keeps the version it was begun with.
    pub version: i64,
    /// 一级指标
    pub branches: Vec<Branch>,
    /// 加分项
    pub bonus: Extras,
    /// 扣除项
    pub deductions: Extras,
}

/// A node above the leaves: 一级、二级、三级指标.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// `1`, `1.2`, `1.2.3`.
    pub code: String,
    /// The indicator's name.
    pub name: Label,
    /// Its points in hundredths: the sum of what stands below.
    pub max_x100: i64,
    /// The next level.
    #[serde(default)]
    pub branches: Vec<Branch>,
    /// 四级指标 of a node of the third level.
    #[serde(default)]
    pub leaves: Vec<Leaf>,
}

/// 四级指标: one thing that is filled in, or confirmed by the association.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leaf {
    /// `1.2.3.4`.
    pub code: String,
    /// The indicator's name.
    pub name: Label,
    /// 评分标准
    pub standard: Label,
    /// Its points in hundredths.
    pub max_x100: i64,
    /// 由科协确认: no 去完善, not counted in the progress (E-007).
    #[serde(default)]
    pub confirm: bool,
    /// The register that 去完善 opens; empty for leaves of the association.
    #[serde(default)]
    pub register: String,
    /// When the leaf is ticked.
    pub rule: Rule,
    /// What it earns.
    pub scoring: Scoring,
}

/// Items beside the tree, with the most that they can give or take together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extras {
    /// Most points together, in hundredths, without sign.
    pub cap_x100: i64,
    /// The items.
    pub items: Vec<Extra>,
}

/// 加分项 or 扣除项.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extra {
    /// `B1` …, `D1` ….
    pub code: String,
    /// What it is given or taken for.
    pub name: Label,
    /// Most points of this item, in hundredths, without sign.
    pub max_x100: i64,
    /// One-vote veto: the whole evaluation falls.
    #[serde(default)]
    pub veto: bool,
    /// The register where the evidence stands; empty: attached here.
    #[serde(default)]
    pub register: String,
    /// What in the registers suggests it.
    #[serde(default)]
    pub suggested_by: Option<Sign>,
}

/// What a deduction item looks for in the registers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// 届满未换届
    TermOver,
}

/// A predicate over the records of a society. Only records that count (valid, no error) make it true.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Rule {
    /// Decided by people.
    Manual,
    /// `count(…) ≥ n`; with 1: exists.
    Count {
        register: String,
        #[serde(default)]
        when: Vec<Filter>,
        at_least: i64,
    },
    /// `sum(field) ≥ n`, in hundredths.
    Sum {
        register: String,
        #[serde(default)]
        when: Vec<Filter>,
        field: String,
        at_least_x100: i64,
    },
    /// Of the records `when`, the share `that` is at least so many per cent. Nothing to share: not met.
    Share {
        register: String,
        #[serde(default)]
        when: Vec<Filter>,
        that: Vec<Filter>,
        at_least_pct: i64,
    },
    /// Of all records, drafts included, the share that counts is at least so many per cent.
    CompleteShare { register: String, at_least_pct: i64 },
    /// There is a record that counts, with these fields filled in; without fields: every required one.
    Complete {
        register: String,
        #[serde(default)]
        fields: Vec<String>,
    },
    /// There are records, every one counts and satisfies the filters.
    Every {
        register: String,
        #[serde(default)]
        that: Vec<Filter>,
    },
    /// In one record, the number `left` is not below the number `right`.
    Compare { register: String, left: String, right: String },
    /// There are parents and each has so many children that count; `link` is the child's field with the parent's id.
    EachParent { parent: String, child: String, link: String, at_least: i64 },
    /// One row for each of the last closed years (a year closes with June of the next one); rows that satisfy
    /// `earns` give the year's share of the points.
    EachYear {
        register: String,
        rows: String,
        year: String,
        last: i64,
        #[serde(default)]
        filled: Vec<String>,
        #[serde(default)]
        earns: Vec<Filter>,
    },
    /// 本会无此项: declared in a yes/no field, and the register `of` is indeed empty. Its own state, no tick.
    DeclaredNone { register: String, field: String, of: String },
    /// All of them.
    All(Vec<Rule>),
    /// At least one of them.
    Any(Vec<Rule>),
    /// Not so.
    Not(Box<Rule>),
    /// At least n of them.
    AtLeast { n: i64, of: Vec<Rule> },
}

/// A condition on one field of a record or of a repeat row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// The field's key; `@created` is the day of entry, `@state` the key of the record's state.
    pub field: String,
    /// What must hold.
    #[serde(flatten)]
    pub test: Test,
}

/// What must hold for a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// One of its values is one of these.
    Is(Vec<String>),
    /// It has a value, and none of these.
    IsNot(Vec<String>),
    /// It has a value besides these.
    Beyond(Vec<String>),
    /// Filled in (or, with `false`, empty).
    Filled(bool),
    /// The text contains this.
    Contains(String),
    /// The number, in hundredths, is at least this.
    AtLeastX100(i64),
    /// The day lies in the last so many years, today included, not in the future.
    WithinYears(i64),
    /// Someone born on this day is younger than so many full years today.
    YoungerThan {
        years: i64,
        /// The field with a stated age, used where the birth date is missing.
        #[serde(default)]
        stated: Option<String>,
    },
    /// Rank of the education code (GB/T 4658) by `filter::education_rank`.
    EducationAtLeast(i64),
    /// At least so many rows.
    Rows(i64),
    /// A row that satisfies all of these.
    AnyRow(Vec<Filter>),
    /// The day has not passed; an empty field means without end.
    Unexpired(bool),
}

/// How the suggested score follows from the rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Scoring {
    /// Full score when the rule holds, else nothing.
    All,
    /// Steps by the count: `[[1, 500], [2, 1000]]`, points in hundredths; the highest step reached.
    Tiers(Vec<(i64, i64)>),
    /// In proportion to the measured share, full at the target.
    Rate,
    /// In proportion to the satisfied part.
    Ratio,
    /// In proportion to the target reached; `toward` measures something finer than the rule.
    Tier {
        #[serde(default)]
        toward: Option<Rule>,
    },
    /// An equal part for each year.
    PerYear,
    /// An equal part for each document.
    PerDoc,
    /// Experts type the score.
    Manual,
    /// As `All`, but only a starting point for the experts.
    ManualAssist,
}

/// Everything that the rules read of one society.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts(pub BTreeMap<String, Vec<RecordFact>>);

/// What the rules know of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordFact {
    /// The record.
    pub id: RecordId,
    /// What lists call it.
    pub title: String,
    /// Key of its state.
    pub state: String,
    /// Paths of the fields with an error; a record counts only without any.
    pub wrong: Vec<String>,
    /// The day of entry.
    pub created_on: Day,
    /// The fields that the rules need.
    pub answer: Answer,
}

impl RecordFact {
    /// Saved as valid or approved, received from above, or about to leave office; not a draft, not undecided, not
    /// returned, not gone.
    pub fn valid(&self) -> bool {
        matches!(self.state.as_str(), "valid" | "approved" | "leaving" | "sent" | "answered")
    }

    /// Whether the record counts: valid and without error.
    pub fn counts(&self) -> bool {
        self.valid() && self.wrong.is_empty()
    }
}

impl Facts {
    /// The records of a register, drafts included.
    pub fn of(&self, register: &str) -> &[RecordFact] {
        self.0.get(register).map_or(&[], Vec::as_slice)
    }
}

impl Tree {
    /// All leaves, in the order of the tree.
    pub fn leaves(&self) -> Vec<&Leaf> {
        fn walk<'a>(branches: &'a [Branch], out: &mut Vec<&'a Leaf>) {
            for branch in branches {
                out.extend(&branch.leaves);
                walk(&branch.branches, out);
            }
        }
        let mut out = Vec::new();
        walk(&self.branches, &mut out);
        out
    }

    /// The leaf of that code.
    pub fn leaf(&self, code: &str) -> Option<&Leaf> {
        self.leaves().into_iter().find(|leaf| leaf.code == code)
    }

    /// The fields that the rules read, by register.
    pub fn needs(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut out = BTreeMap::new();
        for leaf in self.leaves() {
            leaf.needs(&mut out);
        }
        out
    }

    /// The leaves that a register serves (empty lists teach it, EVA-11).
    pub fn counts_for(&self, register: &str) -> Vec<&Leaf> {
        self.leaves().into_iter().filter(|leaf| leaf.registers().contains(register)).collect()
    }
}

impl Leaf {
    /// The registers that decide the leaf.
    pub fn registers(&self) -> BTreeSet<String> {
        let mut out = BTreeMap::new();
        self.needs(&mut out);
        out.into_keys().collect()
    }

    /// Adds the fields that the leaf reads, by register.
    pub fn needs(&self, out: &mut BTreeMap<String, BTreeSet<String>>) {
        self.rule.needs(out);
        if let Scoring::Tier { toward: Some(rule) } = &self.scoring {
            rule.needs(out);
        }
    }
}

impl Rule {
    /// Adds the fields that the rule reads, by register.
    pub fn needs(&self, out: &mut BTreeMap<String, BTreeSet<String>>) {
        let mut add = |register: &str, fields: Vec<&str>| {
            out.entry(register.to_owned()).or_default().extend(fields.into_iter().map(str::to_owned));
        };
        match self {
            Self::Manual => {}
            Self::Count { register, when, .. } => add(register, filter::fields(when)),
            Self::Sum { register, when, field, .. } => {
                add(register, filter::fields(when));
                add(register, vec![field]);
            }
            Self::Share { register, when, that, .. } => {
                add(register, filter::fields(when));
                add(register, filter::fields(that));
            }
            Self::CompleteShare { register, .. } => add(register, Vec::new()),
            Self::Complete { register, fields } => add(register, fields.iter().map(String::as_str).collect()),
            Self::Every { register, that } => add(register, filter::fields(that)),
            Self::Compare { register, left, right } => add(register, vec![left, right]),
            Self::EachParent { parent, child, link, .. } => {
                add(parent, Vec::new());
                add(child, vec![link]);
            }
            Self::EachYear { register, rows, .. } => add(register, vec![rows]),
            Self::DeclaredNone { register, field, of } => {
                add(register, vec![field]);
                add(of, Vec::new());
            }
            Self::All(rules) | Self::Any(rules) | Self::AtLeast { of: rules, .. } => {
                for rule in rules {
                    rule.needs(out);
                }
            }
            Self::Not(rule) => rule.needs(out),
        }
    }
}
