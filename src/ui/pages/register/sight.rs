//! Around a record: asking for full numbers, and who can see it.

use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use crate::api::register::RevealRecord;
use crate::domain::access::{Action, decide};
use crate::domain::account::Actor;
use crate::domain::form::RecordFlow;
use crate::domain::org::Relation;
use crate::domain::record::{ReaderRole, ReaderUnit, RecordView};
use crate::domain::text::Text;
use crate::domain::text::log::SightText as T;
use crate::ui::parts::field::TextField;
use crate::ui::parts::list::address;
use crate::ui::parts::message::{ErrorBox, Reasons};
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, use_lang};

/// The line of the log that an address names as the reason for full numbers.
pub fn revealed_in(query: &ParamsMap) -> Option<i64> {
    query.get("revealed")?.parse().ok()
}

/// The log of a record, for those who may see it.
pub fn log_link(view: &RecordView, reader: Option<&Actor>) -> Option<String> {
    let may = decide(reader?, Action::ViewLog, Relation::Own).is_ok();
    let (org, id) = (view.org.to_string(), view.id?.to_string());
    may.then(|| address("/log", &[("org", &org), ("subject", &id)]))
}

/// What is hidden, and the form that asks for it with a reason (OPS-03).
#[component]
pub fn Reveal(
    view: RecordView,
    /// The page that shows the full numbers.
    back: String,
) -> impl IntoView {
    if view.revealed {
        return view! {
            <div class="notice notice--warning" role="status">
                <p>{t(T::Revealed)} " " <a href=back>{t(T::HideAgain)}</a></p>
            </div>
        }
        .into_any();
    }
    let Some(id) = view.id.filter(|_| view.hidden) else { return ().into_any() };
    if !view.reveal.is_empty() {
        return view! {
            <div class="sight">
                <p class="quiet">{t(T::Hidden)}</p>
                <Reasons id="why-not-reveal" reasons=view.reveal/>
            </div>
        }
        .into_any();
    }
    let post = Posting::to::<RevealRecord>();
    view! {
        <details class="sight" open=post.refused()>
            <summary>{t(T::Hidden)} " " <span class="sight__ask">{t(T::Reveal)}</span></summary>
            <PostForm post=post attr:class="form sheet sheet--padded">
                <ErrorBox error=post.error()/>
                <input type="hidden" name="register" value=view.definition.key/>
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="back" value=back/>
                <TextField name="reason" label=t(T::Reason) help=t(T::ReasonHelp) form="reveal" post=post/>
                <div><button class="button button--main" type="submit">{t(T::Reveal)}</button></div>
            </PostForm>
        </details>
    }
    .into_any()
}

/// 谁能看到此记录 (ORG-14)
#[component]
pub fn Readers(
    view: RecordView,
    /// Unit by unit, from the top down.
    readers: Vec<ReaderUnit>,
    /// The record's log, for those who may see it.
    log: Option<String>,
) -> impl IntoView {
    let lines = readers.iter().flat_map(|unit| unit.roles.iter().map(|role| reader(unit, role))).collect_view();
    let draft = (view.state == "draft").then(|| view! { <p class="page__note">{t(T::ReadersDraft)}</p> });
    let applicant = (view.definition.flow == RecordFlow::Application)
        .then(|| view! { <p class="page__note">{t(T::ReadersApplicant)}</p> });
    let log = log.map(|href| view! { <p><a href=href>{t(T::LogOfRecord)}</a></p> });
    view! {
        <details class="sheet sheet--padded" id="readers">
            <summary>{t(T::Readers)}</summary>
            <p class="page__note">{t(T::ReadersNote)}</p>
            {draft}
            {applicant}
            <div class="table-frame" tabindex="0" role="region" aria-label=t(T::Readers)>
                <table class="table table--plain">
                    <thead>
                        <tr>
                            <th scope="col">{t(T::Where)}</th>
                            <th scope="col">{t(T::Role)}</th>
                            <th scope="col">{t(T::People)}</th>
                            <th scope="col">{t(T::Rights)}</th>
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
            {log}
        </details>
    }
    .into_any()
}

fn reader(unit: &ReaderUnit, role: &ReaderRole) -> AnyView {
    let lang = use_lang();
    let names = match role.names.is_empty() {
        true => view! { <span class="quiet">{t(T::Nobody)}</span> }.into_any(),
        false => role.names.join(T::Between.text(lang)).into_any(),
    };
    let rights = [(true, T::MayRead), (role.may_reveal, T::MayReveal), (role.may_edit, T::MayEdit)];
    let rights: Vec<&str> = rights.into_iter().filter(|(may, _)| *may).map(|(_, word)| word.text(lang)).collect();
    view! {
        <tr>
            <th scope="row">{unit.org_name.clone()}</th>
            <td>{role.role.name().text(lang).to_owned()}</td>
            <td>{names}</td>
            <td>{rights.join(T::Between.text(lang))}</td>
        </tr>
    }
    .into_any()
}
