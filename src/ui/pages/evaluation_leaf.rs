//! The panel of a leaf: the rule in words, what counts, what is missing and where to mend it.

use leptos::prelude::*;

use super::evaluation_tree::sign;
use crate::domain::evaluation::LeafView;
use crate::domain::indicator::words::points;
use crate::domain::text::evaluation::{EvaluationText as T, ReviewText};
use crate::ui::preference::{t, tf};

/// Everything about one leaf.
#[component]
pub fn Panel(leaf: LeafView) -> impl IntoView {
    let row = &leaf.row;
    let score = match row.score_x100 {
        Some(score) => tf(T::Suggested, &[&points(score), &points(row.max_x100)]),
        None => leaf.scoring.clone(),
    };
    let reviewed = row
        .reviewed_x100
        .map(|x| view! { <p><strong>{t(ReviewText::Reviewed)} " " {points(x)}</strong></p> }.into_any());
    let go = leaf.register.clone().map(|(href, name)| {
        view! {
            <p>
                <a class="button button--main" href=href target="_blank">{t(T::Complete)}</a>
                " " <span class="quiet">{tf(T::Opens, &[&name])}</span>
            </p>
        }
        .into_any()
    });
    let association = leaf.register.is_none().then(|| view! { <p class="badge">{t(T::ByAssociation)}</p> }.into_any());
    let returned = leaf.review.as_ref().filter(|r| r.returned).map(|r| {
        view! {
            <div class="notice notice--danger">
                <strong>{t(T::ReturnedWhy)}</strong> " " {r.reason.clone()}
            </div>
        }
        .into_any()
    });
    view! {
        <div class="leaf" id="leaf-panel">
            <h2 class="leaf__title">{sign(row.standing)} " " {row.code.clone()} " " {row.name.clone()}</h2>
            {returned}
            {go}
            {association}
            <p class="leaf__score">{score}</p>
            {reviewed}
            {leaf.next.clone().map(|n| view! { <p class="leaf__next">{n}</p> }.into_any())}
            <Missing leaf=leaf.clone()/>
            <dl class="leaf__facts">
                <dt>{t(T::Standard)}</dt><dd>{leaf.standard.clone()}</dd>
                <dt>{t(T::Rule)}</dt><dd>{leaf.rule.clone()}</dd>
                <dt>{t(T::Scoring)}</dt><dd>{leaf.scoring.clone()}</dd>
            </dl>
            <Counted leaf=leaf/>
        </div>
    }
    .into_any()
}

/// 为什么没有√
#[component]
fn Missing(leaf: LeafView) -> impl IntoView {
    (!leaf.missing.is_empty()).then(|| {
        let lines = leaf
            .missing
            .into_iter()
            .map(|m| view! { <li><a href=m.href target="_blank">{m.text}</a></li> }.into_any())
            .collect_view();
        view! {
            <section class="leaf__missing">
                <h3>{t(T::WhyNot)}</h3>
                <ul class="leaf__list">{lines}</ul>
            </section>
        }
        .into_any()
    })
}

#[component]
fn Counted(leaf: LeafView) -> impl IntoView {
    let lines = leaf
        .counted
        .iter()
        .map(|r| view! { <li><a href=r.href() target="_blank">{r.title.clone()}</a></li> }.into_any())
        .collect_view();
    view! {
        <h3>{tf(T::Counted, &[&leaf.counted_total.to_string()])}</h3>
        <ul class="leaf__list">{lines}</ul>
    }
    .into_any()
}
