//! The last look before a notice is published: whom it really reaches, and the text (MSG-05).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::message::back;
use super::message_send::confirm;
use super::notice::marks;
use crate::api::notice::{PublishNotice, preview_notice};
use crate::domain::error::AppError;
use crate::domain::notice::{NoticePreview, UNITS_PAGE};
use crate::domain::text::notice::NoticeText as T;
use crate::domain::text::writing::WritingText;
use crate::ui::parts::form::file::file_links;
use crate::ui::parts::list::Pager;
use crate::ui::parts::load::Load;
use crate::ui::parts::post::Posting;
use crate::ui::preference::{t, tf};

/// `/notices/{id}/publish`
#[component]
pub fn NoticePublish() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let publish = Posting::to::<PublishNotice>();
    let page = Memo::new(move |_| query.with(|q| q.get("page").and_then(|p| p.parse::<i64>().ok()).unwrap_or(1)));
    let preview = Load::new(
        move || (params.with(|p| p.get("id")), page.get()),
        |(id, page)| async move {
            let id = id.and_then(|id| id.parse().ok()).ok_or(AppError::NotFound)?;
            Ok((page, preview_notice(id, page).await?))
        },
    );
    preview.shown(move |(page, preview)| view! { <Preview page=page preview=preview publish=publish/> }.into_any())
}

#[component]
fn Preview(page: i64, preview: NoticePreview, publish: Posting) -> impl IntoView {
    let NoticePreview { draft, org_name, readers, problems } = preview;
    let id = draft.id.map(|id| id.to_string()).unwrap_or_default();
    let note = tf(T::PreviewNote, &[&readers.unit_total.to_string(), &readers.people.to_string()]);
    let units = readers
        .units
        .into_iter()
        .map(|unit| view! { <tr><td>{unit.org_name}</td><td class="table__number">{unit.people}</td></tr> }.into_any())
        .collect_view();
    let name = |path: &str| if path == "title" { t(T::NoticeTitle) } else { t(WritingText::Body) };
    let title = if draft.title.is_empty() { t(T::NoTitle).to_owned() } else { draft.title };
    let public = draft.public.then(|| view! { <p class="notice notice--info">{t(T::PublicPreview)}</p> }.into_any());
    let (base, edit) = (format!("/notices/{id}/publish"), format!("/notices/{id}/edit"));
    view! {
        <Title text=t(T::PreviewTitle)/>
        <div class="page">
            {back(t(T::Title), "/notices?box=own")}
            <div class="page__titles">
                <h1 class="page__title">{t(T::PreviewTitle)}</h1>
                <p class="page__note">{note}</p>
            </div>
            {public}
            <article class="sheet sheet--padded letter">
                <h2>{title} " " {marks((draft.category, draft.public))}</h2>
                <p class="quiet">{org_name}</p>
                <div class="letter__body">{draft.body}</div>
                {file_links(&draft.files)}
            </article>
            {confirm(publish, id, edit, t(T::Publish), t(WritingText::BackToEdit), &problems, name)}
            <section class="sheet">
                <div class="sheet__head"><h2 class="sheet__title">{t(T::Audience)}</h2></div>
                <div class="table-frame" tabindex="0" role="region" aria-label=t(T::Audience)>
                    <table class="table">
                        <thead><tr><th scope="col">{t(T::Unit)}</th><th scope="col">{t(T::People)}</th></tr></thead>
                        <tbody>{units}</tbody>
                    </table>
                </div>
            </section>
            <Pager base=base page=page size=UNITS_PAGE total=readers.unit_total/>
        </div>
    }
    .into_any()
}
