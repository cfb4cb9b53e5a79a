//! What of a form is filled in at which stage of its case (WFL-11): sections that name states are open in those only.

use std::borrow::Cow;

use super::{Answer, Field, FormDefinition, Section};
use crate::domain::error::{FieldProblem, ProblemCode};

/// Whether parts of the form are filled in at stages of their own.
pub fn is_staged(definition: &FormDefinition) -> bool {
    definition.sections.iter().any(|section| section.written || !section.open_in.is_empty())
}

/// The section of a field.
fn section_of<'d>(definition: &'d FormDefinition, field: &Field) -> Option<&'d Section> {
    definition.sections.iter().find(|section| Some(&section.key) == field.section.as_ref())
}

/// Whether two fields are filled in at the same stages.
pub fn together(definition: &FormDefinition, one: &Field, other: &Field) -> bool {
    let stages = |field| section_of(definition, field).map(|section| (section.written, section.open_in.as_slice()));
    stages(one).unwrap_or_default() == stages(other).unwrap_or_default()
}

fn is_open(definition: &FormDefinition, field: &Field, state: &str) -> bool {
    section_of(definition, field).is_none_or(|section| {
        !section.written && (section.open_in.is_empty() || section.open_in.iter().any(|open| open == state))
    })
}

/// The part of the form that is filled in while its case has that state.
pub fn at<'d>(definition: &'d FormDefinition, state: &str) -> Cow<'d, FormDefinition> {
    only(definition, |field| is_open(definition, field, state))
}

/// The part of the form that is read while its case has that state: what is filled in now, and what was before.
pub fn reached<'d>(definition: &'d FormDefinition, state: &str, answer: &Answer) -> Cow<'d, FormDefinition> {
    let filled = |section: &Option<String>| {
        definition.fields.iter().any(|field| field.section == *section && answer.0.contains_key(&field.key))
    };
    only(definition, |field| is_open(definition, field, state) || filled(&field.section))
}

fn only(definition: &FormDefinition, keep: impl Fn(&Field) -> bool) -> Cow<'_, FormDefinition> {
    if !is_staged(definition) {
        return Cow::Borrowed(definition);
    }
    let mut part = definition.clone();
    part.fields.retain(keep);
    part.sections.retain(|section| part.fields.iter().any(|field| field.section.as_ref() == Some(&section.key)));
    Cow::Owned(part)
}

/// The fields of an answer that stand in a form.
pub fn part_of(definition: &FormDefinition, answer: &Answer) -> Answer {
    let inside = answer.0.iter().filter(|(key, _)| definition.field(key).is_some());
    Answer(inside.map(|(key, value)| (key.clone(), value.clone())).collect())
}

/// Takes out of `answer` what is not filled in now; what somebody would change there is a problem.
pub fn take_locked(
    definition: &FormDefinition,
    open: &FormDefinition,
    stored: &Answer,
    answer: &mut Answer,
) -> Vec<FieldProblem> {
    let locked = |key: &str| definition.field(key).is_some() && open.field(key).is_none();
    let mut problems = Vec::new();
    answer.0.retain(|key, value| {
        if locked(key) && stored.0.get(key) != Some(value) {
            problems.push(FieldProblem::error(key.as_str(), ProblemCode::NotNow, &[]));
        }
        !locked(key)
    });
    problems
}

/// Puts what is stored of the parts that are not filled in now back into an answer.
pub fn put_locked(open: &FormDefinition, stored: &Answer, answer: &mut Answer) {
    let locked = stored.0.iter().filter(|(key, _)| open.field(key).is_none());
    answer.0.extend(locked.map(|(key, value)| (key.clone(), value.clone())));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::form::check::tests::sample;

    fn staged() -> FormDefinition {
        let sections = r#"[{"key":"basic","label":{"zh":"基本"}},
            {"key":"plan","label":{"zh":"方案"},"open_in":["draft"]},
            {"key":"result","label":{"zh":"结果"},"open_in":["held"]}]"#;
        let fields = r#"[{"key":"name","label":{"zh":"名称"},"kind":"text","section":"basic"},
            {"key":"plan","label":{"zh":"方案"},"kind":"text","section":"plan","required":true},
            {"key":"result","label":{"zh":"结果"},"kind":"text","section":"result","required":true}]"#;
        let (sections, fields) = (serde_json::from_str(sections).unwrap(), serde_json::from_str(fields).unwrap());
        FormDefinition { sections, fields, ..sample() }
    }

    fn answer(json: &str) -> Answer {
        serde_json::from_str(json).unwrap()
    }

    fn keys(form: &FormDefinition) -> Vec<&str> {
        form.fields.iter().map(|field| field.key.as_str()).collect()
    }

    #[test]
    fn each_part_is_open_in_its_states() {
        let form = staged();
        assert_eq!(keys(&at(&form, "draft")), ["name", "plan"]);
        assert_eq!(keys(&at(&form, "held")), ["name", "result"]);
        assert_eq!(keys(&at(&form, "review")), ["name"]);
        assert_eq!(keys(&reached(&form, "review", &answer(r#"{"plan":"方案"}"#))), ["name", "plan"]);
        assert!(matches!(at(&sample(), "draft"), Cow::Borrowed(_)), "no form without stages is copied");
    }

    /// WFL-11: a part that is closed stays as it is, whatever is sent.
    #[test]
    fn what_is_closed_stays() {
        let form = staged();
        let (open, stored) = (at(&form, "held"), answer(r#"{"name":"换届","plan":"方案"}"#));
        let mut sent = answer(r#"{"name":"换届","plan":"方案","result":"通过","strange":"x"}"#);
        assert!(take_locked(&form, &open, &stored, &mut sent).is_empty(), "the same is no change");
        assert_eq!(sent, answer(r#"{"name":"换届","result":"通过","strange":"x"}"#), "what is unknown is the check's");
        put_locked(&open, &stored, &mut sent);
        assert_eq!(sent.text("plan"), "方案");
        let mut forged = answer(r#"{"plan":"别的"}"#);
        let problems = take_locked(&form, &open, &stored, &mut forged);
        assert_eq!(
            problems.iter().map(|p| (p.path.as_str(), p.code)).collect::<Vec<_>>(),
            [("plan", ProblemCode::NotNow)]
        );
        assert!(forged.is_empty());
    }
}
