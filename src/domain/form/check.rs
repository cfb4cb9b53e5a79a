//! The check of an answer: the same function while typing in the browser and on every save on the server.

use std::borrow::Cow;

use super::kinds::{self, Row, choice, file};
use super::{Answer, Field, FormDefinition, Kind, Value, applying, clean};
use crate::domain::code::Codes;
use crate::domain::error::{FieldProblem, ProblemCode};
use crate::domain::time::Day;

/// What a check depends on besides definition and answer.
#[derive(Clone, Copy)]
pub struct CheckEnv<'a> {
    /// Today in Asia/Shanghai.
    pub today: Day,
    /// The code tables at hand.
    pub codes: &'a dyn Codes,
}

/// All problems of an answer as typed, in the order of the form, those of unknown fields last. Values are
/// read in their canonical form, so what `normalise` would mend is no problem. Paths name the rows as they
/// stand in this answer. Computed fields and whether chosen records and files exist are not looked at; a
/// password is never demanded here, since a stored one is not read back.
pub fn check(definition: &FormDefinition, answer: &Answer, env: &CheckEnv<'_>) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    check_row(&definition.fields, answer, "", env, &mut problems);
    problems
}

/// Whether the answer has no blocking problem.
pub fn is_complete(problems: &[FieldProblem]) -> bool {
    problems.iter().all(|p| p.severity < crate::domain::error::Severity::Error)
}

fn check_row(fields: &[Field], answer: &Answer, prefix: &str, env: &CheckEnv<'_>, problems: &mut Vec<FieldProblem>) {
    let answer = &normal_deciders(fields, answer);
    let demanded = others_demanded(fields, answer);
    let mut applies = applying(fields, answer);
    for field in fields.iter().filter(|f| applies(f)) {
        let path: Cow<'_, str> =
            if prefix.is_empty() { Cow::Borrowed(&field.key) } else { format!("{prefix}{}", field.key).into() };
        match answer.0.get(&field.key).filter(|v| !is_blank(v)) {
            None => {
                if demanded.contains(&field.key.as_str()) {
                    problems.push(FieldProblem::error(path, ProblemCode::OtherMissing, &[]));
                } else if field.required && !matches!(field.kind, Kind::Password | Kind::Computed { .. }) {
                    problems.push(FieldProblem::error(path, ProblemCode::Required, &[]));
                }
            }
            Some(value) => check_value(field, value, &path, Row { fields, answer }, env, problems),
        }
    }
    for key in answer.0.keys().filter(|key| !fields.iter().any(|f| f.key == **key)) {
        let path = format!("{prefix}{}", clean::clip(key, 60));
        problems.push(FieldProblem::error(path, ProblemCode::UnknownField, &[&clean::clip(key, 60)]));
    }
}

fn check_value(
    field: &Field,
    value: &Value,
    path: &str,
    row: Row<'_>,
    env: &CheckEnv<'_>,
    problems: &mut Vec<FieldProblem>,
) {
    match (&field.kind, value) {
        (Kind::Computed { .. }, _) => {}
        (Kind::MultiSelect { choices, .. }, Value::Many(values)) => {
            let values = choice::canonical_many(choices, values);
            problems.extend(values.iter().filter_map(|v| choice::check(path, choices, v)));
        }
        (Kind::MultiSelect { choices, .. }, Value::Text(text)) => {
            let values = choice::canonical_many(choices, &choice::split(choices, text));
            problems.extend(values.iter().filter_map(|v| choice::check(path, choices, v)));
        }
        (Kind::Files { max, max_bytes, types }, Value::Files(files)) => {
            problems.extend(file::check(path, files, *max, *max_bytes, types));
        }
        (Kind::Rows { fields, max, .. }, Value::Rows(rows)) => {
            if rows.len() > *max {
                let args = [max.to_string(), rows.len().to_string()];
                problems.push(FieldProblem::error(
                    path,
                    ProblemCode::TooManyRows,
                    &args.each_ref().map(String::as_str),
                ));
            }
            for (at, row) in rows.iter().enumerate().take(*max).filter(|(_, row)| !is_blank_row(row)) {
                check_row(fields, row, &format!("{path}.{at}."), env, problems);
            }
        }
        (Kind::MultiSelect { .. } | Kind::Files { .. } | Kind::Rows { .. }, _)
        | (_, Value::Many(_) | Value::Files(_) | Value::Rows(_)) => {
            problems.push(FieldProblem::error(path, ProblemCode::WrongShape, &[]));
        }
        (kind, Value::Text(text)) => {
            let canonical = kinds::canonical(kind, text);
            problems.extend(kinds::check(field, path, &canonical, row, env.today, env.codes));
        }
    }
}

/// The answer with the fields that conditions ask in their canonical form; the same answer where no
/// condition asks anything.
fn normal_deciders<'a>(fields: &[Field], answer: &'a Answer) -> Cow<'a, Answer> {
    let mut changed = Cow::Borrowed(answer);
    let mut met: Vec<&str> = Vec::new();
    for condition in fields.iter().filter_map(|f| f.when.as_ref()) {
        // Conditions of neighbours mostly ask the same field.
        if met.contains(&condition.field.as_str()) {
            continue;
        }
        met.push(&condition.field);
        let Some(decider) = fields.iter().find(|f| f.key == condition.field) else { continue };
        let canonical = match answer.0.get(&decider.key) {
            Some(value @ (Value::Text(_) | Value::Many(_))) => super::normalise::canonical_value(&decider.kind, value),
            _ => continue,
        };
        if canonical.as_ref() != answer.0.get(&decider.key) {
            match canonical {
                Some(value) => changed.to_mut().0.insert(decider.key.clone(), value),
                None => changed.to_mut().0.remove(&decider.key),
            };
        }
    }
    changed
}

/// The text fields that a choice of 其他 in the form demands (E-079).
fn others_demanded<'a>(fields: &'a [Field], answer: &Answer) -> Vec<&'a str> {
    let demanded_by = |field: &'a Field| match &field.kind {
        Kind::Select { other: Some(other), .. } => {
            let chosen = clean::line(answer.text(&field.key)) == choice::OTHER && field.applies(fields, answer);
            chosen.then_some(other.as_str())
        }
        _ => None,
    };
    fields.iter().filter_map(demanded_by).collect()
}

/// Whether nothing was filled in.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Text(text) => clean::is_blank(text),
        Value::Many(values) => values.iter().all(|v| clean::is_blank(v)),
        Value::Files(files) => files.is_empty(),
        Value::Rows(rows) => rows.iter().all(is_blank_row),
    }
}

/// Whether nothing was filled in anywhere in the row. Rows within rows are at most as deep as the wire's
/// own limit.
pub(super) fn is_blank_row(row: &Answer) -> bool {
    row.0.values().all(is_blank)
}

#[cfg(test)]
pub(in crate::domain) mod tests;
