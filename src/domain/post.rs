//! Posts with their days: when one may end, and how an administrator hands over.

use super::account::{NewAccount, Role};
use super::error::{AppError, FieldProblem, ProblemCode, Reason, ReasonCode};
use super::ids::{AccountId, Uid};
use super::time::Day;

/// Who takes over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Successor {
    /// Somebody who has a post in the unit.
    Person(AccountId),
    /// Somebody new.
    New(NewAccount),
}

/// 管理员交接: the end of one post and the begin of the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOver {
    /// The post that ends: whoever saw another one is told so.
    pub post: Uid,
    /// The day of both.
    pub on: Day,
    /// Whether the one who leaves stays as staff.
    pub stays: bool,
    /// Who takes over.
    pub to: Successor,
}

impl HandOver {
    /// Reads what the form sends: `stays` is `staff` or `leaves`, `account` empty for somebody new.
    ///
    /// # Errors
    /// `Invalid` with the fields that cannot be read.
    pub fn read(post: Uid, on: &str, stays: &str, account: &str, new: NewAccount) -> Result<Self, AppError> {
        let mut problems = Vec::new();
        let day = on.trim().parse::<Day>().ok();
        if day.is_none() {
            problems.push(FieldProblem::error("on", ProblemCode::NotADay, &[on]));
        }
        if !matches!(stays, "staff" | "leaves") {
            problems.push(FieldProblem::error("stays", ProblemCode::Required, &[]));
        }
        let person = account.parse::<AccountId>().ok();
        if person.is_none() && !account.is_empty() {
            problems.push(FieldProblem::error("account", ProblemCode::NotAnOption, &[account]));
        }
        match day.filter(|_| problems.is_empty()) {
            None => Err(AppError::Invalid { problems }),
            Some(on) => {
                let to = person.map_or(Successor::New(new), Successor::Person);
                Ok(Self { post, on, stays: stays == "staff", to })
            }
        }
    }

    /// What is wrong with it apart from the begin of the post that ends; the paths are the names of the fields.
    pub fn check(&self, today: Day) -> Vec<FieldProblem> {
        let mut problems: Vec<FieldProblem> = day_problem("on", self.on, self.on, today).into_iter().collect();
        if let Successor::New(new) = &self.to {
            problems.extend(new.check());
        }
        problems
    }
}

/// What is wrong with the day on which a post ends: not before it began, not after today.
pub fn day_problem(path: &str, on: Day, since: Day, today: Day) -> Option<FieldProblem> {
    if on > today {
        return Some(FieldProblem::error(path, ProblemCode::DayInFuture, &[&on.to_string()]));
    }
    (on < since).then(|| {
        let (on, since) = (on.to_string(), since.to_string());
        FieldProblem::error(path, ProblemCode::DayBefore, &[&on, "任职开始日", &since])
    })
}

/// Why a post cannot simply end.
pub fn end_reasons(role: Role, ended: bool) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if matches!(role, Role::Administrator | Role::PlatformAdministrator) {
        reasons.push(Reason::new(ReasonCode::AdministratorHandsOver, &[]));
    }
    if ended {
        reasons.push(Reason::new(ReasonCode::PostEnded, &[]));
    }
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_post_ends_between_its_begin_and_today() {
        let (since, today) = (day("2026-01-10"), day("2026-03-05"));
        let code = |on: &str| day_problem("on", day(on), since, today).map(|p| p.code);
        assert_eq!(code("2026-01-09"), Some(ProblemCode::DayBefore));
        assert_eq!(code("2026-01-10"), None);
        assert_eq!(code("2026-03-05"), None);
        assert_eq!(code("2026-03-06"), Some(ProblemCode::DayInFuture));
    }

    /// S-012: the administrator never just goes.
    #[test]
    fn only_staff_posts_end_by_themselves() {
        assert!(end_reasons(Role::Staff, false).is_empty());
        assert_eq!(end_reasons(Role::Administrator, false)[0].code, ReasonCode::AdministratorHandsOver);
        assert_eq!(end_reasons(Role::Reviewer, true)[0].code, ReasonCode::PostEnded);
    }

    #[test]
    fn a_hand_over_names_the_day_and_the_new_account() {
        let how = HandOver {
            post: Uid::compose(1, [0; 10]),
            on: day("2026-03-06"),
            stays: false,
            to: Successor::New(NewAccount::default()),
        };
        let paths: Vec<String> = how.check(day("2026-03-05")).into_iter().map(|p| p.path).collect();
        assert_eq!(paths, ["on", "login", "name", "password"]);
    }
}
