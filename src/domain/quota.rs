//! Congress quotas: places and minima of a unit as data, and the one function that counts against them.
//! The live meter, the server's refusal and the check before reporting are readings of the same `Board`.

use serde::{Deserialize, Serialize};

use super::error::{FieldProblem, ProblemCode, Reason, ReasonCode};
use super::text::congress::QuotaText;
use super::text::{Lang, Text};

mod person;

pub use person::{Counting, Group, Identity, Person, Sex};

/// Minima of one kind of place: 不少于 n 位.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Minima {
    /// 基层工作者
    #[serde(default)]
    pub grassroots: i64,
    /// 45岁以下
    #[serde(default)]
    pub young: i64,
    /// 少数民族
    #[serde(default)]
    pub minority: i64,
    /// 民主党派
    #[serde(default)]
    pub democratic: i64,
    /// 女性
    #[serde(default)]
    pub female: i64,
}

impl Minima {
    /// The minimum for a group; 0: nothing is demanded.
    pub fn of(&self, group: Group) -> i64 {
        match group {
            Group::Grassroots => self.grassroots,
            Group::Young => self.young,
            Group::Minority => self.minority,
            Group::Democratic => self.democratic,
            Group::Female => self.female,
        }
    }
}

/// The places of one identity that a unit was allotted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Place {
    /// Which kind of place.
    pub identity: Identity,
    /// How many.
    pub cap: i64,
    /// Minima among the people who use them; only for 委员 and 代表.
    #[serde(default)]
    pub minima: Minima,
}

/// All places of one unit in one congress; an identity that is missing has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quota(pub Vec<Place>);

/// Most places of one kind that a unit can be allotted.
pub const CAP_MAX: i64 = 10_000;

impl Quota {
    /// The places of an identity.
    pub fn place(&self, identity: Identity) -> Option<&Place> {
        self.0.iter().find(|p| p.identity == identity)
    }

    /// How many places of that kind there are.
    pub fn cap(&self, identity: Identity) -> i64 {
        self.place(identity).map_or(0, |p| p.cap)
    }

    /// What is wrong with an allotment: negative or huge numbers, a minimum above the number of places,
    /// more 委员 than 代表 places (a 委员 uses both). Paths are `committee.cap`, `delegate.female` ….
    pub fn check(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut within = |path: String, value: i64, most: i64| {
            if value < 0 {
                problems.push(FieldProblem::error(path, ProblemCode::TooSmall, &[&value.to_string(), "0"]));
            } else if value > most {
                let args = [&*value.to_string(), &*most.to_string()];
                problems.push(FieldProblem::error(path, ProblemCode::TooLarge, &args));
            }
        };
        for place in &self.0 {
            let key = place.identity.key();
            let most = match place.identity {
                Identity::Committee => self.cap(Identity::Delegate).clamp(0, CAP_MAX),
                _ => CAP_MAX,
            };
            within(format!("{key}.cap"), place.cap, most);
            let most = if place.identity.has_minima() { place.cap.clamp(0, CAP_MAX) } else { 0 };
            for group in Group::ALL {
                within(format!("{key}.{}", group.key()), place.minima.of(group), most);
            }
        }
        problems
    }
}

/// What a line of the board limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Constraint {
    /// The number of people of an identity.
    Total(Identity),
    /// The number of people of a group among those of an identity.
    Minimum(Identity, Group),
}

impl Constraint {
    /// The kind of place that it speaks of.
    pub fn identity(self) -> Identity {
        match self {
            Self::Total(identity) | Self::Minimum(identity, _) => identity,
        }
    }
}

/// How `submitted` is compared with `allotted`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// 不超过
    Cap,
    /// 不少于
    Minimum,
    /// 等于
    Equal,
}

/// How a line stands. Nothing required is its own state, never a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Standing {
    /// 无要求
    NotRequired,
    /// 符合
    Met,
    /// 缺 n 位
    Short(i64),
    /// 超 n 位
    Over(i64),
}

/// One row of the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Line {
    /// What it limits.
    pub constraint: Constraint,
    /// How many people count for it.
    pub submitted: i64,
    /// The number that was allotted or is demanded.
    pub allotted: i64,
    /// How the two are compared.
    pub kind: Comparison,
}

impl Line {
    /// How it stands.
    pub fn standing(&self) -> Standing {
        let lack = self.allotted - self.submitted;
        match self.kind {
            Comparison::Minimum if self.allotted <= 0 => Standing::NotRequired,
            Comparison::Cap | Comparison::Equal if self.allotted == 0 && self.submitted == 0 => Standing::NotRequired,
            Comparison::Cap | Comparison::Equal if lack < 0 => Standing::Over(-lack),
            Comparison::Minimum | Comparison::Equal if lack > 0 => Standing::Short(lack),
            _ => Standing::Met,
        }
    }

    /// Whether it stands in the way of reporting.
    pub fn met(&self) -> bool {
        matches!(self.standing(), Standing::NotRequired | Standing::Met)
    }

    /// How many people are missing; 0 when none.
    pub fn missing(&self) -> i64 {
        match self.standing() {
            Standing::Short(n) => n,
            _ => 0,
        }
    }

    /// The sign that stands beside the colour.
    pub fn sign(&self) -> &'static str {
        match self.standing() {
            Standing::NotRequired => "—",
            Standing::Met => "✓",
            Standing::Short(_) => "✗",
            Standing::Over(_) => "!",
        }
    }

    /// The name of the row: 代表名额, 代表中的女性 ….
    pub fn name(&self, rules: &Counting, lang: Lang) -> String {
        match self.constraint {
            Constraint::Total(identity) => QuotaText::PlacesOf.fill(lang, &[identity.name().text(lang)]),
            Constraint::Minimum(identity, group) => {
                QuotaText::GroupOf.fill(lang, &[identity.name().text(lang), &group.name(rules, lang)])
            }
        }
    }

    /// Submitted and allotted as printed in the official figure: `1（3）` (C-062).
    pub fn figures(&self, lang: Lang) -> String {
        QuotaText::Figures.fill(lang, &[&self.submitted.to_string(), &self.allotted.to_string()])
    }

    /// The same in words: 已报 1（名额 3）.
    pub fn counted(&self, lang: Lang) -> String {
        let key = match self.kind {
            Comparison::Minimum if self.allotted <= 0 => QuotaText::CountedOnly,
            Comparison::Minimum => QuotaText::CountedOfMinimum,
            Comparison::Cap | Comparison::Equal => QuotaText::CountedOfPlaces,
        };
        key.fill(lang, &[&self.submitted.to_string(), &self.allotted.to_string()])
    }

    /// The verdict in words: 缺 1 位女性, 符合, 无要求 ….
    pub fn verdict(&self, rules: &Counting, lang: Lang) -> String {
        let who = match self.constraint {
            Constraint::Total(identity) => identity.name().text(lang).to_owned(),
            Constraint::Minimum(_, group) => group.name(rules, lang),
        };
        let free = self.allotted - self.submitted;
        match self.standing() {
            Standing::NotRequired => match self.kind {
                Comparison::Minimum => QuotaText::NotRequired.text(lang).into(),
                Comparison::Cap | Comparison::Equal => QuotaText::NoPlaces.text(lang).into(),
            },
            Standing::Short(n) => QuotaText::Short.fill(lang, &[&n.to_string(), &who]),
            Standing::Over(n) => QuotaText::Over.fill(lang, &[&n.to_string(), &who]),
            Standing::Met if self.kind == Comparison::Cap && free > 0 => {
                QuotaText::MetWithFree.fill(lang, &[&free.to_string()])
            }
            Standing::Met => QuotaText::Met.text(lang).into(),
        }
    }
}

/// How a unit's people stand against its quota.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// One row per constraint, in the order of the official table.
    pub lines: Vec<Line>,
}

impl Board {
    /// The rows that stand in the way of reporting; none: 全部上报 is possible (C-059, C-060).
    pub fn failing(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| !line.met())
    }

    /// The row of a constraint.
    pub fn line(&self, constraint: Constraint) -> Option<&Line> {
        self.lines.iter().find(|line| line.constraint == constraint)
    }
}

/// Counts people against a quota: for each identity its number, for 委员 and 代表 the five minima too.
pub fn board<'a>(quota: &Quota, people: impl IntoIterator<Item = &'a Person>, rules: &Counting) -> Board {
    let people: Vec<&Person> = people.into_iter().collect();
    let total = if rules.allow_less { Comparison::Cap } else { Comparison::Equal };
    let mut lines = Vec::with_capacity(Identity::ALL.len() + 2 * Group::ALL.len());
    for identity in Identity::ALL {
        let users: Vec<&Person> = people.iter().copied().filter(|p| p.identity.takes().contains(&identity)).collect();
        let place = quota.place(identity);
        lines.push(Line {
            constraint: Constraint::Total(identity),
            submitted: users.len() as i64,
            allotted: place.map_or(0, |p| p.cap),
            kind: total,
        });
        if identity.has_minima() {
            lines.extend(Group::ALL.map(|group| Line {
                constraint: Constraint::Minimum(identity, group),
                submitted: users.iter().filter(|p| p.is_in(group, rules)).count() as i64,
                allotted: place.map_or(0, |p| p.minima.of(group)),
                kind: Comparison::Minimum,
            }));
        }
    }
    Board { lines }
}

/// Decides whether one more person can be entered (C-028): the upper limits of every kind of place that the
/// person would use, and the mobile number.
///
/// # Errors
/// All reasons, naming kind, limit and present number.
pub fn may_add<'a>(
    quota: &Quota,
    people: impl IntoIterator<Item = &'a Person>,
    candidate: &Person,
) -> Result<(), Vec<Reason>> {
    let people: Vec<&Person> = people.into_iter().collect();
    let mut reasons = Vec::new();
    for identity in candidate.identity.takes() {
        let used = people.iter().filter(|p| p.identity.takes().contains(identity)).count() as i64;
        reasons.extend(refusal(*identity, quota.cap(*identity), used));
    }
    if let Some(other) = people.iter().find(|p| !p.mobile.is_empty() && p.mobile == candidate.mobile) {
        reasons.push(Reason::new(ReasonCode::MobileTaken, &[&candidate.mobile, &other.name]));
    }
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

/// Why no further place of that kind can be used; none while one is free.
pub fn refusal(identity: Identity, cap: i64, used: i64) -> Option<Reason> {
    let name = identity.name().zh;
    if cap <= 0 {
        Some(Reason::new(ReasonCode::NoQuota, &[&name]))
    } else if used >= cap {
        Some(Reason::new(ReasonCode::QuotaFull, &[&name, &cap.to_string(), &used.to_string()]))
    } else {
        None
    }
}

#[cfg(test)]
mod tests;
