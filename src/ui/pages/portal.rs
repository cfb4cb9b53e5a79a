//! The portal: its frame, and the first page with the hall of services and the latest public notices (C-003, C-011,
//! C-012, P-043 … P-045).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Outlet;

use crate::api::portal::find_portal;
use crate::api::session::find_actor;
use crate::api::support::find_support;
use crate::domain::notice::NoticeRow;
use crate::domain::portal::{Category, Portal as Found, ServiceCard};
use crate::domain::support::SupportContact;
use crate::domain::text::common::Common;
use crate::domain::text::notice::NoticeText;
use crate::domain::text::portal::PortalText as T;
use crate::domain::text::writing::WritingText;
use crate::ui::pages::frame::Preferences;
use crate::ui::pages::support::{SupportBlock, call_address};
use crate::ui::pages::viewing::Banner;
use crate::ui::parts::load::{Load, transition};
use crate::ui::preference::{t, tf, use_lang};

/// The bar and the content of every page of the portal.
#[component]
pub fn PortalFrame() -> impl IntoView {
    let (actor, contact) = (Load::once(find_actor), Load::once(find_support));
    let entry = move || async move {
        let actor = actor.await.ok().flatten();
        let banner = actor.clone().map(|actor| view! { <Banner actor=actor/> }.into_any());
        let who = match actor {
            Some(actor) => view! {
                <a class="bar__link" href="/">{t(Common::Workbench)}</a>
                <span class="bar__name portal-bar__hello">{tf(T::Hello, &[&actor.name])}</span>
            }
            .into_any(),
            None => view! { <a class="bar__link portal-bar__enter" href="/sign-in">{t(T::Enter)}</a> }.into_any(),
        };
        let phone = contact.await.ok().filter(|contact| contact.version > 0).map(phone);
        view! {
            {banner}
            <header class="bar portal-bar">
                <a class="bar__brand" href="/portal">
                    <img src="/favicon.svg" alt="" width="24" height="24"/><span class="bar__product">{t(Common::Product)}</span>
                </a>
                <span class="bar__space"></span>
                {phone}
                <a class="bar__link portal-bar__hall" href="/portal#hall">{t(T::Hall)}</a>
                {who}
                <Preferences/>
            </header>
        }
        .into_any()
    };
    view! {
        <a class="skip" href="#content">{t(Common::SkipToContent)}</a>
        {transition(entry)}
        <Outlet/>
    }
    .into_any()
}

fn phone(contact: SupportContact) -> AnyView {
    let call = call_address(&contact.phone);
    view! { <a class="bar__link bar__wide" href=call title=t(T::ServicePhone)>{contact.phone}</a> }.into_any()
}

/// `/portal`
#[component]
pub fn Portal() -> impl IntoView {
    let found = Load::once(find_portal);
    let heading = move || async move {
        match found.await.map(|found| found.host).unwrap_or_default().as_str() {
            "" => t(T::Title).to_owned(),
            host => tf(T::TitleOf, &[host]),
        }
    };
    let services = move || async move {
        let Found { services, .. } = found.await.unwrap_or_default();
        view! { <ul class="cards">{services.into_iter().map(card).collect_view()}</ul> }.into_any()
    };
    let lists = found.shown(move |found| found.latest.into_iter().map(list).collect_view().into_any());
    view! {
        <Title text=t(T::Title)/>
        <main class="portal page" id="content">
            <div class="portal__head">
                <h1 class="portal__title">{transition(heading)}</h1>
                <p class="page__note">{t(T::Note)}</p>
            </div>
            <section class="group" id="hall" aria-labelledby="hall-title">
                <h2 id="hall-title">{t(T::Hall)}</h2>
                {transition(services)}
            </section>
            <div class="portal__lists">{lists}</div>
            <SupportBlock/>
        </main>
    }
    .into_any()
}

fn card(service: ServiceCard) -> AnyView {
    let lang = use_lang();
    let between = t(NoticeText::Between);
    let kinds = service.kinds.iter().map(|kind| kind.text(lang)).collect::<Vec<_>>().join(between);
    view! {
        <li class="card">
            <a class="card__link card__title" href=format!("/portal/services/{}", service.key)>
                {service.name.text(lang).to_owned()}
            </a>
            <p class="card__note">{service.note.text(lang).to_owned()}</p>
            <p class="card__note">{tf(T::For, &[&kinds])}</p>
        </li>
    }
    .into_any()
}

fn list((category, rows): (Category, Vec<NoticeRow>)) -> AnyView {
    let id = format!("list-{}", category.key());
    let name = t(category.name());
    let body = if rows.is_empty() {
        view! { <p class="portal__none quiet">{t(T::Empty)}</p> }.into_any()
    } else {
        view! { <ul class="portal__rows">{rows.into_iter().map(line).collect_view()}</ul> }.into_any()
    };
    let more = format!("/portal/notices?category={}", category.key());
    view! {
        <section class="sheet portal__list" aria-labelledby=id.clone()>
            <div class="sheet__head">
                <h2 class="sheet__title" id=id.clone()>{name}</h2>
                <a href=more aria-label=tf(T::MoreOf, &[name])>{t(T::More)}</a>
            </div>
            {body}
        </section>
    }
    .into_any()
}

/// One line of a list of the portal.
pub fn line(row: NoticeRow) -> AnyView {
    let pinned =
        row.pinned.then(|| view! { <span class="badge badge--warning">{t(NoticeText::Pinned)}</span> }.into_any());
    let files = row.has_files.then(|| view! { <span class="quiet">{t(WritingText::HasFiles)}</span> }.into_any());
    view! {
        <li class="portal__row">
            <a class="portal__link" href=format!("/portal/notices/{}", row.id)>{row.title}</a>
            {pinned} {files}
            <time class="portal__at">{row.at.day().to_string()}</time>
        </li>
    }
    .into_any()
}
