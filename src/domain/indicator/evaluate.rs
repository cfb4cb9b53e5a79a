//! From a leaf and the facts to its outcome: the one function that tick, score suggestion, explainer and
//! backlinks are read from.

use serde::{Deserialize, Serialize};

use rules::{Reading, read};

use super::{Facts, Filter, Leaf, Scoring, Tree};
use crate::domain::ids::RecordId;
use crate::domain::time::Day;

mod rules;

pub use rules::closed_years;

/// Millionths: the measure of how much of a rule is reached.
pub const WHOLE: i64 = 1_000_000;
/// How a leaf stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// √
    Met,
    /// 本会无此项: done, but never a green tick
    NothingRequired,
    /// Something is there, not enough
    Partly,
    /// Nothing is there
    Empty,
    /// 由科协确认
    Association,
}

/// What the rules say of one leaf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// How it stands.
    pub standing: Standing,
    /// The suggested score in hundredths; none where experts decide alone.
    pub score_x100: Option<i64>,
    /// The leaf's points in hundredths.
    pub max_x100: i64,
    /// How much of the rule is reached, in millionths; `WHOLE` only when met.
    pub reached: i64,
    /// The records that count for the leaf.
    pub counted: Vec<RecordId>,
    /// 为什么没有√; empty exactly when the leaf is done.
    pub missing: Vec<Missing>,
    /// What a few more records would bring (EVA-13).
    pub next: Option<Rung>,
}

impl Outcome {
    /// Whether the leaf counts as done in the progress.
    pub fn done(&self) -> bool {
        matches!(self.standing, Standing::Met | Standing::NothingRequired)
    }

    /// Own progress in per cent, 100 only when done.
    pub fn percent(&self) -> i64 {
        self.reached / (WHOLE / 100)
    }
}

/// The next step of the ladder: 再有 n 条 +m 分.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// So many more records …
    pub more: i64,
    /// … bring so many more points, in hundredths.
    pub gain_x100: i64,
}

/// One thing that keeps a leaf from its tick, and where it can be mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// What is missing.
    pub gap: Gap,
    /// The register to go to.
    pub register: String,
    /// The record to mend; none: a new one, or any.
    #[serde(default)]
    pub record: Option<RecordId>,
    /// What lists call the record.
    #[serde(default)]
    pub title: String,
    /// The field's path in that record.
    #[serde(default)]
    pub field: Option<String>,
}

/// What is missing, with the values that the sentence names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// So many more records that satisfy the filters.
    Records { more: i64, when: Vec<Filter> },
    /// The sum falls short by so many hundredths.
    Sum { short_x100: i64 },
    /// So many of so many satisfy the filters; so many per cent are wanted.
    Share { have: i64, of: i64, pct: i64, that: Vec<Filter> },
    /// So many of so many records are complete; so many per cent are wanted.
    CompleteShare { have: i64, of: i64, pct: i64 },
    /// The record is a draft.
    Draft,
    /// A field of the record is empty or wrong.
    Field,
    /// The record falls short of this condition.
    Condition { test: Filter },
    /// The number is below the one in the other field.
    Below { left: String, right: String },
    /// The parent record has so many children of so many wanted.
    Children { have: i64, want: i64, of: String },
    /// There is no row for the year.
    Year { year: i64 },
    /// It may be declared that the society has none.
    Declare { of: String },
    /// The declaration is contradicted by records.
    Contradicted { of: String },
    /// A condition that must not hold does.
    MustNot,
}

/// Judges one leaf. "Today" is the reference day of periods, ages and terms.
pub fn evaluate(leaf: &Leaf, facts: &Facts, today: Day) -> Outcome {
    if leaf.confirm {
        return Outcome {
            standing: Standing::Association,
            score_x100: None,
            max_x100: leaf.max_x100,
            reached: 0,
            counted: Vec::new(),
            missing: Vec::new(),
            next: None,
        };
    }
    let mut reading = read(&leaf.rule, facts, today);
    reading.counted.sort_unstable();
    reading.counted.dedup();
    let standing = match (reading.met, reading.declared) {
        (true, true) => Standing::NothingRequired,
        (true, false) => Standing::Met,
        (false, _) if reading.reached > 0 || reading.touched => Standing::Partly,
        (false, _) => Standing::Empty,
    };
    let (score_x100, next) = score(leaf, &reading, facts, today);
    Outcome {
        standing,
        score_x100,
        max_x100: leaf.max_x100,
        reached: if reading.met { WHOLE } else { reading.reached.clamp(0, WHOLE - 1) },
        counted: reading.counted,
        missing: reading.missing,
        next,
    }
}

fn score(leaf: &Leaf, reading: &Reading, facts: &Facts, today: Day) -> (Option<i64>, Option<Rung>) {
    if reading.met && reading.declared {
        return (None, None);
    }
    let part = |of: i64| (leaf.max_x100 * of.clamp(0, WHOLE) + WHOLE / 2) / WHOLE;
    let ladder = |have: i64, now: i64, steps: &mut dyn Iterator<Item = (i64, i64)>| {
        steps
            .filter(|(at, points)| *at > have && *points > now)
            .min()
            .map(|(at, points)| Rung { more: at - have, gain_x100: points - now })
    };
    match &leaf.scoring {
        Scoring::Manual => (None, None),
        Scoring::All | Scoring::ManualAssist => {
            let now = if reading.met { leaf.max_x100 } else { 0 };
            let next = match reading.count {
                Some((have, want)) if !reading.met && have < want => {
                    ladder(have, now, &mut [(want, leaf.max_x100)].into_iter())
                }
                _ => None,
            };
            (Some(now), next)
        }
        Scoring::Tiers(steps) => {
            let have = reading.count.map_or(0, |(have, _)| have);
            let now = steps.iter().filter(|(at, _)| *at <= have).map(|(_, points)| *points).max().unwrap_or(0);
            (Some(now), ladder(have, now, &mut steps.iter().copied()))
        }
        Scoring::Rate | Scoring::Ratio | Scoring::PerYear | Scoring::PerDoc => (Some(part(reading.earned)), None),
        Scoring::Tier { toward: None } => (Some(part(reading.earned)), None),
        Scoring::Tier { toward: Some(rule) } => {
            (Some(if reading.met { part(read(rule, facts, today).earned) } else { 0 }), None)
        }
    }
}

/// How many leaves of a set are done; leaves of the association do not count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Done leaves.
    pub done: i64,
    /// Leaves that the society fills.
    pub of: i64,
}

impl Progress {
    /// Per cent, rounded down, so that 100 appears only when all are done (E-010).
    pub fn percent(self) -> i64 {
        if self.of == 0 { 100 } else { self.done * 100 / self.of }
    }

    /// Whether nothing is open.
    pub fn complete(self) -> bool {
        self.done >= self.of
    }
}

/// The progress of the node `code` and everything below it; with an empty code of the whole tree.
/// `outcomes` stand in the order of `Tree::leaves`.
pub fn progress(tree: &Tree, outcomes: &[Outcome], code: &str) -> Progress {
    let mut out = Progress::default();
    for (leaf, outcome) in tree.leaves().into_iter().zip(outcomes) {
        let below =
            code.is_empty() || leaf.code == code || leaf.code.strip_prefix(code).is_some_and(|r| r.starts_with('.'));
        if below && !leaf.confirm {
            out.of += 1;
            out.done += i64::from(outcome.done());
        }
    }
    out
}
