//! 技术服务: whom to ask, and the form of the centre (S-034, S-035).

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::support::{UpdateSupport, find_support, find_support_page};
use crate::domain::support::SupportContact;
use crate::domain::text::common::Common;
use crate::domain::text::support::SupportText as T;
use crate::ui::parts::field::{Problems, TextField, invalid_mark};
use crate::ui::parts::form::control::TextArea;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::t;

/// `/support`
#[component]
pub fn Support() -> impl IntoView {
    let update = Posting::to::<UpdateSupport>().saying(|_| t(Common::Saved).to_owned());
    let page = Load::new(move || update.successes(), |_| find_support_page());
    let shown = page.shown(move |(contact, may_edit)| {
        let form = may_edit.then(|| view! { <Form contact=contact.clone() update=update/> }.into_any());
        view! { <div class="sheet sheet--padded">{block(contact)}</div> {form} }.into_any()
    });
    view! {
        <Title text=t(T::Title)/>
        <div class="page page--narrow">
            <div class="page__titles">
                <h1 class="page__title">{t(T::Title)}</h1>
                <p class="page__note">{t(T::Note)}</p>
            </div>
            {shown}
        </div>
    }
    .into_any()
}

/// The address that calls a number.
pub fn call_address(phone: &str) -> String {
    format!("tel:{}", phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect::<String>())
}

/// Name, telephone and hours as lines.
fn block(contact: SupportContact) -> AnyView {
    if contact.version == 0 {
        return view! { <p class="quiet">{t(T::None)}</p> }.into_any();
    }
    let call = call_address(&contact.phone);
    let note = (!contact.note.is_empty()).then(|| {
        view! { <dt class="answer__key">{t(T::Words)}</dt><dd class="contact__note">{contact.note}</dd> }.into_any()
    });
    view! {
        <dl class="contact">
            <dt class="answer__key">{t(T::Name)}</dt>
            <dd>{contact.name}</dd>
            <dt class="answer__key">{t(T::Phone)}</dt>
            <dd><a href=call>{contact.phone}</a></dd>
            <dt class="answer__key">{t(T::Hours)}</dt>
            <dd>{contact.hours}</dd>
            {note}
        </dl>
    }
    .into_any()
}

/// The same on the sign-in page; nothing before a contact was entered.
#[component]
pub fn SupportBlock() -> impl IntoView {
    let contact = Load::once(find_support);
    let shown = move || async move {
        let contact = contact.await.ok().filter(|contact| contact.version > 0)?;
        Some(view! { <section class="entry__support"><h2>{t(T::Title)}</h2>{block(contact)}</section> }.into_any())
    };
    transition(shown)
}

#[component]
fn Form(contact: SupportContact, update: Posting) -> impl IntoView {
    let error = update.error();
    let note = update.typed("note", contact.note);
    view! {
        <details class="sheet sheet--padded" open=update.refused() || contact.version == 0>
            <summary>{t(T::Edit)}</summary>
            <PostForm post=update attr:class="form">
                <ErrorBox error=error/>
                <input type="hidden" name="version" value=contact.version.to_string()/>
                <TextField name="name" label=t(T::Name) help=t(T::NameHelp) value=contact.name post=update/>
                <TextField name="phone" label=t(T::Phone) kind="tel" value=contact.phone post=update/>
                <TextField name="hours" label=t(T::Hours) help=t(T::HoursHelp) value=contact.hours post=update/>
                <div class="field">
                    <label class="field__label" for="note">{t(T::Words)} " "
                        <span class="field__mark field__mark--optional">{t(Common::Optional)}</span>
                    </label>
                    <TextArea id="note" name="note" value=Signal::stored(note)
                        described=Signal::stored("note-problem".to_owned())
                        invalid=Signal::derive(move || invalid_mark(error, "note")().is_some())/>
                    <span id="note-problem"><Problems error=error path="note"/></span>
                </div>
                <div><button class="button button--main" type="submit">{t(Common::Save)}</button></div>
            </PostForm>
        </details>
    }
    .into_any()
}
