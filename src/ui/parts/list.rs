//! Around lists: the way here, search and filters in the address, pages, and the empty list that teaches.

use leptos::prelude::*;

use crate::domain::path::query_value;
use crate::domain::text::Text;
use crate::domain::text::common::Common;
use crate::ui::preference::{t, tf, use_lang};

/// Where the page lies: links from the top down, then the page itself.
#[component]
pub fn Breadcrumb(
    /// Word and address.
    above: Vec<(String, String)>,
    /// The page's own name.
    #[prop(into)]
    here: String,
) -> impl IntoView {
    let links =
        above.into_iter().map(|(name, href)| view! { <li><a href=href>{name}</a></li> }.into_any()).collect_view();
    view! {
        <nav aria-label=t(Common::Breadcrumb)>
            <ol class="breadcrumb">{links}<li aria-current="page">{here}</li></ol>
        </nav>
    }
    .into_any()
}

/// An address with these query values; empty ones are left out.
pub fn address(path: &str, query: &[(&str, &str)]) -> String {
    let mut out = path.to_owned();
    for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
        out.push(if out.contains('?') { '&' } else { '?' });
        out.push_str(&query_value(name));
        out.push('=');
        out.push_str(&query_value(value));
    }
    out
}

/// Total and the links to the pages before and after: `base` with `page=` added.
#[component]
pub fn Pager(
    /// The address with its filters, without `page`.
    #[prop(into)]
    base: String,
    /// From 1.
    page: i64,
    /// Lines a page.
    size: i64,
    /// Lines in all.
    total: i64,
) -> impl IntoView {
    let lang = use_lang();
    let last = ((total + size - 1) / size.max(1)).max(1);
    let link = |to: i64, word: Common, rel: &'static str| {
        let possible = (1..=last).contains(&to) && to != page;
        let href = address(&base, &[("page", &to.to_string())]);
        if possible {
            view! { <a class="button button--small" href=href rel=rel>{t(word)}</a> }.into_any()
        } else {
            view! { <span class="button button--small" aria-disabled="true">{t(word)}</span> }.into_any()
        }
    };
    let place = Common::Page.fill(lang, &[&page.to_string(), &last.to_string()]);
    let turns = (last > 1).then(|| {
        view! {
            {link(page - 1, Common::Previous, "prev")}
            <span class="pager__place">{place}</span>
            {link(page + 1, Common::Next, "next")}
        }
        .into_any()
    });
    view! {
        <nav class="pager" aria-label=t(Common::Pages)>
            <span class="pager__total">{tf(Common::Total, &[&total.to_string()])}</span>
            {turns}
        </nav>
    }
    .into_any()
}

/// A filter of a list: name in the address, label, options (value, word) and the chosen value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Name in the address.
    pub name: String,
    /// Its label.
    pub label: String,
    /// Value and word; without options it is typed.
    pub options: Vec<(String, String)>,
    /// The value in the address.
    pub chosen: String,
}

/// Search and filters: a GET form, so they work without scripts and live in the address.
#[component]
pub fn SearchBox(
    /// Where the form leads.
    #[prop(into)]
    action: String,
    /// The words in the address.
    #[prop(into)]
    words: String,
    /// What the words are looked for in.
    #[prop(into)]
    label: String,
    /// Filters beside it.
    #[prop(optional)]
    filters: Vec<Filter>,
    /// What else stays in the address; empty values are left out.
    #[prop(optional)]
    kept: Vec<(&'static str, String)>,
) -> impl IntoView {
    let parts: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let blank = address(&action, &parts);
    let hidden = kept
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> }.into_any())
        .collect_view();
    let any = !words.is_empty() || filters.iter().any(|f| !f.chosen.is_empty());
    let reset = any.then(|| view! { <a class="button button--plain" href=blank>{t(Common::Reset)}</a> }.into_any());
    let fields = filters.into_iter().map(filter).collect_view();
    view! {
        <form class="search" method="get" action=action role="search">
            {hidden}
            <label class="search__filter search__words">
                <span class="search__label">{label}</span>
                <input class="control" type="search" name="q" value=words autocomplete="off"/>
            </label>
            {fields}
            <button class="button" type="submit">{t(Common::Search)}</button>
            {reset}
        </form>
    }
    .into_any()
}

fn filter(filter: Filter) -> AnyView {
    let control = if filter.options.is_empty() {
        view! { <input class="control" name=filter.name value=filter.chosen autocomplete="off"/> }.into_any()
    } else {
        let chosen = filter.chosen;
        let options = filter
            .options
            .into_iter()
            .map(|(value, word)| {
                let selected = value == chosen;
                view! { <option value=value selected=selected>{word}</option> }.into_any()
            })
            .collect_view();
        view! {
            <select class="control" name=filter.name>
                <option value="" selected=chosen.is_empty()>{t(Common::All)}</option>
                {options}
            </select>
        }
        .into_any()
    };
    view! { <label class="search__filter"><span class="search__label">{filter.label}</span>{control}</label> }
        .into_any()
}

/// An empty place that says what it is for and what to do first.
#[component]
pub fn EmptyState(
    /// What is missing.
    #[prop(into)]
    title: String,
    /// Explanation and buttons.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="empty">
            <h2 class="empty__title">{title}</h2>
            <div class="empty__body">{children()}</div>
        </div>
    }
    .into_any()
}

/// Views of the same thing as links; `here` is the address of the one that is shown.
#[component]
pub fn Tabs(
    /// Word, address and number of things behind it.
    tabs: Vec<(String, String, Option<i64>)>,
    /// The address of the shown one.
    #[prop(into)]
    here: String,
    /// What the tabs are views of.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let links = tabs
        .into_iter()
        .map(|(word, href, count)| {
            let current = (href == here).then_some("page");
            let count = count.map(|n| view! { <span class="tabs__count">{n}</span> }.into_any());
            view! { <a class="tabs__link" href=href aria-current=current>{word}{count}</a> }.into_any()
        })
        .collect_view();
    view! { <nav class="tabs" aria-label=label>{links}</nav> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn address_leaves_out_what_is_empty_and_encodes_the_rest() {
        assert_eq!(address("/a", &[("q", ""), ("page", "2")]), "/a?page=2");
        assert_eq!(address("/a?q=x", &[("f.性别", "男")]), "/a?q=x&f.%E6%80%A7%E5%88%AB=%E7%94%B7");
    }
}
