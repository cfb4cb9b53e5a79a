//! The manual: a chapter for each register.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::register::list_chapters;
use crate::domain::record::ChapterName;
use crate::domain::text::guide::GuideText as T;
use crate::ui::parts::load::Load;
use crate::ui::preference::{t, use_lang};

/// `/help`
#[component]
pub fn Chapters() -> impl IntoView {
    let chapters = Load::once(list_chapters);
    let shown = chapters.shown(|chapters| {
        let cards = chapters.into_iter().map(card).collect_view();
        view! { <ul class="cards">{cards}</ul> }.into_any()
    });
    view! {
        <Title text=t(T::Chapters)/>
        <div class="page">
            <div class="page__head">
                <div class="page__titles">
                    <h1 class="page__title">{t(T::Chapters)}</h1>
                    <p class="page__note">{t(T::ChaptersNote)}</p>
                </div>
                <div class="page__actions">
                    <a class="button button--main" href="/help/manual.html" rel="external" download="">{t(T::Download)}</a>
                </div>
            </div>
            {shown}
        </div>
    }
    .into_any()
}

fn card(chapter: ChapterName) -> AnyView {
    let lang = use_lang();
    view! {
        <li class="card">
            <h2 class="card__title">
                <a class="card__link" href=format!("/registers/{}/help", chapter.register)>{chapter.name.text(lang).to_owned()}</a>
            </h2>
            <p class="card__note">{chapter.purpose.text(lang).to_owned()}</p>
        </li>
    }
    .into_any()
}
