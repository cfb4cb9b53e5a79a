//! All registers of the unit, by the parts of its workspace.

use leptos::prelude::*;
use leptos_meta::Title;

use leptos_router::hooks::use_query_map;

use super::unit;
use crate::api::register::list_registers;
use crate::domain::form::Menu;
use crate::domain::record::RegisterSummary;
use crate::domain::text::Lang;
use crate::domain::text::form::{FormText, ShareText};
use crate::domain::text::guide::GuideText;
use crate::ui::parts::list::{EmptyState, address};
use crate::ui::parts::load::Load;
use crate::ui::preference::{t, tf, use_lang};

/// `/registers`
#[component]
pub fn Registers() -> impl IntoView {
    let query = use_query_map();
    let cards = Load::new(
        move || query.with(|q| q.get("org")),
        |org| async move { Ok((list_registers(unit(org.clone())?).await?, org)) },
    );

    let shown = cards.shown(move |(cards, org)| groups(cards, &org.unwrap_or_default()));
    view! {
        <Title text=t(FormText::Registers)/>
        <div class="page">
            <div class="page__head">
                <div class="page__titles">
                    <h1 class="page__title">{t(FormText::Registers)}</h1>
                    <p class="page__note">{t(FormText::RegistersNote)}</p>
                </div>
                <div class="page__actions">
                    <a class="button button--plain" href="/help">{t(GuideText::Chapters)}</a>
                </div>
            </div>
            {shown}
        </div>
    }
    .into_any()
}

/// The two platforms of the workspace, each with the parts of the menu that belong to it (E-019, E-104).
const PLATFORMS: [(FormText, &[Menu]); 2] = [
    (FormText::MenuOrganisation, &[Menu::Organisation, Menu::Member, Menu::Party]),
    (FormText::MenuBusiness, &[Menu::Business]),
];

fn groups(cards: Vec<RegisterSummary>, org: &str) -> AnyView {
    let (shared, own): (Vec<_>, Vec<_>) = cards.into_iter().partition(|card| card.shared_by.is_some());
    let shared: Vec<AnyView> = shared.iter().map(|one| card(one, false, org)).collect();
    let shared = (!shared.is_empty()).then(|| {
        view! { <section class="group"><h2>{t(ShareText::FromAbove)}</h2><ul class="cards">{shared}</ul></section> }
            .into_any()
    });
    let platform = |(name, menus): (FormText, &[Menu])| {
        let inside: Vec<&RegisterSummary> = own.iter().filter(|card| menus.contains(&card.menu)).collect();
        (!inside.is_empty()).then(|| {
            view! { <section class="group"><h2>{t(name)}</h2>{parts(menus, &inside, org)}</section> }.into_any()
        })
    };
    if own.is_empty() && shared.is_none() {
        return view! { <EmptyState title=t(FormText::NoRegisters)><p>{t(FormText::NoRegistersWhy)}</p></EmptyState> }
            .into_any();
    }
    let own = PLATFORMS.into_iter().filter_map(platform).collect_view();
    view! { {own} {shared} }.into_any()
}

/// The cards of a platform: first those without a heading of their own, then heading by heading.
fn parts(menus: &[Menu], cards: &[&RegisterSummary], org: &str) -> Vec<AnyView> {
    let lang = use_lang();
    let mut parts: Vec<(String, Vec<&RegisterSummary>)> = vec![(String::new(), Vec::new())];
    for menu in menus {
        for card in cards.iter().filter(|card| card.menu == *menu) {
            let heading = heading(card, lang);
            match parts.iter_mut().find(|(known, _)| *known == heading) {
                Some((_, inside)) => inside.push(card),
                None => parts.push((heading, vec![card])),
            }
        }
    }
    parts.retain(|(_, inside)| !inside.is_empty());
    let part = |(heading, inside): (String, Vec<&RegisterSummary>)| {
        let nested = !heading.is_empty();
        let cards = inside.iter().map(|one| card(one, nested, org)).collect_view();
        let heading = nested.then(|| view! { <h3 class="group__part">{heading}</h3> }.into_any());
        view! { {heading} <ul class="cards">{cards}</ul> }.into_any()
    };
    parts.into_iter().map(part).collect()
}

/// What stands above the card: 社会组织党建管理 · 党支部.
fn heading(card: &RegisterSummary, lang: Lang) -> String {
    let menu = match card.menu {
        Menu::Member => t(FormText::MenuMember),
        Menu::Party => t(FormText::MenuParty),
        _ => "",
    };
    let part = card.part.as_ref().map(|part| part.text(lang)).unwrap_or_default();
    [menu, part].into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn card(card: &RegisterSummary, nested: bool, org: &str) -> AnyView {
    let lang = use_lang();
    let by = card.shared_by.as_ref().map(|(unit, name)| (unit.to_string(), name.clone()));
    let unit = by.as_ref().map_or(org, |(unit, _)| unit);
    let href = address(&format!("/registers/{}", card.key), &[("org", unit)]);
    let badge = by.as_ref().map(|(_, name)| view! { <span class="badge">{name.clone()}</span> }.into_any());
    let drafts = (card.drafts > 0).then(|| {
        view! { <span class="badge badge--waiting">{tf(FormText::Drafts, &[&card.drafts.to_string()])}</span> }
            .into_any()
    });
    let link = view! {
        <a class="card__link" href=href>{card.name.text(lang).to_owned()}</a>
        <span class="card__count">{tf(FormText::Records, &[&card.records.to_string()])}</span>
    };
    let title = if nested {
        view! { <h4 class="card__title">{link}</h4> }.into_any()
    } else {
        view! { <h3 class="card__title">{link}</h3> }.into_any()
    };
    view! {
        <li class="card">
            {title}
            <p class="card__note">{card.purpose.text(lang).to_owned()}</p>
            <p>{badge} {drafts}</p>
        </li>
    }
    .into_any()
}
