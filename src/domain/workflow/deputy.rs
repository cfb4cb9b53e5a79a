//! Who acts for somebody who is away (WFL-06).

use crate::domain::ids::AccountId;
use crate::domain::time::Day;

/// Somebody is away and has named a deputy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Who is away.
    pub account: AccountId,
    /// Who acts meanwhile.
    pub deputy: AccountId,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
}

impl Absence {
    fn covers(&self, today: Day) -> bool {
        (self.from..=self.to).contains(&today)
    }
}

/// The people for whom somebody stands in today, those of absent deputies too.
pub fn stands_in_for(deputy: AccountId, absences: &[Absence], today: Day) -> Vec<AccountId> {
    let mut found = Vec::new();
    let mut next = vec![deputy];
    while let Some(deputy) = next.pop() {
        for absence in absences.iter().filter(|a| a.deputy == deputy && a.covers(today)) {
            if absence.account != deputy && !found.contains(&absence.account) {
                found.push(absence.account);
                next.push(absence.account);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Uid;

    fn person(n: i64) -> AccountId {
        AccountId(Uid::compose(n, [0; 10]))
    }

    fn away(account: i64, deputy: i64, from: &str, to: &str) -> Absence {
        Absence {
            account: person(account),
            deputy: person(deputy),
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
        }
    }

    /// WFL-06: only on the named days, the first and the last among them; along a chain; a circle ends.
    #[test]
    fn a_deputy_acts_on_the_days_of_the_absence_only() {
        let absences = [away(1, 2, "2026-03-01", "2026-03-10"), away(2, 3, "2026-03-05", "2026-03-05")];
        let on = |deputy: i64, day: &str| stands_in_for(person(deputy), &absences, day.parse().unwrap());
        assert_eq!(on(2, "2026-02-28"), []);
        assert_eq!(on(2, "2026-03-01"), [person(1)]);
        assert_eq!(on(2, "2026-03-10"), [person(1)]);
        assert_eq!(on(2, "2026-03-11"), []);
        assert_eq!(on(3, "2026-03-04"), []);
        assert_eq!(on(3, "2026-03-05"), [person(2), person(1)]);
        let circle = [away(1, 2, "2026-03-01", "2026-03-10"), away(2, 1, "2026-03-01", "2026-03-10")];
        assert_eq!(stands_in_for(person(1), &circle, "2026-03-02".parse().unwrap()), [person(2), person(1)]);
    }
}
