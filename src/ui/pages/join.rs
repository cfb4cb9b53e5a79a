//! The public page of an invitation: on the phone of somebody who scanned its code. What is typed stays on the
//! device until it is sent; without scripts the form is a plain post.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::serde_json::{from_str, to_string};
use leptos::task::spawn_local;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::{use_navigate, use_params_map};

use crate::api;
use crate::api::code::{list_levels, search_codes};
use crate::api::invitation::{apply, find_join, find_mend, resubmit};
use crate::domain::error::AppError;
use crate::domain::form::Answer;
use crate::domain::invitation::{JoinPage, Posted};
use crate::domain::text::Text;
use crate::domain::text::invitation::JoinText as T;
use crate::domain::time::Instant;
use crate::ui::browser;
use crate::ui::pages::frame::PublicBar;
use crate::ui::parts::action::{Button, Look};
use crate::ui::parts::form::FormEditor;
use crate::ui::parts::form::state::{FormCalls, FormExtras, FormState};
use crate::ui::parts::form::summary::SUMMARY_ID;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::ErrorBox;
use crate::ui::preference::{t, tf, use_lang};

/// How long nothing must be typed before it is kept.
const QUIET: Duration = Duration::from_millis(800);

type Loaded = (JoinPage, Option<Posted>);

/// What the form is for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Purpose {
    /// To apply by the invitation of this token.
    Apply(String),
    /// To mend the returned application under this status link.
    Mend(String),
}

impl Purpose {
    /// Where a post without scripts goes; also what the device keeps what was typed under.
    fn path(&self) -> String {
        match self {
            Self::Apply(token) => format!("/join/{token}"),
            Self::Mend(link) => format!("/join/mend/{link}"),
        }
    }

    /// Sends the answer; where the browser goes on.
    async fn send(self, answer: Answer) -> Result<String, AppError> {
        let link = match self {
            Self::Apply(token) => apply(token, answer).await?,
            Self::Mend(link) => {
                resubmit(link.clone(), answer).await?;
                link
            }
        };
        Ok(format!("/join/status/{link}?new=1"))
    }
}

/// `/join/{token}`
#[component]
pub fn Join() -> impl IntoView {
    let params = use_params_map();
    let token = move || params.with(|p| p.get("token").unwrap_or_default());
    let loaded = Load::new(token, find_join);

    let token = use_params_map().with_untracked(|p| p.get("token")).unwrap_or_default();
    framed(loaded, Purpose::Apply(token), refusal)
}

/// `/join/mend/{link}`
#[component]
pub fn Mend() -> impl IntoView {
    let params = use_params_map();
    let link = move || params.with(|p| p.get("link").unwrap_or_default());
    let loaded = Load::new(link, find_mend);

    let link = use_params_map().with_untracked(|p| p.get("link")).unwrap_or_default();
    framed(loaded, Purpose::Mend(link.clone()), move |error| match error {
        AppError::Gone => {
            api::page_status(error.status());
            view! {
                <Title text=t(T::NotMendable)/>
                <div class="sheet sheet--padded">
                    <h1 class="page__title">{t(T::NotMendable)}</h1>
                    <p><a href=format!("/join/status/{link}")>{t(T::ToStatus)}</a></p>
                </div>
            }
            .into_any()
        }
        other => refusal(other),
    })
}

/// The public frame around the form, or around why there is none.
fn framed(
    loaded: Load<Loaded>,
    purpose: Purpose,
    refused: impl Fn(&AppError) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView {
    let shown = move || {
        let (purpose, refused) = (purpose.clone(), refused.clone());
        async move {
            match loaded.await {
                Ok((page, posted)) => view! { <Apply purpose=purpose page=page posted=posted/> }.into_any(),
                Err(error) => refused(&error),
            }
        }
    };
    view! {
        <Meta name="robots" content="noindex"/>
        <PublicBar/>
        <main class="join" id="content">{transition(shown)}</main>
    }
    .into_any()
}

/// Why the link does not lead to a form.
fn refusal(error: &AppError) -> AnyView {
    api::page_status(error.status());
    let (title, body) = match error {
        AppError::NotFound => (t(T::UnknownTitle), t(T::UnknownBody).to_owned()),
        AppError::Gone => (t(T::GoneTitle), t(T::GoneBody).to_owned()),
        other => (t(T::UnknownTitle), other.message(use_lang())),
    };
    view! {
        <Title text=title/>
        <div class="sheet sheet--padded"><h1 class="page__title">{title}</h1><p>{body}</p></div>
    }
    .into_any()
}

#[component]
fn Apply(purpose: Purpose, page: JoinPage, posted: Option<Posted>) -> impl IntoView {
    let mending = matches!(purpose, Purpose::Mend(_));
    let title = if mending { t(T::MendTitle).to_owned() } else { tf(T::Title, &[&page.intro.org_name]) };
    let rules = if page.intro.rules.is_empty() { t(T::NoRules).to_owned() } else { page.intro.rules.clone() };
    let until = match page.intro.expires_on {
        Some(day) => tf(T::OpenUntil, &[&day.to_string()]),
        None => tf(T::Title, &[&page.intro.org_name]),
    };
    let note = page.intro.note.clone();
    let note = (!note.is_empty()).then(|| {
        let lead = mending.then(|| view! { <p>{t(T::Returned)}</p> }.into_any());
        let look = if mending { "notice notice--warning join__mend" } else { "notice join__mend" };
        view! { <div class=look>{lead}<p class="join__rules">{note}</p></div> }.into_any()
    });
    let form = if page.levels.is_empty() {
        view! { <p class="notice notice--warning" role="status">{t(T::NoLevels)}</p> }.into_any()
    } else {
        view! { <Form purpose=purpose page=page posted=posted/> }.into_any()
    };
    view! {
        <Title text=title.clone()/>
        <div class="page__titles">
            <h1 class="page__title">{title}</h1>
            <p class="page__note">{until}</p>
        </div>
        {note}
        <details class="sheet sheet--padded" open=!mending>
            <summary>{t(T::Rules)}</summary>
            <p class="join__rules">{rules}</p>
            <p class="quiet">{t(T::Privacy)}</p>
        </details>
        {form}
    }
    .into_any()
}

#[component]
fn Form(purpose: Purpose, page: JoinPage, posted: Option<Posted>) -> impl IntoView {
    let lang = use_lang();
    let action = purpose.path();
    let key = StoredValue::new(format!("societas{}", action.replace('/', "-")));
    let button = if matches!(purpose, Purpose::Mend(_)) { t(T::Resubmit) } else { t(T::Submit) };
    let offered = page.levels.iter().map(|(id, name)| (id.to_string(), name.clone())).collect();
    let extras = FormExtras {
        tables: page.tables,
        code_names: page.code_names,
        offered: BTreeMap::from([("member_level".to_owned(), offered)]),
        ..FormExtras::default()
    };
    let calls = FormCalls {
        levels: Arc::new(|table, code| Box::pin(list_levels(table, code))),
        codes: Arc::new(|table, words| Box::pin(search_codes(table, words))),
        records: Arc::new(|_, _| Box::pin(async { Ok(Vec::new()) })),
        record: Arc::new(|_, _| Box::pin(async { Err(AppError::NotFound) })),
        upload: String::new(),
    };
    let (answer, refused) = match posted {
        Some(posted) => (posted.answer, Some(posted.error)),
        None => (page.answer, None),
    };
    let state = FormState::new(page.definition, answer, extras, calls);
    let error = RwSignal::new(None);
    let refuse = move |failure: AppError| match failure {
        AppError::Invalid { problems } if !problems.is_empty() => state.answered.set(problems),
        other => error.set(Some(other)),
    };
    if let Some(failure) = refused {
        refuse(failure);
    }
    let status = RwSignal::new(String::new());
    keep_by_itself(state, key, status);
    let busy = RwSignal::new(false);
    let navigate = StoredValue::new(use_navigate());
    let send = Callback::new(move |()| {
        state.asked.set(true);
        if state.errors() > 0 {
            set_timeout(|| browser::focus(SUMMARY_ID), Duration::ZERO);
            return;
        }
        busy.set(true);
        error.set(None);
        let (purpose, answer) = (purpose.clone(), untrack(|| state.answer()));
        spawn_local(async move {
            let sent = purpose.send(answer).await;
            // The page may be gone by now.
            busy.try_set(false);
            match sent {
                Ok(path) => {
                    key.try_with_value(|key| browser::forget(key));
                    navigate.try_with_value(|go| go(&path, Default::default()));
                }
                Err(failure) => {
                    refuse(failure);
                    set_timeout(|| browser::focus(SUMMARY_ID), Duration::ZERO);
                }
            }
        });
    });
    let said = move || {
        let said = status.get();
        if said.is_empty() { T::DraftKept.text(lang).to_owned() } else { said }
    };
    view! {
        <FormEditor state=state action=action>
            <ErrorBox error=error/>
            <div class="sticky">
                <span class="sticky__status needs-script" role="status">{said}</span>
                <Button id="apply" label=button.to_owned() look=Look::Main busy=busy submit="valid" on_press=send/>
            </div>
        </FormEditor>
    }
    .into_any()
}

/// Brings back what was typed on this device, and keeps what is typed from now on.
fn keep_by_itself(state: FormState, key: StoredValue<String>, status: RwSignal<String>) {
    let lang = use_lang();
    let begun = StoredValue::new(untrack(|| state.answer()));
    Effect::new(move |_| {
        // After the editor has taken over what was typed before it came alive; that is newer and wins.
        set_timeout(
            move || {
                let Some(mut kept) =
                    key.with_value(|key| browser::kept(key)).and_then(|text| from_str::<Answer>(&text).ok())
                else {
                    return;
                };
                for (key, value) in untrack(|| state.answer()).0 {
                    let typed = begun.with_value(|begun| begun.0.get(&key) != Some(&value));
                    if typed || !kept.0.contains_key(&key) {
                        kept.0.insert(key, value);
                    }
                }
                state.load(kept);
            },
            Duration::ZERO,
        );
    });
    let keep = move |count: u64| {
        if state.edit_count_now() != Some(count) {
            return;
        }
        let text = to_string(&untrack(|| state.answer())).unwrap_or_default();
        if key.with_value(|key| browser::keep(key, &text)) {
            let clock = browser::now().map(Instant::minute_text).unwrap_or_default();
            status.set(T::DraftSaved.fill(lang, &[clock.split(' ').next_back().unwrap_or_default()]));
        }
    };
    Effect::new(move |_| {
        let count = state.edit_count();
        if count > 0 {
            set_timeout(move || keep(count), QUIET);
        }
    });
}
