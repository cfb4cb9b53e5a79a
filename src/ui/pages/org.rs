//! One unit: its people, the units below, and the forms that its administrator has.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::org_tree::org_of_path;
use crate::api::org::{CreateAccount, CreateOrg, UpdateOrg, find_org, list_children};
use crate::domain::access::{Action as Act, decide};
use crate::domain::account::{Actor, Role};
use crate::domain::error::{AppError, Reason};
use crate::domain::org::{OrgNode, OrgView};
use crate::domain::text::account::AccountText;
use crate::domain::text::common::Common;
use crate::domain::text::form::FormText;
use crate::domain::text::org::OrgText;
use crate::ui::pages::frame::signed_in;
use crate::ui::pages::missing::Missing;
use crate::ui::parts::field::{TextField, control_id};
use crate::ui::parts::list::address;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::{ErrorBox, Reasons};
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, use_lang};

/// What the administrator sends from the page of a unit.
#[derive(Clone, Copy)]
struct Acts {
    create_account: Posting,
    create: Posting,
    update: Posting,
}

/// The page of a unit.
#[component]
pub fn OrgPage() -> impl IntoView {
    let params = use_params_map();
    let acts = Acts {
        create_account: Posting::to::<CreateAccount>(),
        create: Posting::to::<CreateOrg>(),
        update: Posting::to::<UpdateOrg>(),
    };
    let unit: Load<_> = Load::new(
        move || (params.with(|p| p.get("org")), acts.create_account.successes(), acts.update.successes()),
        |(org, ..)| async move {
            let org = org_of_path(org).ok_or(AppError::NotFound)?;
            Ok((find_org(org).await?, list_children(org, 0).await?))
        },
    );

    let shown = move || async move {
        if let Some(actor) = signed_in().await {
            provide_context(actor);
        }
        match unit.await {
            Ok((view, children)) => view! { <Unit view=view children=children acts=acts/> }.into_any(),
            Err(_) => view! { <Missing/> }.into_any(),
        }
    };
    transition(shown)
}

/// Why the actor may not do this here; empty: allowed.
fn reasons(view: &OrgView, action: Act) -> Vec<Reason> {
    match use_context::<Actor>() {
        Some(actor) => decide(&actor, action, view.relation).err().unwrap_or_default(),
        None => Vec::new(),
    }
}

#[component]
fn Unit(view: OrgView, children: Vec<OrgNode>, acts: Acts) -> impl IntoView {
    let lang = use_lang();
    let org = view.node.org.clone();
    let crumbs = view
        .path
        .iter()
        .map(|o| view! { <li><a href=format!("/orgs/{}", o.id)>{o.name.clone()}</a></li> })
        .collect_view();
    let people = view
        .people
        .iter()
        .map(|p| {
            let role = p.role.name().text(lang).to_owned();
            view! { <tr><td>{p.name.clone()}</td><td>{p.login.clone()}</td><td>{role}</td></tr> }
        })
        .collect_view();
    let state = if org.enabled { t(OrgText::Enabled) } else { t(OrgText::Disabled) };
    let readable = org.kind == "society" && reasons(&view, Act::ViewRecord).is_empty();
    let registers = readable.then(|| {
        let href = address("/registers", &[("org", &org.id.to_string())]);
        view! { <div class="page__actions"><a class="button" href=href>{t(FormText::Registers)}</a></div> }.into_any()
    });
    view! {
        <Title text=org.name.clone()/>
        <div class="page">
            <nav aria-label=t(OrgText::Tree)><ol class="breadcrumb">{crumbs}</ol></nav>
            <div class="page__head">
                <div class="page__titles">
                    <h1 class="page__title">{org.name.clone()} <span class="badge">{state}</span></h1>
                    <p class="page__note">{view.kind_name.text(lang).to_owned()} " · " {t(OrgText::Code)} " " {org.code.clone()}</p>
                </div>
                {registers}
            </div>
            <section class="sheet">
                <div class="sheet__head"><h2 class="sheet__title">{t(OrgText::People)}</h2></div>
                <div class="table-frame" tabindex="0" role="region" aria-label=t(OrgText::People)>
                    <table class="table">
                        <thead><tr><th>{t(OrgText::PersonName)}</th><th>{t(AccountText::Login)}</th><th>{t(OrgText::Role)}</th></tr></thead>
                        <tbody>{people}</tbody>
                    </table>
                </div>
            </section>
            {administrator_part(&view, acts)}
            {staff_part(&view, acts)}
            {children_part(&view, children, acts)}
            {edit_part(&view, acts)}
        </div>
    }
    .into_any()
}

fn administrator_part(view: &OrgView, acts: Acts) -> AnyView {
    if view.node.administrator.is_some() {
        return view! { <p class="page__note">{t(OrgText::AdministratorRule)}</p> }.into_any();
    }
    let reasons = reasons(view, Act::AssignAdministrator);
    let form = if reasons.is_empty() {
        let org = view.node.org.id.to_string();
        let action = acts.create_account.part("role", |role| role == Role::Administrator.key());
        view! { <AccountForm form="administrator" org=org roles=vec![Role::Administrator] action=action/> }.into_any()
    } else {
        view! { <Reasons id="assign-why" reasons=reasons/> }.into_any()
    };
    view! {
        <section class="sheet sheet--padded">
            <h2>{t(OrgText::AssignAdministrator)}</h2>
            <p class="page__note">{t(OrgText::AdministratorRule)}</p>
            {form}
        </section>
    }
    .into_any()
}

fn staff_part(view: &OrgView, acts: Acts) -> AnyView {
    let special = [Role::Administrator, Role::PlatformAdministrator];
    let roles: Vec<Role> = view.roles.iter().copied().filter(|r| !special.contains(r)).collect();
    if roles.is_empty() || !reasons(view, Act::AddStaff).is_empty() {
        return ().into_any();
    }
    let action = acts.create_account.part("role", |role| role != Role::Administrator.key());
    view! {
        <details class="sheet sheet--padded" open=action.refused()>
            <summary>{t(OrgText::AddStaff)}</summary>
            <AccountForm form="staff" org=view.node.org.id.to_string() roles=roles action=action/>
        </details>
    }
    .into_any()
}

/// Creates an account with a post in the unit.
#[component]
fn AccountForm(form: &'static str, org: String, roles: Vec<Role>, action: Posting) -> impl IntoView {
    let error = action.error();
    let lang = use_lang();
    let typed = action.typed("role", "");
    let role = match roles.as_slice() {
        [only] => view! { <input type="hidden" name="role" value=only.key()/> }.into_any(),
        _ => {
            let options = roles
                .iter()
                .map(|r| view! { <option value=r.key() selected=r.key() == typed>{r.name().text(lang).to_owned()}</option> })
                .collect_view();
            view! {
                <div class="field">
                    <label class="field__label" for=control_id(form, "role")>{t(OrgText::Role)}</label>
                    <select class="control" id=control_id(form, "role") name="role">{options}</select>
                </div>
            }
            .into_any()
        }
    };
    view! {
        <PostForm post=action attr:class="form">
            <ErrorBox error=error/>
            <input type="hidden" name="org" value=org/>
            {role}
            <TextField name="name" label=t(OrgText::PersonName) form=form post=action/>
            <TextField name="login" label=t(AccountText::Login) help=t(AccountText::LoginHelp) form=form post=action/>
            <TextField name="mobile" label=t(OrgText::Mobile) kind="tel" required=false form=form post=action/>
            <TextField
                name="password"
                label=t(OrgText::FirstPassword)
                kind="password"
                help=t(AccountText::PasswordHelp)
                autocomplete="new-password"
                form=form post=action
            />
            <div><button class="button button--main" type="submit">{t(Common::Save)}</button></div>
        </PostForm>
    }
    .into_any()
}

fn children_part(view: &OrgView, children: Vec<OrgNode>, acts: Acts) -> AnyView {
    if view.child_kinds.is_empty() {
        return ().into_any();
    }
    let lines = children
        .into_iter()
        .map(|node| {
            let administrator = node.administrator.map_or(t(OrgText::NoAdministrator).to_owned(), |(_, name)| name);
            view! {
                <tr>
                    <td><a href=format!("/orgs/{}", node.org.id)>{node.org.name}</a></td>
                    <td>{node.org.code}</td>
                    <td>{administrator}</td>
                </tr>
            }
        })
        .collect_view();
    let reasons = reasons(view, Act::CreateChildOrg);
    let add = if reasons.is_empty() {
        view! { <ChildForm view=view.clone() action=acts.create/> }.into_any()
    } else {
        view! { <Reasons id="child-why" reasons=reasons/> }.into_any()
    };
    view! {
        <section class="sheet">
            <div class="sheet__head"><h2 class="sheet__title">{t(OrgText::Children)}</h2></div>
            <div class="table-frame" tabindex="0" role="region" aria-label=t(OrgText::Children)>
                <table class="table">
                    <thead><tr><th>{t(OrgText::Name)}</th><th>{t(OrgText::Code)}</th><th>{t(OrgText::Administrator)}</th></tr></thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
            <details class="sheet__body" open=acts.create.refused()>
                <summary>{t(OrgText::AddChild)}</summary>
                {add}
            </details>
        </section>
    }
    .into_any()
}

#[component]
fn ChildForm(view: OrgView, action: Posting) -> impl IntoView {
    let error = action.error();
    let lang = use_lang();
    let kind = action.typed("kind", "");
    let kinds = view
        .child_kinds
        .iter()
        .map(|k| view! { <option value=k.key.clone() selected=k.key == kind>{k.name.text(lang).to_owned()}</option> })
        .collect_view();
    view! {
        <PostForm post=action attr:class="form">
            <ErrorBox error=error/>
            <input type="hidden" name="parent" value=view.node.org.id.to_string()/>
            <div class="field">
                <label class="field__label" for="kind">{t(OrgText::Kind)}</label>
                <select class="control" id="kind" name="kind" required=true>
                    <option value="">{t(Common::Choose)}</option>
                    {kinds}
                </select>
            </div>
            <TextField name="name" label=t(OrgText::Name) form="child" post=action/>
            <TextField name="code" label=t(OrgText::Code) required=false help=t(OrgText::CodeHelp) form="child" post=action/>
            <div><button class="button button--main" type="submit">{t(OrgText::AddChild)}</button></div>
        </PostForm>
    }
    .into_any()
}

fn edit_part(view: &OrgView, acts: Acts) -> AnyView {
    if !reasons(view, Act::EditOrg).is_empty() {
        return ().into_any();
    }
    view! {
        <details class="sheet sheet--padded" open=acts.update.refused()>
            <summary>{t(OrgText::EditUnit)}</summary>
            <EditForm view=view.clone() action=acts.update/>
        </details>
    }
    .into_any()
}

#[component]
fn EditForm(view: OrgView, action: Posting) -> impl IntoView {
    let error = action.error();
    let org = view.node.org.clone();
    let switch = if reasons(&view, Act::DisableOrg).is_empty() {
        view! {
            <label class="check">
                <input type="checkbox" name="enabled" value="true" checked=action.ticked("enabled", org.enabled)/>
                {t(OrgText::KeepEnabled)}
            </label>
        }
        .into_any()
    } else {
        view! { <input type="hidden" name="enabled" value=org.enabled.to_string()/> }.into_any()
    };
    view! {
        <PostForm post=action attr:class="form">
            <ErrorBox error=error/>
            <input type="hidden" name="org" value=org.id.to_string()/>
            <input type="hidden" name="version" value=org.version.to_string()/>
            <TextField name="name" label=t(OrgText::Name) value=org.name form="edit" post=action/>
            {switch}
            <div><button class="button button--main" type="submit">{t(Common::Save)}</button></div>
        </PostForm>
    }
    .into_any()
}
