//! What the forms of messages and of notices have in common. Every button of such a form saves the draft first, so that
//! a search loses nothing, with and without scripts.

use leptos::prelude::*;

use crate::domain::form::{FileRef, file_bytes, files_max};
use crate::domain::text::common::Common;
use crate::domain::text::form::FormText;
use crate::domain::text::writing::WritingText as T;
use crate::domain::time::Instant;
use crate::ui::browser;
use crate::ui::parts::field::{Problems, invalid_mark};
use crate::ui::parts::form::control::TextArea;
use crate::ui::parts::form::file::FileBox;
use crate::ui::parts::post::{MODE_FIELD, PostForm, Posting};
use crate::ui::preference::{t, tf};

/// The field `body`.
pub fn body_field(body: &str, post: Posting) -> AnyView {
    let error = post.error();
    let body = post.typed("body", body);
    view! {
        <div class="field">
            <label class="field__label" for="body">
                {t(T::Body)} " " <span class="field__mark">{t(Common::Required)}</span>
            </label>
            <TextArea id="body" name="body" value=Signal::stored(body)
                described="body-problem"
                invalid=Signal::derive(move || invalid_mark(error, "body")().is_some())/>
            <span id="body-problem"><Problems error=error path="body"/></span>
        </div>
    }
    .into_any()
}

/// The field `files[]`, for attachments of these types.
pub fn files_field(files: &[FileRef], types: Vec<String>, upload_to: &'static str, post: Posting) -> AnyView {
    let files = RwSignal::new(files.to_vec());
    view! {
        <div class="field">
            <span class="field__label" id="files-label">{t(T::Attachments)}</span>
            <FileBox id="files" name="files[]" label=t(T::Attachments).to_owned() labelled="files-label" described="files-hint"
                limits=(files_max(), file_bytes(), types) upload_to=upload_to
                files=files put=Callback::new(move |all| files.set(all)) arrivals=post.with_files()/>
            <span class="quiet needs-script" id="files-hint">{t(T::SaveAfterUpload)}</span>
            <span class="quiet without-script">{t(FormText::FilesNeedScript)}</span>
            <Problems error=post.error() path="files"/>
        </div>
    }
    .into_any()
}

/// The buttons below, and when the draft was saved last.
pub fn draft_buttons(preview: &'static str, saved_at: Option<Instant>) -> AnyView {
    let saved = saved_at
        .map(|at| view! { <p class="quiet" role="status">{tf(T::SavedAt, &[&at.minute_text()])}</p> }.into_any());
    view! {
        <div class="actions">
            <button class="button button--main" type="submit" name=MODE_FIELD value="preview">{preview}</button>
            <button class="button" type="submit" name=MODE_FIELD value="save">{t(Common::SaveDraft)}</button>
            {saved}
        </div>
    }
    .into_any()
}

/// The button that deletes a draft; nothing for one that was never saved.
pub fn delete_button(id: Option<String>, post: Posting) -> AnyView {
    id.map(|id| {
        view! {
            <PostForm post=post>
                <input type="hidden" name="id" value=id/>
                <button class="button button--plain" type="submit">{t(T::DeleteDraft)}</button>
            </PostForm>
        }
        .into_any()
    })
    .into_any()
}

/// What a search for receivers looked for, and what it found.
pub struct Search {
    /// The words; none: nothing was looked for.
    pub words: Option<String>,
    /// What was found, each a line with a box.
    pub found: Vec<AnyView>,
    /// What is looked for.
    pub label: &'static str,
    /// How to look.
    pub help: &'static str,
    /// What the button below what was found says.
    pub add: &'static str,
    /// What is said when nothing was found.
    pub none: String,
}

/// The field `find` and what it found. Its button is the first of the form: Enter in a field searches and saves.
pub fn search_field(search: Search, post: Posting) -> AnyView {
    let Search { words, found, label, help, add, none } = search;
    if words.is_some() {
        Effect::new(|_| browser::focus("find"));
    }
    let found = words.is_some().then(|| match found.is_empty() {
        true => view! { <p class="quiet" role="status">{none}</p> }.into_any(),
        false => view! {
            <fieldset class="picks__found">
                <legend class="field__label">{t(T::Found)}</legend>
                <ul class="picks">{found}</ul>
                <button class="button" type="submit" name=MODE_FIELD value="find">{add}</button>
            </fieldset>
        }
        .into_any(),
    });
    let words = post.typed("find", words.unwrap_or_default());
    view! {
        <div class="field">
            <label class="field__label" for="find">{label}</label>
            <div class="picks__find">
                <input class="control" id="find" name="find" value=words autocomplete="off" aria-describedby="find-help"/>
                <button class="button" type="submit" name=MODE_FIELD value="find">{t(T::FindButton)}</button>
            </div>
            <span class="field__help" id="find-help">{help}</span>
        </div>
        {found}
    }
    .into_any()
}
