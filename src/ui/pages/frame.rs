//! The frame around every page of a signed-in person: bar, rail and content.

use leptos::prelude::*;
use leptos_router::components::{Outlet, Redirect};
use leptos_router::hooks::use_location;

use crate::api::session::{SignOut, find_actor};
use crate::domain::account::Actor;
use crate::domain::path::query_value;
use crate::domain::text::Text;
use crate::domain::text::common::Common;
use crate::domain::text::nav::Nav;
use crate::ui::parts::guard::{Done, Guard, SessionDialog};
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::parts::settled::settled;
use crate::ui::preference::{Preference, Theme, t, use_lang};

/// Who is signed in, asked once by the frame for all its pages.
#[derive(Clone, Copy)]
struct SignedIn(Load<Option<Actor>>);

/// The signed-in person; for pages inside the frame.
pub async fn signed_in() -> Option<Actor> {
    let SignedIn(actor) = use_context()?;
    actor.await.ok().flatten()
}

/// Lets signed-in people through and sends others to sign in, from where they return.
///
/// The page stands outside of every `Suspense`: what is inside is rendered twice on the server, and a page would
/// ask for all its data twice.
#[component]
pub fn Frame() -> impl IntoView {
    let actor = Load::once(find_actor);
    let guard = Guard::provide();
    provide_context(SignedIn(actor));
    let location = use_location();
    let bar = move || {
        let here = format!(
            "{}{}",
            location.pathname.get_untracked(),
            match location.search.get_untracked() {
                search if search.is_empty() => search,
                search => format!("?{search}"),
            }
        );
        async move {
            match actor.await {
                Ok(Some(actor)) => settled(view! { <Bar actor=actor/> }),
                _ => view! { <Redirect path=format!("/sign-in?next={}", query_value(&here))/> }.into_any(),
            }
        }
    };
    let rail = move || async move { actor.await.ok().flatten().map(|actor| settled(view! { <Rail actor=actor/> })) };
    view! {
        <a class="skip" href="#content">{t(Common::SkipToContent)}</a>
        <input class="shell__toggle" type="checkbox" id="rail-toggle" aria-label=t(Common::Menu)/>
        {transition(bar)}
        <div class="shell">
            {transition(rail)}
            <main class="shell__content" id="content" tabindex="-1"><Outlet/></main>
        </div>
        <Done guard=guard/>
        {move || guard.ended().then(|| view! { <SessionDialog guard=guard/> })}
    }
    .into_any()
}

#[component]
fn Bar(actor: Actor) -> impl IntoView {
    let sign_out = Posting::to::<SignOut>();
    let role = actor.role.name().text(use_lang()).to_owned();
    view! {
        <header class="bar">
            <label class="bar__link bar__toggle" for="rail-toggle">{t(Common::Menu)}</label>
            <a class="bar__brand" href="/"><img src="/favicon.svg" alt="" width="24" height="24"/>{t(Common::Product)}</a>
            <span class="bar__unit">{actor.org_name}</span>
            <span class="bar__space"></span>
            <Preferences/>
            <details class="bar__menu">
                <summary><span class="bar__name">{actor.name}</span></summary>
                <div class="bar__panel">
                    <p class="bar__group">{role}</p>
                    <a href="/account">{t(Common::Me)}</a>
                    <PostForm post=sign_out><button type="submit">{t(Common::SignOut)}</button></PostForm>
                </div>
            </details>
        </header>
    }
    .into_any()
}

/// The bar above pages that need no account.
#[component]
pub fn PublicBar() -> impl IntoView {
    view! {
        <a class="skip" href="#content">{t(Common::SkipToContent)}</a>
        <header class="bar">
            <a class="bar__brand" href="/"><img src="/favicon.svg" alt="" width="24" height="24"/>{t(Common::Product)}</a>
            <span class="bar__space"></span>
            <Preferences/>
        </header>
    }
    .into_any()
}

/// Language and theme switches: plain forms.
#[component]
pub fn Preferences() -> impl IntoView {
    let preference = use_context::<Preference>().unwrap_or_default();
    let lang = |tag: &'static str, label: &'static str| {
        let current = (preference.lang.tag() == tag).then_some("true");
        view! { <button type="submit" name="lang" value=tag aria-current=current>{label}</button> }
    };
    let theme = |theme: Theme, label: Common| {
        let current = (preference.theme == theme).then_some("true");
        view! { <button type="submit" name="theme" value=theme.key() aria-current=current>{t(label)}</button> }
    };
    view! {
        <details class="bar__menu">
            <summary aria-label=t(Common::Language)>{if preference.lang.tag() == "en" { "EN" } else { "中" }}</summary>
            <form class="bar__panel" method="post" action="/preference">
                <p class="bar__group">{t(Common::Language)}</p>
                {lang("zh-CN", "简体中文")}
                {lang("en", "English")}
                <p class="bar__group">{t(Common::Theme)}</p>
                {theme(Theme::Auto, Common::ThemeAuto)}
                {theme(Theme::Light, Common::ThemeLight)}
                {theme(Theme::Dark, Common::ThemeDark)}
            </form>
        </details>
    }
    .into_any()
}

/// The modules of each kind of unit: what nobody of the unit has is not in the rail.
fn modules(org_kind: &str) -> Vec<(&'static str, Nav)> {
    let mut links = vec![("/", Nav::Workbench)];
    match org_kind {
        "association" => links.extend([("/orgs", Nav::Orgs), ("/review", Nav::Review), ("/congress", Nav::Congress)]),
        "society" => links.extend([
            ("/evaluation", Nav::Evaluation),
            ("/registers", Nav::Registers),
            ("/registers/member", Nav::Members),
            ("/imports", Nav::Imports),
            ("/applications", Nav::Applications),
            ("/invitations", Nav::Invitations),
            ("/congress", Nav::Congress),
            ("/orgs", Nav::Orgs),
        ]),
        "electing_unit" => links.extend([("/congress", Nav::Congress), ("/orgs", Nav::Orgs)]),
        _ => links.push(("/orgs", Nav::Orgs)),
    }
    links
}

#[component]
fn Rail(actor: Actor) -> impl IntoView {
    let lang = use_lang();
    let path = use_location().pathname;
    let links = modules(&actor.org_kind);
    let longest = {
        let hrefs: Vec<&'static str> = links.iter().map(|(href, _)| *href).collect();
        Memo::new(move |_| {
            path.with(|p| {
                let fits = |href: &&&str| **href == p.as_str() || (**href != "/" && p.starts_with(&format!("{href}/")));
                hrefs.iter().filter(fits).max_by_key(|h| h.len()).copied()
            })
        })
    };
    let items = links
        .into_iter()
        .map(|(href, key)| {
            let current = move || (longest.get() == Some(href)).then_some("page");
            view! { <li><a class="rail__link" href=href aria-current=current>{key.text(lang)}</a></li> }
        })
        .collect_view();
    view! { <nav class="rail" aria-label=t(Common::Menu)><ul class="rail__list">{items}</ul></nav> }.into_any()
}
