//! 谁查看过我的信息: what a person can learn about who looked (OPS-04).

use leptos::prelude::*;

use crate::api::log::list_sights;
use crate::domain::log::{Sight, Sights};
use crate::domain::text::log::{LogText, SightText as T};
use crate::ui::parts::load::{Load, transition};
use crate::ui::preference::{t, tf, use_lang};

/// The part of the own account page; nothing for somebody who looks as another person.
#[component]
pub fn SightsPart() -> impl IntoView {
    let sights = Load::once(list_sights);
    transition(move || async move { sights.await.ok().map(part) })
}

fn part(sights: Sights) -> AnyView {
    let covers = match sights.mobile.is_empty() {
        true => t(T::NoMobile).to_owned(),
        false => tf(T::ByMobile, &[&sights.mobile]),
    };
    let more = sights.by_id_number.then(|| view! { <p class="page__note">{t(T::ByIdNumber)}</p> });
    let table = if sights.rows.is_empty() {
        view! { <p class="quiet">{t(T::MineEmpty)}</p> }.into_any()
    } else {
        let head = [LogText::When, LogText::Person, LogText::Unit, LogText::Action, LogText::Subject];
        let head = head.map(|key| view! { <th scope="col">{t(key)}</th> }).into_iter().collect_view();
        let rows = sights.rows.into_iter().map(row).collect_view();
        view! {
            <div class="table-frame" tabindex="0" role="region" aria-label=t(T::Mine)>
                <table class="table" id="sights">
                    <thead><tr>{head}<th scope="col">{t(T::Reason)}</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <h2>{t(T::Mine)}</h2>
        <p class="page__note">{t(T::MineNote)} " " {covers} " " {t(T::SinceNote)}</p>
        {more}
        {table}
    }
    .into_any()
}

fn row(sight: Sight) -> AnyView {
    let name = match sight.name.is_empty() {
        true => view! { <span class="quiet">{t(LogText::Visitor)}</span> }.into_any(),
        false => sight.name.into_any(),
    };
    view! {
        <tr>
            <td>{sight.at.minute_text()}</td>
            <td>{name}</td>
            <td>{sight.org_name}</td>
            <td>{sight.action.text(use_lang()).to_owned()}</td>
            <td>{sight.subject}</td>
            <td>{sight.reason}</td>
        </tr>
    }
    .into_any()
}
