//! A congress and its nominees: the words, and the check of what is typed. Counting is in `quota`.

use serde::{Deserialize, Serialize};

use super::code::CodeEntry;
use super::error::{FieldProblem, ProblemCode, Reason};
use super::form::clean;
use super::form::kinds::mobile;
use super::ids::{CongressId, NomineeId, OrgId};
use super::quota::{Counting, Identity, Person, Quota, Sex};
use super::text::congress::CongressText;
use super::text::{Lang, Text};
use super::time::{Day, Instant};

/// 代表大会 (C-020).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Congress {
    /// Its id.
    pub id: CongressId,
    /// The host: the unit that renews its bodies (换届单位).
    pub org: OrgId,
    /// 大会名称
    pub name: String,
    /// 届次
    pub session_no: i64,
    /// How people are counted; its reference day is the congress day (召开时间).
    pub counting: Counting,
    /// First day of nominations.
    pub opens_on: Day,
    /// Last day of nominations.
    pub closes_on: Day,
    /// Edit counter.
    pub version: i64,
}

/// A line of the list of congresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CongressRow {
    /// The congress.
    pub congress: Congress,
    /// The host's name.
    pub org_name: String,
    /// Places of 代表 allotted to the units that the reader sees.
    pub allotted: i64,
    /// Of those, how many are used.
    pub used: i64,
}

/// A congress to be set up, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCongress {
    /// 大会名称, 2 to 100 characters.
    pub name: String,
    /// 届次, 1 to 99.
    pub session_no: String,
    /// 召开时间
    pub held_on: String,
    /// First day of nominations.
    pub opens_on: String,
    /// Last day of nominations.
    pub closes_on: String,
    /// 年龄门槛; empty: 45.
    #[serde(default)]
    pub age_limit: String,
    /// Whether somebody of exactly that age does not count.
    #[serde(default)]
    pub age_exclusive: bool,
    /// 计入民主党派是否含无党派
    #[serde(default)]
    pub count_nonparty: bool,
    /// 允许少报
    #[serde(default)]
    pub allow_less: bool,
}

/// The age limit where none is given.
pub const AGE_LIMIT: i64 = 45;

impl NewCongress {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Every field that is missing or wrong.
    pub fn read(&self, id: CongressId, org: OrgId) -> Result<Congress, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let name = clean::line(&self.name);
        if name.is_empty() {
            problems.push(required("name"));
        }
        too_long(&mut problems, "name", &name, 100);
        let session_no = whole(&mut problems, "session_no", &self.session_no, 1, 99);
        let age_limit = match self.age_limit.trim() {
            "" => Some(AGE_LIMIT),
            typed => whole(&mut problems, "age_limit", typed, 18, 100),
        };
        let held_on = day(&mut problems, "held_on", &self.held_on);
        let opens_on = day(&mut problems, "opens_on", &self.opens_on);
        let closes_on = day(&mut problems, "closes_on", &self.closes_on);
        if let (Some(from), Some(to)) = (opens_on, closes_on)
            && to < from
        {
            let opens = CongressText::OpensOn.text(Lang::Zh);
            let args = [&*to.to_string(), opens, &*from.to_string()];
            problems.push(FieldProblem::error("closes_on", ProblemCode::DayBefore, &args));
        }
        match (session_no, age_limit, held_on, opens_on, closes_on) {
            (Some(session_no), Some(age_limit), Some(reference), Some(opens_on), Some(closes_on))
                if problems.is_empty() =>
            {
                Ok(Congress {
                    id,
                    org,
                    name,
                    session_no,
                    counting: Counting {
                        reference,
                        age_limit,
                        age_inclusive: !self.age_exclusive,
                        count_nonparty: self.count_nonparty,
                        allow_less: self.allow_less,
                    },
                    opens_on,
                    closes_on,
                    version: 1,
                })
            }
            _ => Err(problems),
        }
    }
}

/// A nominee of a unit (被推荐人).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nominee {
    /// Its id.
    pub id: NomineeId,
    /// What is known of the person.
    pub person: Person,
    /// When the person was entered.
    pub created_at: Instant,
    /// Edit counter.
    pub version: i64,
}

/// A nominee as typed (C-027): name, mobile and identity are demanded, the other facts can follow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewNominee {
    /// 姓名, at most 50 characters.
    #[serde(default)]
    pub name: String,
    /// 手机号码
    #[serde(default)]
    pub mobile: String,
    /// Key of the 身份.
    #[serde(default)]
    pub identity: String,
    /// 性别
    #[serde(default)]
    pub sex: String,
    /// 出生日期
    #[serde(default)]
    pub birth_on: String,
    /// 民族, code of GB 3304.
    #[serde(default)]
    pub ethnic: String,
    /// 党派1, code of GB 4762.
    #[serde(default)]
    pub party1: String,
    /// 党派2, code of GB 4762.
    #[serde(default)]
    pub party2: String,
    /// 是否为基层一线
    #[serde(default)]
    pub grassroots: bool,
}

impl NewNominee {
    /// Whether nothing has been typed yet.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The person as far as typed, for the live meter: none before an identity is chosen.
    pub fn hypothetical(&self) -> Option<Person> {
        Some(Person {
            name: clean::line(&self.name),
            mobile: mobile::canonical(&self.mobile),
            identity: Identity::from_key(&self.identity)?,
            sex: Sex::from_key(&self.sex),
            birth_on: self.birth_on.trim().parse().ok(),
            ethnic: self.ethnic.clone(),
            party1: self.party1.clone(),
            party2: self.party2.clone(),
            grassroots: self.grassroots,
        })
    }

    /// Checks what was typed; the codes against the offered ones.
    ///
    /// # Errors
    /// Every field that is missing or wrong.
    pub fn read(&self, codes: &NomineeCodes, today: Day) -> Result<Person, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let name = clean::line(&self.name);
        if name.is_empty() {
            problems.push(required("name"));
        }
        too_long(&mut problems, "name", &name, 50);
        let phone = mobile::canonical(&self.mobile);
        if phone.is_empty() {
            problems.push(required("mobile"));
        } else if !mobile::is_valid(&phone) {
            let shown = clean::clip(&phone, 40);
            problems.push(FieldProblem::error("mobile", ProblemCode::Mobile, &[&shown]));
        }
        if self.identity.is_empty() {
            problems.push(required("identity"));
        } else if Identity::from_key(&self.identity).is_none() {
            problems.push(not_an_option("identity", &self.identity));
        }
        if !self.sex.is_empty() && Sex::from_key(&self.sex).is_none() {
            problems.push(not_an_option("sex", &self.sex));
        }
        if !self.birth_on.trim().is_empty()
            && let Some(birth) = day(&mut problems, "birth_on", &self.birth_on)
            && birth > today
        {
            problems.push(FieldProblem::error("birth_on", ProblemCode::DayInFuture, &[&birth.to_string()]));
        }
        for (path, code, table) in [
            ("ethnic", &self.ethnic, &codes.ethnic),
            ("party1", &self.party1, &codes.party),
            ("party2", &self.party2, &codes.party),
        ] {
            if !code.is_empty() && !table.iter().any(|entry| entry.code == *code) {
                problems.push(not_an_option(path, code));
            }
        }
        match self.hypothetical() {
            Some(person) if problems.is_empty() => Ok(person),
            _ => Err(problems),
        }
    }
}

/// The codes that the nominee form offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NomineeCodes {
    /// 民族 (GB 3304)
    pub ethnic: Vec<CodeEntry>,
    /// 党派 (GB 4762)
    pub party: Vec<CodeEntry>,
}

impl NomineeCodes {
    /// The name of a nationality; the code itself where it is unknown.
    pub fn ethnic_name<'a>(&'a self, code: &'a str, lang: Lang) -> &'a str {
        name(&self.ethnic, code, lang)
    }

    /// The name of a party; the code itself where it is unknown.
    pub fn party_name<'a>(&'a self, code: &'a str, lang: Lang) -> &'a str {
        name(&self.party, code, lang)
    }
}

fn name<'a>(table: &'a [CodeEntry], code: &'a str, lang: Lang) -> &'a str {
    table.iter().find(|entry| entry.code == code).map_or(code, |entry| entry.name.text(lang))
}

/// A unit's part in a congress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitQuota {
    /// The unit.
    pub org: OrgId,
    /// Its name.
    pub org_name: String,
    /// Its places.
    pub quota: Quota,
}

/// The page of a congress: one unit's quota and people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CongressView {
    /// The congress.
    pub congress: Congress,
    /// The host's name.
    pub host_name: String,
    /// The unit that is shown.
    pub unit: UnitQuota,
    /// Units with places in this congress that the reader sees: id and name.
    pub units: Vec<(OrgId, String)>,
    /// The unit's nominees, oldest first.
    pub nominees: Vec<Nominee>,
    /// Why the reader cannot add or remove people; empty: the reader can.
    pub refusals: Vec<Reason>,
    /// Whether the reader may allot places.
    pub may_configure: bool,
    /// The codes that the form offers.
    pub codes: NomineeCodes,
    /// What was typed when the last attempt was refused.
    pub draft: NewNominee,
    /// The day of the answer, for ages and checks.
    pub today: Day,
}

fn required(path: &str) -> FieldProblem {
    FieldProblem::error(path, ProblemCode::Required, &[])
}

fn not_an_option(path: &str, value: &str) -> FieldProblem {
    FieldProblem::error(path, ProblemCode::NotAnOption, &[&clean::clip(value, 40)])
}

fn too_long(problems: &mut Vec<FieldProblem>, path: &str, text: &str, max: usize) {
    let count = text.chars().count();
    if count > max {
        let args = [&*max.to_string(), &*count.to_string()];
        problems.push(FieldProblem::error(path, ProblemCode::TooLong, &args));
    }
}

fn whole(problems: &mut Vec<FieldProblem>, path: &str, typed: &str, min: i64, max: i64) -> Option<i64> {
    let text = clean::compact(typed);
    if text.is_empty() {
        problems.push(required(path));
        return None;
    }
    let (code, bound) = match text.parse::<i64>() {
        Ok(n) if n < min => (ProblemCode::TooSmall, min),
        Ok(n) if n > max => (ProblemCode::TooLarge, max),
        Ok(n) => return Some(n),
        Err(_) => {
            problems.push(FieldProblem::error(path, ProblemCode::NotWhole, &[&clean::clip(&text, 40)]));
            return None;
        }
    };
    problems.push(FieldProblem::error(path, code, &[&text, &bound.to_string()]));
    None
}

fn day(problems: &mut Vec<FieldProblem>, path: &str, typed: &str) -> Option<Day> {
    let text = typed.trim();
    if text.is_empty() {
        problems.push(required(path));
        return None;
    }
    let read = text.parse().ok();
    if read.is_none() {
        problems.push(FieldProblem::error(path, ProblemCode::NotADay, &[&clean::clip(text, 40)]));
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Uid;

    fn today() -> Day {
        "2026-11-21".parse().unwrap()
    }

    fn codes() -> NomineeCodes {
        let entry = |code: &str| CodeEntry {
            code: code.into(),
            name: Default::default(),
            parent: String::new(),
            leaf: true,
            current: true,
        };
        NomineeCodes { ethnic: ["01", "02"].map(entry).into(), party: ["01", "10"].map(entry).into() }
    }

    fn paths(problems: Vec<FieldProblem>) -> Vec<(String, ProblemCode)> {
        problems.into_iter().map(|p| (p.path, p.code)).collect()
    }

    #[test]
    fn empty_nominee_names_the_three_demanded_fields() {
        let problems = NewNominee::default().read(&codes(), today()).unwrap_err();
        assert_eq!(paths(problems), ["name", "mobile", "identity"].map(|p| (p.to_owned(), ProblemCode::Required)));
        assert_eq!(NewNominee::default().hypothetical(), None);
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let typed = NewNominee {
            name: "名".repeat(51),
            mobile: "12345678901".into(),
            identity: "king".into(),
            sex: "x".into(),
            birth_on: "2026-11-22".into(),
            ethnic: "99".into(),
            party1: "<b>".into(),
            party2: "10".into(),
            grassroots: false,
        };
        assert_eq!(
            paths(typed.read(&codes(), today()).unwrap_err()),
            [
                ("name", ProblemCode::TooLong),
                ("mobile", ProblemCode::Mobile),
                ("identity", ProblemCode::NotAnOption),
                ("sex", ProblemCode::NotAnOption),
                ("birth_on", ProblemCode::DayInFuture),
                ("ethnic", ProblemCode::NotAnOption),
                ("party1", ProblemCode::NotAnOption),
            ]
            .map(|(p, c)| (p.to_owned(), c))
        );
    }

    #[test]
    fn typed_blanks_and_country_code_are_cleaned() {
        let typed = NewNominee {
            name: "\u{3000}测试甲 ".into(),
            mobile: "+86 138-0013-8000".into(),
            identity: "delegate".into(),
            ..NewNominee::default()
        };
        let person = typed.read(&codes(), today()).unwrap();
        assert_eq!((&*person.name, &*person.mobile), ("测试甲", "13800138000"));
        assert_eq!(person.birth_on, None);
    }

    #[test]
    fn congress_reads_with_the_default_age_limit_and_refuses_a_reversed_window() {
        let id = Uid::compose(1, [0; 10]);
        let typed = NewCongress {
            name: "第五次代表大会".into(),
            session_no: "5".into(),
            held_on: "2026-12-20".into(),
            opens_on: "2026-11-01".into(),
            closes_on: "2026-12-10".into(),
            ..NewCongress::default()
        };
        let congress = typed.read(CongressId(id), OrgId(id)).unwrap();
        assert_eq!((congress.counting.age_limit, congress.counting.age_inclusive), (45, true));
        let reversed = NewCongress { closes_on: "2026-10-01".into(), age_limit: "17".into(), ..typed };
        assert_eq!(
            paths(reversed.read(CongressId(id), OrgId(id)).unwrap_err()),
            [("age_limit".to_owned(), ProblemCode::TooSmall), ("closes_on".to_owned(), ProblemCode::DayBefore)]
        );
    }
}
