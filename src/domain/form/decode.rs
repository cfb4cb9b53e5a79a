//! HTML form submissions: names are paths (`name`, `people.0.mobile`), several values repeat their name, a
//! file is its reference as JSON. Used by posts without JavaScript and by the browser reading its own form.

use std::collections::BTreeMap;

use super::{Answer, Field, FileRef, FormDefinition, Kind, Value};

/// Reads the pairs of a form. Names that are no field of the form are passed over (they belong to the
/// page); empty values are no values. Rows stay in the order of their numbers, gaps are closed, rows left
/// empty are kept.
pub fn decode(definition: &FormDefinition, pairs: &[(String, String)]) -> Answer {
    let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect::<Vec<_>>();
    decode_row(&definition.fields, &pairs)
}

/// Writes an answer as the pairs that its form would post.
pub fn encode(definition: &FormDefinition, answer: &Answer) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    encode_row(&definition.fields, answer, "", &mut pairs);
    pairs
}

fn decode_row(fields: &[Field], pairs: &[(&str, &str)]) -> Answer {
    let mut answer = Answer::default();
    for field in fields {
        let mut values = pairs.iter().filter(|(name, _)| *name == field.key).map(|(_, value)| *value);
        let value = match &field.kind {
            Kind::Rows { fields, .. } => rows(fields, &field.key, pairs),
            Kind::MultiSelect { .. } => {
                let values: Vec<String> = values.filter(|v| !v.is_empty()).map(str::to_owned).collect();
                (!values.is_empty()).then_some(Value::Many(values))
            }
            Kind::Files { .. } => files(values.filter(|v| !v.is_empty()).collect()),
            Kind::Computed { .. } => None,
            _ => values.next_back().filter(|v| !v.is_empty()).map(|v| Value::Text(v.to_owned())),
        };
        if let Some(value) = value {
            answer.0.insert(field.key.clone(), value);
        }
    }
    answer
}

fn rows(fields: &[Field], key: &str, pairs: &[(&str, &str)]) -> Option<Value> {
    let mut by_number: BTreeMap<u32, Vec<(&str, &str)>> = BTreeMap::new();
    for (name, value) in pairs {
        let place =
            name.strip_prefix(key).and_then(|rest| rest.strip_prefix('.')).and_then(|rest| rest.split_once('.'));
        if let Some((number, inner)) = place.and_then(|(number, inner)| Some((number.parse().ok()?, inner))) {
            by_number.entry(number).or_default().push((inner, value));
        }
    }
    let rows: Vec<Answer> = by_number.values().map(|pairs| decode_row(fields, pairs)).collect();
    (!rows.is_empty()).then_some(Value::Rows(rows))
}

/// References that cannot be read stay as text, which the check then names.
fn files(values: Vec<&str>) -> Option<Value> {
    let first = values.first()?;
    let read: Result<Vec<FileRef>, _> = values.iter().map(|v| serde_json::from_str(v)).collect();
    Some(read.map(Value::Files).unwrap_or_else(|_| Value::Text((*first).to_owned())))
}

fn encode_row(fields: &[Field], answer: &Answer, prefix: &str, pairs: &mut Vec<(String, String)>) {
    for field in fields {
        let name = format!("{prefix}{}", field.key);
        match (&field.kind, answer.0.get(&field.key)) {
            (Kind::Rows { fields, .. }, Some(Value::Rows(rows))) => {
                for (at, row) in rows.iter().enumerate() {
                    encode_row(fields, row, &format!("{name}.{at}."), pairs);
                }
            }
            (_, Some(Value::Text(text))) => pairs.push((name, text.clone())),
            (_, Some(Value::Many(values))) => pairs.extend(values.iter().map(|v| (name.clone(), v.clone()))),
            (_, Some(Value::Files(files))) => {
                pairs.extend(files.iter().filter_map(|f| Some((name.clone(), serde_json::to_string(f).ok()?))));
            }
            (_, Some(Value::Rows(_)) | None) => {}
        }
    }
}

#[cfg(test)]
mod tests;
