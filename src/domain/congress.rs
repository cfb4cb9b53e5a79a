//! Congresses and nominees: words of the pages, and what was typed turned into a person.

use serde::{Deserialize, Serialize};

use super::error::{FieldProblem, ProblemCode, Reason, ReasonCode};
use super::form::kinds::mobile;
use super::ids::{CongressId, NomineeId, OrgId};
use super::quota::{Counting, Identity, Person, Quota, Sex};
use super::text::Label;
use super::time::Day;

/// A congress (代表大会).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Congress {
    /// Its id.
    pub id: CongressId,
    /// The host.
    pub org: OrgId,
    /// 大会名称
    pub name: String,
    /// 届次
    pub session_no: i64,
    /// How people are counted; the reference day is the congress day.
    pub counting: Counting,
    /// First day on which units may nominate.
    pub opens_on: Day,
    /// Last day.
    pub closes_on: Day,
}

impl Congress {
    /// Refuses outside the days of nomination.
    ///
    /// # Errors
    /// The reason, with both days.
    pub fn is_open(&self, today: Day) -> Result<(), Reason> {
        if (self.opens_on..=self.closes_on).contains(&today) {
            return Ok(());
        }
        Err(Reason::new(ReasonCode::OutsideWindow, &[&self.opens_on.to_string(), &self.closes_on.to_string()]))
    }
}

/// Somebody whom a unit proposes (被推荐人).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nominee {
    /// The nominee.
    pub id: NomineeId,
    /// What the quota needs to know.
    pub person: Person,
}

/// One unit's places and nominees in a congress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CongressView {
    /// The congress.
    pub congress: Congress,
    /// The unit's name.
    pub org_name: String,
    /// Its places.
    pub quota: Quota,
    /// Its nominees, the oldest first.
    pub nominees: Vec<Nominee>,
    /// Codes and names of GB 3304.
    pub ethnics: Vec<(String, Label)>,
    /// Codes and names of GB 4762.
    pub parties: Vec<(String, Label)>,
    /// Why nobody can be added or removed; empty: it is possible.
    pub read_only: Vec<Reason>,
}

/// A congress to be set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCongress {
    /// 大会名称
    pub name: String,
    /// 届次
    pub session_no: i64,
    /// How people are counted.
    pub counting: Counting,
    /// First day of nomination.
    pub opens_on: Day,
    /// Last day.
    pub closes_on: Day,
}

/// What is typed for a nominee, field by field as it stands in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NomineeForm {
    /// 姓名
    pub name: String,
    /// 手机号码
    pub mobile: String,
    /// Key of the identity.
    pub identity: String,
    /// 男 or 女
    pub sex: String,
    /// `YYYY-MM-DD`
    pub birth_on: String,
    /// Code of GB 3304.
    pub ethnic: String,
    /// Code of GB 4762.
    pub party1: String,
    /// Code of GB 4762; may be empty.
    pub party2: String,
    /// 是 or empty
    pub grassroots: String,
}

impl NomineeForm {
    /// The person as far as it can be read, for the live meter; none without an identity.
    pub fn person(&self) -> Option<Person> {
        Some(Person {
            name: self.name.trim().to_owned(),
            mobile: mobile::canonical(&self.mobile),
            identity: Identity::from_key(&self.identity)?,
            sex: Sex::from_key(&self.sex),
            birth_on: self.birth_on.parse().ok(),
            ethnic: self.ethnic.clone(),
            party1: self.party1.clone(),
            party2: self.party2.clone(),
            grassroots: self.grassroots == "是",
        })
    }

    /// Everything that is wrong with what was typed (C-027).
    pub fn check(&self, today: Day) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut demand = |path: &str, value: &str| {
            if value.trim().is_empty() {
                problems.push(FieldProblem::error(path, ProblemCode::Required, &[]));
            }
        };
        demand("name", &self.name);
        demand("mobile", &self.mobile);
        demand("identity", &self.identity);
        demand("sex", &self.sex);
        demand("birth_on", &self.birth_on);
        demand("ethnic", &self.ethnic);
        demand("party1", &self.party1);
        let length = self.name.trim().chars().count();
        if length > 50 {
            problems.push(FieldProblem::error("name", ProblemCode::TooLong, &["50", &length.to_string()]));
        }
        if !self.mobile.trim().is_empty() && !mobile::is_valid(&mobile::canonical(&self.mobile)) {
            problems.push(FieldProblem::error("mobile", ProblemCode::Mobile, &[&self.mobile]));
        }
        if !self.identity.is_empty() && Identity::from_key(&self.identity).is_none() {
            problems.push(FieldProblem::error("identity", ProblemCode::NotAnOption, &[&self.identity]));
        }
        if !self.sex.is_empty() && Sex::from_key(&self.sex).is_none() {
            problems.push(FieldProblem::error("sex", ProblemCode::NotAnOption, &[&self.sex]));
        }
        match self.birth_on.parse::<Day>() {
            Ok(day) if day > today => {
                problems.push(FieldProblem::error("birth_on", ProblemCode::DayInFuture, &[&self.birth_on]));
            }
            Err(_) if !self.birth_on.trim().is_empty() => {
                problems.push(FieldProblem::error("birth_on", ProblemCode::NotADay, &[&self.birth_on]));
            }
            _ => {}
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> NomineeForm {
        NomineeForm {
            name: "示例人".into(),
            mobile: "138 0013 8000".into(),
            identity: "delegate".into(),
            sex: "女".into(),
            birth_on: "1990-03-07".into(),
            ethnic: "01".into(),
            party1: "13".into(),
            party2: String::new(),
            grassroots: "是".into(),
        }
    }

    #[test]
    fn a_complete_form_gives_a_person_with_a_canonical_mobile() {
        let today = "2026-11-21".parse().unwrap();
        assert_eq!(form().check(today), []);
        let person = form().person().unwrap();
        assert_eq!((person.mobile.as_str(), person.sex, person.grassroots), ("13800138000", Some(Sex::Female), true));
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let wrong = NomineeForm {
            name: "长".repeat(51),
            mobile: "12345678901".into(),
            identity: "king".into(),
            sex: "?".into(),
            birth_on: "2030-01-01".into(),
            ..NomineeForm::default()
        };
        let paths: Vec<_> = wrong.check("2026-11-21".parse().unwrap()).into_iter().map(|p| p.path).collect();
        assert_eq!(paths, ["ethnic", "party1", "name", "mobile", "identity", "sex", "birth_on"]);
    }
}
