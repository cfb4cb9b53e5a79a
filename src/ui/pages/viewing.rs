//! Looking at the site as another person: the button that begins it and the banner on every page (ORG-15).
//!
//! Both are plain forms: everything on the page changes with the person, so the browser loads it anew.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_url;

use crate::api::viewing::{EndView, StartView};
use crate::domain::account::Actor;
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::text::log::ViewAsText as T;
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PAGE_FIELD, Posting};
use crate::ui::preference::{t, tf, use_lang};

/// Says as whom the site is shown, and ends it; nothing for somebody who is there as oneself.
#[component]
pub fn Banner(actor: Actor) -> impl IntoView {
    let Some(viewer) = actor.viewer else { return ().into_any() };
    let role = format!("{} · {}", actor.org_name, actor.role.name().text(use_lang()));
    view! {
        <aside class="banner" role="region" aria-label=t(T::Start)>
            <p>{tf(T::Banner, &[&actor.name, &role, &viewer.name])}</p>
            <form method="post" action=EndView::PATH>
                <button class="button button--small" type="submit" id="end-view">{t(T::End)}</button>
            </form>
        </aside>
    }
    .into_any()
}

/// Begins to look at the site as a person of a unit.
#[component]
pub fn StartButton(org: OrgId, account: AccountId, name: String) -> impl IntoView {
    let page = use_url().with_untracked(|url| url.path().to_owned());
    view! {
        <form method="post" action=StartView::PATH>
            <input type="hidden" name=PAGE_FIELD value=page/>
            <input type="hidden" name="org" value=org.to_string()/>
            <input type="hidden" name="account" value=account.to_string()/>
            <button class="button button--small" type="submit" aria-label=tf(T::StartOf, &[&name])>{t(T::Start)}</button>
        </form>
    }
    .into_any()
}

/// Why the last try to begin was refused.
#[component]
pub fn StartRefused() -> impl IntoView {
    let error = Posting::to::<StartView>().error();
    view! { <ErrorBox error=error/> }.into_any()
}
