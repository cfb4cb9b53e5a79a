//! The poster of an invitation: the society's name, the code and the link, to be shown or printed on A4.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use crate::api::invitation::find_poster;
use crate::domain::error::AppError;
use crate::domain::ids::InvitationId;
use crate::domain::invitation::{InvitationView, Poster, Standing, kind_name};
use crate::domain::text::invitation::{InvitationText as T, JoinText};
use crate::ui::browser;
use crate::ui::parts::action::{Button, Look};
use crate::ui::parts::badge::StateBadge;
use crate::ui::parts::list::Breadcrumb;
use crate::ui::parts::load::Load;
use crate::ui::preference::{t, tf, use_lang};

/// `/invitations/{id}`
#[component]
pub fn InvitationPoster() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with(|p| p.get("id").unwrap_or_default());
    let poster = Load::new(id, |id| async move {
        match id.parse::<InvitationId>() {
            Ok(id) => find_poster(id).await,
            Err(_) => Err(AppError::NotFound),
        }
    });

    poster.shown(move |poster| view! { <Sheet poster=poster/> }.into_any())
}

#[component]
fn Sheet(poster: Poster) -> impl IntoView {
    let Poster { org_name, view: InvitationView { invitation, standing, link } } = poster;
    let title = tf(T::PosterTitle, &[&org_name]);
    let qr = format!("/invitations/{}/qr.svg", invitation.id);
    let kind = (!invitation.member_kind.is_empty())
        .then(|| view! { <p>{tf(T::PosterFor, &[kind_name(&invitation.member_kind, use_lang())])}</p> }.into_any());
    let note = (!invitation.note.is_empty())
        .then(|| view! { <p class="poster__note">{invitation.note.clone()}</p> }.into_any());
    let ended = (standing != Standing::Valid)
        .then(|| view! { <p class="no-print"><StateBadge name=standing.name() tone=standing.tone()/></p> }.into_any());
    let above = vec![(t(T::Title).to_owned(), "/invitations".to_owned())];
    view! {
        <Title text=title.clone()/>
        <div class="page">
            <Breadcrumb above=above here=invitation.name.clone()/>
            <div class="page__actions no-print needs-script">
                <Button
                    id="print"
                    label=t(T::Print).to_owned()
                    look=Look::Main
                    on_press=Callback::new(|()| browser::print())
                />
            </div>
            {ended}
            <article class="sheet poster">
                <h1 class="poster__title">{title}</h1>
                {kind}
                <img class="poster__qr" src=qr alt=tf(T::QrOf, &[&invitation.name]) width="320" height="320"/>
                <p class="poster__lead">{t(T::PosterScan)}</p>
                {note}
                <p class="poster__link">{link}</p>
                <p class="quiet">{tf(JoinText::OpenUntil, &[&invitation.expires_on.to_string()])}</p>
            </article>
        </div>
    }
    .into_any()
}
