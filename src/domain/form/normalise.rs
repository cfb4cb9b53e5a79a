//! The canonical form of an answer: what is stored. Wrong input stays as typed, so that a draft loses nothing.

use super::check::{is_blank, is_blank_row};
use super::kinds::{self, choice, id_card};
use super::{Answer, Field, FormDefinition, Kind, Value, ruled_out};
use crate::domain::time::Day;

/// Brings every value into its canonical form; drops blanks, blank rows, computed values, fields that the
/// form does not have and fields that do not apply (REG-05); fills birth date and sex from a valid ID number
/// where they are empty (REG-18). Applying it twice changes nothing more.
pub fn normalise(definition: &FormDefinition, answer: &mut Answer) {
    normalise_row(&definition.fields, answer);
}

/// The same for one row, or for the fields of a form without its definition.
pub fn normalise_row(fields: &[Field], answer: &mut Answer) {
    let typed = std::mem::take(&mut answer.0);
    for (key, value) in typed {
        let Some(field) = fields.iter().find(|f| f.key == key) else { continue };
        if let Some(value) = canonical_value(&field.kind, &value) {
            answer.0.insert(key, value);
        }
    }
    // What is filled in can decide about other fields and what is dropped can empty others: a fixed point
    // is reached after at most as many rounds as there are fields.
    for _ in 0..=fields.len() {
        let hidden = ruled_out(fields, answer);
        hidden.iter().for_each(|field| drop(answer.0.remove(&field.key)));
        if !fill_from_id_number(fields, answer) && hidden.is_empty() {
            break;
        }
    }
}

/// The canonical form of one value of that kind; none for a blank one. A value of another shape stays.
pub fn canonical_value(kind: &Kind, value: &Value) -> Option<Value> {
    if is_blank(value) || matches!(kind, Kind::Computed { .. }) {
        return None;
    }
    let canonical = match (kind, value) {
        (Kind::MultiSelect { choices, .. }, Value::Many(values)) => {
            Value::Many(choice::canonical_many(choices, values))
        }
        (Kind::MultiSelect { choices, .. }, Value::Text(text)) => {
            Value::Many(choice::canonical_many(choices, &choice::split(choices, text)))
        }
        (Kind::Rows { fields, .. }, Value::Rows(rows)) => {
            let mut rows = rows.clone();
            rows.iter_mut().for_each(|row| normalise_row(fields, row));
            rows.retain(|row| !is_blank_row(row));
            Value::Rows(rows)
        }
        (kind, Value::Text(text)) => Value::Text(kinds::canonical(kind, text)),
        (_, value) => value.clone(),
    };
    (!is_blank(&canonical)).then_some(canonical)
}

/// Whether anything was filled in.
fn fill_from_id_number(fields: &[Field], answer: &mut Answer) -> bool {
    let mut filled = false;
    for field in fields {
        let Kind::IdCard { birth, sex, document } = &field.kind else { continue };
        let document = document.as_deref().map(|key| answer.text(key)).unwrap_or_default();
        if !document.is_empty() && document != id_card::RESIDENT_CARD {
            continue;
        }
        // The last day of the calendar: whether the birth date lies in the future is the check's question.
        let Ok(facts) = id_card::facts(answer.text(&field.key), Day::from_days(i64::MAX)) else { continue };
        for (target, fact) in [(birth, facts.birth.to_string()), (sex, facts.sex.to_owned())] {
            let Some(target) = target.as_deref().and_then(|key| fields.iter().find(|f| f.key == key)) else { continue };
            if !answer.0.contains_key(&target.key) && target.applies(fields, answer) {
                answer.0.insert(target.key.clone(), Value::Text(fact));
                filled = true;
            }
        }
    }
    filled
}

#[cfg(test)]
mod tests;
