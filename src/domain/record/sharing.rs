//! Who reads which records of a register: by the table of rights, and by what is shared (E-103).

use super::RecordState;
use crate::domain::access::{Action, decide_as};
use crate::domain::account::Role;
use crate::domain::error::AppError;
use crate::domain::form::{Answer, FormDefinition};
use crate::domain::org::Relation;

/// The records of a unit's register that somebody reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading<'a> {
    /// All of them.
    Whole {
        /// Drafts too.
        drafts: bool,
    },
    /// Those that are shared with the reader: with one of these choices in this field, and no drafts.
    Shared {
        /// The choice field.
        field: &'a str,
        /// The choices with which the whole unit reads a record, where the reader belongs to it.
        unit: &'a [String],
        /// The choices with which units below read it too.
        below: &'a [String],
    },
}

impl<'a> Reading<'a> {
    /// Whether a record in that state with that answer is among them.
    pub fn covers(&self, state: &str, answer: &Answer) -> bool {
        let draft = state == RecordState::Draft.key();
        match self {
            Self::Whole { drafts } => *drafts || !draft,
            Self::Shared { field, .. } => !draft && self.choices().any(|choice| answer.text(field) == choice),
        }
    }

    /// Whether it is only what others share.
    pub fn is_shared(&self) -> bool {
        matches!(self, Self::Shared { .. })
    }

    /// The choices that open a record to the reader; none where all records are read.
    pub fn choices(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let (unit, below): (&[String], &[String]) = match *self {
            Self::Whole { .. } => (&[], &[]),
            Self::Shared { unit, below, .. } => (unit, below),
        };
        unit.iter().chain(below).map(String::as_str)
    }
}

/// What somebody with that role reads of a register that a unit keeps which stands so to the own one. In the unit itself
/// those who keep the register read all of it, and with a register that is shared everybody else what is shared with the
/// unit; in units below it what is shared with them. Whoever stands above reads by the table of rights alone.
///
/// # Errors
/// `NotFound` outside of the scope and of what is shared; `Denied` with all reasons.
pub fn reading(definition: &FormDefinition, role: Role, relation: Relation) -> Result<Reading<'_>, AppError> {
    let keeps = decide_as(role, Action::EditRecord, relation).is_ok();
    match (&definition.shared, relation) {
        (Some(shared), Relation::Own) if !keeps => {
            Ok(Reading::Shared { field: &shared.field, unit: &shared.unit, below: &shared.below })
        }
        (Some(shared), Relation::Parent | Relation::Ancestor) => {
            Ok(Reading::Shared { field: &shared.field, unit: &[], below: &shared.below })
        }
        _ if !relation.in_scope() => Err(AppError::NotFound),
        _ => match decide_as(role, Action::ViewRecord, relation) {
            Ok(()) => Ok(Reading::Whole { drafts: relation == Relation::Own }),
            Err(reasons) => Err(AppError::Denied { reasons }),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::Sharing;
    use crate::domain::form::check::tests::{answer, sample};

    const RELATIONS: [Relation; 6] =
        [Relation::Own, Relation::Child, Relation::Descendant, Relation::Parent, Relation::Ancestor, Relation::Foreign];

    fn shared() -> FormDefinition {
        let shared = Sharing { field: "kind".into(), unit: vec!["本会".into()], below: vec!["下级".into()] };
        FormDefinition { shared: Some(shared), ..sample() }
    }

    /// Which of five records somebody reads: a draft that says 下级, one without a choice, one for those who keep it, one
    /// for the unit, one for the units below.
    fn read(definition: &FormDefinition, role: Role, relation: Relation) -> Option<[bool; 5]> {
        let reading = reading(definition, role, relation).ok()?;
        let records = [("draft", "下级"), ("valid", ""), ("valid", "秘书处"), ("valid", "本会"), ("valid", "下级")];
        Some(records.map(|(state, kind)| reading.covers(state, &answer(&format!(r#"{{"kind":"{kind}"}}"#)))))
    }

    /// E-103: by role and relation, written down by hand.
    #[test]
    fn every_choice_opens_a_record_to_those_whom_it_names() {
        let definition = shared();
        for role in Role::ALL {
            let keeps = matches!(role, Role::Administrator | Role::Staff);
            let own = if keeps { [true; 5] } else { [false, false, false, true, true] };
            let above = (role != Role::Liaison).then_some([false, true, true, true, true]);
            for relation in RELATIONS {
                let expected = match relation {
                    Relation::Own => Some(own),
                    Relation::Child | Relation::Descendant => above,
                    Relation::Parent | Relation::Ancestor => Some([false, false, false, false, true]),
                    Relation::Foreign => None,
                };
                assert_eq!(read(&definition, role, relation), expected, "{role:?} {relation:?}");
            }
        }
    }

    #[test]
    fn what_no_register_shares_is_read_by_the_table_of_rights_alone() {
        let definition = sample();
        for role in Role::ALL {
            for relation in RELATIONS {
                let by_table = decide_as(role, Action::ViewRecord, relation).is_ok();
                let drafts = relation == Relation::Own;
                let expected = by_table.then_some([drafts, true, true, true, true]);
                assert_eq!(read(&definition, role, relation), expected, "{role:?} {relation:?}");
                let hidden = reading(&definition, role, relation) == Err(AppError::NotFound);
                assert_eq!(hidden, !relation.in_scope());
            }
        }
    }
}
