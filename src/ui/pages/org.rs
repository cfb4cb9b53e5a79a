//! One unit: what it is, its people, the units below, its history, and what the administrator can do; on a past day
//! as it was (ORG-17).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::org_tree::{DayForm, day_of, org_of_path};
use crate::api::org::{
    CreateAccount, CreateOrg, CreateWithAccount, SwitchOrg, UpdateAccountEnabled, find_org, list_children,
};
use crate::api::post::{AddPost, EndPost, HandOver};
use crate::domain::access::{Action as Act, decide};
use crate::domain::account::Actor;
use crate::domain::error::{AppError, Reason};
use crate::domain::org::{NATURES, OrgView};
use crate::domain::text::Lang;
use crate::domain::text::account::AccountText;
use crate::domain::text::common::Common;
use crate::domain::text::form::FormText;
use crate::domain::text::org::OrgText;
use crate::domain::text::org_change::ChangeText;
use crate::ui::pages::frame::signed_in;
use crate::ui::pages::viewing::StartRefused;
use crate::ui::parts::field::TextField;
use crate::ui::parts::list::address;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::{ErrorBox, Reasons};
use crate::ui::parts::mobile::MobileField;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, tf, use_lang};

mod below;
pub mod edit;
pub mod history;
mod people;
pub mod posts;

/// What the administrator sends from the page of a unit.
#[derive(Clone, Copy)]
struct Acts {
    create_account: Posting,
    account_enabled: Posting,
    create: Posting,
    create_with_account: Posting,
    switch: Posting,
    hand_over: Posting,
    end_post: Posting,
    add_post: Posting,
}

impl Acts {
    fn new() -> Self {
        Self {
            create_account: Posting::to::<CreateAccount>(),
            account_enabled: Posting::to::<UpdateAccountEnabled>(),
            create: Posting::to::<CreateOrg>(),
            create_with_account: Posting::to::<CreateWithAccount>(),
            switch: Posting::to::<SwitchOrg>(),
            hand_over: Posting::to::<HandOver>(),
            end_post: Posting::to::<EndPost>(),
            add_post: Posting::to::<AddPost>(),
        }
    }

    /// How many changes of this page have succeeded; tracked.
    fn done(self) -> u32 {
        let Self { create_account, account_enabled, create_with_account, switch, .. } = self;
        [create_account, account_enabled, create_with_account, switch, self.hand_over, self.end_post, self.add_post]
            .into_iter()
            .map(Posting::successes)
            .sum()
    }
}

/// The page of a unit.
#[component]
pub fn OrgPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let acts = Acts::new();
    let unit: Load<_> = Load::new(
        move || (params.with(|p| p.get("org")), day_of(query.with(|q| q.get("on"))), acts.done()),
        |(org, on, _)| async move {
            let org = org_of_path(org).ok_or(AppError::NotFound)?;
            Ok((find_org(org, on).await?, list_children(org, 0, on).await?))
        },
    );

    let shown = move || async move {
        if let Some(actor) = signed_in().await {
            provide_context(actor);
        }
        match unit.await {
            Ok((view, children)) => view! { <Unit view=view children=children acts=acts/> }.into_any(),
            Err(error) => unit.failed(error),
        }
    };
    transition(shown)
}

/// Why the actor may not do this here; empty: allowed.
pub(super) fn reasons(view: &OrgView, action: Act) -> Vec<Reason> {
    match use_context::<Actor>() {
        Some(actor) => decide(&actor, action, view.relation).err().unwrap_or_default(),
        None => Vec::new(),
    }
}

/// Whether the actor may do this here, now.
fn may(view: &OrgView, action: Act) -> bool {
    view.on.is_none() && reasons(view, action).is_empty()
}

#[component]
fn Unit(view: OrgView, children: Vec<crate::domain::org::OrgNode>, acts: Acts) -> impl IntoView {
    let org = view.node.org.clone();
    let id = org.id.to_string();
    let on = view.on.map(|day| day.to_string()).unwrap_or_default();
    let crumbs = view
        .path
        .iter()
        .map(|o| {
            let href = address(&format!("/orgs/{}", o.id), &[("on", &on)]);
            view! { <li><a href=href>{o.name.clone()}</a></li> }
        })
        .collect_view();
    let past = view.on.map(|day| {
        view! { <p class="notice notice--info" role="note">{tf(OrgText::Showing, &[&day.to_string()])}</p> }.into_any()
    });
    view! {
        <Title text=org.name.clone()/>
        <div class="page">
            <nav aria-label=t(OrgText::Tree)><ol class="breadcrumb">{crumbs}</ol></nav>
            {head(&view)}
            <DayForm path=format!("/orgs/{id}") on=on/>
            {past}
            <StartRefused/>
            {particulars(&view)}
            {people::section(&view, acts)}
            {below::section(&view, children, acts)}
            {history::section(&view)}
            {switch_part(&view, acts)}
        </div>
    }
    .into_any()
}

fn head(view: &OrgView) -> AnyView {
    let lang = use_lang();
    let org = &view.node.org;
    let state = if org.enabled { t(OrgText::Enabled) } else { t(OrgText::Disabled) };
    let link = |href: String, word: &'static str| view! { <a class="button" href=href>{word}</a> }.into_any();
    let readable = ["society", "executing"].contains(&org.kind.as_str())
        && view.on.is_none()
        && reasons(view, Act::ViewRecord).is_empty();
    let registers =
        readable.then(|| link(address("/registers", &[("org", &org.id.to_string())]), t(FormText::Registers)));
    let edit = may(view, Act::EditOrg).then(|| link(format!("/orgs/{}/edit", org.id), t(OrgText::EditUnit)));
    let changes = [
        (Act::MoveOrg, "move", ChangeText::MoveTitle),
        (Act::MergeOrg, "merge", ChangeText::MergeTitle),
        (Act::SplitOrg, "split", ChangeText::SplitTitle),
    ];
    let changes = changes
        .into_iter()
        .filter(|(action, ..)| may(view, *action))
        .map(|(_, kind, word)| link(format!("/orgs/{}/change?kind={kind}", org.id), t(word)))
        .collect_view();
    view! {
        <div class="page__head">
            <div class="page__titles">
                <h1 class="page__title">{org.name.clone()} <span class="badge">{state}</span></h1>
                <p class="page__note">{view.kind.name.text(lang).to_owned()} " · " {t(OrgText::Code)} " " {org.code.clone()}</p>
            </div>
            <div class="page__actions">{registers}{edit}{changes}</div>
        </div>
    }
    .into_any()
}

/// 单位性质 in the language of the page.
pub(super) fn nature(zh: &str, lang: Lang) -> String {
    let known = NATURES.iter().find(|(word, _)| *word == zh);
    known.map_or(zh, |(zh, en)| if lang == Lang::Zh { zh } else { en }).to_owned()
}

fn particulars(view: &OrgView) -> AnyView {
    if view.on.is_some() {
        return ().into_any();
    }
    let d = &view.details;
    let pairs = [
        (OrgText::Nature, nature(&d.nature, use_lang())),
        (OrgText::Contact, d.contact.clone()),
        (OrgText::Phone, d.phone.clone()),
        (OrgText::Address, d.address.clone()),
        (OrgText::Uscc, d.uscc.clone()),
    ];
    let founded = view.founded.map(|year| (OrgText::Founded, year.to_string()));
    let lines = pairs
        .into_iter()
        .chain(founded)
        .map(|(key, text)| {
            let value = match text.is_empty() {
                true => view! { <dd class="answer__value is-absent">{t(OrgText::NotGiven)}</dd> }.into_any(),
                false => view! { <dd class="answer__value">{text}</dd> }.into_any(),
            };
            view! { <div class="answer__pair"><dt class="answer__key">{t(key)}</dt>{value}</div> }.into_any()
        })
        .collect_view();
    view! {
        <section class="sheet sheet--padded">
            <h2>{t(OrgText::Particulars)}</h2>
            <dl class="answer__list">{lines}</dl>
        </section>
    }
    .into_any()
}

/// 停用、启用: what stands against it is named.
fn switch_part(view: &OrgView, acts: Acts) -> AnyView {
    if !may(view, Act::DisableOrg) {
        return ().into_any();
    }
    let org = view.node.org.clone();
    let word = if org.enabled { OrgText::SwitchOff } else { OrgText::SwitchOn };
    let note = org.enabled.then(|| view! { <p class="page__note">{t(OrgText::SwitchOffNote)}</p> });
    let error = acts.switch.error();
    let blocked = view.switch_reasons.clone();
    let form = if blocked.is_empty() {
        let look = if org.enabled { "button button--danger" } else { "button" };
        view! {
            <PostForm post=acts.switch attr:class="form">
                <ErrorBox error=error/>
                <input type="hidden" name="org" value=org.id.to_string()/>
                <input type="hidden" name="version" value=org.version.to_string()/>
                <input type="hidden" name="enabled" value=(!org.enabled).to_string()/>
                <div><button class=look type="submit">{t(word)}</button></div>
            </PostForm>
        }
        .into_any()
    } else {
        view! { <Reasons id="switch-why" reasons=blocked/> }.into_any()
    };
    view! {
        <section class="sheet sheet--padded">
            <h2>{t(word)}</h2>
            {note}
            {form}
        </section>
    }
    .into_any()
}

/// A save button.
fn save() -> AnyView {
    view! { <div><button class="button button--main" type="submit">{t(Common::Save)}</button></div> }.into_any()
}

/// The fields of a new account, below the person's name: login name, mobile number, mail address, first password.
fn account_fields(form: &'static str, post: Posting) -> AnyView {
    view! {
        <TextField name="login" label=t(AccountText::Login) help=t(AccountText::LoginHelp) form=form post=post/>
        <MobileField label=t(OrgText::Mobile) required=false form=form post=post/>
        <TextField
            name="email" label=t(AccountText::Email) kind="email" required=false help=t(OrgText::EmailHelp)
            form=form post=post
        />
        <TextField
            name="password"
            label=t(OrgText::FirstPassword)
            kind="password"
            help=t(AccountText::PasswordHelp)
            autocomplete="new-password"
            form=form post=post
        />
    }
    .into_any()
}
