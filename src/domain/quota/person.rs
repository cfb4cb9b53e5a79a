//! Whom a quota counts: identities, groups, and who belongs to which.

use serde::{Deserialize, Serialize};

use crate::domain::text::congress::QuotaText;
use crate::domain::text::{Label, Lang, Text};
use crate::domain::time::Day;

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
