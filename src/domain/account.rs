//! Accounts, roles and the actor of a call.

use serde::{Deserialize, Serialize};

use super::error::{FieldProblem, ProblemCode};
use super::form::kinds::mobile;
use super::ids::{AccountId, OrgId};
use super::text::Label;

/// What somebody is in a unit. One person may hold several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 平台管理员
    PlatformAdministrator,
    /// 管理员: exactly one per unit (S-012)
    Administrator,
    /// 工作人员（秘书）
    Staff,
    /// 评审人员 of the association
    Reviewer,
    /// 选举单位联络员
    Liaison,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] =
        [Self::PlatformAdministrator, Self::Administrator, Self::Staff, Self::Reviewer, Self::Liaison];

    /// The text in the store.
    pub fn key(self) -> &'static str {
        match self {
            Self::PlatformAdministrator => "platform_administrator",
            Self::Administrator => "administrator",
            Self::Staff => "staff",
            Self::Reviewer => "reviewer",
            Self::Liaison => "liaison",
        }
    }

    /// Reads the text of the store.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.key() == key)
    }

    /// The word.
    pub fn name(self) -> Label {
        let (zh, en) = match self {
            Self::PlatformAdministrator => ("平台管理员", "Platform administrator"),
            Self::Administrator => ("管理员", "Administrator"),
            Self::Staff => ("工作人员", "Staff"),
            Self::Reviewer => ("评审人员", "Reviewer"),
            Self::Liaison => ("选举单位联络员", "Liaison"),
        };
        Label { zh: zh.into(), en: en.into() }
    }
}

/// Who acts: one account in one of its posts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The account.
    pub account: AccountId,
    /// The person's name.
    pub name: String,
    /// The role of the post in use.
    pub role: Role,
    /// The unit of the post in use.
    pub org: OrgId,
    /// Its name.
    pub org_name: String,
    /// Key of its kind.
    pub org_kind: String,
}

/// A post that a person can switch to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// The unit.
    pub org: OrgId,
    /// Its name.
    pub org_name: String,
    /// Key of its kind.
    pub org_kind: String,
    /// The role there.
    pub role: Role,
}

/// An account to be created.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAccount {
    /// 3 to 32 of letters, digits, `.`, `_`, `-`; fixed once given (S-016).
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Mobile number; may be empty.
    pub mobile: String,
    /// The first password.
    pub password: String,
}

impl NewAccount {
    /// What is wrong with it; the paths are the names of the fields.
    pub fn check(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if login_form(&self.login).is_none() {
            let code = if self.login.trim().is_empty() { ProblemCode::Required } else { ProblemCode::LoginForm };
            problems.push(FieldProblem::error("login", code, &[&self.login]));
        }
        let name = self.name.trim().chars().count();
        if name == 0 {
            problems.push(FieldProblem::error("name", ProblemCode::Required, &[]));
        } else if name > 50 {
            problems.push(FieldProblem::error("name", ProblemCode::TooLong, &["50", &name.to_string()]));
        }
        if !self.mobile.trim().is_empty() && !mobile::is_valid(&mobile::canonical(&self.mobile)) {
            problems.push(FieldProblem::error("mobile", ProblemCode::Mobile, &[&self.mobile]));
        }
        problems.extend(password_problem("password", &self.password));
        problems
    }
}

/// The password rule of X-012: at least 8 characters of three kinds.
pub fn password_problem(path: &str, password: &str) -> Option<FieldProblem> {
    let kinds = [
        password.chars().any(|c| c.is_lowercase()),
        password.chars().any(|c| c.is_uppercase()),
        password.chars().any(|c| c.is_numeric()),
        password.chars().any(|c| !c.is_alphanumeric()),
    ];
    let strong = password.chars().count() >= 8 && kinds.iter().filter(|k| **k).count() >= 3 && password.len() <= 256;
    (!strong).then(|| FieldProblem::error(path, ProblemCode::WeakPassword, &[]))
}

/// A login name in the form under which it is stored and compared; none when it is no login name.
pub fn login_form(login: &str) -> Option<String> {
    let login = login.trim().to_ascii_lowercase();
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    ((3..=32).contains(&login.len()) && login.chars().all(allowed)).then_some(login)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn password_needs_length_and_three_kinds() {
        for weak in ["", "Ab1!", "abcdefgh", "abcdefg1", "ABCDEFG1"] {
            assert!(password_problem("p", weak).is_some(), "{weak}");
        }
        for strong in ["Abcdefg1", "abcdef1!", "学会Abc123"] {
            assert!(password_problem("p", strong).is_none(), "{strong}");
        }
    }

    #[test]
    fn wrong_fields_of_an_account_are_all_named() {
        let good = NewAccount {
            login: "secretary".into(),
            name: "示例".into(),
            mobile: "138 0013 8000".into(),
            password: "Societas-2026".into(),
        };
        assert_eq!(good.check(), []);
        assert_eq!(NewAccount { mobile: String::new(), ..good.clone() }.check(), []);
        let bad = NewAccount { login: "秘".into(), name: " ".into(), mobile: "1380013".into(), password: "x".into() };
        let paths: Vec<_> = bad.check().into_iter().map(|p| p.path).collect();
        assert_eq!(paths, ["login", "name", "mobile", "password"]);
    }

    #[test]
    fn login_is_lower_cased_and_limited() {
        assert_eq!(login_form(" Secretary.01 ").as_deref(), Some("secretary.01"));
        for bad in ["ab", "a b c", "用户名", &"x".repeat(33)] {
            assert_eq!(login_form(bad), None, "{bad}");
        }
    }
}
