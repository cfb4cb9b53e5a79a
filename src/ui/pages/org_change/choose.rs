//! Step one: the other unit, or what a new unit takes. GET forms: the choice lives in the address.

use leptos::prelude::*;

use super::Asked;
use crate::domain::error::AppError;
use crate::domain::org::OrgNode;
use crate::domain::org_change::{ChangeKind, Divisible, Part, Wanted};
use crate::domain::text::common::Common;
use crate::domain::text::org_change::ChangeText as T;
use crate::ui::parts::field::Problems;
use crate::ui::preference::{t, tf, use_lang};

/// A search and the units that fit.
pub(super) fn target(path: &str, asked: &Asked, list: Vec<OrgNode>) -> AnyView {
    let chosen = match &asked.wanted {
        Some(Wanted::Move { to } | Wanted::Merge { into: to }) => Some(*to),
        _ => None,
    };
    let (kind, words) = (asked.kind.key(), asked.words.clone());
    let legend = if asked.kind == ChangeKind::Merge { T::Taker } else { T::Target };
    let nothing = list.is_empty().then(|| view! { <p class="empty">{t(T::NoTarget)}</p> });
    let any = !list.is_empty();
    let options = list
        .into_iter()
        .map(|node| {
            let id = node.org.id.to_string();
            view! {
                <label class="choice">
                    <input type="radio" name="to" value=id required=true checked=chosen == Some(node.org.id)/>
                    <span>{node.org.name} " " <span class="quiet">{node.org.code}</span></span>
                </label>
            }
            .into_any()
        })
        .collect_view();
    let form = any.then(|| {
        view! {
            <form class="form" method="get" action=path.to_owned()>
                <input type="hidden" name="kind" value=kind/>
                <input type="hidden" name="q" value=words.clone()/>
                <fieldset class="field">
                    <legend class="field__label">{t(legend)}</legend>
                    <div class="org-choices">{options}</div>
                </fieldset>
                <div><button class="button" type="submit">{t(T::Preview)}</button></div>
            </form>
        }
        .into_any()
    });
    view! {
        <section class="sheet sheet--padded org-steps">
            <h2>{t(T::Choose)}</h2>
            <form class="search" method="get" action=path.to_owned() role="search">
                <input type="hidden" name="kind" value=kind/>
                <label class="search__filter search__words">
                    <span class="search__label">{t(T::SearchTarget)}</span>
                    <input class="control" type="search" name="q" value=words/>
                </label>
                <button class="button" type="submit">{t(Common::Search)}</button>
            </form>
            {nothing}
            {form}
        </section>
    }
    .into_any()
}

/// The name of the new unit and what it takes.
pub(super) fn part(path: &str, asked: &Asked, parts: Divisible, error: Option<AppError>) -> AnyView {
    let lang = use_lang();
    let taken = match &asked.wanted {
        Some(Wanted::Split(part)) => part.clone(),
        _ => Part::default(),
    };
    let units = parts
        .units
        .into_iter()
        .map(|(id, name)| tick("unit", id.to_string(), name, taken.units.contains(&id)))
        .collect::<Vec<_>>();
    let people = parts
        .people
        .into_iter()
        .map(|(id, name, role)| {
            let words = format!("{name} · {}", role.text(lang));
            tick("person", id.to_string(), words, taken.people.contains(&id))
        })
        .collect::<Vec<_>>();
    let registers = parts
        .registers
        .into_iter()
        .map(|(key, names, records)| {
            let between = if lang == crate::domain::text::Lang::Zh { "、" } else { ", " };
            let names = names.iter().map(|n| n.text(lang)).collect::<Vec<_>>().join(between);
            let words = tf(T::Family, &[&names, &records.to_string()]);
            let ticked = taken.registers.contains(&key);
            tick("register", key, words, ticked)
        })
        .collect::<Vec<_>>();
    let group = |word: T, ticks: Vec<AnyView>| {
        (!ticks.is_empty()).then(|| {
            view! {
                <fieldset class="field">
                    <legend class="field__label">{t(word)}</legend>
                    <div class="org-choices">{ticks.into_iter().collect_view()}</div>
                </fieldset>
            }
            .into_any()
        })
    };
    let error = Signal::stored(error);
    view! {
        <section class="sheet sheet--padded">
            <h2>{t(T::Choose)}</h2>
            <form class="form" method="get" action=path.to_owned()>
                <input type="hidden" name="kind" value=asked.kind.key()/>
                <div class="field">
                    <label class="field__label" for="name">{t(T::NewName)}</label>
                    <input class="control" id="name" name="name" required=true value=taken.name/>
                    <Problems error=error path="name"/>
                </div>
                {group(T::TakeUnits, units)}
                {group(T::TakePeople, people)}
                {group(T::TakeRecords, registers)}
                <div><button class="button" type="submit">{t(T::Preview)}</button></div>
            </form>
        </section>
    }
    .into_any()
}

fn tick(name: &'static str, value: String, words: String, ticked: bool) -> AnyView {
    view! {
        <label class="choice">
            <input type="checkbox" name=name value=value checked=ticked/>
            <span>{words}</span>
        </label>
    }
    .into_any()
}
