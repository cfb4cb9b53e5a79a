//! Accounts, roles and the actor of a call.

use serde::{Deserialize, Serialize};

use super::dial;
use super::error::{FieldProblem, ProblemCode, ReasonCode};
use super::form::clean::clip;
use super::form::kinds::{email, text};
use super::ids::{AccountId, OrgId, SessionId, Uid};
use super::text::Label;
use super::time::Instant;

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
    /// Whether the person has other posts to switch to; never while somebody looks at the site as this person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub may_switch: bool,
    /// Who really sits there, while somebody looks at the site as this person (ORG-15).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewer: Option<Box<Viewer>>,
}

/// Who looks at the site as another person: everything that is logged meanwhile bears this name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
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
}

impl Actor {
    /// The account of the person who really sits there.
    pub fn real_account(&self) -> AccountId {
        self.viewer.as_ref().map_or(self.account, |viewer| viewer.account)
    }

    /// The name of the person who really sits there.
    pub fn real_name(&self) -> &str {
        self.viewer.as_ref().map_or(&self.name, |viewer| &viewer.name)
    }
}

/// A post that a person can switch to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Its id.
    pub id: Uid,
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
    /// Mobile number, as `dial` reads it; may be empty.
    pub mobile: String,
    /// Mail address; when empty, it is asked for at the first sign-in (P-051).
    pub email: String,
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
        problems.extend(name_problem(&self.name));
        if !self.mobile.trim().is_empty() {
            problems.extend(dial::read(&self.mobile).err());
        }
        if !self.email.trim().is_empty() {
            problems.extend(read_email(&self.email).err());
        }
        problems.extend(password_problem("password", &self.password));
        problems
    }
}

/// What is wrong with the name of a person.
pub fn name_problem(name: &str) -> Option<FieldProblem> {
    let name = name.trim();
    if name.is_empty() {
        return Some(FieldProblem::error("name", ProblemCode::Required, &[]));
    }
    text::check("name", name, 50)
}

/// A mail address in its stored form.
///
/// # Errors
/// The problem of the field `email`.
pub fn read_email(typed: &str) -> Result<String, FieldProblem> {
    let address = email::canonical(typed);
    let code = if address.is_empty() { ProblemCode::Required } else { ProblemCode::Email };
    if email::is_valid(&address) { Ok(address) } else { Err(FieldProblem::error("email", code, &[&clip(typed, 80)])) }
}

/// Somebody of a unit who has no account yet: it is made when the person first signs in with that number (C-004, C-007).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwaitedPerson {
    /// The mobile number, in full: only those see it who entered it.
    pub mobile: String,
    /// The person's name.
    pub name: String,
    /// What the person will be.
    pub role: Role,
    /// Since when the unit waits.
    pub since: Instant,
}

/// The own account as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The login name; fixed (S-016).
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The mobile number, masked; empty: none.
    pub mobile: String,
    /// The mail address; empty: none.
    pub email: String,
    /// Whether the person has shown that the address is theirs.
    pub email_confirmed: bool,
    /// Whether a password is set; who always came by mobile number has none.
    pub has_password: bool,
    /// Edit counter.
    pub version: i64,
    /// The open sessions, the present one first.
    pub sessions: Vec<SessionLine>,
    /// Who else signs the person in.
    pub ties: Vec<IdentityTie>,
}

/// An identity provider that signs the person in, by its own name for the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityTie {
    /// The address of the provider.
    pub issuer: String,
    /// Its name for the person.
    pub subject: String,
    /// Since when.
    pub since: Instant,
    /// When the person last came that way.
    pub seen_at: Instant,
}

/// An open session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionLine {
    /// Its public id.
    pub id: SessionId,
    /// The kind of browser in words; may be empty.
    pub device: String,
    /// The address it came from.
    pub remote: String,
    /// When it began.
    pub began_at: Instant,
    /// When it was last used, to five minutes.
    pub seen_at: Instant,
    /// Whether it is the one that asks.
    pub present: bool,
}

/// A picture with characters to be typed, and a sum in words for those who cannot read it (X-011, ORG-09).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Captcha {
    /// Its id; goes back with the answer.
    pub id: Uid,
    /// The picture as an address that holds the picture itself.
    pub picture: String,
    /// The two numbers of the sum.
    pub sum: (i64, i64),
}

/// What the sign-in page must know before anybody has signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInOptions {
    /// Whether a captcha is asked from the first try on (P-046).
    pub captcha: bool,
    /// Whether codes come by short message.
    pub sms: bool,
    /// Whether the page of the demo's outbox can be opened.
    pub shelf: bool,
    /// What the button for the identity provider says, empty for a word of ours; none where there is no provider.
    pub identity: Option<String>,
}

/// Why somebody came back from the identity provider without being signed in, by the code in the page's address. A
/// code that was put there by somebody else shows nothing.
pub fn refused_entry(code: &str) -> Option<ReasonCode> {
    [
        ReasonCode::IdentityUnknown,
        ReasonCode::IdentityFailed,
        ReasonCode::IdentityOver,
        ReasonCode::ProviderSilent,
        ReasonCode::AccountDisabled,
        ReasonCode::NoPost,
    ]
    .into_iter()
    .find(|reason| reason.code() == code)
}

/// A code that was sent, or so it is said: whether somebody has that number is not told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSent {
    /// Where it went, masked.
    pub target: String,
    /// Seconds until another one can be asked for.
    pub again_in_s: i64,
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
            email: "Shili@Example.org".into(),
            password: "Societas-2026".into(),
        };
        assert_eq!(good.check(), []);
        assert_eq!(NewAccount { mobile: String::new(), email: String::new(), ..good.clone() }.check(), []);
        let bad = NewAccount {
            login: "秘".into(),
            name: " ".into(),
            mobile: "1380013".into(),
            email: "示例".into(),
            password: "x".into(),
        };
        let paths: Vec<_> = bad.check().into_iter().map(|p| p.path).collect();
        assert_eq!(paths, ["login", "name", "mobile", "email", "password"]);
    }

    #[test]
    fn login_is_lower_cased_and_limited() {
        assert_eq!(login_form(" Secretary.01 ").as_deref(), Some("secretary.01"));
        for bad in ["ab", "a b c", "用户名", &"x".repeat(33)] {
            assert_eq!(login_form(bad), None, "{bad}");
        }
    }
}
