//! What a chosen record fills in (REG-06, E-089): it comes from there and is not typed; once filled in it stays as it
//! was until somebody takes over what the record says now.

use std::collections::{BTreeMap, BTreeSet};

use super::{Answer, Field, Kind, Value};
use crate::domain::ids::RecordId;

/// The chosen records' answers, by id.
pub type Sources = BTreeMap<RecordId, Answer>;

/// The choices that fill in other fields: the field, its register, own key → key of the chosen record.
fn fillers(fields: &[Field]) -> impl Iterator<Item = (&Field, &String, &BTreeMap<String, String>)> {
    fields.iter().filter_map(|field| match &field.kind {
        Kind::Record { register, fill } if !fill.is_empty() => Some((field, register, fill)),
        _ => None,
    })
}

/// Whether a field is filled in by a choice beside it.
pub fn is_filled(fields: &[Field], key: &str) -> bool {
    fillers(fields).any(|(.., fill)| fill.contains_key(key))
}

/// The records that an answer is filled in from, by their registers.
pub fn chosen(fields: &[Field], answer: &Answer) -> BTreeSet<(String, RecordId)> {
    let ids = fillers(fields)
        .filter_map(|(field, register, _)| Some((register.clone(), answer.text(&field.key).trim().parse().ok()?)));
    ids.collect()
}

/// The record that a field has chosen.
fn source<'s>(field: &Field, answer: &Answer, sources: &'s Sources) -> Option<&'s Answer> {
    sources.get(&answer.text(&field.key).trim().parse().ok()?)
}

/// Puts what the chosen records say into the fields that they fill in. Where the same record was chosen before, what
/// is `kept` of it stays.
pub fn take(fields: &[Field], kept: &Answer, sources: &Sources, answer: &mut Answer) {
    for (field, _, fill) in fillers(fields) {
        let Some(source) = source(field, answer, sources) else { continue };
        let same = kept.text(&field.key) == answer.text(&field.key);
        for (own, theirs) in fill {
            if !same || answer.text(own) != kept.text(own) {
                answer.set(own, source.text(theirs));
            }
        }
    }
}

/// The fields that say something else than the chosen records do now, with what those say; blank texts too.
pub fn outdated(fields: &[Field], answer: &Answer, sources: &Sources) -> Answer {
    let mut now = Answer::default();
    for (field, _, fill) in fillers(fields) {
        let Some(source) = source(field, answer, sources) else { continue };
        let other = fill.iter().filter(|(own, theirs)| answer.text(own) != source.text(theirs));
        now.0.extend(other.map(|(own, theirs)| (own.clone(), Value::Text(source.text(theirs).to_owned()))));
    }
    now
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "01234567-89ab-7fff-bfff-ffffffffffff";

    fn fields() -> Vec<Field> {
        serde_json::from_str(
            r#"[{"key":"member","label":{"zh":"会员"},"kind":"record","register":"member",
                 "fill":{"name":"name","mobile":"mobile"}},
                {"key":"name","label":{"zh":"姓名"},"kind":"text"},
                {"key":"mobile","label":{"zh":"手机号"},"kind":"mobile"},
                {"key":"post","label":{"zh":"职务"},"kind":"text"}]"#,
        )
        .unwrap()
    }

    fn answer(pairs: &[(&str, &str)]) -> Answer {
        let mut answer = Answer::default();
        pairs.iter().for_each(|(key, text)| answer.set(key, *text));
        answer
    }

    fn sources(mobile: &str) -> Sources {
        BTreeMap::from([(ID.parse().unwrap(), answer(&[("name", "示例甲"), ("mobile", mobile)]))])
    }

    /// E-089: what is typed beside the choice does not count.
    #[test]
    fn a_choice_fills_in_and_nothing_else_does() {
        let mut typed = answer(&[("member", ID), ("name", "别人"), ("post", "组长")]);
        take(&fields(), &Answer::default(), &sources("13800138000"), &mut typed);
        assert_eq!(typed, answer(&[("member", ID), ("name", "示例甲"), ("mobile", "13800138000"), ("post", "组长")]));
        assert!(is_filled(&fields(), "mobile") && !is_filled(&fields(), "post"));
        let mut free = answer(&[("name", "未选")]);
        take(&fields(), &Answer::default(), &sources("13800138000"), &mut free);
        assert_eq!(free, answer(&[("name", "未选")]), "nothing chosen, nothing filled in");
    }

    /// REG-06: what was filled in stays, and what the record says now is told and can be taken over.
    #[test]
    fn what_was_filled_in_stays_until_it_is_taken_over() {
        let kept = answer(&[("member", ID), ("name", "示例甲"), ("mobile", "13800138000")]);
        let now = sources("13900139000");
        let mut same = kept.clone();
        take(&fields(), &kept, &now, &mut same);
        assert_eq!(same, kept);
        assert_eq!(outdated(&fields(), &kept, &now), answer(&[("mobile", "13900139000")]));
        for typed in ["13900139000", "13700137000"] {
            let mut taken = kept.clone();
            taken.set("mobile", typed);
            take(&fields(), &kept, &now, &mut taken);
            assert_eq!(taken.text("mobile"), "13900139000");
            assert!(outdated(&fields(), &taken, &now).0.is_empty());
        }
        let gone = outdated(&fields(), &kept, &sources(""));
        assert_eq!(gone.0.get("mobile"), Some(&Value::Text(String::new())));
    }
}
