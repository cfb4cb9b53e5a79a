//! The organisation tree: units, their kinds as data, and who stands where to whom.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::account::Role;
use super::error::{AppError, FieldProblem, ProblemCode, Reason, ReasonCode};
use super::form::clean;
use super::form::kinds::{landline, uscc};
use super::ids::{AccountId, OrgId, Uid};
use super::org_change::OrgChange;
use super::text::Label;
use super::time::Day;

/// A kind of unit as data: which children it may have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgKind {
    /// The key: `association`, `society`, `branch`, `management`, `executing`, `electing` …
    pub key: String,
    /// The word.
    pub name: Label,
    /// Keys of the kinds that may be set up directly below.
    #[serde(default)]
    pub children: Vec<String>,
    /// The roles that people can hold in a unit of this kind.
    pub roles: Vec<super::account::Role>,
    /// Whether it is handed down one level at a time (下派, S-093): only to a unit beside it.
    #[serde(default)]
    pub stepwise: bool,
    /// Whether it is set up together with the account of its administrator (E-038).
    #[serde(default)]
    pub with_account: bool,
    /// Whether it comes in by a button of its own (S-021).
    #[serde(default)]
    pub door: Option<Door>,
}

/// How units of a kind come in that are not set up like the others: in the topmost unit that may have them, from where
/// they are handed down (S-090, S-091).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Door {
    /// The button.
    pub name: Label,
    /// Only what was approved before this year.
    pub before: i32,
}

/// The earliest year in which a unit can have been approved.
pub const FOUNDED_FROM: i32 = 1949;

/// Reads the year of a form; nothing where it was left empty.
///
/// # Errors
/// `Invalid` for what is no year.
pub fn founded_year(text: &str) -> Result<Option<i32>, AppError> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| AppError::field("founded", ProblemCode::NotAYear, &[text])),
    }
}

/// The units that a text names, one a line, by name or code.
///
/// # Errors
/// Every line at `path` that names none of them.
pub fn named_in(text: &str, mut units: Vec<Org>, path: &str) -> Result<Vec<Org>, Vec<FieldProblem>> {
    let wanted: BTreeSet<String> = text.lines().map(clean::line).filter(|line| !line.is_empty()).collect();
    let is = |unit: &Org, line: &String| *line == unit.name || *line == unit.code;
    let unknown = wanted.iter().filter(|line| !units.iter().any(|unit| is(unit, line)));
    let problem = |line: &String| FieldProblem::error(path, ProblemCode::UnknownSociety, &[&clean::clip(line, 60)]);
    let problems: Vec<FieldProblem> = unknown.map(problem).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    units.retain(|unit| wanted.iter().any(|line| is(unit, line)));
    Ok(units)
}

/// Whether a unit of kind `new` can be set up below one of kind `above`, which itself stands below one of kind `over`.
pub fn can_set_up(over: Option<&OrgKind>, above: &OrgKind, new: &OrgKind) -> bool {
    let fits = |kind: &OrgKind| kind.children.contains(&new.key);
    fits(above) && (new.door.is_none() || !over.is_some_and(fits))
}

/// One unit as its readers see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Org {
    /// Its id.
    pub id: OrgId,
    /// The unit above; none for the root.
    pub parent: Option<OrgId>,
    /// Key of its kind.
    pub kind: String,
    /// Unique among all units; used by rosters and the command line.
    pub code: String,
    /// Its name.
    pub name: String,
    /// False after 停用; everything stays readable.
    pub enabled: bool,
    /// Edit counter.
    pub version: i64,
}

/// A node of the lazily opened tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgNode {
    /// The unit.
    pub org: Org,
    /// How many units stand directly below.
    pub children: i64,
    /// Its administrator: account and name.
    pub administrator: Option<(AccountId, String)>,
}

/// A unit to be set up below another one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewOrg {
    /// Key of its kind.
    pub kind: String,
    /// 2 to 32 of `A-Z 0-9 -`; empty: made by the system.
    pub code: String,
    /// 2 to 100 characters.
    pub name: String,
    /// The year in which it was approved; for kinds that come in by a button of their own.
    pub founded: Option<i32>,
}

/// Where a unit stands, seen from the actor's unit. Scope = own unit and descendants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// 本单位
    Own,
    /// 直接下级
    Child,
    /// 更下级
    Descendant,
    /// 直接上级: the actor's unit stands directly below it
    Parent,
    /// 更上级: the actor's unit stands further below it
    Ancestor,
    /// 其他: outside the scope
    Foreign,
}

impl Relation {
    /// Whether the unit lies in the actor's scope.
    pub fn in_scope(self) -> bool {
        matches!(self, Self::Own | Self::Child | Self::Descendant)
    }

    /// Whether the unit stands below the actor's own.
    pub fn is_below(self) -> bool {
        matches!(self, Self::Child | Self::Descendant)
    }
}

/// What a unit says of itself; all of it may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgDetails {
    /// 单位性质
    pub nature: String,
    /// 联系人
    pub contact: String,
    /// 联系电话: a mobile number or a landline
    pub phone: String,
    /// 地址
    pub address: String,
    /// 统一社会信用代码
    pub uscc: String,
}

/// 单位性质, as the manual lists them: the stored word and its English.
pub const NATURES: [(&str, &str); 5] = [
    ("机关", "Government body"),
    ("事业单位", "Public institution"),
    ("企业", "Company"),
    ("社会组织", "Social organisation"),
    ("其他", "Other"),
];

/// Changes of a unit's name, state and particulars.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgEdit {
    /// 2 to 100 characters.
    pub name: String,
    /// False: 停用.
    pub enabled: bool,
    /// What it says of itself.
    pub details: OrgDetails,
}

/// What is wrong with a unit's name; the path is `name`.
pub fn name_problem(name: &str) -> Option<FieldProblem> {
    match name.trim().chars().count() {
        0..=1 => Some(FieldProblem::error("name", ProblemCode::Required, &[])),
        2..=100 => None,
        long => Some(FieldProblem::error("name", ProblemCode::TooLong, &["100", &long.to_string()])),
    }
}

impl NewOrg {
    /// What is wrong with it; the paths are the names of the fields.
    pub fn check(&self, kind: &OrgKind) -> Vec<FieldProblem> {
        let mut problems: Vec<FieldProblem> = name_problem(&self.name).into_iter().collect();
        if let Some(door) = &kind.door {
            let last = door.before - 1;
            let problem = |code, args: &[&str]| Some(FieldProblem::error("founded", code, args));
            problems.extend(match self.founded {
                None => problem(ProblemCode::Required, &[]),
                Some(year) if year > last => problem(ProblemCode::TooLarge, &[&year.to_string(), &last.to_string()]),
                Some(year) if year < FOUNDED_FROM => {
                    problem(ProblemCode::TooSmall, &[&year.to_string(), &FOUNDED_FROM.to_string()])
                }
                Some(_) => None,
            });
        }
        let code = self.code.trim();
        let legal = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
        let fits = (2..=32).contains(&code.len()) && code.chars().all(legal);
        if !code.is_empty() && !fits {
            problems.push(FieldProblem::error("code", ProblemCode::OrgCode, &[code]));
        }
        problems
    }
}

impl OrgEdit {
    /// As it is stored.
    pub fn trimmed(self) -> Self {
        let trim = |text: String| text.trim().to_owned();
        let OrgDetails { nature, contact, phone, address, uscc: code } = self.details;
        let details = OrgDetails {
            nature,
            contact: trim(contact),
            phone: landline::canonical(&phone),
            address: trim(address),
            uscc: uscc::canonical(&code),
        };
        Self { name: trim(self.name), enabled: self.enabled, details }
    }

    /// What is wrong with it; the paths are the names of the fields.
    pub fn check(&self) -> Vec<FieldProblem> {
        let mut problems: Vec<FieldProblem> = name_problem(&self.name).into_iter().collect();
        let d = &self.details;
        if !d.nature.is_empty() && !NATURES.iter().any(|(zh, _)| *zh == d.nature) {
            problems.push(FieldProblem::error("nature", ProblemCode::NotAnOption, &[&d.nature]));
        }
        for (path, text, most) in [("contact", &d.contact, 50), ("address", &d.address, 200)] {
            let long = text.trim().chars().count();
            if long > most {
                problems.push(FieldProblem::error(path, ProblemCode::TooLong, &[&most.to_string(), &long.to_string()]));
            }
        }
        let phone = d.phone.trim();
        if !phone.is_empty() && landline::standing(&landline::canonical(phone)) == landline::Standing::Bad {
            problems.push(FieldProblem::error("phone", ProblemCode::Phone, &[phone]));
        }
        let code = uscc::canonical(&d.uscc);
        if !code.is_empty() && !uscc::is_valid(&code) {
            problems.push(FieldProblem::error("uscc", ProblemCode::Uscc, &[&code]));
        }
        problems
    }
}

/// Why a unit cannot be switched off or on: what is below must go first, what is above must be there (E-077).
pub fn switch_reasons(enabled: bool, enabled_below: i64, parent_enabled: bool) -> Vec<Reason> {
    match enabled {
        false if enabled_below > 0 => vec![Reason::new(ReasonCode::UnitsBelow, &[&enabled_below.to_string()])],
        true if !parent_enabled => vec![Reason::new(ReasonCode::ParentDisabled, &[])],
        _ => Vec::new(),
    }
}

/// A post that somebody holds or held in a unit (ORG-13).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tenure {
    /// The post.
    pub post: Uid,
    /// The unit.
    pub org: OrgId,
    /// Its present name.
    pub org_name: String,
    /// The account.
    pub account: AccountId,
    /// Its login name.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Whether the account may sign in.
    pub enabled: bool,
    /// The role.
    pub role: Role,
    /// First day.
    pub since: Day,
    /// The day on which it ended; none while it lasts.
    pub until: Option<Day>,
    /// Who took over.
    pub successor: Option<String>,
    /// Who ended it; empty while it lasts.
    pub ended_by: String,
}

/// One unit with all that its page needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrgView {
    /// The unit; as it was, where a day is asked for.
    pub node: OrgNode,
    /// How it stands to the actor's own unit.
    pub relation: Relation,
    /// Its kind.
    pub kind: OrgKind,
    /// Kinds that may be set up directly below.
    pub child_kinds: Vec<OrgKind>,
    /// From the actor's own unit down to this one.
    pub path: Vec<Org>,
    /// What it says of itself.
    pub details: OrgDetails,
    /// The year in which it was approved, where its kind asks for it.
    pub founded: Option<i32>,
    /// Its people; on a past day, those of that day.
    pub people: Vec<Tenure>,
    /// Those who were there before, the last first; empty on a past day.
    pub former: Vec<Tenure>,
    /// What was done to it, the last first; on a past day, until then.
    pub history: Vec<OrgChange>,
    /// Why it cannot be switched to the other state.
    pub switch_reasons: Vec<Reason>,
    /// Today, for forms that ask for a day.
    pub today: Day,
    /// The day that is shown; none for the present.
    pub on: Option<Day>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_with_enabled_units_below_stays_on_and_none_comes_on_below_one_that_is_off() {
        assert!(switch_reasons(false, 0, true).is_empty());
        assert_eq!(switch_reasons(false, 2, true), [Reason::new(ReasonCode::UnitsBelow, &["2"])]);
        assert!(switch_reasons(true, 2, true).is_empty());
        assert_eq!(switch_reasons(true, 0, false), [Reason::new(ReasonCode::ParentDisabled, &[])]);
    }

    #[test]
    fn units_are_named_one_a_line() {
        let unit = |name: &str, code: &str| Org {
            id: OrgId::fresh(),
            parent: None,
            kind: "society".into(),
            code: code.into(),
            name: name.into(),
            enabled: true,
            version: 1,
        };
        let units = || vec![unit("示例甲学会", "A-1"), unit("示例乙学会", "B-1"), unit("示例丙学会", "C-1")];
        let found = named_in(" 示例乙学会\u{3000}\n\nA-1\r\nA-1", units(), "units").unwrap();
        assert_eq!(found.iter().map(|unit| unit.code.as_str()).collect::<Vec<_>>(), ["A-1", "B-1"]);
        let problems = named_in("没有\nA-1\n也没有", units(), "units").unwrap_err();
        assert_eq!(problems.iter().map(|p| p.args[0].as_str()).collect::<Vec<_>>(), ["也没有", "没有"]);
        assert!(named_in("", units(), "units").unwrap().is_empty());
    }

    #[test]
    fn a_year_is_read_or_named() {
        assert_eq!(founded_year("  "), Ok(None));
        assert_eq!(founded_year(" 2019 "), Ok(Some(2019)));
        assert_eq!(founded_year("二〇一九"), Err(AppError::field("founded", ProblemCode::NotAYear, &["二〇一九"])));
    }

    #[test]
    fn every_wrong_particular_is_named() {
        let details = OrgDetails {
            nature: "公司".into(),
            contact: "长".repeat(51),
            phone: "12".into(),
            address: "长".repeat(201),
            uscc: "1".into(),
        };
        let edit = OrgEdit { name: " 学 ".into(), enabled: true, details };
        let paths: Vec<String> = edit.check().into_iter().map(|p| p.path).collect();
        assert_eq!(paths, ["name", "nature", "contact", "address", "phone", "uscc"]);
        let fine = OrgEdit { name: "示例学会".into(), ..OrgEdit::default() };
        assert!(fine.check().is_empty());
    }

    #[test]
    fn codes_are_capitals_digits_and_hyphens() {
        let with = |code: &str| {
            NewOrg { code: code.into(), name: "示例".into(), ..NewOrg::default() }.check(&OrgKind::default())
        };
        assert!(with("").is_empty() && with("AB-01").is_empty());
        for wrong in ["a1", "X", "学会"] {
            assert_eq!(with(wrong)[0].path, "code", "{wrong}");
        }
    }
}
