//! Public notices, guides and downloads, and where a service leads (P-044, P-045).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::components::Redirect;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::message::back;
use super::portal::line;
use crate::api::portal::{find_public, find_service, list_public};
use crate::domain::error::AppError;
use crate::domain::notice::PAGE;
use crate::domain::path::query_value;
use crate::domain::portal::{Category, PublicList, PublicNotice};
use crate::domain::text::Text;
use crate::domain::text::notice::NoticeText;
use crate::domain::text::portal::PortalText as T;
use crate::ui::parts::failure::Refusal;
use crate::ui::parts::form::file::file_names;
use crate::ui::parts::list::{Pager, SearchBox, Tabs, address};
use crate::ui::parts::load::{Load, transition};
use crate::ui::preference::{t, use_lang};

const LIST: &str = "/portal/notices";

/// `/portal/notices`: one category at a time.
#[component]
pub fn PortalNotices() -> impl IntoView {
    let query = use_query_map();
    let by = Memo::new(move |_| {
        query.with(|q| {
            let category = q.get("category").and_then(|key| Category::from_key(&key)).unwrap_or_default();
            let page = q.get("page").and_then(|page| page.parse::<i64>().ok()).unwrap_or(1).max(1);
            (category, q.get("q").unwrap_or_default(), page)
        })
    });
    let list = Load::new(
        move || by.get(),
        |(category, words, page)| async move {
            let list = list_public(category, words.clone(), page).await?;
            Ok((category, words, page, list))
        },
    );
    let shown = list.shown(move |(category, words, page, list)| shown_list(category, &words, page, list));
    let lang = use_lang();
    let title = move || by.with(|(category, ..)| category.name().text(lang));
    view! {
        <Title text=title/>
        <main class="portal page" id="content">
            {back(t(T::Site), "/portal")}
            <h1 class="page__title">{title}</h1>
            {shown}
        </main>
    }
    .into_any()
}

fn of(category: Category) -> String {
    address(LIST, &[("category", category.key())])
}

fn shown_list(category: Category, words: &str, page: i64, list: PublicList) -> AnyView {
    let tabs = Category::ALL.map(|category| (t(category.name()).to_owned(), of(category), None)).to_vec();
    let none = (list.total == 0).then(|| {
        let words = if words.is_empty() { T::Empty } else { T::NoMatch };
        view! { <p class="empty">{t(words)}</p> }.into_any()
    });
    let rows = (list.total > 0).then(|| {
        let rows = list.rows.into_iter().map(line).collect_view();
        view! { <ul class="sheet portal__rows">{rows}</ul> }.into_any()
    });
    let base = address(LIST, &[("category", category.key()), ("q", words)]);
    view! {
        <Tabs tabs=tabs here=of(category) label=t(T::Lists)/>
        <SearchBox action=LIST words=words label=t(T::SearchLabel) kept=vec![("category", category.key().to_owned())]/>
        {none}
        {rows}
        <Pager base=base page=page size=PAGE total=list.total/>
    }
    .into_any()
}

/// `/portal/notices/{id}`
#[component]
pub fn PortalNotice() -> impl IntoView {
    let params = use_params_map();
    let found = Load::new(
        move || params.with(|p| p.get("id")),
        |id| async move { find_public(id.and_then(|id| id.parse().ok()).ok_or(AppError::NotFound)?).await },
    );
    found.shown(article)
}

fn article(notice: PublicNotice) -> AnyView {
    let PublicNotice { row, body, files } = notice;
    let pinned =
        row.pinned.then(|| view! { <span class="badge badge--warning">{t(NoticeText::Pinned)}</span> }.into_any());
    let files =
        file_names(&files).map(|links| view! { <section><h2>{t(T::Attachments)}</h2>{links}</section> }.into_any());
    view! {
        <Title text=row.title.clone()/>
        <main class="portal page" id="content">
            {back(t(row.category.name()), of(row.category))}
            <div class="page__titles">
                <h1 class="page__title">{row.title} " " {pinned}</h1>
                <p class="page__note">{row.org_name} " · " <time>{row.at.minute_text()}</time></p>
            </div>
            <article class="sheet sheet--padded letter">
                <div class="letter__body">{body}</div>
                {files}
            </article>
        </main>
    }
    .into_any()
}

/// `/portal/services/{key}`: leads to the service's page for the person's unit, visitors through the sign-in.
#[component]
pub fn ServiceDoor() -> impl IntoView {
    let key = use_params_map().with_untracked(|p| p.get("key")).unwrap_or_default();
    let here = format!("/portal/services/{}", query_value(&key));
    let page = Load::once(move || find_service(key.clone()));
    let shown = move || {
        let sign_in = format!("/sign-in?next={}", query_value(&here));
        async move {
            // Back leads past this address, which would only lead here again.
            let options = || NavigateOptions { replace: true, ..NavigateOptions::default() };
            match page.await {
                Ok(Some(page)) => view! { <Redirect path=page options=options()/> }.into_any(),
                Ok(None) => view! { <Redirect path=sign_in options=options()/> }.into_any(),
                Err(AppError::Denied { reasons }) => view! {
                    <main class="portal page" id="content">
                        {back(t(T::Site), "/portal")}
                        <Refusal title=t(T::Hall) reasons=reasons/>
                    </main>
                }
                .into_any(),
                Err(error) => page.failed(error),
            }
        }
    };
    transition(shown)
}
