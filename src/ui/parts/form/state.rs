//! What a form editor knows: the values as signals, what was touched, what is wrong, what is unsaved.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;

use super::name::Prefix;
use crate::domain::code::{CodeEntry, CodeFound, CodeLevel, NamedCodes};
use crate::domain::error::{AppError, FieldProblem, Severity};
use crate::domain::form::check::{CheckEnv, check};
use crate::domain::form::decode::decode;
use crate::domain::form::{Answer, Field, FileRef, FormDefinition, Kind, Value};
use crate::domain::ids::RecordId;
use crate::domain::record::Candidate;
use crate::domain::text::form::FormText;
use crate::domain::text::{Label, Lang, Text};
use crate::ui::browser;
use crate::ui::parts::arrivals::Arrivals;

/// A call under way.
pub type Loading<T> = Pin<Box<dyn Future<Output = Result<T, AppError>> + Send>>;

/// What an editor asks the server for. The page gives the calls; parts make none of their own.
#[derive(Clone)]
pub struct FormCalls {
    /// The levels of a cascade for (table, code): from the top down to the level below the code.
    pub levels: Arc<dyn Fn(String, String) -> Loading<Vec<CodeLevel>> + Send + Sync>,
    /// Entries of a code table for (table, words).
    pub codes: Arc<dyn Fn(String, String) -> Loading<Vec<CodeFound>> + Send + Sync>,
    /// Records of (register, words).
    pub records: Arc<dyn Fn(String, String) -> Loading<Vec<Candidate>> + Send + Sync>,
    /// The one record of a register that was chosen, with full numbers.
    pub record: Arc<dyn Fn(String, RecordId) -> Loading<Candidate> + Send + Sync>,
    /// Where files are posted to.
    pub upload: String,
}

/// What came along with the answer.
#[derive(Clone, Default)]
pub struct FormExtras {
    /// Titles of chosen records, by id.
    pub titles: BTreeMap<String, String>,
    /// Names of codes: `table:code` → name.
    pub code_names: BTreeMap<String, Label>,
    /// Values of computed fields.
    pub computed: BTreeMap<String, String>,
    /// Small code tables as a whole: shown as one select, also without scripts.
    pub tables: BTreeMap<String, Vec<CodeEntry>>,
    /// Records that are offered as a whole, by register: id and title. Others are searched in a dialog.
    pub offered: BTreeMap<String, Vec<(String, String)>>,
}

/// One row of a repeat field.
#[derive(Clone, Copy)]
pub struct Row {
    /// Stays the row's own when rows move.
    pub id: usize,
    /// Its values.
    pub values: RwSignal<Answer>,
}

/// The top of a form or one of its rows.
#[derive(Clone, Copy)]
pub struct Group {
    /// The scalars, choices and files.
    pub values: RwSignal<Answer>,
    /// What stands before a key in a path.
    pub prefix: Prefix,
    /// Its fields.
    pub fields: StoredValue<Arc<Vec<Field>>>,
}

impl Group {
    /// Whether a field is part of the form now.
    pub fn applies(self, field: &Field) -> bool {
        self.values.with(|values| self.fields.with_value(|all| field.applies(all, values)))
    }
}

/// The state of one editor.
#[derive(Clone, Copy)]
pub struct FormState {
    /// The definition.
    pub definition: StoredValue<Arc<FormDefinition>>,
    /// What came along.
    pub extras: StoredValue<FormExtras>,
    /// The calls.
    pub calls: StoredValue<FormCalls>,
    /// The top level.
    pub root: Group,
    /// The rows of each repeat field.
    rows: StoredValue<BTreeMap<String, RwSignal<Vec<Row>>>>,
    next_row: StoredValue<usize>,
    touched: RwSignal<BTreeSet<String>>,
    /// Whether all problems are shown: after a try to save.
    pub asked: RwSignal<bool>,
    /// What the server said of the last try, as far as it was not changed since.
    pub answered: RwSignal<Vec<FieldProblem>>,
    /// Its files that are on their way.
    pub arrivals: Arrivals,
    /// What stands before the paths of its controls: nothing, but for a second form of a page.
    before: &'static str,
    edits: RwSignal<u64>,
    saved: RwSignal<u64>,
    live: Memo<Vec<FieldProblem>>,
}

impl FormState {
    /// The state for an answer.
    pub fn new(definition: FormDefinition, answer: Answer, extras: FormExtras, calls: FormCalls) -> Self {
        Self::within("", definition, answer, extras, calls)
    }

    /// The empty state of a form that is only looked at beside another one of the page.
    pub fn preview(definition: FormDefinition, calls: FormCalls) -> Self {
        Self::within("preview.", definition, Answer::default(), FormExtras::default(), calls)
    }

    fn within(
        before: &'static str,
        definition: FormDefinition,
        answer: Answer,
        extras: FormExtras,
        calls: FormCalls,
    ) -> Self {
        let fields = StoredValue::new(Arc::new(definition.fields.clone()));
        let definition = StoredValue::new(Arc::new(definition));
        let extras = StoredValue::new(extras);
        let root = Group { values: RwSignal::new(Answer::default()), prefix: Prefix::Fixed(before), fields };
        let next_row = StoredValue::new(0);
        let rows = definition.with_value(|d| {
            let repeat = d.fields.iter().filter(|f| matches!(f.kind, Kind::Rows { .. }));
            repeat.map(|f| (f.key.clone(), RwSignal::new(Vec::new()))).collect()
        });
        let rows = StoredValue::new(rows);
        let live = Memo::new(move |_| match browser::today() {
            Some(today) => {
                let answer = collect(definition, root, rows);
                extras.with_value(|e| {
                    definition.with_value(|d| check(d, &answer, &CheckEnv { today, codes: &NamedCodes(&e.code_names) }))
                })
            }
            None => Vec::new(),
        });
        let state = Self {
            definition,
            extras,
            calls: StoredValue::new(calls),
            root,
            rows,
            next_row,
            touched: RwSignal::default(),
            asked: RwSignal::new(false),
            answered: RwSignal::default(),
            arrivals: Arrivals::none(),
            before,
            edits: RwSignal::new(0),
            saved: RwSignal::new(0),
            live,
        };
        state.load(answer);
        state
    }

    /// Puts another answer in place of the present one.
    pub fn load(self, answer: Answer) {
        let mut top = Answer::default();
        let mut rows: BTreeMap<String, Vec<Answer>> = BTreeMap::new();
        for (key, value) in answer.0 {
            match value {
                Value::Rows(list) => {
                    rows.insert(key, list);
                }
                value => {
                    top.0.insert(key, value);
                }
            }
        }
        self.root.values.set(top);
        self.rows.with_value(|all| {
            for (key, signal) in all {
                let list = rows.remove(key).unwrap_or_default();
                signal.set(list.into_iter().map(|row| self.row(row)).collect());
            }
        });
    }

    /// A row with these values.
    pub fn row(self, values: Answer) -> Row {
        let id = self.next_row.get_value();
        self.next_row.set_value(id + 1);
        Row { id, values: RwSignal::new(values) }
    }

    /// The rows of a repeat field.
    pub fn rows(self, key: &str) -> RwSignal<Vec<Row>> {
        self.rows.with_value(|all| all.get(key).copied()).unwrap_or_default()
    }

    /// What is filled in now, without the fields whose condition does not hold.
    pub fn answer(self) -> Answer {
        collect(self.definition, self.root, self.rows)
    }

    /// Sets a scalar of a group.
    pub fn set(self, group: Group, key: &str, text: String) {
        group.values.update(|v| v.set(key, text));
        self.edited(&group.prefix.path_now(key));
    }

    /// Sets a multiple choice or files of a group; an empty list removes it.
    pub fn put(self, group: Group, key: &str, value: Value) {
        group.values.update(|v| {
            let empty = match &value {
                Value::Many(list) => list.is_empty(),
                Value::Files(list) => list.is_empty(),
                Value::Rows(list) => list.is_empty(),
                Value::Text(text) => text.is_empty(),
            };
            if empty {
                v.0.remove(key);
            } else {
                v.0.insert(key.to_owned(), value);
            }
        });
        self.edited(&group.prefix.path_now(key));
    }

    /// Notes that the value of a path was changed.
    pub fn edited(self, path: &str) {
        self.edits.update(|n| *n += 1);
        if self.answered.with_untracked(|all| all.iter().any(|p| p.path == path)) {
            self.answered.update(|all| all.retain(|p| p.path != path));
        }
    }

    /// Notes that a person has left a field: its problems are shown from now on.
    pub fn touch(self, path: String) {
        if !self.touched.with_untracked(|t| t.contains(&path)) {
            self.touched.update(|t| {
                t.insert(path);
            });
        }
    }

    /// Forgets which rows were touched: they moved.
    pub fn rows_moved(self, key: &str) {
        let prefix = format!("{key}.");
        self.touched.update(|t| t.retain(|path| !path.starts_with(&prefix)));
        self.answered.update(|all| all.retain(|p| !p.path.starts_with(&prefix)));
        self.edited(key);
    }

    /// Whether something was changed since the last save; reactive.
    pub fn dirty(self) -> bool {
        self.edits.get() != self.saved.get()
    }

    /// How many changes were made; a save notes it and hands it to `mark_saved`.
    pub fn edit_count(self) -> u64 {
        self.edits.get()
    }

    /// The number of changes, from outside of any reader; none when the editor is gone.
    pub fn edit_count_now(self) -> Option<u64> {
        self.edits.try_get_untracked()
    }

    /// Notes that everything up to that change is stored.
    pub fn mark_saved(self, edit_count: u64) {
        self.saved.set(edit_count);
    }

    /// All problems of the present content: the live check and what the server found.
    pub fn problems(self) -> Vec<FieldProblem> {
        let mut all = self.live.get();
        self.answered.with(|answered| {
            for problem in answered {
                if !all.iter().any(|p| p.path == problem.path && p.code == problem.code) {
                    all.push(problem.clone());
                }
            }
        });
        all
    }

    /// How many errors stand in the way of saving, by the live check; not tracked.
    pub fn errors(self) -> usize {
        self.live.with_untracked(|all| all.iter().filter(|p| p.severity == Severity::Error).count())
    }

    /// The problems to show at a path.
    pub fn shown(self, path: &str) -> Vec<FieldProblem> {
        let live = self.asked.get() || self.touched.with(|t| t.contains(path));
        let path = path.strip_prefix(self.before).unwrap_or(path);
        let mut shown = self.answered.with(|all| all.iter().filter(|p| p.path == path).cloned().collect::<Vec<_>>());
        if live {
            self.live.with(|all| {
                for problem in all.iter().filter(|p| p.path == path) {
                    if !shown.iter().any(|s| s.code == problem.code) {
                        shown.push(problem.clone());
                    }
                }
            });
        }
        shown
    }

    /// The words for a path: the label, and the row where there is one.
    pub fn label(self, path: &str, lang: Lang) -> String {
        self.definition.with_value(|d| label(d, path, lang))
    }

    /// Takes over what a person typed before the page came alive: names and values of the HTML form.
    pub fn take_typed(self, pairs: &[(String, String)]) {
        if pairs.is_empty() {
            return;
        }
        let typed = self.definition.with_value(|d| decode(d, pairs));
        let fields = self.root.fields.get_value();
        for field in fields.iter() {
            let Kind::Rows { fields: inner, .. } = &field.kind else {
                self.take(self.root.values, field, &typed, &field.key);
                continue;
            };
            let rows = self.rows(&field.key).get_untracked();
            for (at, (row, typed)) in rows.into_iter().zip(typed.rows(&field.key)).enumerate() {
                for f in inner {
                    self.take(row.values, f, typed, &format!("{}.{at}.{}", field.key, f.key));
                }
            }
        }
    }

    fn take(self, values: RwSignal<Answer>, field: &Field, typed: &Answer, path: &str) {
        if matches!(field.kind, Kind::Files { .. } | Kind::Computed { .. }) {
            return;
        }
        let fresh = match typed.0.get(&field.key) {
            Some(Value::Text(text)) if matches!(field.kind, Kind::DateTime) => {
                Some(Value::Text(text.replacen('T', " ", 1)))
            }
            fresh => fresh.cloned(),
        };
        if values.with_untracked(|v| v.0.get(&field.key) == fresh.as_ref()) {
            return;
        }
        values.update(|v| match fresh {
            Some(value) => {
                v.0.insert(field.key.clone(), value);
            }
            None => {
                v.0.remove(&field.key);
            }
        });
        self.edited(path);
    }
}

fn collect(
    definition: StoredValue<Arc<FormDefinition>>,
    root: Group,
    rows: StoredValue<BTreeMap<String, RwSignal<Vec<Row>>>>,
) -> Answer {
    let mut out = root.values.get();
    rows.with_value(|all| {
        for (key, signal) in all {
            let mut list: Vec<Answer> = signal.with(|rows| rows.iter().map(|r| r.values.get()).collect());
            // Blank rows at the end were only offered; one between others would shift the paths.
            while list.last().is_some_and(|row| row.0.is_empty()) {
                list.pop();
            }
            if !list.is_empty() {
                out.0.insert(key.clone(), Value::Rows(list));
            }
        }
    });
    definition.with_value(|d| {
        let whole = out.clone();
        out.0.retain(|key, _| d.field(key).is_none_or(|f| f.applies(&d.fields, &whole)));
    });
    out
}

fn label(definition: &FormDefinition, path: &str, lang: Lang) -> String {
    let mut parts = path.splitn(3, '.');
    let Some(field) = parts.next().and_then(|key| definition.field(key)) else { return path.to_owned() };
    let top = field.label.text(lang);
    let (index, key) = (parts.next().and_then(|i| i.parse::<usize>().ok()), parts.next());
    match (&field.kind, index, key) {
        (Kind::Rows { fields, .. }, Some(index), key) => {
            let inner = key.and_then(|k| fields.iter().find(|f| f.key == k)).map_or("", |f| f.label.text(lang));
            FormText::RowOf.fill(lang, &[top, &(index + 1).to_string(), inner])
        }
        _ => top.to_owned(),
    }
}

/// The files of a field of a group; reactive.
pub fn files_of(group: Group, key: &str) -> Vec<FileRef> {
    group.values.with(|v| v.files(key).to_vec())
}
