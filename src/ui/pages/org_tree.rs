//! The unit tree, opened level by level, and the search over it (ORG-01).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::org::{find_root, list_children, search_orgs};
use crate::domain::error::AppError;
use crate::domain::ids::OrgId;
use crate::domain::org::OrgNode;
use crate::domain::text::common::Common;
use crate::domain::text::org::OrgText;
use crate::ui::parts::load::{Load, transition};
use crate::ui::preference::{t, tf};

/// The page of the tree.
#[component]
pub fn OrgTree() -> impl IntoView {
    let words = Memo::new({
        let query = use_query_map();
        move |_| query.with(|q| q.get("q")).unwrap_or_default()
    });
    let root = Load::once(find_root);
    let first = Load::new(|| (), |()| async move { list_children(find_root().await?.org.id, 0).await });
    let found = Load::new(
        move || words.get(),
        |words| async move { if words.trim().is_empty() { Ok(Vec::new()) } else { search_orgs(words).await } },
    );

    let query = use_query_map();
    let words = move || query.with(|q| q.get("q")).unwrap_or_default();
    let shown = move || {
        let words = words();
        async move {
            if !words.trim().is_empty() {
                return results(&words, found.await.unwrap_or_default());
            }
            match (root.await, first.await) {
                (Ok(root), Ok(children)) => {
                    view! { <ul class="org-tree"><Node node=root opened=Some(children)/></ul> }.into_any()
                }
                (Err(error), _) | (_, Err(error)) => error_line(&error),
            }
        }
    };
    view! {
        <Title text=t(OrgText::Title)/>
        <div class="page">
            <div class="page__head">
                <div class="page__titles">
                    <h1 class="page__title">{t(OrgText::Tree)}</h1>
                    <p class="page__note">{t(OrgText::TreeNote)}</p>
                </div>
            </div>
            <form class="search" method="get" action="/orgs" role="search">
                <input class="control" type="search" name="q" value=words aria-label=t(OrgText::SearchLabel)
                    placeholder=t(OrgText::SearchLabel)/>
                <button class="button" type="submit">{t(Common::Search)}</button>
            </form>
            {transition(shown)}
        </div>
    }
    .into_any()
}

fn error_line(error: &AppError) -> AnyView {
    view! { <p class="notice notice--danger" role="alert">{error.message(crate::ui::preference::use_lang())}</p> }
        .into_any()
}

fn results(words: &str, found: Vec<OrgNode>) -> AnyView {
    if found.is_empty() {
        return view! { <p class="empty">{tf(OrgText::NoMatch, &[words])}</p> }.into_any();
    }
    let lines = found.into_iter().map(|node| view! { <li class="org-tree__item">{line(&node)}</li> }).collect_view();
    view! { <ul class="org-tree">{lines}</ul> }.into_any()
}

/// Name, code, administrator and state of a unit, in one line.
fn line(node: &OrgNode) -> AnyView {
    let administrator = match &node.administrator {
        Some((_, name)) => {
            view! { <span class="quiet">{t(OrgText::Administrator)} " " {name.clone()}</span> }.into_any()
        }
        None => view! { <span class="badge badge--waiting">{t(OrgText::NoAdministrator)}</span> }.into_any(),
    };
    let off = (!node.org.enabled).then(|| view! { <span class="badge">{t(OrgText::Disabled)}</span> });
    view! {
        <span class="org-tree__line">
            <a href=format!("/orgs/{}", node.org.id)>{node.org.name.clone()}</a>
            <span class="quiet">{node.org.code.clone()}</span>
            {administrator}
            {off}
        </span>
    }
    .into_any()
}

/// A unit that opens to show those below; they are fetched when it is opened first.
#[component]
fn Node(node: OrgNode, #[prop(default = None)] opened: Option<Vec<OrgNode>>) -> impl IntoView {
    let id = node.org.id;
    let total = node.children;
    let open = RwSignal::new(opened.is_some());
    let loaded = RwSignal::new(opened.unwrap_or_default());
    let more = Action::new(move |offset: &i64| {
        let offset = *offset;
        async move {
            if let Ok(next) = list_children(id, offset).await {
                loaded.update(|all| all.extend(next));
            }
        }
    });
    let toggle = move |_| {
        open.update(|o| *o = !*o);
        if open.get_untracked() && loaded.with_untracked(Vec::is_empty) {
            more.dispatch(0);
        }
    };
    let name = node.org.name.clone();
    let label = move || tf(if open.get() { OrgText::Collapse } else { OrgText::Expand }, &[&name]);
    let handle = (total > 0).then(|| {
        view! {
            <button class="org-tree__toggle" type="button" aria-expanded=move || open.get().to_string() aria-label=label
                on:click=toggle></button>
        }
    });
    let children = move || {
        open.get()
            .then(|| view! { <ul class="org-tree__children">{subtree(loaded.get())} {rest(total, loaded, more)}</ul> })
    };
    view! {
        <li class="org-tree__item">
            <div class="org-tree__row">{handle} {line(&node)}</div>
            {children}
        </li>
    }
    .into_any()
}

fn subtree(nodes: Vec<OrgNode>) -> AnyView {
    nodes.into_iter().map(|node| view! { <Node node=node/> }).collect_view().into_any()
}

fn rest(total: i64, loaded: RwSignal<Vec<OrgNode>>, more: Action<i64, ()>) -> AnyView {
    let shown = loaded.with(Vec::len) as i64;
    let left = total - shown;
    if left <= 0 {
        return ().into_any();
    }
    view! {
        <li class="org-tree__item">
            <button class="button" type="button" on:click=move |_| { more.dispatch(shown); }>
                {tf(OrgText::More, &[&left.min(100).to_string()])}
            </button>
        </li>
    }
    .into_any()
}

/// The unit that an address names.
pub fn org_of_path(segment: Option<String>) -> Option<OrgId> {
    segment.and_then(|s| s.parse().ok())
}
