//! All registers of the unit, by the parts of its workspace.

use leptos::prelude::*;
use leptos_meta::Title;

use leptos_router::hooks::use_query_map;

use super::unit;
use crate::api::register::list_registers;
use crate::domain::form::Menu;
use crate::domain::record::RegisterSummary;
use crate::domain::text::form::{FormText, ShareText};
use crate::domain::text::guide::GuideText;
use crate::ui::parts::list::address;
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

/// The part of the workspace in words.
fn menu_word(menu: Menu) -> FormText {
    match menu {
        Menu::Organisation => FormText::MenuOrganisation,
        Menu::Member => FormText::MenuMember,
        Menu::Party => FormText::MenuParty,
        Menu::Business => FormText::MenuBusiness,
        Menu::Congress => FormText::MenuCongress,
        Menu::None => FormText::MenuOther,
    }
}

fn groups(cards: Vec<RegisterSummary>, org: &str) -> AnyView {
    let (shared, own): (Vec<_>, Vec<_>) = cards.into_iter().partition(|card| card.shared_by.is_some());
    let shared: Vec<AnyView> = shared.iter().map(|one| card(one, org)).collect();
    let shared = (!shared.is_empty()).then(|| {
        view! { <section class="group"><h2>{t(ShareText::FromAbove)}</h2><ul class="cards">{shared}</ul></section> }
            .into_any()
    });
    let own = menus(&own, org);
    view! { {own} {shared} }.into_any()
}

fn menus(cards: &[RegisterSummary], org: &str) -> Vec<AnyView> {
    [Menu::Organisation, Menu::Member, Menu::Party, Menu::Business]
        .into_iter()
        .filter_map(|menu| {
            let inside: Vec<AnyView> = cards.iter().filter(|c| c.menu == menu).map(|c| card(c, org)).collect();
            (!inside.is_empty()).then(|| {
                view! { <section class="group"><h2>{t(menu_word(menu))}</h2><ul class="cards">{inside}</ul></section> }
                    .into_any()
            })
        })
        .collect()
}

fn card(card: &RegisterSummary, org: &str) -> AnyView {
    let lang = use_lang();
    let by = card.shared_by.as_ref().map(|(unit, name)| (unit.to_string(), name.clone()));
    let unit = by.as_ref().map_or(org, |(unit, _)| unit);
    let href = address(&format!("/registers/{}", card.key), &[("org", unit)]);
    let badge = by.as_ref().map(|(_, name)| view! { <span class="badge">{name.clone()}</span> }.into_any());
    let drafts = (card.drafts > 0).then(|| {
        view! { <span class="badge badge--waiting">{tf(FormText::Drafts, &[&card.drafts.to_string()])}</span> }
            .into_any()
    });
    view! {
        <li class="card">
            <h3 class="card__title">
                <a class="card__link" href=href>{card.name.text(lang).to_owned()}</a>
                <span class="card__count">{tf(FormText::Records, &[&card.records.to_string()])}</span>
            </h3>
            <p class="card__note">{card.purpose.text(lang).to_owned()}</p>
            <p>{badge} {drafts}</p>
        </li>
    }
    .into_any()
}
