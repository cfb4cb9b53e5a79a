//! Finding a code of a large table by name, initials of its pinyin or code, beside the selects of its levels.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::control::Spot;
use super::name::Name;
use crate::domain::code::{CODES_FOUND, CodeFound};
use crate::domain::text::form::CodeText as T;
use crate::domain::text::{Lang, Text};
use crate::ui::preference::{t, use_lang};

/// The answer to what is typed, or that there is none.
type Answer = Result<Vec<CodeFound>, ()>;

/// What the box has found and where the keyboard stands in it.
#[derive(Clone, Copy)]
struct Found {
    words: RwSignal<String>,
    /// None while nothing is asked for.
    list: RwSignal<Option<Answer>>,
    /// Whether the list is shown.
    open: RwSignal<bool>,
    /// The entry that Enter takes.
    active: RwSignal<usize>,
    /// What was taken last, in words.
    taken: RwSignal<String>,
}

impl Found {
    fn shown(self) -> bool {
        self.open.get() && self.list.with(count) > 0
    }

    fn at(self, place: usize) -> Option<CodeFound> {
        self.list.with_untracked(|list| list.as_ref()?.as_ref().ok()?.get(place).cloned())
    }

    fn type_in(self, words: String) {
        self.taken.set(String::new());
        self.open.set(true);
        self.words.set(words);
    }
}

/// How many entries an answer has.
fn count(list: &Option<Answer>) -> usize {
    list.as_ref().and_then(|list| list.as_ref().ok()).map_or(0, Vec::len)
}

/// The box and the list below it; without scripts there is none, and the code is typed.
#[component]
pub fn CodeSearch(
    /// The field.
    spot: Spot,
    /// Its table.
    table: String,
) -> impl IntoView {
    let lang = use_lang();
    let found = Found {
        words: RwSignal::new(String::new()),
        list: RwSignal::new(None),
        open: RwSignal::new(false),
        active: RwSignal::new(0),
        taken: RwSignal::new(String::new()),
    };
    ask(&spot, table, found);
    let taking = spot.clone();
    let take = Callback::new(move |entry: CodeFound| {
        found.words.set(String::new());
        found.open.set(false);
        found.taken.set(T::Taken.fill(lang, &[&full_name(&entry, lang)]));
        taking.set(entry.code);
        taking.touch();
    });
    let list_id = spot.id.then(|id| format!("{id}-found"));
    let label = T::Search.fill(lang, &[spot.field.label.text(lang)]);
    let active = {
        let list_id = list_id.clone();
        move || found.shown().then(|| list_id.with(|id| format!("{id}-{}", found.active.get())))
    };
    let listed = {
        let list_id = list_id.clone();
        move || options(found, &list_id, take, lang)
    };
    view! {
        <div class="code-search">
            <input
                class="control"
                type="text"
                role="combobox"
                aria-label=label.clone()
                aria-autocomplete="list"
                aria-expanded=move || found.shown().to_string()
                aria-controls=list_id.clone()
                aria-activedescendant=active
                placeholder=t(T::Placeholder)
                autocomplete="off"
                prop:value=found.words
                on:input=move |ev| found.type_in(event_target_value(&ev))
                on:keydown=move |ev| press(&ev, found, take)
                on:blur=move |_| {
                    found.open.try_set(false);
                }
            />
            <ul class="code-search__list" role="listbox" id=list_id aria-label=label class:is-open=move || found.shown()>
                {listed}
            </ul>
            <span class="unseen" role="status">{move || status(found, lang)}</span>
            {move || said(found)}
        </div>
    }
    .into_any()
}

/// Asks for what is typed; an answer to what is no longer typed is dropped.
fn ask(spot: &Spot, table: String, found: Found) {
    let calls = spot.state.calls;
    Effect::new(move |_| {
        let words = found.words.get();
        if words.trim().is_empty() {
            found.list.set(None);
            return;
        }
        let call = calls.with_value(|c| (c.codes)(table.clone(), words.clone()));
        spawn_local(async move {
            let answer = call.await.map_err(|_| ());
            if found.words.try_get_untracked().as_ref() == Some(&words) {
                found.active.set(0);
                found.list.set(Some(answer));
            }
        });
    });
}

fn press(ev: &KeyboardEvent, found: Found, take: Callback<CodeFound>) {
    // While an input method is at work, its keys are its own.
    if ev.is_composing() {
        return;
    }
    let count = found.list.with_untracked(count);
    let shown = found.open.get_untracked() && count > 0;
    match ev.key().as_str() {
        key @ ("ArrowDown" | "ArrowUp") => {
            ev.prevent_default();
            if shown {
                found.active.update(|active| *active = moved(*active, count, key == "ArrowDown"));
            }
            found.open.set(true);
        }
        "Enter" => {
            // The form is not sent from here.
            ev.prevent_default();
            if let Some(entry) = found.at(found.active.get_untracked()).filter(|_| shown) {
                take.run(entry);
            }
        }
        "Escape" if shown => {
            // A dialog around the form stays open.
            ev.prevent_default();
            ev.stop_propagation();
            found.open.set(false);
        }
        _ => {}
    }
}

/// The place after one key, round the end of the list.
fn moved(active: usize, len: usize, down: bool) -> usize {
    match (active, down) {
        _ if len == 0 => 0,
        (at, true) => (at + 1) % len,
        (0, false) => len - 1,
        (at, false) => at - 1,
    }
}

fn options(found: Found, list_id: &Name, take: Callback<CodeFound>, lang: Lang) -> Vec<AnyView> {
    let list = found.list.get().and_then(Result::ok).unwrap_or_default();
    let option = |(at, entry): (usize, CodeFound)| {
        let id = list_id.then(move |list| format!("{list}-{at}"));
        let active = move || found.active.get() == at;
        let (name, above) = (entry.name.text(lang).to_owned(), above(&entry, lang));
        let code = entry.code.clone();
        view! {
            <li
                class="code-search__one"
                class:is-active=active
                role="option"
                id=id
                aria-selected=move || active().to_string()
                // The box keeps the focus.
                on:mousedown=|ev| ev.prevent_default()
                on:click=move |_| take.run(entry.clone())
            >
                <span>{name}</span>
                <span class="quiet">{above} " " {code}</span>
            </li>
        }
        .into_any()
    };
    list.into_iter().enumerate().map(option).collect()
}

/// The names of the levels above.
fn above(entry: &CodeFound, lang: Lang) -> String {
    entry.above.iter().map(|name| name.text(lang)).collect::<Vec<_>>().join(" / ")
}

fn full_name(entry: &CodeFound, lang: Lang) -> String {
    let names = entry.above.iter().chain([&entry.name]).map(|name| name.text(lang));
    names.collect::<Vec<_>>().join(" / ")
}

/// What a screen reader says of the list.
fn status(found: Found, lang: Lang) -> String {
    let taken = found.taken.get();
    match found.list.with(count) {
        _ if !taken.is_empty() => taken,
        0 => String::new(),
        count if count >= CODES_FOUND => T::FoundFirst.fill(lang, &[&count.to_string()]),
        count => T::Found.fill(lang, &[&count.to_string()]),
    }
}

/// That nothing was found, or that no answer came.
fn said(found: Found) -> Option<AnyView> {
    let words = match found.list.get()? {
        Ok(list) if list.is_empty() => t(T::None),
        Ok(_) => return None,
        Err(()) => t(T::Failed),
    };
    Some(view! { <span class="field__help" role="status">{words}</span> }.into_any())
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn arrows_go_round_the_list() {
        assert_eq!([moved(0, 3, true), moved(2, 3, true), moved(0, 3, false), moved(2, 3, false)], [1, 0, 2, 1]);
        assert_eq!(moved(0, 0, true), 0);
    }
}
