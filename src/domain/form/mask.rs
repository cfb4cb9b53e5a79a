//! What is hidden from whoever has no reason to know it: identity numbers, mobile numbers, bank accounts (X-007).

use std::collections::BTreeSet;

use super::kinds::{id_card, mobile, text};
use super::{Answer, Field, Kind, Value};
use crate::domain::error::FieldProblem;

/// Whether the values of a field are masked.
pub fn is_sensitive(field: &Field) -> bool {
    field.masked || matches!(field.kind, Kind::Mobile | Kind::IdCard { .. })
}

/// The masked form of a value of a sensitive field.
pub fn masked(field: &Field, value: &str) -> String {
    match field.kind {
        Kind::Mobile => mobile::masked(value),
        Kind::IdCard { .. } => id_card::masked(value),
        _ => text::masked(value),
    }
}

/// Masks an answer, in its rows too; whether anything was hidden.
pub fn mask_answer(fields: &[Field], answer: &mut Answer) -> bool {
    let mut hidden = false;
    for field in fields {
        match (&field.kind, answer.0.get_mut(&field.key)) {
            (Kind::Rows { fields, .. }, Some(Value::Rows(rows))) => {
                for row in rows {
                    hidden |= mask_answer(fields, row);
                }
            }
            (_, Some(Value::Text(value))) if is_sensitive(field) && !value.is_empty() => {
                *value = masked(field, value);
                hidden = true;
            }
            _ => {}
        }
    }
    hidden
}

/// Masks what problems of an answer say of its sensitive values; `answer` is the one with the full values.
pub fn mask_problems(fields: &[Field], answer: &Answer, problems: &mut [FieldProblem]) {
    let mut hidden = Vec::new();
    sensitive_values(fields, answer, &mut hidden);
    for arg in problems.iter_mut().flat_map(|p| &mut p.args) {
        if let Some((field, _)) = hidden.iter().find(|(_, value)| value == arg) {
            *arg = masked(field, arg);
        }
    }
}

/// The mobile and identity numbers of an answer in canonical form, in its rows too: by them people are recognised.
pub fn personal_numbers(fields: &[Field], answer: &Answer) -> BTreeSet<String> {
    let mut held = Vec::new();
    sensitive_values(fields, answer, &mut held);
    let numbers = held.into_iter().filter(|(field, _)| matches!(field.kind, Kind::Mobile | Kind::IdCard { .. }));
    numbers.map(|(field, value)| super::kinds::canonical(&field.kind, &value)).collect()
}

fn sensitive_values<'f>(fields: &'f [Field], answer: &Answer, found: &mut Vec<(&'f Field, String)>) {
    for field in fields {
        match &field.kind {
            Kind::Rows { fields, .. } => {
                answer.rows(&field.key).iter().for_each(|row| sensitive_values(fields, row, found));
            }
            _ if is_sensitive(field) => {
                let value = answer.text(&field.key);
                found.extend((!value.is_empty()).then(|| (field, value.to_owned())));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::error::ProblemCode;

    fn fields() -> Vec<Field> {
        serde_json::from_str(
            r#"[{"key":"name","label":{"zh":"姓名"},"kind":"text"},
                {"key":"id_no","label":{"zh":"证件号"},"kind":"id_card"},
                {"key":"mobile","label":{"zh":"手机号"},"kind":"mobile"},
                {"key":"account","label":{"zh":"银行账号"},"kind":"text","masked":true},
                {"key":"people","label":{"zh":"人员"},"kind":"rows",
                 "fields":[{"key":"phone","label":{"zh":"手机"},"kind":"mobile"}]}]"#,
        )
        .unwrap()
    }

    fn answer() -> Answer {
        serde_json::from_str(
            r#"{"name":"示例一","id_no":"110101199003079964","mobile":"13800138000","account":"6222000000001234",
                "people":[{"phone":"13800138001"}]}"#,
        )
        .unwrap()
    }

    /// X-007: each kind is masked by its own rule, in repeat rows too, and the name stays.
    #[test]
    fn every_sensitive_value_is_masked_and_nothing_else() {
        let mut masked = answer();
        assert!(mask_answer(&fields(), &mut masked));
        assert_eq!(
            serde_json::to_value(&masked).unwrap(),
            serde_json::json!({"name":"示例一","id_no":"1101**********9964","mobile":"138****8000",
                "account":"************1234","people":[{"phone":"138****8001"}]})
        );
        let mut empty = Answer::default();
        empty.set("name", "示例一");
        assert!(!mask_answer(&fields(), &mut empty));
    }

    #[test]
    fn problems_do_not_tell_what_is_masked() {
        let mut problems = [
            FieldProblem::error("id_no", ProblemCode::IdNumberChecksum, &["110101199003079964", "x", "y"]),
            FieldProblem::error("people.0.phone", ProblemCode::Mobile, &["13800138001"]),
        ];
        mask_problems(&fields(), &answer(), &mut problems);
        assert_eq!(problems[0].args, ["1101**********9964", "x", "y"]);
        assert_eq!(problems[1].args, ["138****8001"]);
    }

    /// OPS-04: people are recognised by mobile and identity number, not by bank accounts.
    #[test]
    fn people_are_recognised_by_their_numbers() {
        let numbers: Vec<_> = personal_numbers(&fields(), &answer()).into_iter().collect();
        assert_eq!(numbers, ["110101199003079964", "13800138000", "13800138001"]);
    }
}
