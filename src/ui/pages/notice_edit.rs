//! Writing a notice.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::message::back;
use crate::api::notice::{DeleteNotice, SaveNotice, find_notice_draft};
use crate::domain::error::AppError;
use crate::domain::ids::NoticeId;
use crate::domain::notice::{NamedUnit, NoticeDraft, attachment_types};
use crate::domain::portal::Category;
use crate::domain::text::notice::NoticeText as T;
use crate::ui::parts::field::{Problems, TextField};
use crate::ui::parts::load::Load;
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::parts::writing::{Search, body_field, delete_button, draft_buttons, files_field, search_field};
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
    let shown = draft.shown(move |draft| {
        let find = find.get_untracked();
        view! { <Editor draft=draft find=find save=save delete=delete/> }.into_any()
    });
    view! {
        <Title text=t(T::New)/>
        <div class="page">
            {back(t(T::Title), "/notices?box=own")}
            <h1 class="page__title">{t(T::New)}</h1>
            {shown}
        </div>
    }
    .into_any()
}

#[component]
fn Editor(draft: NoticeDraft, find: Option<String>, save: Posting, delete: Posting) -> impl IntoView {
    let error = save.error();
    let id = draft.id.map(|id| id.to_string()).unwrap_or_default();
    let pinned = draft.pinned_until_on.map(|day| day.to_string()).unwrap_or_default();
    let remove = delete_button(draft.id.map(|id| id.to_string()), delete);
    let audience = (!draft.kind_names.is_empty()).then(|| audience(&draft, find, save));
    view! {
        <PostForm post=save attr:class="form sheet sheet--padded message-form">
            <ErrorBox error=error/>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=draft.version.to_string()/>
            {audience}
            {kind(&draft, save)}
            <TextField name="title" label=t(T::NoticeTitle) value=draft.title draft=true post=save/>
            {body_field(&draft.body, save)}
            <TextField name="pinned_until_on" label=t(T::PinnedUntil) kind="date" help=t(T::PinnedHelp) value=pinned
                required=false post=save/>
            {files_field(&draft.files, attachment_types(), "/files?register=notice", save)}
            {draft_buttons(t(T::Preview), draft.saved_at)}
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

/// Everybody below, or kinds and named units.
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
    let found = draft.found.iter().cloned().map(|unit| {
        let on = ticked.contains(&unit.0.to_string());
        tick(unit, on)
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
                {search_field(search, save)}
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
