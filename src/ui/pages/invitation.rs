//! The society's invitations: made, shared as QR code and link, revoked.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::invitation::{CreateInvitation, RevokeInvitation, list_invitations};
use crate::domain::invitation::{InvitationList, InvitationView, MEMBER_KINDS, Standing, kind_name};
use crate::domain::text::common::Common;
use crate::domain::text::invitation::InvitationText as T;
use crate::ui::browser;
use crate::ui::parts::action::{Button, Look};
use crate::ui::parts::badge::StateBadge;
use crate::ui::parts::dialog::Dialog;
use crate::ui::parts::field::TextField;
use crate::ui::parts::guard::Guard;
use crate::ui::parts::list::EmptyState;
use crate::ui::parts::load::Load;
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, tf, use_lang};

/// `/invitations`
#[component]
pub fn Invitations() -> impl IntoView {
    let create = Posting::to::<CreateInvitation>();
    let revoke = Posting::to::<RevokeInvitation>();
    let done = move || (create.successes(), revoke.successes());
    let list = Load::new(done, |_| list_invitations());

    let error = create.error();
    let shown = list.shown(move |list| view! { <List list=list revoke=revoke/> }.into_any());
    let lang = use_lang();
    let member_kind = create.typed("member_kind", "");
    let kinds = MEMBER_KINDS
        .into_iter()
        .map(|kind| {
            view! { <option value=kind selected=kind == member_kind>{kind_name(kind, lang)}</option> }.into_any()
        })
        .collect_view();
    view! {
        <Title text=t(T::Title)/>
        <div class="page">
            <div class="page__head">
                <div class="page__titles">
                    <h1 class="page__title">{t(T::Title)}</h1>
                    <p class="page__note">{t(T::Note)}</p>
                </div>
            </div>
            <details class="sheet sheet--padded" id="new-invitation" open=create.refused()>
                <summary>{t(T::New)}</summary>
                <PostForm post=create emptied=true attr:class="form invitation__new">
                    <ErrorBox error=error/>
                    <TextField name="name" label=t(T::Name) help=t(T::NameHelp) post=create/>
                    <div class="field">
                        <label class="field__label" for="member_kind">{t(T::MemberKind)}</label>
                        <select class="control" id="member_kind" name="member_kind">
                            <option value="">{t(T::AnyKind)}</option>
                            {kinds}
                        </select>
                    </div>
                    <TextField name="expires_on" label=t(T::ExpiresOn) kind="date" post=create/>
                    <TextField name="cap" label=t(T::Cap) help=t(T::CapHelp) kind="number" required=false post=create/>
                    <TextField name="note" label=t(T::Words) help=t(T::WordsHelp) required=false post=create/>
                    <div><button class="button button--main" type="submit">{t(T::Create)}</button></div>
                </PostForm>
            </details>
            {shown}
        </div>
    }
    .into_any()
}

#[component]
fn List(list: InvitationList, revoke: Posting) -> impl IntoView {
    let warning = (!list.has_level).then(|| {
        view! {
            <p class="notice notice--warning">
                {t(T::NoLevel)} " " <a href="/registers/member_level/new">{t(T::AddLevel)}</a>
            </p>
        }
        .into_any()
    });
    let body = if list.invitations.is_empty() {
        view! { <EmptyState title=t(T::Title)><p>{t(T::Empty)}</p></EmptyState> }.into_any()
    } else {
        let cards = list.invitations.into_iter().map(|i| card(i, revoke)).collect_view();
        view! { <ul class="invitations">{cards}</ul> }.into_any()
    };
    view! { {warning} {body} }.into_any()
}

fn card(view: InvitationView, revoke: Posting) -> AnyView {
    let InvitationView { invitation, standing, link } = view;
    let id = invitation.id.to_string();
    let kind = kind_name(&invitation.member_kind, use_lang()).to_owned();
    let received = match invitation.cap {
        Some(cap) => tf(T::AppliedOf, &[&invitation.applications.to_string(), &cap.to_string()]),
        None => format!("{} {}", t(T::Applications), invitation.applications),
    };
    let note = (!invitation.note.is_empty()).then(|| view! { <p>{invitation.note.clone()}</p> }.into_any());
    let made = tf(T::CreatedBy, &[&invitation.created_by_name, &invitation.created_at.minute_text()]);
    let qr = format!("/invitations/{id}/qr.svg");
    let open = if matches!(standing, Standing::Valid | Standing::UsedUp) { Some(link) } else { None };
    let share = open.map(|link| {
        let (shown, copied) = (link.clone(), link);
        let (guard, done) = (Guard::of_page(), t(T::LinkCopied));
        view! {
            <div class="invitation__share">
                <img class="invitation__qr" src=qr.clone() alt=tf(T::QrOf, &[&invitation.name]) width="160" height="160"/>
                <div class="group">
                    <span class="field__label">{t(T::Link)}</span>
                    <a class="invitation__link" href=shown.clone() target="_blank">{shown.clone()}</a>
                    <div class="actions">
                        <span class="needs-script">
                            <Button
                                id=format!("copy-{id}")
                                label=t(T::CopyLink).to_owned()
                                on_press=Callback::new(move |()| {
                                    browser::copy(&copied);
                                    if let Some(guard) = guard {
                                        guard.say(done);
                                    }
                                })
                            />
                        </span>
                        <a class="button" href=format!("/invitations/{id}")>{t(T::Poster)}</a>
                        <a class="button" href=qr.clone() download=format!("{}.svg", invitation.name)>{t(T::DownloadQr)}</a>
                        <Revoke id=id.clone() name=invitation.name.clone() received=invitation.applications revoke=revoke/>
                    </div>
                </div>
            </div>
        }
        .into_any()
    });
    view! {
        <li class="sheet sheet--padded invitation">
            <div class="invitation__head">
                <h2 class="invitation__name">{invitation.name.clone()} " " <StateBadge name=standing.name() tone=standing.tone()/></h2>
                <p class="quiet">
                    {kind} " · " {t(T::ExpiresOn)} " " {invitation.expires_on.to_string()} " · " {made}
                </p>
                {note}
                <p><a href=format!("/applications?invitation={id}")>{received}</a></p>
            </div>
            {share}
        </li>
    }
    .into_any()
}

/// 停用: says what it will do before it does it.
#[component]
fn Revoke(id: String, name: String, received: i64, revoke: Posting) -> impl IntoView {
    let open = RwSignal::new(false);
    let body = tf(T::RevokeBody, &[&received.to_string()]);
    let value = StoredValue::new(id.clone());
    view! {
        <span class="needs-script">
            <Button
                id=format!("revoke-{id}")
                label=t(T::Revoke).to_owned()
                look=Look::Danger
                on_press=Callback::new(move |()| open.set(true))
            />
        </span>
        <Dialog id=format!("ask-{id}") title=tf(T::RevokeTitle, &[&name]) open=open>
            <p>{body.clone()}</p>
            <div class="actions actions--end">
                <Button
                    id=format!("keep-{}", value.get_value())
                    label=t(Common::Cancel).to_owned()
                    on_press=Callback::new(move |()| open.set(false))
                />
                <PostForm post=revoke>
                    <input type="hidden" name="id" value=value.get_value()/>
                    <button class="button button--danger" type="submit">{t(T::Revoke)}</button>
                </PostForm>
            </div>
        </Dialog>
    }
    .into_any()
}
