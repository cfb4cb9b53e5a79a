//! Help chapters of the registers, and the list of them (E-018, X-029).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::crumbs;
use crate::api::register::find_guide;
use crate::domain::form::guide::{Guide, GuideLine, GuidePart};
use crate::domain::text::guide::GuideText as T;
use crate::ui::parts::load::Load;
use crate::ui::parts::settled::settled;
use crate::ui::preference::{t, tf, use_lang};

/// `/registers/{register}/help`
#[component]
pub fn Help() -> impl IntoView {
    let params = use_params_map();
    let loaded = Load::new(move || params.with(|p| p.get("register")).unwrap_or_default(), find_guide);
    loaded.shown(move |guide| view! { <Chapter guide=guide/> }.into_any())
}

#[component]
fn Chapter(guide: Guide) -> impl IntoView {
    let lang = use_lang();
    let base = format!("/registers/{}", guide.register);
    let steps = guide.steps.into_iter().map(|step| view! { <li>{step}</li> }.into_any()).collect_view();
    let parts = guide.parts.into_iter().map(part).collect_view();
    let leaves = (!guide.leaves.is_empty()).then(|| {
        let lines = guide.leaves.iter().map(|leaf| format!("{} {}", leaf.code, leaf.name.text(lang)));
        let lines = lines.map(|line| view! { <li>{line}</li> }.into_any()).collect_view();
        view! { <section class="sheet sheet--padded"><h2>{t(T::Leaves)}</h2><ul class="guide__list">{lines}</ul></section> }.into_any()
    });
    settled(view! {
        <Title text=tf(T::Title, &[&guide.name])/>
        <div class="page">
            {crumbs("", vec![(guide.name.clone(), base.clone())], t(T::Link).to_owned())}
            <div class="page__head">
                <div class="page__titles">
                    <h1 class="page__title">{tf(T::Title, &[&guide.name])}</h1>
                    <p class="page__note">{guide.purpose}</p>
                </div>
                <div class="page__actions">
                    <a class="button button--plain" href="/help">{t(T::Chapters)}</a>
                    <a class="button button--main" href=base>{t(T::Open)}</a>
                </div>
            </div>
            <section class="sheet sheet--padded"><h2>{t(T::Steps)}</h2><ol class="guide__list">{steps}</ol></section>
            {parts}
            {leaves}
        </div>
    })
}

fn part(part: GuidePart) -> AnyView {
    let heading = if part.heading.is_empty() { t(T::Fields).to_owned() } else { part.heading };
    let lines = part.lines.into_iter().map(line).collect_view();
    view! {
        <section class="sheet">
            <div class="sheet__head"><h2 class="sheet__title">{heading}</h2></div>
            <dl class="sheet__body">{lines}</dl>
        </section>
    }
    .into_any()
}

fn line(line: GuideLine) -> AnyView {
    let required = line.required.then(|| view! { " " <span class="badge">{t(T::Required)}</span> }.into_any());
    let note = (!line.note.is_empty()).then(|| view! { <br/> <span class="quiet">{line.note}</span> }.into_any());
    let class = if line.depth > 0 { "answer__pair guide__inner" } else { "answer__pair" };
    view! {
        <div class=class>
            <dt class="answer__key">{line.label}{required}</dt>
            <dd class="answer__value">{line.takes}{note}</dd>
        </div>
    }
    .into_any()
}
