//! The unit tree, opened level by level, and the search over it (ORG-01).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::org::{find_root, list_children, search_orgs};
use crate::domain::error::AppError;
use crate::domain::ids::OrgId;
use crate::domain::org::OrgNode;
use crate::domain::text::org::OrgText;
use crate::domain::time::Day;
use crate::ui::parts::list::{SearchBox, address};
use crate::ui::parts::load::{Load, transition};
use crate::ui::preference::{t, tf};

/// The page of the tree.
#[component]
pub fn OrgTree() -> impl IntoView {
    let words = Memo::new({
        let query = use_query_map();
        move |_| query.with(|q| q.get("q")).unwrap_or_default()
    });
    let day = Memo::new({
        let query = use_query_map();
        move |_| day_of(query.with(|q| q.get("on")))
    });
    let root = Load::new(move || day.get(), find_root);
    let first =
        Load::new(move || day.get(), |on| async move { list_children(find_root(on).await?.org.id, 0, on).await });
    let found = Load::new(
        move || words.get(),
        |words| async move { if words.trim().is_empty() { Ok(Vec::new()) } else { search_orgs(words).await } },
    );

    let shown = move || {
        let (words, on) = (words.get(), day.get());
        async move {
            if !words.trim().is_empty() {
                return results(&words, found.await.unwrap_or_default());
            }
            match (root.await, first.await) {
                (Ok(root), Ok(children)) => {
                    let past = on.map(|day| {
                        let words = tf(OrgText::Showing, &[&day.to_string()]);
                        view! { <p class="notice notice--info" role="note">{words}</p> }.into_any()
                    });
                    view! { {past} <ul class="org-tree"><Node node=root on=on opened=Some(children)/></ul> }.into_any()
                }
                (Err(AppError::NotFound), _) if on.is_some() => {
                    let day = on.map(|day| day.to_string()).unwrap_or_default();
                    view! { <p class="empty">{tf(OrgText::NotThen, &[&day])}</p> }.into_any()
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
            {move || view! { <SearchBox action="/orgs" words=words.get() label=t(OrgText::SearchLabel)/> }}
            {move || view! { <DayForm path="/orgs" on=day.get().map(|day| day.to_string()).unwrap_or_default()/> }}
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
    let lines =
        found.into_iter().map(|node| view! { <li class="org-tree__item">{line(&node, None)}</li> }).collect_view();
    view! { <ul class="org-tree">{lines}</ul> }.into_any()
}

/// Name, code, administrator and state of a unit, in one line.
fn line(node: &OrgNode, on: Option<Day>) -> AnyView {
    let href = address(&format!("/orgs/{}", node.org.id), &[("on", &on.map(|d| d.to_string()).unwrap_or_default())]);
    let administrator = match &node.administrator {
        Some((_, name)) => {
            view! { <span class="quiet">{t(OrgText::Administrator)} " " {name.clone()}</span> }.into_any()
        }
        None => view! { <span class="badge badge--waiting">{t(OrgText::NoAdministrator)}</span> }.into_any(),
    };
    let off = (!node.org.enabled).then(|| view! { <span class="badge">{t(OrgText::Disabled)}</span> });
    view! {
        <span class="org-tree__line">
            <a href=href>{node.org.name.clone()}</a>
            <span class="quiet">{node.org.code.clone()}</span>
            {administrator}
            {off}
        </span>
    }
    .into_any()
}

/// A unit that opens to show those below; they are fetched when it is opened first.
#[component]
fn Node(node: OrgNode, on: Option<Day>, #[prop(default = None)] opened: Option<Vec<OrgNode>>) -> impl IntoView {
    let id = node.org.id;
    let total = node.children;
    let open = RwSignal::new(opened.is_some());
    let loaded = RwSignal::new(opened.unwrap_or_default());
    let more = Action::new(move |offset: &i64| {
        let offset = *offset;
        async move {
            if let Ok(next) = list_children(id, offset, on).await {
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
        open.get().then(
            || view! { <ul class="org-tree__children">{subtree(loaded.get(), on)} {rest(total, loaded, more)}</ul> },
        )
    };
    view! {
        <li class="org-tree__item">
            <div class="org-tree__row">{handle} {line(&node, on)}</div>
            {children}
        </li>
    }
    .into_any()
}

fn subtree(nodes: Vec<OrgNode>, on: Option<Day>) -> AnyView {
    nodes.into_iter().map(|node| view! { <Node node=node on=on/> }).collect_view().into_any()
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

/// The day that an address names; what is no day is today.
pub fn day_of(text: Option<String>) -> Option<Day> {
    text.and_then(|t| t.parse().ok())
}

/// Asks for the day whose state is shown: a GET form, so the day lives in the address.
#[component]
pub fn DayForm(
    /// The page.
    #[prop(into)]
    path: String,
    /// The day that is shown; empty for today.
    on: String,
) -> impl IntoView {
    let back = (!on.is_empty())
        .then(|| view! { <a class="button button--plain" href=path.clone()>{t(OrgText::ToToday)}</a> }.into_any());
    view! {
        <form class="search" method="get" action=path.clone()>
            <label class="search__filter">
                <span class="search__label">{t(OrgText::OnDay)}</span>
                <input class="control" type="date" name="on" value=on required=true/>
            </label>
            <button class="button" type="submit">{t(OrgText::ShowDay)}</button>
            {back}
        </form>
    }
    .into_any()
}
