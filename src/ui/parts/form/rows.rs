//! Repeat rows: added, moved and removed by buttons, pasted from a spreadsheet, chosen from a register.

use std::collections::BTreeSet;
use std::sync::Arc;

use leptos::prelude::*;

use super::control::Spot;
use super::field::FieldEditor;
use super::name::Prefix;
use super::paste::block;
use super::picker::Picker;
use super::state::{FormState, Group, Row};
use crate::domain::form::{Answer, Field, Kind, RowPick};
use crate::domain::ids::RecordId;
use crate::domain::record::Candidate;
use crate::domain::text::Text;
use crate::domain::text::form::FormText;
use crate::ui::browser;
use crate::ui::preference::{t, tf, use_lang};

/// The rows of a field.
#[component]
pub fn RowsControl(spot: Spot) -> impl IntoView {
    let lang = use_lang();
    let (fields, max, pick) = match &spot.field.kind {
        Kind::Rows { fields, max, pick } => (fields.clone(), *max, pick.clone()),
        _ => (Vec::new(), 0, None),
    };
    let fields = StoredValue::new(Arc::new(fields));
    let (state, key) = (spot.state, spot.field.key.clone());
    let rows = state.rows(&key);
    let list = RowList { state, rows, key: StoredValue::new(key.clone()), fields, max };
    let name = spot.field.label.text(lang).to_owned();
    let paste = move |ev: leptos::ev::ClipboardEvent| {
        let Some(cells) = browser::pasted(&ev).and_then(|text| block(&text)) else { return };
        if list.paste(&browser::target_name(&ev), cells) {
            ev.prevent_default();
        }
    };
    let full = move || rows.with(|r| r.len() >= max);
    let add_id = format!("add-{key}");
    let limit = move || {
        full().then(|| view! { <span class="quiet">{tf(FormText::RowsFull, &[&max.to_string()])}</span> }.into_any())
    };
    let chooser = pick.map(|pick| view! { <RowChooser list=list pick=pick/> }.into_any());
    // Without scripts rows cannot be added: some empty ones stand ready.
    let spare = spare_rows(list, rows.with_untracked(Vec::len));
    view! {
        <div class="rows" role="group" id=spot.id tabindex="-1" aria-labelledby=spot.label_id on:paste=paste>
            <For each=move || rows.get() key=|row| row.id let:row>
                {list.view(row, &name)}
            </For>
            {spare}
            <div class="rows__foot needs-script">
                <button
                    type="button"
                    class="button button--small"
                    id=add_id
                    aria-disabled=move || full().then_some("true")
                    on:click=move |_| list.add()
                >
                    {t(FormText::AddRow)}
                </button>
                {chooser}
                {limit}
                <span class="quiet">{t(FormText::RowsPaste)}</span>
            </div>
        </div>
    }
    .into_any()
}

#[derive(Clone, Copy)]
struct RowList {
    state: FormState,
    rows: RwSignal<Vec<Row>>,
    key: StoredValue<String>,
    fields: StoredValue<Arc<Vec<Field>>>,
    max: usize,
}

impl RowList {
    fn place(self, id: usize) -> Option<usize> {
        self.rows.with(|rows| rows.iter().position(|r| r.id == id))
    }

    fn group(self, row: Row) -> Group {
        let place = Memo::new(move |_| self.place(row.id).unwrap_or_default());
        let prefix = Signal::derive(move || self.key.with_value(|key| format!("{key}.{}.", place.get())));
        Group { values: row.values, prefix: Prefix::Row(prefix), fields: self.fields }
    }

    fn add(self) {
        if self.rows.with_untracked(Vec::len) < self.max {
            self.rows.update(|rows| rows.push(self.state.row(Answer::default())));
            self.key.with_value(|key| self.state.edited(key));
        }
    }

    fn shift(self, id: usize, by: isize) {
        let Some(from) = untrack(|| self.place(id)) else { return };
        let Some(to) = from.checked_add_signed(by).filter(|to| *to < self.rows.with_untracked(Vec::len)) else {
            return;
        };
        self.rows.update(|rows| rows.swap(from, to));
        self.key.with_value(|key| self.state.rows_moved(key));
    }

    fn remove(self, id: usize) {
        self.rows.update(|rows| rows.retain(|r| r.id != id));
        self.key.with_value(|key| {
            self.state.rows_moved(key);
            browser::focus(&format!("add-{key}"));
        });
    }

    /// Fills cells from the pasted-into field to the right and downwards; whether it could.
    fn paste(self, path: &str, cells: Vec<Vec<String>>) -> bool {
        let place = self.key.with_value(|key| {
            let rest = path.strip_prefix(key.as_str())?.strip_prefix('.')?;
            let (row, field) = rest.split_once('.')?;
            Some((row.parse::<usize>().ok()?, field.to_owned()))
        });
        let fields = self.fields.get_value();
        let Some((first_row, field)) = place else { return false };
        let Some(first_field) = fields.iter().position(|f| f.key == field) else { return false };
        for (down, line) in cells.into_iter().enumerate() {
            let at = first_row + down;
            if at >= self.max {
                break;
            }
            if at >= self.rows.with_untracked(Vec::len) {
                self.rows.update(|rows| rows.push(self.state.row(Answer::default())));
            }
            let Some(row) = self.rows.with_untracked(|rows| rows.get(at).copied()) else { break };
            row.values.update(|values| {
                for (cell, field) in line.into_iter().zip(&fields[first_field..]) {
                    if !matches!(field.kind, Kind::Files { .. } | Kind::Record { .. } | Kind::Computed { .. }) {
                        values.set(&field.key, cell.trim());
                    }
                }
            });
            self.key.with_value(|key| {
                for field in &fields[first_field..] {
                    self.state.touch(format!("{key}.{at}.{}", field.key));
                }
            });
        }
        self.key.with_value(|key| self.state.edited(key));
        true
    }

    fn view(self, row: Row, name: &str) -> AnyView {
        let lang = use_lang();
        let group = self.group(row);
        let number = Memo::new(move |_| self.place(row.id).unwrap_or_default() + 1);
        let title = move || FormText::RowNumber.fill(lang, &[&number.get().to_string()]);
        let spoken = {
            let name = name.to_owned();
            move || format!("{name} {}", title())
        };
        let act = move |word: FormText, does: fn(Self, usize)| {
            let spoken = move || format!("{} {}", word.text(lang), title());
            view! {
                <button
                    type="button"
                    class="button button--plain button--small needs-script"
                    aria-label=spoken
                    on:click=move |_| does(self, row.id)
                >
                    {word.text(lang)}
                </button>
            }
            .into_any()
        };
        let fields = self.fields.get_value();
        let fields = fields
            .iter()
            .map(|f| view! { <FieldEditor state=self.state group=group field=f.clone()/> }.into_any())
            .collect_view();
        view! {
            <div class="rows__row" role="group" aria-label=spoken>
                <div class="rows__head">
                    <span class="rows__number">{title}</span>
                    {act(FormText::MoveUp, |list, id| list.shift(id, -1))}
                    {act(FormText::MoveDown, |list, id| list.shift(id, 1))}
                    {act(FormText::RemoveRow, Self::remove)}
                </div>
                <div class="rows__fields">{fields}</div>
            </div>
        }
        .into_any()
    }
}

/// Three empty rows that only a browser without scripts shows.
fn spare_rows(list: RowList, first: usize) -> AnyView {
    let lang = use_lang();
    let spare = (first..list.max.min(first + 3))
        .map(|at| {
            let fields = list.fields.get_value();
            let inputs = fields
                .iter()
                .filter(|f| !matches!(f.kind, Kind::Computed { .. } | Kind::Files { .. } | Kind::Record { .. }))
                .map(|f| {
                    let name = list.key.with_value(|key| format!("{key}.{at}.{}", f.key));
                    view! {
                        <label class="field">
                            <span class="field__label">{f.label.text(lang).to_owned()}</span>
                            <input class="control" name=name autocomplete="off"/>
                        </label>
                    }
                    .into_any()
                })
                .collect_view();
            view! { <div class="rows__row is-off"><div class="rows__fields">{inputs}</div></div> }.into_any()
        })
        .collect_view();
    view! { {spare} }.into_any()
}

/// 选择: new rows filled from records of a register, one after the other.
#[component]
fn RowChooser(list: RowList, pick: RowPick) -> impl IntoView {
    let open = RwSignal::new(false);
    let taken = RwSignal::new(BTreeSet::<RecordId>::new());
    let register = pick.register.clone();
    let fill = StoredValue::new(pick.fill);
    let id = list.key.with_value(|key| format!("pick-{key}"));
    let chosen = Callback::new(move |option: Candidate| {
        let again = taken.with_untracked(|all| all.contains(&option.id));
        if !again && list.rows.with_untracked(Vec::len) < list.max {
            let mut values = Answer::default();
            fill.with_value(|fill| {
                for (own, theirs) in fill {
                    let text =
                        if theirs == "id" { Some(option.id.to_string()) } else { option.values.get(theirs).cloned() };
                    values.set(own, text.unwrap_or_default());
                }
            });
            list.rows.update(|rows| rows.push(list.state.row(values)));
            list.key.with_value(|key| list.state.edited(key));
            taken.update(|all| {
                all.insert(option.id);
            });
        }
        if list.rows.with_untracked(Vec::len) >= list.max {
            open.set(false);
        }
    });
    let begin = move |_| {
        taken.set(BTreeSet::new());
        open.set(true);
    };
    view! {
        <button type="button" class="button button--small" on:click=begin>{t(FormText::PickRow)}</button>
        <Picker id=id title=t(FormText::PickRow).to_owned() register=register calls=list.state.calls open=open on_choose=chosen taken=taken/>
    }
    .into_any()
}
