//! The log of a unit and its scope: filters in the address, lines in words, the check of the chain, exports.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::api::log::{find_log, find_verdicts};
use crate::domain::error::AppError;
use crate::domain::ids::OrgId;
use crate::domain::log::words::{ACTIONS, KINDS, Word};
use crate::domain::log::{Detail, LogLine, LogPage, LogQuery, LogUnit, Verdict};
use crate::domain::text::Lang;
use crate::domain::text::common::Common;
use crate::domain::text::log::LogText as T;
use crate::ui::parts::list::{EmptyState, address};
use crate::ui::parts::load::Load;
use crate::ui::preference::{t, tf, use_lang};

/// `/log`
#[component]
pub fn Log() -> impl IntoView {
    let query = use_query_map();
    let asked = move || {
        query.with(|q| (LogQuery::of_address(|name| q.get(name)).ok(), q.get("verify").is_some_and(|v| v == "1")))
    };
    let loaded = Load::new(asked, |(query, verify)| async move {
        let query = query.ok_or(AppError::NotFound)?;
        let page = find_log(query.clone()).await?;
        let verdicts = if verify { Some(find_verdicts(query.clone()).await?) } else { None };
        Ok((query, page, verdicts))
    });
    loaded.shown(move |(query, page, verdicts)| view! { <Lines query=query page=page verdicts=verdicts/> }.into_any())
}

/// An address of the log with these conditions and something more.
fn here(path: &str, query: &LogQuery, more: &[(&str, &str)]) -> String {
    let pairs = query.pairs();
    let mut all: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    all.extend(more);
    address(path, &all)
}

#[component]
fn Lines(query: LogQuery, page: LogPage, verdicts: Option<Vec<Verdict>>) -> impl IntoView {
    let one = (!query.subject.is_empty()).then(|| {
        let all = here("/log", &LogQuery { subject: String::new(), ..query.clone() }, &[]);
        view! { <p class="notice">{t(T::OneSubject)} " " <a href=all>{t(T::AllSubjects)}</a></p> }.into_any()
    });
    let verdicts = verdicts.map(outcome);
    let table = if page.lines.is_empty() {
        view! { <EmptyState title=t(T::Empty)><p>{t(T::EmptyHint)}</p></EmptyState> }.into_any()
    } else {
        lines(&query, page.lines)
    };
    let newest = (!query.before.is_empty()).then(|| {
        view! { <a class="button button--small" href=here("/log", &query, &[])>{t(T::Newest)}</a> }.into_any()
    });
    let older = page.next.map(|next| {
        let href = here("/log", &query, &[("before", &next)]);
        view! { <a class="button button--small" rel="next" href=href>{t(T::Older)}</a> }.into_any()
    });
    let export = |format: &str| here(&format!("/log/export/{format}"), &query, &[]);
    view! {
        <Title text=t(T::Title)/>
        <div class="page">
            <div class="page__head">
                <div class="page__titles">
                    <h1 class="page__title">{t(T::Title)}</h1>
                    <p class="page__note">{t(T::Note)}</p>
                </div>
                <div class="page__actions">
                    <a class="button" id="verify" href=here("/log", &query, &[("verify", "1")])>{t(T::Verify)}</a>
                    <a class="button" href=export("xlsx") download="" rel="external" aria-describedby="export-note">{t(T::ExportXlsx)}</a>
                    <a class="button" href=export("csv") download="" rel="external" aria-describedby="export-note">{t(T::ExportCsv)}</a>
                </div>
            </div>
            <p class="quiet" id="export-note">{t(T::ExportNote)}</p>
            {verdicts}
            {filters(&query, page.org, page.units)}
            {one}
            {table}
            <nav class="pager" aria-label=t(Common::Pages)>{newest}{older}</nav>
        </div>
    }
    .into_any()
}

/// What the check of the chains says: broken ones first, all sound ones in one sentence where there are many.
fn outcome(verdicts: Vec<Verdict>) -> AnyView {
    let lang = use_lang();
    let (count, broken) = (verdicts.len(), verdicts.iter().filter(|v| v.broken.is_some()).count());
    let sum = match broken {
        0 => tf(T::AllSound, &[&count.to_string()]),
        n => tf(T::SomeBroken, &[&count.to_string(), &n.to_string()]),
    };
    let sum = (count > 1).then(|| view! { <p class="notice__title">{sum}</p> });
    let named = verdicts.into_iter().filter(|v| count == 1 || v.broken.is_some());
    let lines = named
        .map(|verdict| {
            let sound = verdict.sound.to_string();
            let words = match verdict.broken {
                None => tf(T::Sound, &[&verdict.org_name, &sound, verdict.seal.get(..16).unwrap_or(&verdict.seal)]),
                Some(found) => tf(T::Broken, &[&verdict.org_name, &sound, &found.message(lang)]),
            };
            view! { <p>{words}</p> }
        })
        .collect_view();
    let look = if broken == 0 { "notice notice--success" } else { "notice notice--danger" };
    view! {
        <section class=look role="status" aria-label=t(T::Verdicts)>
            {sum}
            {lines}
            <p class="quiet">{t(T::SealNote)}</p>
        </section>
    }
    .into_any()
}

fn filters(query: &LogQuery, org: OrgId, units: Vec<LogUnit>) -> AnyView {
    let lang = use_lang();
    let units = units
        .into_iter()
        .map(|LogUnit { id, name, depth }| {
            let words = format!("{}{name}", "　".repeat(depth));
            view! { <option value=id.to_string() selected={id == org}>{words}</option> }
        })
        .collect_view();
    let subject = (!query.subject.is_empty())
        .then(|| view! { <input type="hidden" name="subject" value=query.subject.clone()/> });
    let day = |name: &'static str, label: T, value: &str| {
        view! {
            <label class="search__filter">
                <span class="search__label">{t(label)}</span>
                <input class="control" type="date" name=name value=value.to_owned()/>
            </label>
        }
    };
    view! {
        <form class="search" method="get" action="/log" role="search" aria-label=t(T::Apply)>
            {subject}
            <div class="search__filter">
                <label class="search__label" for="log-unit">{t(T::Unit)}</label>
                <select class="control" id="log-unit" name="org">{units}</select>
            </div>
            {day("from", T::From, &query.from)}
            {day("to", T::To, &query.to)}
            <label class="search__filter">
                <span class="search__label">{t(T::Person)}</span>
                <input class="control" name="person" value=query.person.clone() autocomplete="off"/>
            </label>
            {choice("action", T::Action, ACTIONS, &query.action, lang)}
            {choice("kind", T::Kind, KINDS, &query.kind, lang)}
            <label class="check">
                <input type="checkbox" name="below" value="1" checked=query.below/>
                {t(T::Below)}
            </label>
            <button class="button" type="submit">{t(T::Apply)}</button>
            <a class="button button--plain" href="/log">{t(Common::Reset)}</a>
        </form>
    }
    .into_any()
}

fn choice(name: &'static str, label: T, words: &[Word], chosen: &str, lang: Lang) -> AnyView {
    let options = words
        .iter()
        .map(|(key, zh, en)| {
            let word = if lang == Lang::Zh { *zh } else { *en };
            view! { <option value=*key selected=*key == chosen>{word}</option> }
        })
        .collect_view();
    view! {
        <label class="search__filter">
            <span class="search__label">{t(label)}</span>
            <select class="control" name=name>
                <option value="" selected=chosen.is_empty()>{t(Common::All)}</option>
                {options}
            </select>
        </label>
    }
    .into_any()
}

fn lines(query: &LogQuery, lines: Vec<LogLine>) -> AnyView {
    let head = [T::When, T::Person, T::Action, T::Subject, T::Remote, T::Details];
    let head = head.map(|key| view! { <th scope="col">{t(key)}</th> }).into_iter().collect_view();
    let rows = lines.into_iter().map(|line| row(query, line)).collect_view();
    let unit = query.below.then(|| view! { <th scope="col">{t(T::Unit)}</th> });
    view! {
        <div class="table-frame" tabindex="0" role="region" aria-label=t(T::Title)>
            <table class="table log">
                <thead><tr>{unit}<th scope="col" class="number">{t(T::Number)}</th>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(query: &LogQuery, line: LogLine) -> AnyView {
    let lang = use_lang();
    let name = match line.name.is_empty() {
        true => view! { <span class="quiet">{t(T::Visitor)}</span> }.into_any(),
        false => line.name.into_any(),
    };
    let subject = match line.link.is_empty() {
        true => line.subject.into_any(),
        false => {
            // A draft may have no title yet.
            let words = if line.subject.is_empty() { line.kind.text(lang).to_owned() } else { line.subject };
            view! { <a href=line.link>{words}</a> }.into_any()
        }
    };
    let only = (!line.subject_id.is_empty() && query.subject.is_empty()).then(|| {
        let one = LogQuery { org: query.org, subject: line.subject_id.clone(), ..LogQuery::default() };
        let one = LogQuery { org: one.org.or(Some(line.org)), ..one };
        view! { <a class="log__only" href=here("/log", &one, &[])>{t(T::OneSubject)}</a> }
    });
    let unit = query.below.then(|| view! { <td>{line.org_name}</td> });
    let details = line.details.into_iter().map(|detail| told(detail, lang)).collect_view();
    view! {
        <tr>
            {unit}
            <td class="number">{line.seq}</td>
            <td class="log__time">{line.at.second_text()}</td>
            <td>{name}</td>
            <td>{line.action.text(lang).to_owned()}</td>
            <td class="log__subject"><span class="quiet">{line.kind.text(lang).to_owned()}</span> " " {subject}</td>
            <td>{line.remote}</td>
            <td class="log__told">
                <details class="log__details">
                    <summary>{t(T::Details)}</summary>
                    <table class="table table--plain">
                        <thead><tr><th scope="col">{t(T::Item)}</th><th scope="col">{t(T::Before)}</th><th scope="col">{t(T::After)}</th></tr></thead>
                        <tbody>
                            {details}
                            <tr><th scope="row">{t(T::Seal)}</th><td></td><td class="log__seal">{line.hash}</td></tr>
                        </tbody>
                    </table>
                    {only}
                </details>
            </td>
        </tr>
    }
    .into_any()
}

fn told(detail: Detail, lang: Lang) -> AnyView {
    view! {
        <tr>
            <th scope="row">{detail.name.text(lang).to_owned()}</th>
            <td>{detail.before.unwrap_or_default()}</td>
            <td>{detail.after}</td>
        </tr>
    }
    .into_any()
}
