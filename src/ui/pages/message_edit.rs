//! Writing a message.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::message::back;
use crate::api::message::{DeleteMessage, SaveMessage, find_message_draft};
use crate::domain::error::AppError;
use crate::domain::form::file_types;
use crate::domain::ids::MessageId;
use crate::domain::message::{MessageDraft, NamedTarget};
use crate::domain::text::message::MessageText as T;
use crate::ui::parts::field::{Problems, TextField};
use crate::ui::parts::load::Load;
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::parts::writing::{Search, body_field, delete_button, draft_buttons, files_field, search_field};
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
    let shown = draft.shown(move |draft| {
        let find = find.get_untracked();
        view! { <Editor draft=draft find=find save=save delete=delete/> }.into_any()
    });
    view! {
        <Title text=t(T::New)/>
        <div class="page">
            {back(t(T::Title), "/messages")}
            <h1 class="page__title">{t(T::New)}</h1>
            {shown}
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
    let remove = delete_button(draft.id.map(|id| id.to_string()), delete);
    view! {
        <PostForm post=save attr:class="form sheet sheet--padded message-form">
            <ErrorBox error=error/>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="reply_to" value=reply/>
            {receivers(&draft, find, save)}
            <TextField name="subject" label=t(T::Subject) value=subject draft=true post=save/>
            {body_field(&draft.body, save)}
            {files_field(&draft.files, file_types(), "/files?register=message", save)}
            {draft_buttons(t(T::Preview), draft.saved_at)}
        </PostForm>
        {remove}
    }
    .into_any()
}

/// Who it is for, and the search.
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
    let found = draft.found.iter().cloned().map(|to| {
        let on = ticked.contains(&to.target.to_string());
        tick(to, on)
    });
    let search = Search {
        found: found.collect(),
        label: t(T::Find),
        help: t(T::FindHelp),
        add: t(T::AddButton),
        none: tf(T::FoundNone, &[find.as_deref().unwrap_or_default()]),
        words: find,
    };
    view! {
        <fieldset class="picks__group">
            <legend class="field__label">{t(T::To)}</legend>
            {chosen}
            {gone}
            <Problems error=error path="to"/>
            {search_field(search, save)}
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
