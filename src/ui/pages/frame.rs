//! The frame around every page of a signed-in person: bar, rail and content.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::components::{Outlet, Redirect};
use leptos_router::hooks::use_location;

use crate::api::session::{SignOut, SwitchPost, find_actor, list_posts};
use crate::api::workbench::find_counts;
use crate::domain::access::{Action, decide};
use crate::domain::account::{Actor, Post};
use crate::domain::org::Relation;
use crate::domain::path::query_value;
use crate::domain::text::Text;
use crate::domain::text::common::Common;
use crate::domain::text::nav::Nav;
use crate::domain::workbench::Counts;
use crate::ui::pages::renewal::Renewal;
use crate::ui::pages::viewing::Banner;
use crate::ui::parts::guard::{Done, Guard};
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::numbers::{Numbers, shown};
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

/// Lets signed-in people through and sends others to sign in, from where they return; those who name no page, to the
/// portal.
///
/// The page stands outside of every `Suspense`: what is inside is rendered twice on the server, and a page would
/// ask for all its data twice.
#[component]
pub fn Frame() -> impl IntoView {
    let actor = Load::once(find_actor);
    // For what is not drawn anew when somebody else signs in.
    let known = StoredValue::new(None::<Actor>);
    let counts = Load::once(find_counts);
    let posts = Load::once(move || async move {
        match actor.await {
            Ok(Some(actor)) if actor.may_switch => list_posts().await,
            _ => Ok(Vec::new()),
        }
    });
    let guard = Guard::provide();
    let numbers = Numbers::provide();
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
                Ok(Some(actor)) => {
                    known.set_value(Some(actor.clone()));
                    let counts = numbers.after(counts.await.unwrap_or_default());
                    let posts = posts.await.unwrap_or_default();
                    settled(view! { <Banner actor=actor.clone()/> <Bar actor=actor posts=posts counts=counts/> })
                }
                _ if here == "/" => view! { <Redirect path="/portal"/> }.into_any(),
                _ => view! { <Redirect path=format!("/sign-in?next={}", query_value(&here))/> }.into_any(),
            }
        }
    };
    let rail = move || async move {
        let actor = actor.await.ok().flatten()?;
        let counts = numbers.after(counts.await.unwrap_or_default());
        Some(settled(view! { <Rail actor=actor counts=counts/> }))
    };
    // Opened once and kept: closed dialogs keep their place in the page.
    let due = Memo::new(move |before: Option<&bool>| before == Some(&true) || guard.ended().get());
    let renewal = move || {
        let actor = due.get().then(|| known.get_value()).flatten()?;
        Some(view! { <Renewal guard=guard actor=actor/> })
    };
    view! {
        <a class="skip" href="#content">{t(Common::SkipToContent)}</a>
        <input class="shell__toggle" type="checkbox" id="rail-toggle" aria-label=t(Common::Menu)/>
        {transition(bar)}
        <div class="shell">
            {transition(rail)}
            <main class="shell__content" id="content" tabindex="-1"><Outlet/></main>
        </div>
        <Done guard=guard/>
        {renewal}
    }
    .into_any()
}

#[component]
fn Bar(actor: Actor, posts: Vec<Post>, counts: Signal<Counts>) -> impl IntoView {
    Numbers::follow(counts);
    let role = actor.role.name().text(use_lang()).to_owned();
    let units = (!posts.is_empty()).then(|| units(posts, &actor));
    view! {
        <header class="bar">
            <label class="bar__link bar__toggle" for="rail-toggle">{t(Common::Menu)}</label>
            <a class="bar__brand" href="/">
                <img src="/favicon.svg" alt="" width="24" height="24"/><span class="bar__product">{t(Common::Product)}</span>
            </a>
            <span class="bar__unit">{actor.org_name}</span>
            <span class="bar__space"></span>
            <Bell counts=counts/>
            <Preferences/>
            <details class="bar__menu" id="me">
                <summary><span class="bar__name">{actor.name}</span></summary>
                <div class="bar__panel">
                    <p class="bar__group">{role}</p>
                    {units}
                    <a href=PERSON>{t(Nav::EditPerson)}</a>
                    <a href=PASSWORD>{t(Nav::ChangePassword)}</a>
                    <a href="/account">{t(Common::Me)}</a>
                    <a href="/account/notifications">{t(Nav::NotificationChoices)}</a>
                    <a href="/portal">{t(Nav::Portal)}</a>
                    {sign_out(view! { <button type="submit">{t(Common::SignOut)}</button> }.into_any())}
                </div>
            </details>
        </header>
    }
    .into_any()
}

/// Where personal information is changed (P-078, P-079).
const PERSON: &str = "/account#person";
/// Where the password is changed (P-081).
const PASSWORD: &str = "/account#password";

/// Ends the session. A plain form: the browser leaves the page, and nothing of it stays in memory (P-085).
fn sign_out(button: AnyView) -> AnyView {
    view! { <form method="post" action=SignOut::PATH>{button}</form> }.into_any()
}

/// Goes on in another post. A plain form: everything on the page changes with the unit.
pub fn switch(fields: AnyView) -> AnyView {
    view! { <form method="post" action=SwitchPost::PATH>{fields}</form> }.into_any()
}

/// The posts of somebody who has several.
fn units(posts: Vec<Post>, actor: &Actor) -> AnyView {
    let lang = use_lang();
    let buttons = posts
        .into_iter()
        .map(|post| {
            let here = (post.org == actor.org && post.role == actor.role).then_some("true");
            let words = format!("{} · {}", post.org_name, post.role.name().text(lang));
            view! { <button type="submit" name="post" value=post.id.to_string() aria-current=here>{words}</button> }
        })
        .collect_view();
    let group = view! { <p class="bar__group">{t(Common::SwitchUnit)}</p> {buttons} };
    view! { <div class="bar__units">{switch(group.into_any())}</div> }.into_any()
}

/// All that is unread: a plain link with its number.
#[component]
fn Bell(counts: Signal<Counts>) -> impl IntoView {
    let lang = use_lang();
    let unread = move || counts.get().unread();
    let label = move || Nav::Bell.fill(lang, &[&unread().to_string()]);
    let number = move || (unread() > 0).then(|| view! { <span class="bar__count">{shown(unread())}</span> }.into_any());
    view! {
        <a class="bar__link bar__bell" href="/notifications" aria-label=label>
            <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
                <path
                    d="M10 2.5a5 5 0 0 0-5 5v3.2L3.6 13.5h12.8L15 10.7V7.5a5 5 0 0 0-5-5Zm-2 13a2 2 0 0 0 4 0"
                    fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"
                />
            </svg>
            {number}
        </a>
    }
    .into_any()
}

/// The bar above pages that need no account.
#[component]
pub fn PublicBar() -> impl IntoView {
    view! {
        <a class="skip" href="#content">{t(Common::SkipToContent)}</a>
        <header class="bar">
            <a class="bar__brand" href="/portal"><img src="/favicon.svg" alt="" width="24" height="24"/>{t(Common::Product)}</a>
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
        "association" => links.extend([
            ("/orgs", Nav::Orgs),
            ("/review", Nav::Review),
            ("/cases", Nav::Cases),
            ("/congress", Nav::Congress),
        ]),
        "society" => links.extend([
            ("/evaluation", Nav::Evaluation),
            ("/registers", Nav::Registers),
            ("/registers/member", Nav::Members),
            ("/cases", Nav::Cases),
            ("/imports", Nav::Imports),
            ("/applications", Nav::Applications),
            ("/invitations", Nav::Invitations),
            ("/congress", Nav::Congress),
            ("/orgs", Nav::Orgs),
        ]),
        "electing_unit" => links.extend([("/congress", Nav::Congress), ("/orgs", Nav::Orgs)]),
        "executing" | "branch" => {
            links.extend([("/registers", Nav::Registers), ("/cases", Nav::Cases), ("/orgs", Nav::Orgs)]);
        }
        _ => links.extend([("/cases", Nav::Cases), ("/orgs", Nav::Orgs)]),
    }
    links.extend([("/notices", Nav::Notices), ("/messages", Nav::Messages), ("/support", Nav::Support)]);
    links
}

#[component]
fn Rail(actor: Actor, counts: Signal<Counts>) -> impl IntoView {
    let lang = use_lang();
    let path = use_location().pathname;
    let mut links = modules(&actor.org_kind);
    if actor.org_kind == "association" && decide(&actor, Action::DesignRegister, Relation::Own).is_ok() {
        links.push(("/registers", Nav::Registers));
    }
    if decide(&actor, Action::ViewLog, Relation::Own).is_ok() {
        links.push(("/log", Nav::Log));
    }
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
            let number = move || {
                let count = counts.with(|c| match key {
                    Nav::Workbench => c.tasks,
                    Nav::Notices => c.notices,
                    Nav::Messages => c.messages,
                    _ => 0,
                });
                (count > 0).then(|| view! { <span class="rail__count">{shown(count)}</span> }.into_any())
            };
            view! { <li><a class="rail__link" href=href aria-current=current>{key.text(lang)}{number}</a></li> }
        })
        .collect_view();
    view! {
        <nav class="rail" aria-label=t(Common::Menu)>
            {me(&actor.name)}
            <ul class="rail__list">{items}</ul>
        </nav>
    }
    .into_any()
}

/// The person at the top of the rail, with what is done to the own account (P-078, P-084).
fn me(name: &str) -> AnyView {
    let icon = |path: &'static str| {
        view! {
            <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" focusable="false">
                <path d=path fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/>
            </svg>
        }
    };
    let link = |href: &'static str, word: &'static str, path: &'static str| {
        view! { <a class="rail__icon" href=href title=word aria-label=word>{icon(path)}</a> }
    };
    let out = t(Common::SignOut);
    let button = view! {
        <button class="rail__icon" type="submit" title=out aria-label=out>
            {icon("M12 3H4v14h8M8 10h9m-3-3 3 3-3 3")}
        </button>
    };
    let initial: String = name.chars().take(1).collect();
    view! {
        <div class="rail__me">
            <span class="rail__initial" aria-hidden="true">{initial}</span>
            <span class="rail__name">{name.to_owned()}</span>
            {link(PERSON, t(Nav::EditPerson), "M10 3a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM4 17c0-3 2.5-5 6-5s6 2 6 5Z")}
            {link(PASSWORD, t(Nav::ChangePassword), "M5 9h10v8H5ZM7 9V6a3 3 0 0 1 6 0v3m-3 3v2")}
            {sign_out(button.into_any())}
        </div>
    }
    .into_any()
}
