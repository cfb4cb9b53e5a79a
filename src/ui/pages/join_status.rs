//! How an application stands, under a link that only its applicant has.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::api;
use crate::api::invitation::find_status;
use crate::domain::invitation::ApplicationStatus;
use crate::domain::text::common::Common;
use crate::domain::text::invitation::{InvitationText, JoinText as T};
use crate::domain::workflow::Tone;
use crate::ui::browser;
use crate::ui::pages::frame::PublicBar;
use crate::ui::parts::action::Button;
use crate::ui::parts::badge::StateBadge;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::Toast;
use crate::ui::parts::timeline::Timeline;
use crate::ui::preference::t;

/// `/join/status/{link}`
#[component]
pub fn JoinStatus() -> impl IntoView {
    let params = use_params_map();
    let link = move || params.with(|p| p.get("link").unwrap_or_default());
    let status = Load::new(link, find_status);

    let fresh = use_query_map().with_untracked(|q| q.get("new").is_some());
    let shown = move || async move {
        match status.await {
            Ok(status) => view! { <Status status=status fresh=fresh/> }.into_any(),
            Err(error) => {
                api::page_status(error.status());
                view! {
                    <Title text=t(T::UnknownTitle)/>
                    <div class="sheet sheet--padded">
                        <h1 class="page__title">{t(T::UnknownTitle)}</h1>
                        <p>{t(Common::NotFoundBody)}</p>
                    </div>
                }
                .into_any()
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

#[component]
fn Status(status: ApplicationStatus, fresh: bool) -> impl IntoView {
    let said = RwSignal::new(String::new());
    let sent = fresh.then(|| {
        view! { <p class="notice notice--success" role="status"><strong>{t(T::SentTitle)}</strong> " " {t(T::SentBody)}</p> }
            .into_any()
    });
    let again = (status.tone == Tone::Danger && !status.returned).then(|| view! { <p>{t(T::Again)}</p> }.into_any());
    let link = use_params_map().with_untracked(|p| p.get("link")).unwrap_or_default();
    let mend = status.returned.then(|| {
        let said = status.steps.iter().rev().find(|step| !step.opinion.is_empty());
        let reason = said.map(|step| step.opinion.clone()).unwrap_or_default();
        view! {
            <div class="notice notice--warning join__mend">
                <p>{t(T::Returned)}</p>
                <p class="join__rules"><strong>{reason}</strong></p>
                <p><a class="button button--main" id="mend" href=format!("/join/mend/{link}")>{t(T::Mend)}</a></p>
            </div>
        }
        .into_any()
    });
    let copy = Callback::new(move |()| {
        browser::copy_address();
        said.set(t(InvitationText::LinkCopied).to_owned());
    });
    view! {
        <Title text=t(T::StatusTitle)/>
        <h1 class="page__title">{t(T::StatusTitle)} " " <StateBadge name=status.state tone=status.tone/></h1>
        {sent}
        {mend}
        <section class="sheet sheet--padded">
            <dl class="answer__list">
                <div class="answer__pair"><dt class="answer__key">{t(T::Society)}</dt><dd class="answer__value">{status.org_name}</dd></div>
                <div class="answer__pair"><dt class="answer__key">{t(T::Applicant)}</dt><dd class="answer__value">{status.applicant}</dd></div>
            </dl>
            {again}
            <p class="join__address"><a href=status.address.clone()>{status.address.clone()}</a></p>
            <div class="needs-script join__copy"><Button id="copy-address" label=t(InvitationText::CopyLink).to_owned() on_press=copy/></div>
        </section>
        <section class="sheet sheet--padded">
            <h2>{t(Common::Timeline)}</h2>
            <Timeline steps=status.steps/>
        </section>
        <Toast text=said/>
    }
    .into_any()
}
