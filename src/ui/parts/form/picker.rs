//! Choosing a record of a register: a dialog with a search, and what is filled in from the choice.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::control::Spot;
use super::state::FormCalls;
use crate::domain::error::AppError;
use crate::domain::form::Kind;
use crate::domain::ids::RecordId;
use crate::domain::record::Candidate;
use crate::domain::text::Text;
use crate::domain::text::common::Common;
use crate::domain::text::form::FormText;
use crate::ui::parts::dialog::Dialog;
use crate::ui::parts::message::ErrorBox;
use crate::ui::preference::{t, use_lang};

/// The control of a record field: the chosen title and the buttons.
#[component]
pub fn PickerControl(spot: Spot) -> impl IntoView {
    let lang = use_lang();
    let text = spot.text();
    let (register, fill) = match &spot.field.kind {
        Kind::Record { register, fill } => (register.clone(), fill.clone()),
        _ => Default::default(),
    };
    let (state, group) = (spot.state, spot.group);
    let picked = RwSignal::new(None::<Candidate>);
    let title = move || {
        let id = text.get();
        let fresh = picked.with(|p| p.as_ref().filter(|p| p.id.to_string() == id).map(|p| p.title.clone()));
        fresh
            .or_else(|| state.extras.with_value(|e| e.titles.get(&id).cloned()))
            .unwrap_or_else(|| if id.is_empty() { FormText::NotChosen.text(lang).to_owned() } else { id })
    };
    let open = RwSignal::new(false);
    let (choosing, clearing) = (spot.clone(), spot.clone());
    let chosen = Callback::new(move |option: Candidate| {
        for (own, theirs) in &fill {
            if let Some(value) = option.values.get(theirs) {
                state.set(group, own, value.clone());
            }
        }
        choosing.set(option.id.to_string());
        choosing.touch();
        picked.set(Some(option));
        open.set(false);
    });
    let word = move || if text.with(String::is_empty) { t(FormText::Choose) } else { t(FormText::ChooseAgain) };
    let clear = move || {
        let clearing = clearing.clone();
        (!text.with(String::is_empty)).then(move || {
            view! {
                <button type="button" class="button button--plain needs-script" on:click=move |_| clearing.set(String::new())>
                    {t(FormText::Remove)}
                </button>
            }
            .into_any()
        })
    };
    let dialog_id = untrack(|| spot.path.with(|path| format!("pick-{path}")));
    let heading = FormText::PickTitle.fill(lang, &[spot.field.label.text(lang)]);
    view! {
        <div class="picker" role="group" aria-labelledby=spot.label_id aria-describedby=spot.described>
            <span class="picker__chosen">{title}</span>
            <button type="button" class="button needs-script" id=spot.id on:click=move |_| open.set(true)>{word}</button>
            {clear}
        </div>
        <input type="hidden" name=spot.path value=text.get_untracked() prop:value=text/>
        <span class="quiet is-off">{t(FormText::PickNeedsScript)}</span>
        <Picker id=dialog_id title=heading register=register calls=state.calls open=open on_choose=chosen/>
    }
    .into_any()
}

/// The dialog that searches a register.
#[component]
pub fn Picker(
    /// Unique on the page.
    id: String,
    /// The title.
    title: String,
    /// The register.
    register: String,
    /// The calls of the form.
    calls: StoredValue<FormCalls>,
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Called with the choice.
    on_choose: Callback<Candidate>,
    /// What was chosen since it was opened, where one after the other can be chosen (E-052); none: one only.
    #[prop(optional)]
    taken: Option<RwSignal<BTreeSet<RecordId>>>,
) -> impl IntoView {
    let words = RwSignal::new(String::new());
    let found = RwSignal::new(None::<Result<Vec<Candidate>, AppError>>);
    let register = StoredValue::new(register);
    Effect::new(move |_| {
        let asked = words.get();
        if !open.get() {
            return;
        }
        let call = calls.with_value(|c| (c.records)(register.get_value(), asked.clone()));
        spawn_local(async move {
            let answer = call.await;
            if words.try_get_untracked().as_ref() == Some(&asked) {
                found.set(Some(answer));
            }
        });
    });
    // The list has masked numbers; the chosen one is asked for in full.
    let failed = RwSignal::new(None::<AppError>);
    let choose = Callback::new(move |option: Candidate| {
        failed.set(None);
        let call = calls.with_value(|c| (c.record)(register.get_value(), option.id));
        spawn_local(async move {
            match call.await {
                Ok(option) => {
                    // The dialog may be closed by now.
                    if open.try_get_untracked() == Some(true) {
                        on_choose.run(option);
                    }
                }
                Err(error) => {
                    failed.try_set(Some(error));
                }
            }
        });
    });
    let error = Signal::derive(move || {
        failed.get().or_else(|| found.with(|f| f.as_ref().and_then(|f| f.as_ref().err().cloned())))
    });
    let input_id = format!("{id}-words");
    let done = move || {
        taken.map(|_| {
            view! {
                <div class="actions actions--end">
                    <button type="button" class="button button--main" on:click=move |_| open.set(false)>
                        {t(FormText::PickDone)}
                    </button>
                </div>
            }
            .into_any()
        })
    };
    view! {
        <Dialog id=id title=title open=open>
            <input
                class="control"
                type="search"
                id=input_id.clone()
                aria-label=t(FormText::PickSearch)
                placeholder=t(FormText::PickSearch)
                autocomplete="off"
                prop:value=words
                on:input=move |ev| words.set(event_target_value(&ev))
                on:keydown=|ev| {
                    if ev.key() == "Enter" {
                        ev.prevent_default();
                    }
                }
            />
            <ErrorBox error=error/>
            <div aria-live="polite">{move || found_list(found.get(), choose, taken)}</div>
            {done}
        </Dialog>
    }
    .into_any()
}

fn found_list(
    found: Option<Result<Vec<Candidate>, AppError>>,
    on_choose: Callback<Candidate>,
    taken: Option<RwSignal<BTreeSet<RecordId>>>,
) -> AnyView {
    match found {
        None => view! { <p class="quiet">{t(Common::Loading)}</p> }.into_any(),
        Some(Err(_)) => ().into_any(),
        Some(Ok(list)) if list.is_empty() => view! { <p class="quiet">{t(FormText::PickNone)}</p> }.into_any(),
        Some(Ok(list)) => {
            let lines = list
                .into_iter()
                .map(|option| {
                    let (id, title, note) = (option.id, option.title.clone(), option.note.clone());
                    let is_taken = move || taken.is_some_and(|taken| taken.with(|all| all.contains(&id)));
                    let mark = move || {
                        is_taken().then(|| {
                            view! { <span class="badge badge--success">{t(FormText::PickTaken)}</span> }.into_any()
                        })
                    };
                    let choose = move |_| {
                        if !untrack(is_taken) {
                            on_choose.run(option.clone());
                        }
                    };
                    view! {
                        <button
                            type="button"
                            class="picker__option"
                            aria-disabled=move || is_taken().then_some("true")
                            on:click=choose
                        >
                            <span>{title} " " {mark}</span>
                            <span class="quiet">{note}</span>
                        </button>
                    }
                    .into_any()
                })
                .collect_view();
            view! { <div class="picker__list">{lines}</div> }.into_any()
        }
    }
}
