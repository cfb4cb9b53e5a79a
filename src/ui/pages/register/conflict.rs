//! Two people saved the same record: field by field, mine or theirs. Nobody wins silently.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::domain::error::Conflict;
use crate::domain::form::{Answer, Field, Value};
use crate::domain::text::Lang;
use crate::domain::text::form::FormText;
use crate::ui::parts::action::{Button, Look};
use crate::ui::parts::dialog::Dialog;
use crate::ui::parts::form::state::{FormExtras, FormState};
use crate::ui::parts::form::view::scalar;
use crate::ui::preference::{t, tf, use_lang};

/// The dialog that lets a person choose, then puts the choice into the form.
#[component]
pub fn ConflictDialog(
    /// The editor.
    state: FormState,
    /// The conflict that a save ran into.
    conflict: RwSignal<Option<Conflict>>,
    /// Called with the stored version, on which the next save builds.
    on_merged: Callback<i64>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        if conflict.with(Option::is_some) {
            open.set(true);
        }
    });
    // Asks first: a signal that is set tells its readers even when nothing changed, and the two would never rest.
    Effect::new(move |_| {
        if !open.get() && conflict.with_untracked(Option::is_some) {
            conflict.set(None);
        }
    });
    let body = move || conflict.get().map(|c| choices(state, c, open, on_merged));
    view! { <Dialog id="conflict" title=t(FormText::ConflictTitle) open=open wide=true>{body}</Dialog> }.into_any()
}

fn choices(state: FormState, conflict: Conflict, open: RwSignal<bool>, on_merged: Callback<i64>) -> AnyView {
    let lang = use_lang();
    let stored = conflict.stored.as_deref().and_then(|json| leptos::serde_json::from_str::<Answer>(json).ok());
    let (mine, theirs) = (untrack(|| state.answer()), stored.unwrap_or_default());
    let taken: RwSignal<BTreeSet<String>> = RwSignal::new(BTreeSet::new());
    let definition = state.definition.get_value();
    let lines = definition
        .fields
        .iter()
        .filter(|f| mine.0.get(&f.key) != theirs.0.get(&f.key))
        .map(|f| line(f, &mine, &theirs, taken, state, lang))
        .collect_view();
    let go_on = Callback::new(move |()| {
        let mut merged = mine.clone();
        for key in taken.get_untracked() {
            match theirs.0.get(&key) {
                Some(value) => merged.0.insert(key, value.clone()),
                None => merged.0.remove(&key),
            };
        }
        state.load(merged);
        on_merged.run(conflict.version);
        open.set(false);
    });
    view! {
        <p>{tf(FormText::ConflictBody, &[&conflict.changed_by, &conflict.changed_at.minute_text()])}</p>
        <div class="table-frame" tabindex="0" role="region" aria-label=t(FormText::ConflictField)>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t(FormText::ConflictField)}</th>
                        <th scope="col">{t(FormText::Mine)}</th>
                        <th scope="col">{t(FormText::Theirs)}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
        <div class="actions actions--end">
            <Button id="conflict-done" label=t(FormText::ConflictDone).to_owned() look=Look::Main on_press=go_on/>
        </div>
    }
    .into_any()
}

fn line(
    field: &Field,
    mine: &Answer,
    theirs: &Answer,
    taken: RwSignal<BTreeSet<String>>,
    state: FormState,
    lang: Lang,
) -> AnyView {
    let name = format!("conflict-{}", field.key);
    let side = |answer: &Answer, of_theirs: bool| {
        let key = field.key.clone();
        let words = state.extras.with_value(|e| words(field, answer, e, lang));
        view! {
            <td>
                <label class="choice">
                    <input
                        type="radio"
                        name=name.clone()
                        checked=!of_theirs
                        on:change=move |_| taken.update(|all| {
                            if of_theirs {
                                all.insert(key.clone());
                            } else {
                                all.remove(&key);
                            }
                        })
                    />
                    <span>{words}</span>
                </label>
            </td>
        }
        .into_any()
    };
    view! { <tr><th scope="row">{field.label.text(lang).to_owned()}</th>{side(mine, false)}{side(theirs, true)}</tr> }
        .into_any()
}

fn words(field: &Field, answer: &Answer, extras: &FormExtras, lang: Lang) -> String {
    let shown = match answer.0.get(&field.key) {
        Some(Value::Files(files)) => files.iter().map(|f| f.name.as_str()).collect::<Vec<_>>().join("、"),
        Some(Value::Rows(rows)) => tf(FormText::Records, &[&rows.len().to_string()]),
        _ => scalar(field, answer, extras, lang),
    };
    if shown.is_empty() { t(FormText::AbsentValue).to_owned() } else { shown }
}
