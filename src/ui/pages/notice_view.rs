//! One notice, for its readers and for the unit that announces.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::message::back;
use super::notice::marks;
use crate::api::notice::{UndoNotice, WithdrawNotice, find_notice};
use crate::domain::error::AppError;
use crate::domain::notice::{NoticeState, NoticeView};
use crate::domain::text::common::Common;
use crate::domain::text::notice::NoticeText as T;
use crate::domain::text::writing::WritingText;
use crate::ui::parts::badge::StateBadge;
use crate::ui::parts::form::file::file_links;
use crate::ui::parts::load::Load;
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::parts::undo::UndoBar;
use crate::ui::preference::{t, tf};

/// `/notices/{id}`
#[component]
pub fn NoticePage() -> impl IntoView {
    let params = use_params_map();
    let undo = Posting::to::<UndoNotice>();
    let withdraw = Posting::to::<WithdrawNotice>();
    let found = Load::new(
        move || (params.with(|p| p.get("id")), withdraw.successes()),
        |(id, _)| async move {
            let id = id.and_then(|id| id.parse().ok()).ok_or(AppError::NotFound)?;
            find_notice(id).await
        },
    );
    found.shown(move |view| view! { <Shown view=view undo=undo withdraw=withdraw/> }.into_any())
}

#[component]
fn Shown(view: NoticeView, undo: Posting, withdraw: Posting) -> impl IntoView {
    let row = view.row;
    let id = row.id.to_string();
    let undo = (view.undo_ms > 0).then(|| {
        view! { <UndoBar post=undo id=id.clone() ms=view.undo_ms note=T::UndoNote label=t(T::Undo)/> }.into_any()
    });
    let (name, tone) = row.state.name();
    let state = view.own.then(|| view! { <StateBadge name=name tone=tone/> }.into_any());
    let pinned = row.pinned.then(|| view! { <span class="badge badge--warning">{t(T::Pinned)}</span> }.into_any());
    let files = file_links(&view.files)
        .map(|links| view! { <section><h2>{t(WritingText::Attachments)}</h2>{links}</section> }.into_any());
    let readers = view.read_of.filter(|_| view.own).map(|(read, people)| {
        let words = tf(T::ReadOf, &[&read.to_string(), &people.to_string()]);
        view! { <a class="button" href=format!("/notices/{id}/readers")>{t(T::Readers)} " · " {words}</a> }.into_any()
    });
    let edit = (view.own && row.state != NoticeState::Published).then(|| {
        let word = if row.state == NoticeState::Draft { t(Common::Edit) } else { t(T::Edit) };
        view! { <a class="button" href=format!("/notices/{id}/edit")>{word}</a> }.into_any()
    });
    let on_portal = (view.own && row.public && row.state == NoticeState::Published && view.undo_ms == 0)
        .then(|| view! { <p><a href=format!("/portal/notices/{id}")>{t(T::OnPortal)}</a></p> }.into_any());
    let take_back = (view.own && row.state == NoticeState::Published).then(|| {
        let read = view.read_of.map_or(0, |(read, _)| read);
        let error = withdraw.error();
        view! {
            <details class="sheet sheet--padded">
                <summary>{t(T::Withdraw)}</summary>
                <PostForm post=withdraw attr:class="form">
                    <ErrorBox error=error/>
                    <p>{tf(T::WithdrawBody, &[&read.to_string()])}</p>
                    <input type="hidden" name="id" value=id.clone()/>
                    <div><button class="button button--danger" type="submit">{t(T::Withdraw)}</button></div>
                </PostForm>
            </details>
        }
        .into_any()
    });
    view! {
        <Title text=row.title.clone()/>
        <div class="page">
            {back(t(T::Title), if view.own { "/notices?box=own" } else { "/notices" })}
            <div class="page__head">
                <div class="page__titles">
                    <h1 class="page__title">{row.title} " " {marks((row.category, row.public))} {pinned} {state}</h1>
                    <p class="page__note">
                        {row.org_name} " · " {t(T::Author)} " " {view.author} " · " <time>{row.at.minute_text()}</time>
                    </p>
                </div>
                <div class="page__actions">{readers} {edit}</div>
            </div>
            {undo}
            {on_portal}
            <article class="sheet sheet--padded letter">
                <div class="letter__body">{view.body}</div>
                {files}
            </article>
            {take_back}
        </div>
    }
    .into_any()
}
