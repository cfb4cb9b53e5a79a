//! A changed definition and the records that were entered before.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::domain::form::kinds::ShowEnv;
use crate::domain::form::normalise::canonical_value;
use crate::domain::form::{Choice, mask, view};
use crate::domain::initials::tests::few;
use crate::domain::text::Lang;

/// What is changed in the sample.
#[derive(Clone, Debug)]
struct Change {
    gone: BTreeSet<String>,
    demanded: BTreeSet<String>,
    shorter: BTreeSet<String>,
    other_kind: BTreeSet<String>,
}

fn any_change() -> impl Strategy<Value = Change> {
    let keys: Vec<String> = sample().fields.into_iter().map(|field| field.key).collect();
    let some = move || prop::collection::btree_set(prop::sample::select(keys.clone()), 0..4);
    (some(), some(), some(), some()).prop_map(|(gone, demanded, shorter, other_kind)| Change {
        gone,
        demanded,
        shorter,
        other_kind,
    })
}

/// The sample with fields taken away, demanded, with another list or another kind, and a new one that is demanded.
fn changed(change: &Change) -> FormDefinition {
    let mut definition = sample();
    definition.version += 1;
    definition.fields.retain(|field| !change.gone.contains(&field.key));
    for field in &mut definition.fields {
        field.required |= change.demanded.contains(&field.key);
        if change.other_kind.contains(&field.key) {
            field.kind = Kind::Int { min: Some(1), max: None, at_most: None };
        }
        match &mut field.kind {
            Kind::Select { choices, .. } | Kind::MultiSelect { choices, .. } if change.shorter.contains(&field.key) => {
                choices.truncate(1);
                choices.push(Choice { value: "新选项".into(), en: String::new() });
            }
            _ => {}
        }
    }
    let new = r#"{"key":"new","label":{"zh":"新增"},"kind":"text","required":true}"#;
    definition.fields.push(serde_json::from_str(new).unwrap());
    definition
}

/// The fields that a field's rules ask, and those that it demands or fills.
fn related(field: &Field) -> Vec<&String> {
    let by_kind = match &field.kind {
        Kind::Select { other, .. } => vec![other],
        Kind::Int { at_most, .. } => vec![at_most],
        Kind::Date { from, .. } => vec![from],
        Kind::IdCard { birth, sex, document } => vec![birth, sex, document],
        _ => Vec::new(),
    };
    by_kind.into_iter().flatten().chain(field.when.as_ref().map(|when| &when.field)).collect()
}

/// The fields that a change reaches: those changed, and whatever hangs together with them.
fn reached(change: &Change) -> BTreeSet<String> {
    let changed = [&change.gone, &change.demanded, &change.shorter, &change.other_kind];
    let mut reached: BTreeSet<String> = changed.into_iter().flatten().cloned().collect();
    reached.insert("new".into());
    let fields = sample().fields;
    for _ in &fields {
        for field in &fields {
            let group: Vec<&String> = related(field).into_iter().chain([&field.key]).collect();
            if group.iter().any(|key| reached.contains(*key)) {
                reached.extend(group.into_iter().cloned());
            }
        }
    }
    reached
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_changed_definition_breaks_no_earlier_record(answer in any_answer_of(any_value()), change in any_change()) {
        let env = CheckEnv { today: Day::new(2026, 11, 21).unwrap(), codes: &OneTown };
        let mut before = answer;
        normalise(&sample(), &mut before);
        let known = check(&sample(), &before, &env);
        let (after, reached) = (changed(&change), reached(&change));

        // Only what was changed, or hangs together with it, has new problems.
        for problem in check(&after, &before, &env) {
            let place = problem.path.split('.').next().unwrap_or_default();
            prop_assert!(reached.contains(place) || known.contains(&problem), "{:?} by {:?}", problem, change);
        }
        // What was not changed keeps its value when the record is opened and saved again.
        let mut saved = decode(&after, &encode(&after, &before));
        let typed = saved.clone();
        normalise(&after, &mut saved);
        for (key, value) in typed.0.iter().filter(|(key, _)| !reached.contains(*key)) {
            let kept = canonical_value(&after.field(key).unwrap().kind, value);
            prop_assert_eq!(saved.0.get(key), kept.as_ref());
        }
        // Every reading of it stands.
        let titles = BTreeMap::new();
        let show = ShowEnv { lang: Lang::Zh, codes: &OneTown, titles: &titles, masked: true };
        view::title(&after, &before, &OneTown);
        view::cells(&after, &before, &BTreeMap::new(), show);
        view::index_values(&after, &before, &OneTown);
        view::record_tokens(&after, &before, &OneTown, few);
        mask::mask_answer(&after.fields, &mut before);
    }
}
