//! People of a unit who come by mobile number: their account is made when they first sign in (C-004, C-007).

use leptos::prelude::*;

use crate::api::org::{AwaitPerson, ForgetAwaited, list_awaited};
use crate::domain::account::{AwaitedPerson, Role};
use crate::domain::ids::OrgId;
use crate::domain::text::common::Common;
use crate::domain::text::org::OrgText as T;
use crate::ui::parts::field::{TextField, control_id};
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::mobile::MobileField;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, tf, use_lang};

const FORM: &str = "awaited";

/// The people that the unit waits for, and the form for one more; only for who may add staff.
#[component]
pub fn Awaited(org: OrgId, roles: Vec<Role>) -> impl IntoView {
    let add = Posting::to::<AwaitPerson>();
    let forget = Posting::to::<ForgetAwaited>();
    let people = Load::new(move || (add.successes(), forget.successes()), move |_| list_awaited(org));
    let error = add.error();
    let lang = use_lang();
    let typed = add.typed("role", "");
    let options = roles
        .into_iter()
        .map(|r| view! { <option value=r.key() selected=r.key() == typed>{r.name().text(lang).to_owned()}</option> })
        .collect_view();
    let shown = move || async move {
        let rows = people.await.unwrap_or_default().into_iter().map(|p| row(org, p, forget)).collect_view();
        view! { <ul class="plain-list">{rows}</ul> }.into_any()
    };
    view! {
        <details class="sheet sheet--padded" id="awaited" open=add.refused()>
            <summary>{t(T::Awaited)}</summary>
            <p class="page__note">{t(T::AwaitedNote)}</p>
            {transition(shown)}
            <PostForm post=add emptied=true attr:class="form">
                <ErrorBox error=error/>
                <input type="hidden" name="org" value=org.to_string()/>
                <div class="field">
                    <label class="field__label" for=control_id(FORM, "role")>{t(T::Role)}</label>
                    <select class="control" id=control_id(FORM, "role") name="role">{options}</select>
                </div>
                <TextField name="name" label=t(T::PersonName) form=FORM post=add/>
                <MobileField label=t(T::Mobile) form=FORM post=add/>
                <div><button class="button button--main" type="submit">{t(Common::Add)}</button></div>
            </PostForm>
        </details>
    }
    .into_any()
}

fn row(org: OrgId, person: AwaitedPerson, forget: Posting) -> AnyView {
    let AwaitedPerson { mobile, name, role, since } = person;
    let words = tf(T::AwaitedSince, &[&since.minute_text()]);
    let role_name = role.name().text(use_lang()).to_owned();
    view! {
        <li class="plain-list__row">
            <span>{name} " · " {mobile.clone()} " · " {role_name} <br/> <span class="quiet">{words}</span></span>
            <PostForm post=forget>
                <input type="hidden" name="org" value=org.to_string()/>
                <input type="hidden" name="role" value=role.key()/>
                <input type="hidden" name="mobile" value=mobile/>
                <button class="button" type="submit">{t(Common::Delete)}</button>
            </PostForm>
        </li>
    }
    .into_any()
}
