//! Writing a message. Every button saves the draft first, so that searching people loses nothing, with and without
//! scripts.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::message::back;
use crate::api::message::{DeleteMessage, SaveMessage, find_message_draft};
use crate::domain::error::AppError;
use crate::domain::form::{file_bytes, file_types, files_max};
use crate::domain::ids::MessageId;
use crate::domain::message::{MessageDraft, NamedTarget};
use crate::domain::text::common::Common;
use crate::domain::text::form::FormText;
use crate::domain::text::message::MessageText as T;
use crate::ui::browser;
use crate::ui::pages::missing::Missing;
use crate::ui::parts::field::{Problems, TextField, invalid_mark};
use crate::ui::parts::form::control::TextArea;
use crate::ui::parts::form::file::FileBox;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{MODE_FIELD, PostForm, Posting};
use crate::ui::preference::{t, tf};

/// `/messages/new`, `/messages/{id}/edit`
#[component]
pub fn MessageEdit() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let save = Posting::to::<SaveMessage>();
    let delete = Posting::to::<DeleteMessage>().saying(|_| t(T::Deleted).to_owned());
    let find = Memo::new(move |_| query.with(|q| q.get("find")));
    let draft = Load::new(
        move || (params.with(|p| p.get("id")), query.with(|q| (q.get("reply"), q.get("find"), q.get("saved")))),
        |(id, (reply, find, _))| async move {
            let read = |id: Option<String>| match id {
                Some(id) => id.parse::<MessageId>().map(Some).map_err(|_| AppError::NotFound),
                None => Ok(None),
            };
            find_message_draft(read(id)?, read(reply)?, find).await
        },
    );
    let shown = move || async move {
        match draft.await {
            Ok(draft) => {
                let find = find.get_untracked();
                view! { <Editor draft=draft find=find save=save delete=delete/> }.into_any()
            }
            Err(_) => view! { <Missing/> }.into_any(),
        }
    };
    view! {
        <Title text=t(T::New)/>
        <div class="page">
            {back(t(T::Title), "/messages")}
            <h1 class="page__title">{t(T::New)}</h1>
            {transition(shown)}
        </div>
    }
    .into_any()
}

#[component]
fn Editor(draft: MessageDraft, find: Option<String>, save: Posting, delete: Posting) -> impl IntoView {
    let error = save.error();
    let id = draft.id.map(|id| id.to_string()).unwrap_or_default();
    let reply = draft.reply_to.map(|id| id.to_string()).unwrap_or_default();
    let subject = match (draft.id, draft.reply_to) {
        (None, Some(_)) => tf(T::ReplySubject, &[&draft.subject]),
        _ => draft.subject.clone(),
    };
    let body = save.typed("body", draft.body.clone());
    let saved = draft
        .saved_at
        .map(|at| view! { <p class="quiet" role="status">{tf(T::SavedAt, &[&at.minute_text()])}</p> }.into_any());
    let files = RwSignal::new(draft.files.clone());
    let remove = draft.id.map(|id| {
        view! {
            <PostForm post=delete>
                <input type="hidden" name="id" value=id.to_string()/>
                <button class="button button--plain" type="submit">{t(T::DeleteDraft)}</button>
            </PostForm>
        }
        .into_any()
    });
    if find.is_some() {
        Effect::new(|_| browser::focus("find"));
    }
    view! {
        <PostForm post=save attr:class="form sheet sheet--padded message-form">
            <ErrorBox error=error/>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="reply_to" value=reply/>
            {receivers(&draft, find, save)}
            <TextField name="subject" label=t(T::Subject) value=subject required=false post=save/>
            <div class="field">
                <label class="field__label" for="body">{t(T::Body)}</label>
                <TextArea id="body" name="body" value=Signal::stored(body)
                    described=Signal::stored("body-problem".to_owned())
                    invalid=Signal::derive(move || invalid_mark(error, "body")().is_some())/>
                <span id="body-problem"><Problems error=error path="body"/></span>
            </div>
            <div class="field">
                <span class="field__label" id="files-label">{t(T::Attachments)}</span>
                <FileBox id="files" name="files[]" label=t(T::Attachments).to_owned() labelled="files-label" described="files-hint"
                    limits=(files_max(), file_bytes(), file_types()) upload_to="/files?register=message"
                    files=files put=Callback::new(move |all| files.set(all))/>
                <span class="quiet needs-script" id="files-hint">{t(T::SaveAfterUpload)}</span>
                <span class="quiet without-script">{t(FormText::FilesNeedScript)}</span>
                <Problems error=error path="files"/>
            </div>
            <div class="actions">
                <button class="button button--main" type="submit" name=MODE_FIELD value="preview">{t(T::Preview)}</button>
                <button class="button" type="submit" name=MODE_FIELD value="save">{t(Common::SaveDraft)}</button>
                {saved}
            </div>
        </PostForm>
        {remove}
    }
    .into_any()
}

/// Who it is for, the search, and what it found. The first button of the form searches: Enter in a field saves.
fn receivers(draft: &MessageDraft, find: Option<String>, save: Posting) -> AnyView {
    let error = save.error();
    let (near, gone): (Vec<_>, Vec<_>) = draft.to.iter().cloned().partition(|to| to.people > 0);
    let chosen = if near.is_empty() {
        view! { <p class="quiet">{t(T::ToNone)}</p> }.into_any()
    } else {
        let boxes = near.into_iter().map(|to| tick(to, true)).collect_view();
        view! { <ul class="picks">{boxes}</ul> }.into_any()
    };
    let gone = (!gone.is_empty()).then(|| {
        let names: Vec<String> = gone.iter().map(label).collect();
        view! { <p class="notice notice--warning">{tf(T::OutOfReach, &[&names.join("；")])}</p> }.into_any()
    });
    let ticked = save.typed_all("to[]", Vec::new());
    let words = save.typed("find", find.clone().unwrap_or_default());
    let found = find.map(|words| {
        if draft.found.is_empty() {
            return view! { <p class="quiet" role="status">{tf(T::FoundNone, &[&words])}</p> }.into_any();
        }
        let boxes = draft
            .found
            .iter()
            .cloned()
            .map(|to| {
                let on = ticked.contains(&to.target.to_string());
                tick(to, on)
            })
            .collect_view();
        view! {
            <fieldset class="picks__found">
                <legend class="field__label">{t(T::Found)}</legend>
                <ul class="picks">{boxes}</ul>
                <button class="button" type="submit" name=MODE_FIELD value="find">{t(T::AddButton)}</button>
            </fieldset>
        }
        .into_any()
    });
    view! {
        <fieldset class="picks__group">
            <legend class="field__label">{t(T::To)}</legend>
            {chosen}
            {gone}
            <Problems error=error path="to"/>
            <div class="field">
                <label class="field__label" for="find">{t(T::Find)}</label>
                <div class="picks__find">
                    <input class="control" id="find" name="find" value=words autocomplete="off" aria-describedby="find-help"/>
                    <button class="button" type="submit" name=MODE_FIELD value="find">{t(T::FindButton)}</button>
                </div>
                <span class="field__help" id="find-help">{t(T::FindHelp)}</span>
            </div>
            {found}
        </fieldset>
    }
    .into_any()
}

/// A target in words.
pub fn label(to: &NamedTarget) -> String {
    if to.name.is_empty() {
        tf(T::ToAll, &[&to.org_name, &to.people.to_string()])
    } else {
        format!("{} · {}", to.name, to.org_name)
    }
}

fn tick(to: NamedTarget, on: bool) -> AnyView {
    let (value, words) = (to.target.to_string(), label(&to));
    view! {
        <li><label class="check"><input type="checkbox" name="to[]" value=value checked=on/>{words}</label></li>
    }
    .into_any()
}
