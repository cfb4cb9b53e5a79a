//! The choices above a list: built-in documents that are there or missing (E-025), folders (E-103).

use leptos::prelude::*;

use crate::domain::form::kinds::choice::OTHER;
use crate::domain::form::{Choice, Kind, Shelves};
use crate::domain::record::{RecordPage, Shelf};
use crate::domain::text::common::Common;
use crate::domain::text::form::ShelfText as T;
use crate::domain::workflow::Tone;
use crate::ui::parts::badge::tone_class;
use crate::ui::parts::form::control::word;
use crate::ui::parts::list::address;
use crate::ui::parts::settled::settled;
use crate::ui::preference::{t, tf, use_lang};

/// Of a page of a list; nothing where it is not laid out so.
pub fn shelves(page: &RecordPage, base: &str, org: &str, may_add: bool) -> Option<AnyView> {
    let definition = &page.definition;
    let Shelves { field, single } = definition.shelves.as_ref()?;
    let Kind::Select { choices, .. } = &definition.field(field)?.kind else { return None };
    if page.shelves.is_empty() {
        return None;
    }
    let one = |shelf: &Shelf| {
        let choice = choices.iter().find(|choice| choice.value == shelf.value)?;
        let place = Place { base, org, field, may_add, single: *single };
        Some(place.line(shelf, choice))
    };
    let lines: Vec<AnyView> = page.shelves.iter().filter_map(one).collect();
    let (heading, class) = if *single { (T::Builtin, "shelves shelves--lines") } else { (T::Folders, "shelves") };
    Some(settled(view! {
        <section class="sheet sheet--padded" aria-labelledby="shelves">
            <h2 class="editor__heading" id="shelves">{t(heading)}</h2>
            <ul class=class>{lines}</ul>
        </section>
    }))
}

struct Place<'a> {
    base: &'a str,
    org: &'a str,
    field: &'a str,
    may_add: bool,
    single: bool,
}

impl Place<'_> {
    fn line(&self, shelf: &Shelf, choice: &Choice) -> AnyView {
        let lang = use_lang();
        let name = word(choice, lang);
        let add = address(&format!("{}/new", self.base), &[(&format!("set.{}", self.field), &shelf.value)]);
        let folder = address(self.base, &[("org", self.org), (&format!("f.{}", self.field), &shelf.value)]);
        // 其他 takes any number of documents (E-026).
        let single = self.single && choice.value != OTHER;
        let (href, mark) = match (single, shelf.first) {
            (true, Some(first)) => {
                let state = if shelf.draft { (T::Draft, Tone::Waiting) } else { (T::There, Tone::Success) };
                (Some(format!("{}/{first}", self.base)), badge(state.0, state.1))
            }
            (true, None) => (None, badge(T::Missing, Tone::Neutral)),
            (false, _) => {
                let count = tf(T::Count, &[&shelf.count.to_string()]);
                (Some(folder), view! { <span class="quiet number">{count}</span> }.into_any())
            }
        };
        let title = match href {
            Some(href) => view! { <a class="shelves__name" href=href>{name.clone()}</a> }.into_any(),
            None => view! { <span class="shelves__name">{name.clone()}</span> }.into_any(),
        };
        let act = (self.may_add && !(single && shelf.first.is_some())).then(|| {
            let words = if single { t(T::Upload) } else { t(Common::Add) };
            let label = format!("{words}{}{name}", t(T::Between));
            view! { <a class="button button--plain" href=add aria-label=label>{words}</a> }.into_any()
        });
        view! { <li class="shelves__one">{title} {mark} {act}</li> }.into_any()
    }
}

fn badge(words: T, tone: Tone) -> AnyView {
    view! { <span class=tone_class(tone)>{t(words)}</span> }.into_any()
}
