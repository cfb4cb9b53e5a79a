//! The history of a record: what each save changed, field by field (REG-10).

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::error::{FieldProblem, Reason};
use crate::domain::form::clean::clip;
use crate::domain::form::kinds::{ShowEnv, show};
use crate::domain::form::{Answer, Field, Kind, Value};
use crate::domain::ids::{OrgId, PlanId, RecordId};
use crate::domain::text::form::HistoryText;
use crate::domain::text::{Label, Text};
use crate::domain::time::Instant;

/// Rows that the words of a repeat field name.
const ROWS_NAMED: usize = 5;
/// Most characters of the words of a value.
const WORDS_MAX: usize = 300;

/// A value before and after a save.
pub type Pair = (Option<Value>, Option<Value>);

/// Where a save is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SavePlace {
    /// A line of a unit's log.
    Line(OrgId, i64),
    /// The journal of an import.
    Import(PlanId),
}

impl fmt::Display for SavePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(org, seq) => write!(f, "{org}.{seq}"),
            Self::Import(plan) => write!(f, "import.{plan}"),
        }
    }
}

impl FromStr for SavePlace {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.split_once('.').ok_or(())? {
            ("import", plan) => plan.parse().map(Self::Import).map_err(|_| ()),
            (org, seq) => Ok(Self::Line(org.parse().map_err(|_| ())?, seq.parse().map_err(|_| ())?)),
        }
    }
}

/// What is written down of what a save did to the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// Each field that changed.
    Fields(BTreeMap<String, Pair>),
    /// All that stood before it; what stood after it follows from what came later.
    Before(Answer),
    /// It left the answer as it was.
    Nothing,
}

impl Written {
    /// What a field held before the save; none where that is not written down or nothing stood there.
    pub fn before(&self, field: &str) -> Option<&Value> {
        match self {
            Self::Fields(changed) => changed.get(field).and_then(|(before, _)| before.as_ref()),
            Self::Before(answer) => answer.0.get(field),
            Self::Nothing => None,
        }
    }
}

/// What each save changed. The saves come from the newest to the oldest, each with whether the record was a draft
/// after it; `now` is what the record holds. Without `drafts` those are passed over, and what was done in them belongs
/// to the first save after them that made the record valid.
pub fn changes(saves: &[(bool, &Written)], now: &Answer, drafts: bool) -> Vec<BTreeMap<String, Pair>> {
    let mut held = now.clone();
    let mut around = Vec::with_capacity(saves.len());
    for (draft, written) in saves {
        let (mut before, mut after) = (held.clone(), held);
        match written {
            Written::Fields(changed) => {
                for (key, (old, new)) in changed {
                    put(&mut before, key, old);
                    put(&mut after, key, new);
                }
            }
            Written::Before(answer) => before = answer.clone(),
            Written::Nothing => {}
        }
        held = before.clone();
        around.push((drafts || !draft, before, after));
    }
    let mut found = Vec::with_capacity(around.len());
    for (at, (shown, before, after)) in around.iter().enumerate() {
        let base = match drafts {
            true => before.clone(),
            false => around
                .iter()
                .skip(at + 1)
                .find(|(shown, ..)| *shown)
                .map(|(.., after)| after.clone())
                .unwrap_or_default(),
        };
        found.push(if *shown { difference(&base, after) } else { BTreeMap::new() });
    }
    found
}

fn put(answer: &mut Answer, key: &str, value: &Option<Value>) {
    match value {
        Some(value) => answer.0.insert(key.to_owned(), value.clone()),
        None => answer.0.remove(key),
    };
}

/// The fields in which two answers differ.
fn difference(before: &Answer, after: &Answer) -> BTreeMap<String, Pair> {
    let keys = before.0.keys().chain(after.0.keys());
    let pairs = keys.filter(|key| before.0.get(*key) != after.0.get(*key));
    pairs.map(|key| (key.clone(), (before.0.get(key).cloned(), after.0.get(key).cloned()))).collect()
}

/// A value of a field in words; of repeat rows their number and what the first of them are called.
pub fn words(field: &Field, value: Option<&Value>, env: ShowEnv<'_>) -> String {
    let said = match (&field.kind, value) {
        (_, None) => String::new(),
        (Kind::Rows { fields, .. }, Some(Value::Rows(rows))) => {
            let named = rows.iter().take(ROWS_NAMED).map(|row| row_name(fields, row, env));
            let mut named: Vec<String> = named.filter(|name| !name.is_empty()).collect();
            named.extend((rows.len() > ROWS_NAMED).then(|| "…".to_owned()));
            let between = HistoryText::Between.text(env.lang);
            HistoryText::RowsOf.fill(env.lang, &[&rows.len().to_string(), &named.join(between)])
        }
        (_, Some(value)) => show(field, value, env),
    };
    clip(&said, WORDS_MAX)
}

fn row_name(fields: &[Field], row: &Answer, env: ShowEnv<'_>) -> String {
    let mut said = fields.iter().filter_map(|field| Some(show(field, row.0.get(&field.key)?, env)));
    said.find(|words| !words.is_empty()).unwrap_or_default()
}

/// The numbers, from 1, of the rows that stand on both sides and differ.
pub fn rows_changed(before: Option<&Value>, after: Option<&Value>) -> Vec<usize> {
    let (Some(Value::Rows(before)), Some(Value::Rows(after))) = (before, after) else { return Vec::new() };
    (1..).zip(before.iter().zip(after)).filter(|(_, (old, new))| old != new).map(|(number, _)| number).collect()
}

/// What was done to a record, the last first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordHistory {
    /// The saves.
    pub saves: Vec<RecordSave>,
    /// Whether there are older ones, which only the log has.
    pub more: bool,
    /// Why the reader cannot restore anything; empty: they can.
    pub read_only: Vec<Reason>,
}

/// One save in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordSave {
    /// Where it is written down.
    pub place: String,
    /// When.
    pub at: Instant,
    /// Who.
    pub name: String,
    /// What was done.
    pub action: Label,
    /// What it changed, in the order of the form.
    pub changes: Vec<FieldChange>,
}

/// A field that a save changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Its key.
    pub field: String,
    /// Its label.
    pub label: Label,
    /// What it held before; empty: nothing.
    pub before: String,
    /// What it held after; empty: nothing.
    pub after: String,
    /// The rows that changed, from 1.
    pub rows: Vec<usize>,
    /// Whether what stood before is not what stands there now.
    pub restorable: bool,
}

/// What restoring a field would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreView {
    /// The record.
    pub id: RecordId,
    /// What it is called.
    pub title: String,
    /// The register's key.
    pub register: String,
    /// The register's name.
    pub register_name: Label,
    /// The version on which the new one builds.
    pub version: i64,
    /// The save before which the value stood.
    pub place: String,
    /// When that was.
    pub at: Instant,
    /// Who made it.
    pub name: String,
    /// What the field holds now and what it would hold.
    pub change: FieldChange,
    /// What the check says of the record with that value, each with the label of its field.
    pub problems: Vec<(Label, FieldProblem)>,
    /// Why it cannot be restored; empty: it can.
    pub read_only: Vec<Reason>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Uid;

    fn answer(pairs: &[(&str, &str)]) -> Answer {
        let mut answer = Answer::default();
        pairs.iter().for_each(|(key, value)| answer.set(key, *value));
        answer
    }

    fn text(value: &str) -> Option<Value> {
        (!value.is_empty()).then(|| Value::Text(value.to_owned()))
    }

    fn fields(changed: &[(&str, &str, &str)]) -> Written {
        Written::Fields(changed.iter().map(|(key, old, new)| ((*key).to_owned(), (text(old), text(new)))).collect())
    }

    fn said(changes: &[BTreeMap<String, Pair>]) -> Vec<Vec<(String, String, String)>> {
        let word = |value: &Option<Value>| match value {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let one = |map: &BTreeMap<String, Pair>| {
            map.iter().map(|(key, (old, new))| (key.clone(), word(old), word(new))).collect()
        };
        changes.iter().map(one).collect()
    }

    fn line(key: &str, old: &str, new: &str) -> (String, String, String) {
        (key.to_owned(), old.to_owned(), new.to_owned())
    }

    /// REG-10: an import keeps only what stood before; what it changed follows from the saves after it.
    #[test]
    fn what_an_import_changed_follows_from_what_came_later() {
        let create = Written::Before(Answer::default());
        let import = Written::Before(answer(&[("name", "甲")]));
        let update = fields(&[("name", "乙", "丙")]);
        let saves = [(false, &update), (false, &import), (false, &create)];
        let now = answer(&[("name", "丙"), ("sex", "女")]);
        let expected = [
            vec![line("name", "乙", "丙")],
            vec![line("name", "甲", "乙"), line("sex", "", "女")],
            vec![line("name", "", "甲")],
        ];
        assert_eq!(said(&changes(&saves, &now, true)), expected);
    }

    /// REG-10: what others may not see of a draft does not come to them by its history.
    #[test]
    fn drafts_are_folded_into_the_save_that_made_the_record_valid() {
        let steps = [
            fields(&[("name", "丙", "丁")]),
            fields(&[("name", "乙", "丙")]),
            fields(&[("name", "甲", "乙"), ("note", "秘密", "")]),
            fields(&[("name", "", "甲"), ("note", "", "秘密")]),
        ];
        let drafts = [false, false, true, true];
        let saves: Vec<(bool, &Written)> = drafts.into_iter().zip(&steps).collect();
        let seen = said(&changes(&saves, &answer(&[("name", "丁")]), false));
        assert_eq!(seen, [vec![line("name", "丙", "丁")], vec![line("name", "", "丙")], vec![], vec![]]);
        let own = said(&changes(&saves, &answer(&[("name", "丁")]), true));
        assert_eq!(own[2], [line("name", "甲", "乙"), line("note", "秘密", "")]);
    }

    #[test]
    fn a_save_that_left_the_answer_alone_changed_nothing() {
        let saves = [(false, &Written::Nothing), (false, &fields(&[("name", "", "甲")]))];
        assert_eq!(said(&changes(&saves, &answer(&[("name", "甲")]), true)), [vec![], vec![line("name", "", "甲")]]);
    }

    #[test]
    fn places_are_read_as_they_are_written() {
        let id = Uid::compose(1, [7; 10]);
        for place in [SavePlace::Line(OrgId(id), 12), SavePlace::Import(PlanId(id))] {
            assert_eq!(place.to_string().parse(), Ok(place));
        }
        for wrong in ["", "import", "x.1", "import.x", "1.1"] {
            assert_eq!(wrong.parse::<SavePlace>(), Err(()), "{wrong}");
        }
    }

    #[test]
    fn rows_that_differ_are_named_by_their_number() {
        let rows = |names: &[&str]| Some(Value::Rows(names.iter().map(|name| answer(&[("name", name)])).collect()));
        assert_eq!(rows_changed(rows(&["甲", "乙"]).as_ref(), rows(&["甲", "丙", "丁"]).as_ref()), [2]);
        assert_eq!(rows_changed(None, rows(&["甲"]).as_ref()), Vec::<usize>::new());
    }
}
