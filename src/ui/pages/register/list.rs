//! The list of one register: search, filters and page in the address.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::looks::Looks;
use super::shelves::shelves;
use super::{crumbs, unit};
use crate::api::register::find_page;
use crate::domain::error::Reason;
use crate::domain::form::{FormDefinition, Kind, RecordFlow, Shape};
use crate::domain::ids::RecordId;
use crate::domain::record::{BRANCH_PEOPLE, RecordPage, RecordQuery, RecordRow, state_flow};
use crate::domain::text::Lang;
use crate::domain::text::common::Common;
use crate::domain::text::form::{BlankText, FormText, RecordText, RecycleText, ShareText};
use crate::domain::text::guide::GuideText;
use crate::domain::text::import::ImportText;
use crate::domain::text::log::{LogText, SightText};
use crate::domain::text::nav::Nav;
use crate::ui::parts::badge::{StateBadge, ending_badges};
use crate::ui::parts::form::control::word;
use crate::ui::parts::form::view::spoken;
use crate::ui::parts::list::{EmptyState, Filter, Pager, SearchBox, address};
use crate::ui::parts::load::Load;
use crate::ui::parts::message::Reasons;
use crate::ui::parts::settled::settled;
use crate::ui::preference::{t, tf, use_lang};

/// `/registers/{register}`
#[component]
pub fn Records() -> impl IntoView {
    let (params, address_query) = (use_params_map(), use_query_map());
    let asked = move || {
        let register = params.with(|p| p.get("register")).unwrap_or_default();
        let query = address_query.with(|q| RecordQuery {
            q: q.get("q").unwrap_or_default(),
            filters: q
                .clone()
                .into_iter()
                .filter_map(|(name, value)| Some((name.strip_prefix("f.")?.to_owned(), value)))
                .filter(|(_, value)| !value.is_empty())
                .collect::<BTreeMap<_, _>>(),
            page: q.get("page").and_then(|p| p.parse().ok()).unwrap_or(1),
        });
        (register, query, address_query.with(|q| q.get("org")))
    };
    let looks = Looks::of_page();
    let asked = move || (asked(), looks.changes());
    let loaded = Load::new(asked, |((register, query, org), _)| async move {
        let page = find_page(unit(org.clone())?, register, query.clone()).await?;
        Ok((query, org.unwrap_or_default(), page))
    });

    loaded.shown(move |(query, org, page)| view! { <List query=query org=org page=page looks=looks/> }.into_any())
}

#[component]
fn List(query: RecordQuery, org: String, page: RecordPage, looks: Looks) -> impl IntoView {
    let lang = use_lang();
    let definition = &page.definition;
    let base = format!("/registers/{}", definition.key);
    let filtered = !query.q.is_empty() || !query.filters.is_empty();
    if let (Shape::Single, Some(only)) = (definition.shape, page.only) {
        return view! { <Redirect path=format!("{base}/{only}")/> }.into_any();
    }
    let name = definition.name.text(lang).to_owned();
    let writable = definition.flow != RecordFlow::Derived;
    let reasons = page.read_only.clone();
    let may_add = writable && reasons.is_empty();
    let actions = actions(&page, &base, &query, may_add);
    let shelves = shelves(&page, &base, &org, may_add).filter(|_| !page.shared || page.total > 0);
    let body = if page.total == 0 && shelves.is_some() {
        view! { <Reasons id="why-not-add" reasons=reasons/> }.into_any()
    } else if page.total == 0 && !filtered && page.shared {
        view! { <EmptyState title=t(ShareText::Empty)><p>{t(ShareText::EmptyNote)}</p></EmptyState> }.into_any()
    } else if page.total == 0 && !filtered {
        empty(definition, &base, writable, reasons)
    } else {
        let here = kept_address(&base, &org, &query);
        let kept = looks.filters(&page, &here, filtered);
        let columns = looks.columns(&page);
        let size = page.size.max(1);
        view! {
            {kept}
            <SearchBox
                action=base.clone()
                words=query.q.clone()
                label=tf(FormText::SearchIn, &[&name])
                filters=filters(&page, &query, lang)
                kept=vec![("org", org.clone())]
            />
            {table(&base, &org, &page)}
            <Pager base=here page=page.page.max(1) size=size total=page.total/>
            {columns}
            {export(&base, &org, &query)}
        }
        .into_any()
    };
    // Of the registers of a unit above, the menu of the own one has those that are shared.
    let menu = if page.shared { "" } else { org.as_str() };
    let shared = page.shared.then(|| view! { <p class="notice">{t(ShareText::Note)}</p> }.into_any());
    let unit = page.org_name.clone().map(|unit| view! { <span class="badge">{unit}</span> }.into_any());
    view! {
        <Title text=name.clone()/>
        <div class="page">
            {crumbs(menu, Vec::new(), name.clone())}
            <div class="page__head">
                <div class="page__titles">
                    <h1 class="page__title">{name} " " {unit}</h1>
                    <p class="page__note">{definition.purpose.text(lang).to_owned()}</p>
                </div>
                {actions}
            </div>
            {shared}
            {shelves}
            {body}
        </div>
    }
    .into_any()
}

/// How members come in besides one by one.
fn ways_in(register: &str) -> Option<AnyView> {
    (register == "member").then(|| {
        view! {
            <a class="button" href="/imports">{t(ImportText::ImportInto)}</a>
            <a class="button" href="/invitations">{t(Nav::Invitations)}</a>
        }
        .into_any()
    })
}

fn actions(page: &RecordPage, base: &str, query: &RecordQuery, may_add: bool) -> AnyView {
    let register = &page.definition.key;
    let recycled = page.recycled.filter(|_| page.definition.flow != RecordFlow::Derived).map(|count| {
        let word = tf(RecycleText::Link, &[&count.to_string()]);
        view! { <a class="button button--plain" href=format!("{base}/recycled")>{word}</a> }.into_any()
    });
    let blank = (page.definition.flow != RecordFlow::Derived && !page.shared).then(|| {
        view! { <a class="button button--plain" href=format!("{base}/blank")>{t(BlankText::Link)}</a> }.into_any()
    });
    // What the list is narrowed to is chosen in the new record too (E-040).
    let set: Vec<(String, &str)> = page
        .narrowed_to
        .keys()
        .filter_map(|key| Some((format!("set.{key}"), query.filters.get(key)?.as_str())))
        .collect();
    let set: Vec<(&str, &str)> = set.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let add = may_add.then(|| {
        let href = address(&format!("{base}/new"), &set);
        view! { {ways_in(register)} <a class="button button--main" href=href>{t(Common::Add)}</a> }.into_any()
    });
    let help =
        view! { <a class="button button--plain" href=format!("{base}/help")>{t(GuideText::Link)}</a> }.into_any();
    view! { <div class="page__actions">{help} {recycled} {blank} {add}</div> }.into_any()
}

fn kept_address(base: &str, org: &str, query: &RecordQuery) -> String {
    let names: Vec<(String, &str)> = query.filters.iter().map(|(k, v)| (format!("f.{k}"), v.as_str())).collect();
    let mut parts = vec![("org", org), ("q", query.q.as_str())];
    parts.extend(names.iter().map(|(name, value)| (name.as_str(), *value)));
    address(base, &parts)
}

/// The form that takes the list away: masked, or in full for a reason.
fn export(base: &str, org: &str, query: &RecordQuery) -> AnyView {
    let mut held = vec![("org".to_owned(), org.to_owned()), ("q".to_owned(), query.q.clone())];
    held.extend(query.filters.iter().map(|(key, value)| (format!("f.{key}"), value.clone())));
    let held = held
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    view! {
        <details class="sheet sheet--padded" id="export">
            <summary>{t(SightText::Export)}</summary>
            <form class="form" method="post" action=format!("{base}/export")>
                {held}
                <p class="page__note">{t(SightText::ExportNote)}</p>
                <div class="field">
                    <label class="field__label" for="export-reason">{t(SightText::Reason)}</label>
                    <input class="control" id="export-reason" name="reason" maxlength="200" autocomplete="off" aria-describedby="export-help"/>
                    <span class="field__help" id="export-help">{t(SightText::ExportHelp)}</span>
                </div>
                <div class="actions">
                    <button class="button" type="submit" name="format" value="xlsx">{t(LogText::ExportXlsx)}</button>
                    <button class="button" type="submit" name="format" value="csv">{t(LogText::ExportCsv)}</button>
                    <button class="button" type="submit" name="format" value="zip">{t(SightText::ExportZip)}</button>
                </div>
            </form>
        </details>
    }
    .into_any()
}

fn filters(page: &RecordPage, query: &RecordQuery, lang: Lang) -> Vec<Filter> {
    let definition = &page.definition;
    let of = |key: &String| {
        let field = definition.field(key)?;
        let options = match &field.kind {
            Kind::Select { choices, .. } | Kind::MultiSelect { choices, .. } => {
                choices.iter().map(|c| (c.value.clone(), word(c, lang))).collect()
            }
            Kind::Bool => {
                vec![("是".to_owned(), t(Common::Yes).to_owned()), ("否".to_owned(), t(Common::No).to_owned())]
            }
            // Only what the address names: there may be thousands.
            Kind::Record { .. } => vec![(query.filters.get(key)?.clone(), page.narrowed_to.get(key)?.clone())],
            Kind::Computed { value } if value == "state" => {
                let states = state_flow(definition.flow)?.states;
                states.iter().map(|state| (state.key.to_owned(), state.name(lang).to_owned())).collect()
            }
            _ => return None,
        };
        Some(Filter {
            name: format!("f.{key}"),
            label: field.label.text(lang).to_owned(),
            options,
            chosen: query.filters.get(key).cloned().unwrap_or_default(),
        })
    };
    definition.filters.iter().filter_map(of).collect()
}

fn empty(definition: &FormDefinition, base: &str, writable: bool, reasons: Vec<Reason>) -> AnyView {
    let lang = use_lang();
    let name = definition.name.text(lang);
    let act = if writable && reasons.is_empty() {
        view! {
            <div class="actions">
                {ways_in(&definition.key)}
                <a class="button button--main" href=format!("{base}/new")>{t(Common::Add)}</a>
            </div>
        }
        .into_any()
    } else {
        view! { <Reasons id="why-not-add" reasons=reasons/> }.into_any()
    };
    let purpose = definition.purpose.text(lang).to_owned();
    view! {
        <EmptyState title=tf(FormText::EmptyTitle, &[name])>
            <p>{purpose}</p>
            {act}
        </EmptyState>
    }
    .into_any()
}

fn table(base: &str, org: &str, page: &RecordPage) -> AnyView {
    let (lang, definition) = (use_lang(), &page.definition);
    if page.rows.is_empty() {
        return view! { <EmptyState title=t(FormText::EmptySearch)><p>{t(FormText::EmptySearchNote)}</p></EmptyState> }
            .into_any();
    }
    let kinds: Vec<Option<&Kind>> =
        definition.columns.iter().map(|key| definition.field(key).map(|field| &field.kind)).collect();
    let head = definition
        .columns
        .iter()
        .zip(&kinds)
        .map(|(key, kind)| {
            let label = definition.field(key).map_or(key.as_str(), |f| f.label.text(lang)).to_owned();
            view! { <th scope="col" class:number=is_number(*kind)>{label}</th> }.into_any()
        })
        .collect_view();
    let lines = page.rows.iter().map(|row| line(row, base, org, &kinds)).collect_view();
    settled(view! {
        <div class="table-frame" tabindex="0" role="region" aria-label=definition.name.text(lang).to_owned()>
            <table class="table">
                <thead>
                    <tr>{head}<th scope="col">{t(FormText::RecordState)}</th><th scope="col">{t(Common::UpdatedAt)}</th></tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    })
}

/// 组织人员 of a branch (E-040).
fn people_of(branch: RecordId, org: &str) -> String {
    let (register, field) = BRANCH_PEOPLE;
    address(&format!("/registers/{register}"), &[("org", org), (&format!("f.{field}"), &branch.to_string())])
}

fn is_number(kind: Option<&Kind>) -> bool {
    matches!(kind, Some(Kind::Int { .. } | Kind::Decimal { .. } | Kind::Money | Kind::Year))
}

fn line(row: &RecordRow, base: &str, org: &str, kinds: &[Option<&Kind>]) -> AnyView {
    let (href, lang) = (format!("{base}/{}", row.id), use_lang());
    let cells = row
        .cells
        .iter()
        .zip(kinds)
        .enumerate()
        .map(|(at, (cell, kind))| {
            let text = if at == 0 && cell.is_empty() {
                t(FormText::Untitled).to_owned()
            } else {
                kind.map_or_else(|| cell.clone(), |kind| spoken(kind, cell, lang))
            };
            if at == 0 {
                view! { <th scope="row"><a href=href.clone()>{text}</a></th> }.into_any()
            } else if matches!(kind, Some(Kind::Computed { value }) if value == "people_count") {
                let people = people_of(row.id, org);
                view! { <td class="number"><a href=people aria-label=tf(RecordText::PeopleOf, &[&text])>{text.clone()}</a></td> }
                    .into_any()
            } else {
                let class = match kind {
                    kind if is_number(*kind) => "number",
                    Some(Kind::Date { .. } | Kind::DateTime) => "when",
                    _ => "cell",
                };
                view! { <td class=class>{text}</td> }.into_any()
            }
        })
        .collect_view();
    view! {
        <tr>
            {cells}
            <td><StateBadge name=row.state.clone() tone=row.tone/> {ending_badges(&row.endings)}</td>
            <td class="when"><time>{row.updated_at.minute_text()}</time></td>
        </tr>
    }
    .into_any()
}
