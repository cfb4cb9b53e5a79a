//! Writing a notice. Every button saves the draft first, so that searching units loses nothing, with and without
//! scripts.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::message::back;
use crate::api::notice::{DeleteNotice, SaveNotice, find_notice_draft};
use crate::domain::error::AppError;
use crate::domain::form::{file_bytes, files_max};
use crate::domain::ids::NoticeId;
use crate::domain::notice::{NamedUnit, NoticeDraft, attachment_types};
use crate::domain::portal::Category;
use crate::domain::text::common::Common;
use crate::domain::text::form::FormText;
use crate::domain::text::notice::NoticeText as T;
use crate::ui::browser;
use crate::ui::pages::missing::Missing;
use crate::ui::parts::field::{Problems, TextField, invalid_mark};
use crate::ui::parts::form::control::TextArea;
use crate::ui::parts::form::file::FileBox;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{MODE_FIELD, PostForm, Posting};
use crate::ui::preference::{t, tf, use_lang};

/// `/notices/new`, `/notices/{id}/edit`
#[component]
pub fn NoticeEdit() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let save = Posting::to::<SaveNotice>();
    let delete = Posting::to::<DeleteNotice>();
    let find = Memo::new(move |_| query.with(|q| q.get("find")));
    let draft = Load::new(
        move || (params.with(|p| p.get("id")), query.with(|q| (q.get("find"), q.get("saved")))),
        |(id, (find, _))| async move {
            let id = match id {
                Some(id) => Some(id.parse::<NoticeId>().map_err(|_| AppError::NotFound)?),
                None => None,
            };
            find_notice_draft(id, find).await
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
            {back(t(T::Title), "/notices?box=own")}
            <h1 class="page__title">{t(T::New)}</h1>
            {transition(shown)}
        </div>
    }
    .into_any()
}

#[component]
fn Editor(draft: NoticeDraft, find: Option<String>, save: Posting, delete: Posting) -> impl IntoView {
    let error = save.error();
    let id = draft.id.map(|id| id.to_string()).unwrap_or_default();
    let body = save.typed("body", draft.body.clone());
    let saved = draft
        .saved_at
        .map(|at| view! { <p class="quiet" role="status">{tf(T::SavedAt, &[&at.minute_text()])}</p> }.into_any());
    let files = RwSignal::new(draft.files.clone());
    let pinned = draft.pinned_until_on.map(|day| day.to_string()).unwrap_or_default();
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
    let audience = (!draft.kind_names.is_empty()).then(|| audience(&draft, find, save));
    view! {
        <PostForm post=save attr:class="form sheet sheet--padded message-form">
            <ErrorBox error=error/>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=draft.version.to_string()/>
            {audience}
            {kind(&draft, save)}
            <TextField name="title" label=t(T::NoticeTitle) value=draft.title required=false post=save/>
            <div class="field">
                <label class="field__label" for="body">{t(T::Body)}</label>
                <TextArea id="body" name="body" value=Signal::stored(body)
                    described=Signal::stored("body-problem".to_owned())
                    invalid=Signal::derive(move || invalid_mark(error, "body")().is_some())/>
                <span id="body-problem"><Problems error=error path="body"/></span>
            </div>
            <TextField name="pinned_until_on" label=t(T::PinnedUntil) kind="date" help=t(T::PinnedHelp) value=pinned
                required=false post=save/>
            <div class="field">
                <span class="field__label" id="files-label">{t(T::Attachments)}</span>
                <FileBox id="files" name="files[]" label=t(T::Attachments).to_owned() labelled="files-label" described="files-hint"
                    limits=(files_max(), file_bytes(), attachment_types()) upload_to="/files?register=notice"
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

/// What it is, and whether visitors read it.
fn kind(draft: &NoticeDraft, save: Posting) -> AnyView {
    let chosen = save.typed("category", draft.category.key());
    let options = Category::ALL.map(|category| {
        let selected = category.key() == chosen;
        view! { <option value=category.key() selected=selected>{t(category.name())}</option> }
    });
    let public = save.ticked("public", draft.public);
    let public = draft.may_be_public.then(|| {
        view! {
            <div class="field">
                <label class="check">
                    <input type="checkbox" name="public" value="true" checked=public aria-describedby="public-help"/>
                    {t(T::PublicBox)}
                </label>
                <span class="field__help" id="public-help">{t(T::PublicHelp)}</span>
            </div>
        }
        .into_any()
    });
    view! {
        <div class="field">
            <label class="field__label" for="category">{t(T::Category)}</label>
            <select class="control" id="category" name="category">{options.into_iter().collect_view()}</select>
        </div>
        {public}
    }
    .into_any()
}

/// Everybody below, or kinds and named units. The first button of the form searches: Enter in a field saves.
fn audience(draft: &NoticeDraft, find: Option<String>, save: Posting) -> AnyView {
    let lang = use_lang();
    let error = save.error();
    let everyone = save.ticked("everyone", draft.everyone);
    let kinds = save.typed_all("kinds[]", draft.kinds.clone());
    let boxes = draft
        .kind_names
        .iter()
        .map(|(key, name)| {
            let (key, on, name) = (key.clone(), kinds.contains(key), name.text(lang).to_owned());
            view! {
                <li><label class="check"><input type="checkbox" name="kinds[]" value=key checked=on/>{name}</label></li>
            }
            .into_any()
        })
        .collect_view();
    let ticked = save.typed_all("orgs[]", Vec::new());
    let named = if draft.orgs.is_empty() {
        view! { <p class="quiet">{t(T::UnitsNone)}</p> }.into_any()
    } else {
        let boxes = draft.orgs.iter().cloned().map(|unit| tick(unit, true)).collect_view();
        view! { <ul class="picks">{boxes}</ul> }.into_any()
    };
    let words = save.typed("find", find.clone().unwrap_or_default());
    let found = find.map(|words| {
        if draft.found.is_empty() {
            return view! { <p class="quiet" role="status">{tf(T::FoundNone, &[&words])}</p> }.into_any();
        }
        let units = draft.found.iter().cloned();
        let boxes = units
            .map(|unit| {
                let on = ticked.contains(&unit.0.to_string());
                tick(unit, on)
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
            <legend class="field__label">{t(T::Audience)}</legend>
            <label class="check">
                <input type="checkbox" name="everyone" value="true" checked=everyone aria-describedby="everyone-help"/>
                {t(T::Everyone)}
            </label>
            <span class="field__help" id="everyone-help">{t(T::EveryoneHelp)}</span>
            <div class="audience">
                <p class="field__label" id="kinds-label">{t(T::Kinds)}</p>
                <ul class="picks" aria-labelledby="kinds-label">{boxes}</ul>
                <p class="field__label">{t(T::Units)}</p>
                {named}
                <Problems error=error path="orgs"/>
                <div class="field">
                    <label class="field__label" for="find">{t(T::Find)}</label>
                    <div class="picks__find">
                        <input class="control" id="find" name="find" value=words autocomplete="off" aria-describedby="find-help"/>
                        <button class="button" type="submit" name=MODE_FIELD value="find">{t(T::FindButton)}</button>
                    </div>
                    <span class="field__help" id="find-help">{t(T::FindHelp)}</span>
                </div>
                {found}
            </div>
        </fieldset>
    }
    .into_any()
}

fn tick((id, name): NamedUnit, on: bool) -> AnyView {
    view! {
        <li>
            <label class="check"><input type="checkbox" name="orgs[]" value=id.to_string() checked=on/>{name}</label>
        </li>
    }
    .into_any()
}
