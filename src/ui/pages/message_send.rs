//! The last look before a message goes out: the real receivers and the text (MSG-05).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::message::back;
use crate::api::message::{SendMessage, preview_message};
use crate::domain::error::{AppError, FieldProblem};
use crate::domain::message::MessagePreview;
use crate::domain::text::message::MessageText as T;
use crate::domain::text::writing::WritingText;
use crate::ui::parts::form::file::file_links;
use crate::ui::parts::load::Load;
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, tf, use_lang};

/// `/messages/{id}/send`
#[component]
pub fn MessageSend() -> impl IntoView {
    let params = use_params_map();
    let send = Posting::to::<SendMessage>();
    let preview = Load::new(
        move || params.with(|p| p.get("id")),
        |id| async move {
            let id = id.and_then(|id| id.parse().ok()).ok_or(AppError::NotFound)?;
            preview_message(id).await
        },
    );
    preview.shown(move |preview| view! { <Preview preview=preview send=send/> }.into_any())
}

#[component]
fn Preview(preview: MessagePreview, send: Posting) -> impl IntoView {
    let MessagePreview { draft, receivers, people, problems } = preview;
    let id = draft.id.map(|id| id.to_string()).unwrap_or_default();
    let edit = format!("/messages/{id}/edit");
    let units = receivers
        .into_iter()
        .map(|(unit, names)| view! { <li><strong>{unit}</strong> " " {names.join("、")}</li> }.into_any())
        .collect_view();
    let note = tf(T::PreviewNote, &[&people.to_string()]);
    let name = |path: &str| match path {
        "to" => t(T::To),
        "subject" => t(T::Subject),
        _ => t(WritingText::Body),
    };
    let subject = if draft.subject.is_empty() { t(T::NoSubject).to_owned() } else { draft.subject };
    view! {
        <Title text=t(T::PreviewTitle)/>
        <div class="page">
            {back(t(T::Title), "/messages")}
            <div class="page__titles">
                <h1 class="page__title">{t(T::PreviewTitle)}</h1>
                <p class="page__note">{note}</p>
            </div>
            <section class="sheet sheet--padded">
                <h2>{t(T::To)}</h2>
                <ul class="reach">{units}</ul>
            </section>
            <section class="sheet sheet--padded letter">
                <h2>{subject}</h2>
                <div class="letter__body">{draft.body}</div>
                {file_links(&draft.files)}
            </section>
            {confirm(send, id, edit, t(T::Send), t(WritingText::BackToEdit), &problems, name)}
        </div>
    }
    .into_any()
}

/// The button that sends, and what stands against it.
pub fn confirm(
    post: Posting,
    id: String,
    edit: String,
    word: &'static str,
    back: &'static str,
    problems: &[FieldProblem],
    name: impl Fn(&str) -> &'static str,
) -> AnyView {
    let lang = use_lang();
    let error = post.error();
    let ready = problems.is_empty();
    let lines = problems
        .iter()
        .map(|p| view! { <li><a href=edit.clone()>{name(&p.path)}</a> " " {p.message(lang)}</li> }.into_any())
        .collect_view();
    let missing =
        (!ready).then(|| view! { <ul class="notice notice--danger reasons" id="send-why">{lines}</ul> }.into_any());
    let button = if ready {
        view! { <button class="button button--main" type="submit">{word}</button> }.into_any()
    } else {
        view! {
            <button class="button button--main" type="button" aria-disabled="true" aria-describedby="send-why">{word}</button>
        }
        .into_any()
    };
    view! {
        <ErrorBox error=error/>
        {missing}
        <PostForm post=post attr:class="actions">
            <input type="hidden" name="id" value=id/>
            {button}
            <a class="button" href=edit>{back}</a>
        </PostForm>
    }
    .into_any()
}
