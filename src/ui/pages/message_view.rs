//! One message, for its sender or a receiver.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::message::back;
use crate::api::message::{DeleteMessage, UndoMessage, find_message};
use crate::domain::error::AppError;
use crate::domain::message::{MessageView, Receiver};
use crate::domain::text::message::MessageText as T;
use crate::domain::text::writing::WritingText;
use crate::ui::parts::form::file::file_links;
use crate::ui::parts::load::Load;
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::parts::undo::UndoBar;
use crate::ui::preference::{t, tf};

/// `/messages/{id}`
#[component]
pub fn MessagePage() -> impl IntoView {
    let params = use_params_map();
    let undo = Posting::to::<UndoMessage>().saying(|_| t(T::Undone).to_owned());
    let delete = Posting::to::<DeleteMessage>().saying(|_| t(T::Deleted).to_owned());
    let found = Load::new(
        move || params.with(|p| p.get("id")),
        |id| async move {
            let id = id.and_then(|id| id.parse().ok()).ok_or(AppError::NotFound)?;
            find_message(id).await
        },
    );
    found.shown(move |view| view! { <Shown view=view undo=undo delete=delete/> }.into_any())
}

#[component]
fn Shown(view: MessageView, undo: Posting, delete: Posting) -> impl IntoView {
    let id = view.id.to_string();
    let error = delete.error();
    let undo = (view.undo_ms > 0).then(|| {
        view! { <UndoBar post=undo id=id.clone() ms=view.undo_ms note=T::UndoNote label=t(T::Undo)/> }.into_any()
    });
    let reply = (!view.mine).then(|| {
        let href = format!("/messages/new?reply={id}");
        view! { <a class="button button--main" href=href>{t(T::Reply)}</a> }.into_any()
    });
    let earlier = view.reply_to.map(|(id, subject)| {
        view! { <p class="quiet">{t(T::ReplyTo)} " " <a href=format!("/messages/{id}")>{subject}</a></p> }.into_any()
    });
    let receivers = if view.mine { read_times(view.receivers) } else { names(&view.receivers) };
    let files = file_links(&view.files)
        .map(|links| view! { <section><h2>{t(WritingText::Attachments)}</h2>{links}</section> }.into_any());
    view! {
        <Title text=view.subject.clone()/>
        <div class="page">
            {back(t(T::Title), if view.mine { "/messages?box=sent" } else { "/messages" })}
            <div class="page__head">
                <div class="page__titles">
                    <h1 class="page__title">{view.subject}</h1>
                    <p class="page__note">
                        {t(T::From)} " " {view.sender.0} " · " {view.sender.1} " " <time>{view.sent_at.minute_text()}</time>
                    </p>
                </div>
                <div class="page__actions">
                    {reply}
                    <PostForm post=delete>
                        <input type="hidden" name="id" value=id/>
                        <button class="button" type="submit" title=t(T::DeleteNote)>{t(T::Delete)}</button>
                    </PostForm>
                </div>
            </div>
            {undo}
            <ErrorBox error=error/>
            <div class="sheet sheet--padded letter">
                {earlier}
                <div class="letter__body">{view.body}</div>
                {files}
            </div>
            {receivers}
        </div>
    }
    .into_any()
}

fn names(receivers: &[Receiver]) -> AnyView {
    let all: Vec<String> = receivers.iter().map(|r| format!("{} · {}", r.name, r.org_name)).collect();
    let title = tf(T::Receivers, &[&all.len().to_string()]);
    view! { <details class="sheet sheet--padded"><summary>{title}</summary><p>{all.join("；")}</p></details> }
        .into_any()
}

fn read_times(receivers: Vec<Receiver>) -> AnyView {
    let title = tf(T::Receivers, &[&receivers.len().to_string()]);
    let region = title.clone();
    let lines = receivers
        .into_iter()
        .map(|r| {
            let read = match r.read_at {
                Some(at) => view! { <time>{at.minute_text()}</time> }.into_any(),
                None => view! { <span class="badge">{t(T::NotRead)}</span> }.into_any(),
            };
            view! { <tr><td>{r.name}</td><td>{r.org_name}</td><td>{read}</td></tr> }.into_any()
        })
        .collect_view();
    view! {
        <section class="sheet">
            <div class="sheet__head"><h2 class="sheet__title">{title}</h2></div>
            <div class="table-frame" tabindex="0" role="region" aria-label=region>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t(crate::domain::text::org::OrgText::PersonName)}</th>
                            <th scope="col">{t(crate::domain::text::notice::NoticeText::Unit)}</th>
                            <th scope="col">{t(T::ReadAt)}</th>
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
