//! What a unit lays down: who of it decides together what arrives there, per register (WFL-05).

use serde::{Deserialize, Serialize};

use super::{Panel, Seat};
use crate::domain::error::{FieldProblem, ProblemCode};
use crate::domain::form::kinds::number::{Number, read};
use crate::domain::ids::AccountId;
use crate::domain::text::Label;
use crate::domain::workflow::course::Person;
use crate::domain::workflow::tally::Mode;

/// The setting of a unit for one register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelSetting {
    /// How they decide.
    pub mode: Mode,
    /// Whether each of them can veto.
    pub veto: bool,
    /// Who they are, in their order.
    pub members: Vec<Person>,
    /// Its edit counter.
    pub version: i64,
}

impl PanelSetting {
    /// The panel of a case that arrives now: those who can decide. None where nobody of them can any more.
    pub fn seated(&self, able: &[AccountId]) -> Option<Panel> {
        let seats: Vec<Seat> = self
            .members
            .iter()
            .filter(|person| able.contains(&person.account))
            .map(|person| Seat { person: person.clone(), able: true, ballot: None })
            .collect();
        (!seats.is_empty()).then_some(Panel { mode: self.mode, veto: self.veto, seats })
    }
}

/// A register whose entries the unit decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelRow {
    /// Its key.
    pub register: String,
    /// Its name.
    pub name: Label,
    /// What is laid down; none: whoever may decides alone.
    pub setting: Option<PanelSetting>,
}

/// All settings of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PanelList {
    /// Every register whose entries the unit decides.
    pub rows: Vec<PanelRow>,
    /// The people of the unit who may decide.
    pub people: Vec<Person>,
}

/// A setting as it is typed.
#[derive(Clone, Debug, Default)]
pub struct PanelForm {
    /// Key of the mode; empty: nobody decides together.
    pub mode: String,
    /// The share in whole percent, 1 to 100; only where the mode has one.
    pub share: String,
    /// Whether each of them can veto.
    pub veto: bool,
    /// The accounts of the unit.
    pub people: Vec<String>,
    /// The place of each in the order, from 1; empty: not one of them.
    pub places: Vec<String>,
}

impl PanelForm {
    /// The setting, `version` being that of the one before; none: it is taken away.
    ///
    /// # Errors
    /// All problems; the paths are the names of the fields.
    pub fn read(&self, people: &[Person], version: i64) -> Result<Option<PanelSetting>, Vec<FieldProblem>> {
        if self.mode.is_empty() {
            return Ok(None);
        }
        let mut problems = Vec::new();
        let share_x100 =
            if self.mode == "share" { self.share_x100().map_err(|p| problems.push(p)).ok() } else { Some(0) };
        let mode = Mode::from_key(&self.mode, share_x100.unwrap_or_default());
        if mode.is_none() {
            problems.push(FieldProblem::error("mode", ProblemCode::NotAnOption, &[&self.mode]));
        }
        let members = self.members(people, &mut problems);
        match mode {
            Some(mode) if problems.is_empty() => Ok(Some(PanelSetting { mode, veto: self.veto, members, version })),
            _ => Err(problems),
        }
    }

    fn share_x100(&self) -> Result<i64, FieldProblem> {
        let typed = self.share.trim();
        let problem = |code, args: &[&str]| Err(FieldProblem::error("share", code, args));
        match read(typed) {
            _ if typed.is_empty() => problem(ProblemCode::Required, &[]),
            Number::Hundredths(share) if share % 100 != 0 => problem(ProblemCode::NotWhole, &[typed]),
            Number::Hundredths(share) if share < 100 => problem(ProblemCode::TooSmall, &[typed, "1"]),
            Number::Hundredths(share) if share > 10_000 => problem(ProblemCode::TooLarge, &[typed, "100"]),
            Number::Hundredths(share) => Ok(share),
            Number::Finer | Number::Not => problem(ProblemCode::NotWhole, &[typed]),
        }
    }

    /// Those with a place, in its order; whoever shares one stands as in the list of people.
    fn members(&self, people: &[Person], problems: &mut Vec<FieldProblem>) -> Vec<Person> {
        let mut placed: Vec<(usize, Person)> = Vec::new();
        for (account, place) in self.people.iter().zip(&self.places).filter(|(_, place)| !place.trim().is_empty()) {
            let person = people.iter().find(|person| person.account.to_string() == *account);
            match (place.trim().parse::<usize>(), person) {
                (Ok(place), Some(person)) => placed.push((place, person.clone())),
                (Err(_), _) => problems.push(FieldProblem::error("places", ProblemCode::NotWhole, &[place.trim()])),
                (_, None) => problems.push(FieldProblem::error("places", ProblemCode::UnknownPerson, &[account])),
            }
        }
        if placed.is_empty() && problems.iter().all(|problem| problem.path != "places") {
            problems.push(FieldProblem::error("places", ProblemCode::Required, &[]));
        }
        let listed = |one: &Person| people.iter().position(|person| person == one);
        placed.sort_by_key(|(place, person)| (*place, listed(person)));
        placed.into_iter().map(|(_, person)| person).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Uid;

    fn person(n: i64) -> Person {
        Person { account: AccountId(Uid::compose(n, [0; 10])), name: format!("示例{n}") }
    }

    fn form(mode: &str, share: &str, places: &[(i64, &str)]) -> PanelForm {
        let typed = places.iter().map(|(n, place)| (person(*n).account.to_string(), (*place).to_owned()));
        let (people, places) = typed.unzip();
        PanelForm { mode: mode.into(), share: share.into(), veto: true, people, places }
    }

    /// WFL-05: an ordered list, a mode, a share in percent; nothing else is taken.
    #[test]
    fn form_is_read_or_every_problem_is_named() {
        let people = [person(1), person(2), person(3)];
        let read = |form: PanelForm| form.read(&people, 4);
        let order = [(1, "2"), (2, ""), (3, " 1 ")];
        let setting = read(form("in_turn", "", &order)).unwrap().unwrap();
        assert_eq!((setting.mode, setting.veto, setting.version), (Mode::InTurn, true, 4));
        assert_eq!(setting.members, [person(3), person(1)]);
        assert_eq!(read(form("share", "60", &order)).unwrap().unwrap().mode, Mode::Share(6_000));
        assert_eq!(read(form("all", "x", &[(2, "1"), (1, "1")])).unwrap().unwrap().members, [person(1), person(2)]);
        assert_eq!(read(form("", "x", &[])), Ok(None));
        let codes = |form| -> Vec<_> { read(form).unwrap_err().into_iter().map(|p| (p.path, p.code)).collect() };
        let at = |path: &str, code| (path.to_owned(), code);
        for (share, code) in [
            ("", ProblemCode::Required),
            ("0", ProblemCode::TooSmall),
            ("101", ProblemCode::TooLarge),
            ("66.5", ProblemCode::NotWhole),
            ("half", ProblemCode::NotWhole),
        ] {
            assert_eq!(codes(form("share", share, &order)), [at("share", code)]);
        }
        let wrong = codes(form("most", "", &[(9, "1"), (1, "first")]));
        let expected = [
            ("mode", ProblemCode::NotAnOption),
            ("places", ProblemCode::UnknownPerson),
            ("places", ProblemCode::NotWhole),
        ];
        assert_eq!(wrong, expected.map(|(path, code)| at(path, code)));
        assert_eq!(codes(form("all", "", &[(1, " ")])), [at("places", ProblemCode::Required)]);
    }

    /// Who has left before the case arrives does not sit; when nobody is left there is no panel.
    #[test]
    fn only_those_who_can_decide_are_seated() {
        let setting =
            PanelSetting { mode: Mode::All, veto: false, members: vec![person(2), person(1), person(3)], version: 1 };
        let seated = setting.seated(&[person(1).account, person(2).account]).unwrap();
        let names: Vec<_> = seated.seats.into_iter().map(|seat| seat.person).collect();
        assert_eq!(names, [person(2), person(1)]);
        assert_eq!(setting.seated(&[]), None);
    }
}
