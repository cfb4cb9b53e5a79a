//! Congress quotas: places and minima of a unit as data, and the one function that counts against them.
//! The live meter, the server's refusal and the check before reporting are readings of the same `Board`.

use serde::{Deserialize, Serialize};

use super::error::{FieldProblem, ProblemCode, Reason, ReasonCode};
use super::text::congress::QuotaText;
use super::text::{Label, Lang, Text};
use super::time::Day;

/// As what somebody attends a congress (C-022).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// 委员（候选人）: takes a place of the 代表 too (C-021)
    Committee,
    /// 代表
    Delegate,
    /// 特邀代表
    Invited,
    /// 列席代表
    Observer,
    /// 参会嘉宾
    Guest,
    /// 工作人员
    Worker,
}

impl Identity {
    /// Every identity, in the order of the official table.
    pub const ALL: [Self; 6] =
        [Self::Committee, Self::Delegate, Self::Invited, Self::Observer, Self::Guest, Self::Worker];

    /// The text in the store.
    pub fn key(self) -> &'static str {
        match self {
            Self::Committee => "committee",
            Self::Delegate => "delegate",
            Self::Invited => "invited",
            Self::Observer => "observer",
            Self::Guest => "guest",
            Self::Worker => "worker",
        }
    }

    /// Reads the text of the store.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|i| i.key() == key)
    }

    /// The word.
    pub fn name(self) -> Label {
        let key = self.text_key();
        Label { zh: key.text(Lang::Zh).into(), en: key.text(Lang::En).into() }
    }

    /// The kinds of place that one person of this identity uses, in the order in which they are locked:
    /// a 委员 uses a 委员 place and a 代表 place, everybody else only their own (C-021, C-029).
    pub fn takes(self) -> &'static [Self] {
        match self {
            Self::Committee => &[Self::Committee, Self::Delegate],
            Self::Delegate => &[Self::Delegate],
            Self::Invited => &[Self::Invited],
            Self::Observer => &[Self::Observer],
            Self::Guest => &[Self::Guest],
            Self::Worker => &[Self::Worker],
        }
    }

    /// Whether minima can be set for it; the others have a head count only.
    pub fn has_minima(self) -> bool {
        matches!(self, Self::Committee | Self::Delegate)
    }

    fn text_key(self) -> QuotaText {
        match self {
            Self::Committee => QuotaText::Committee,
            Self::Delegate => QuotaText::Delegate,
            Self::Invited => QuotaText::Invited,
            Self::Observer => QuotaText::Observer,
            Self::Guest => QuotaText::Guest,
            Self::Worker => QuotaText::Worker,
        }
    }
}

/// A group of people of whom a quota can demand a minimum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// 基层工作者
    Grassroots,
    /// 45岁以下, at the congress day
    Young,
    /// 少数民族
    Minority,
    /// 民主党派
    Democratic,
    /// 女性
    Female,
}

impl Group {
    /// Every group, in the order of the official table.
    pub const ALL: [Self; 5] = [Self::Grassroots, Self::Young, Self::Minority, Self::Democratic, Self::Female];

    /// The key in forms and in the store.
    pub fn key(self) -> &'static str {
        match self {
            Self::Grassroots => "grassroots",
            Self::Young => "young",
            Self::Minority => "minority",
            Self::Democratic => "democratic",
            Self::Female => "female",
        }
    }

    /// The word; the age group names its limit.
    pub fn name(self, rules: &Counting, lang: Lang) -> String {
        let key = match self {
            Self::Grassroots => QuotaText::Grassroots,
            Self::Young if rules.age_inclusive => QuotaText::YoungInclusive,
            Self::Young => QuotaText::YoungExclusive,
            Self::Minority => QuotaText::Minority,
            Self::Democratic if rules.count_nonparty => QuotaText::DemocraticOrNonparty,
            Self::Democratic => QuotaText::Democratic,
            Self::Female => QuotaText::Female,
        };
        key.fill(lang, &[&rules.age_limit.to_string()])
    }
}

/// 性别
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Sex {
    /// 男
    #[serde(rename = "男")]
    Male,
    /// 女
    #[serde(rename = "女")]
    Female,
}

impl Sex {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Male, Self::Female];

    /// The text in the store and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::Male => "男",
            Self::Female => "女",
        }
    }

    /// Reads the text of the store.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.key() == key)
    }

    /// The word.
    pub fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Male => QuotaText::Man.text(lang),
            Self::Female => QuotaText::Woman.text(lang),
        }
    }
}

/// How people are counted: settings of the congress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Counting {
    /// The day at which ages are taken: the congress day.
    pub reference: Day,
    /// The age limit in full years, by default 45.
    pub age_limit: i64,
    /// Whether somebody of exactly that age counts (未满46周岁); by default so.
    pub age_inclusive: bool,
    /// Whether 无党派民主人士 count with the democratic parties.
    pub count_nonparty: bool,
    /// 允许少报: the numbers are upper limits; by default exactly the allotted number must be reported.
    pub allow_less: bool,
}

/// What the quota needs to know of one person. Unknown facts count for no minimum.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Person {
    /// 姓名
    pub name: String,
    /// 手机号, unique within the congress
    pub mobile: String,
    /// 身份
    pub identity: Identity,
    /// 性别
    pub sex: Option<Sex>,
    /// 出生日期
    pub birth_on: Option<Day>,
    /// 民族, code of GB 3304; empty: unknown
    pub ethnic: String,
    /// 党派1, code of GB 4762; empty: unknown
    pub party1: String,
    /// 党派2, code of GB 4762; empty: none
    pub party2: String,
    /// 是否为基层一线
    pub grassroots: bool,
}

impl Person {
    /// Whether the person belongs to a group.
    pub fn is_in(&self, group: Group, rules: &Counting) -> bool {
        match group {
            Group::Grassroots => self.grassroots,
            Group::Young => self.birth_on.is_some_and(|birth| {
                let age = birth.age_on(rules.reference);
                if rules.age_inclusive { age <= rules.age_limit } else { age < rules.age_limit }
            }),
            Group::Minority => is_minority(&self.ethnic),
            Group::Democratic => {
                [&self.party1, &self.party2].into_iter().any(|party| is_democratic(party, rules.count_nonparty))
            }
            Group::Female => self.sex == Some(Sex::Female),
        }
    }
}

/// GB 3304: 02 to 56. 01 is 汉族; 97 其他 and 98 外国血统 are no nationalities of the list.
fn is_minority(code: &str) -> bool {
    two_digits(code).is_some_and(|n| (2..=56).contains(&n))
}

/// GB 4762: 04 民革 to 11 台盟; 12 无党派 by switch.
fn is_democratic(code: &str, count_nonparty: bool) -> bool {
    two_digits(code).is_some_and(|n| (4..=11).contains(&n) || (n == 12 && count_nonparty))
}

fn two_digits(code: &str) -> Option<u8> {
    (code.len() == 2 && code.bytes().all(|b| b.is_ascii_digit())).then(|| code.parse().ok())?
}

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
