//! The people of a unit: who is there and since when, who was, the hand-over of the administrator, further people.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::{Acts, account_fields, may, reasons, save};
use crate::domain::access::{Action as Act, giving};
use crate::domain::account::{Actor, Role};
use crate::domain::org::{OrgView, Tenure};
use crate::domain::text::account::AccountText;
use crate::domain::text::common::Common;
use crate::domain::text::org::OrgText;
use crate::ui::pages::org_awaited::Awaited;
use crate::ui::pages::viewing::StartButton;
use crate::ui::parts::field::{Problems, TextField, control_id, invalid_mark};
use crate::ui::parts::message::{ErrorBox, Reasons};
use crate::ui::parts::mobile::MobileField;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, tf, use_lang};

/// All about the people.
pub(super) fn section(view: &OrgView, acts: Acts) -> AnyView {
    let now = view.on.is_none().then(|| {
        view! {
            {administrator_part(view, acts)}
            {staff_part(view, acts)}
            {known_part(view, acts)}
            {awaited_part(view)}
            {former(view)}
        }
        .into_any()
    });
    view! { {present(view, acts)} {now} }.into_any()
}

fn present(view: &OrgView, acts: Acts) -> AnyView {
    let lang = use_lang();
    let ends = may(view, Act::EndPost);
    // Whoever looks as somebody already cannot begin again.
    let viewer = may(view, Act::ViewAs).then(|| use_context::<Actor>().map(|actor| actor.account)).flatten();
    let org = view.node.org.id;
    let lines = view
        .people
        .iter()
        .map(|p| {
            let seen = viewer.filter(|own| *own != p.account).map(|_| {
                view! { <StartButton org=org account=p.account name=p.name.clone()/> }
            });
            let act = ends.then(|| {
                let ends = !matches!(p.role, Role::Administrator | Role::PlatformAdministrator);
                view! { <td>{ends.then(|| end_form(p, &view.today.to_string(), acts.end_post))}</td> }
            });
            view! {
                <tr>
                    <td>{p.name.clone()}</td>
                    <td>{p.login.clone()}</td>
                    <td>{p.role.name().text(lang).to_owned()}</td>
                    <td class="when">{p.since.to_string()}</td>
                    <td>{account_state(view, p, acts.account_enabled)} {seen}</td>
                    {act}
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let act = ends.then(|| view! { <th>{t(OrgText::EndPost)}</th> });
    let empty = view.people.is_empty().then(|| view! { <p class="empty">{t(OrgText::NoPeople)}</p> });
    view! {
        <section class="sheet" id="people">
            <div class="sheet__head"><h2 class="sheet__title">{t(OrgText::People)}</h2></div>
            <div class="table-frame" tabindex="0" role="region" aria-label=t(OrgText::People)>
                <table class="table">
                    <thead>
                        <tr>
                            <th>{t(OrgText::PersonName)}</th>
                            <th>{t(AccountText::Login)}</th>
                            <th>{t(OrgText::Role)}</th>
                            <th>{t(OrgText::Since)}</th>
                            <th>{t(OrgText::Account)}</th>
                            {act}
                        </tr>
                    </thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
            {empty}
        </section>
    }
    .into_any()
}

/// Whether the account may sign in, and the button that switches it (P-049).
fn account_state(view: &OrgView, person: &Tenure, post: Posting) -> AnyView {
    let off = (!person.enabled).then(|| view! { <span class="badge badge--warning">{t(OrgText::AccountOff)}</span> });
    let own = use_context::<Actor>().is_some_and(|actor| actor.account == person.account);
    let switch = (!own && may(view, giving(person.role))).then(|| {
        let word = if person.enabled { OrgText::AccountSwitchOff } else { OrgText::AccountSwitchOn };
        let (org, account) = (view.node.org.id.to_string(), person.account.to_string());
        let enabled = (!person.enabled).then(|| view! { <input type="hidden" name="enabled" value="true"/> });
        let label = format!("{} {}", t(word), person.name);
        view! {
            <PostForm post=post>
                <input type="hidden" name="org" value=org/>
                <input type="hidden" name="account" value=account/>
                {enabled}
                <button class="button button--small" type="submit" aria-label=label>{t(word)}</button>
            </PostForm>
        }
        .into_any()
    });
    view! { {off} " " {switch} }.into_any()
}

/// People who come by mobile number.
fn awaited_part(view: &OrgView) -> AnyView {
    let roles = given(view);
    if roles.is_empty() || !may(view, Act::AddStaff) {
        return ().into_any();
    }
    view! { <Awaited org=view.node.org.id roles=roles/> }.into_any()
}

/// A day, and the button that ends the post on it.
fn end_form(person: &Tenure, today: &str, post: Posting) -> AnyView {
    let id = person.post.to_string();
    let own = id.clone();
    let post = post.part("post", move |sent| sent == own);
    let error = post.error();
    let label = format!("{} {}", t(OrgText::EndPost), person.name);
    let (day, since, today) = (post.typed("on", today), person.since.to_string(), today.to_owned());
    view! {
        <details class="org-end" open=post.refused()>
            <summary aria-label=label>{t(OrgText::EndPost)}</summary>
            <PostForm post=post attr:class="form">
                <ErrorBox error=error/>
                <input type="hidden" name="post" value=id/>
                <label class="field">
                    <span class="field__label">{t(OrgText::EndOn)}</span>
                    <input class="control control--short" type="date" name="on" required=true
                        value=day min=since max=today
                        aria-invalid=invalid_mark(error, "on")/>
                    <Problems error=error path="on"/>
                </label>
                <div><button class="button button--danger" type="submit">{t(OrgText::EndPost)}</button></div>
            </PostForm>
        </details>
    }
    .into_any()
}

fn former(view: &OrgView) -> AnyView {
    if view.former.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="sheet" id="former">
            <div class="sheet__head"><h2 class="sheet__title">{t(OrgText::Former)}</h2></div>
            {tenures(&view.former, t(OrgText::Former), false)}
        </section>
    }
    .into_any()
}

/// Posts with their days and successors; with units where they are of several.
pub(super) fn tenures(list: &[Tenure], label: &'static str, units: bool) -> AnyView {
    let lang = use_lang();
    let lines = list
        .iter()
        .map(|p| {
            let until = match p.until {
                Some(day) => day.to_string().into_any(),
                None => view! { <span class="badge badge--success">{t(OrgText::Present)}</span> }.into_any(),
            };
            let who = match units {
                true => view! { <td>{p.org_name.clone()}</td> }.into_any(),
                false => view! { <td>{p.name.clone()}</td> }.into_any(),
            };
            view! {
                <tr>
                    {who}
                    <td>{p.role.name().text(lang).to_owned()}</td>
                    <td class="when">{p.since.to_string()}</td>
                    <td class="when">{until}</td>
                    <td>{p.successor.clone()}</td>
                    <td>{p.ended_by.clone()}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let first = if units { OrgText::Unit } else { OrgText::PersonName };
    view! {
        <div class="table-frame" tabindex="0" role="region" aria-label=label>
            <table class="table">
                <thead>
                    <tr>
                        <th>{t(first)}</th>
                        <th>{t(OrgText::Role)}</th>
                        <th>{t(OrgText::Since)}</th>
                        <th>{t(OrgText::Until)}</th>
                        <th>{t(OrgText::Successor)}</th>
                        <th>{t(OrgText::EndedBy)}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn administrator_part(view: &OrgView, acts: Acts) -> AnyView {
    let org = &view.node.org;
    let action = if org.parent.is_none() { Act::HandOverRoot } else { Act::AssignAdministrator };
    let reasons = reasons(view, action);
    let current = view.people.iter().find(|p| p.role == Role::Administrator);
    let (title, note) = match current {
        Some(_) => (OrgText::HandOver, OrgText::HandOverNote),
        None => (OrgText::AssignAdministrator, OrgText::AdministratorRule),
    };
    if !reasons.is_empty() {
        return view! {
            <section class="sheet sheet--padded" id="administrator">
                <h2>{t(title)}</h2>
                <p class="page__note">{t(OrgText::AdministratorRule)}</p>
                <Reasons id="assign-why" reasons=reasons/>
            </section>
        }
        .into_any();
    }
    match current {
        Some(current) => view! {
            <details class="sheet sheet--padded" id="administrator" open=acts.hand_over.refused()>
                <summary>{t(title)}</summary>
                <p class="page__note">{t(note)}</p>
                <HandOverForm view=view.clone() leaving=current.clone() post=acts.hand_over/>
            </details>
        }
        .into_any(),
        None => {
            let post = acts.create_account.part("role", |role| role == Role::Administrator.key());
            let roles = vec![Role::Administrator];
            view! {
                <section class="sheet sheet--padded" id="administrator">
                    <h2>{t(title)}</h2>
                    <p class="page__note">{t(note)}</p>
                    <AccountForm form="administrator" org=org.id.to_string() roles=roles action=post/>
                </section>
            }
            .into_any()
        }
    }
}

#[component]
fn HandOverForm(view: OrgView, leaving: Tenure, post: Posting) -> impl IntoView {
    let error = post.error();
    let typed = post.typed("account", "");
    let known = RwSignal::new(!typed.is_empty());
    let others: BTreeMap<_, &Tenure> =
        view.people.iter().filter(|p| p.account != leaving.account).map(|p| (p.account, p)).collect();
    let options = others
        .values()
        .map(|p| {
            let id = p.account.to_string();
            view! { <option value=id.clone() selected=id == typed>{p.name.clone()} " · " {p.login.clone()}</option> }
        })
        .collect_view();
    // With nobody else to choose, the new account is the only way.
    let alone = others.is_empty();
    let stays = post.typed("stays", "");
    let choice = |value: &'static str, word: OrgText| {
        let checked = stays == value;
        view! {
            <label class="choice">
                <input type="radio" name="stays" value=value required=true checked=checked/>
                {t(word)}
            </label>
        }
        .into_any()
    };
    let today = view.today.to_string();
    let holder = tf(OrgText::PresentHolder, &[&leaving.name, &leaving.since.to_string()]);
    let choices = [choice("staff", OrgText::StaysStaff), choice("leaves", OrgText::StaysLeaves)];
    view! {
        <PostForm post=post attr:class="form">
            <ErrorBox error=error/>
            <input type="hidden" name="org" value=view.node.org.id.to_string()/>
            <input type="hidden" name="post" value=leaving.post.to_string()/>
            <p>{holder}</p>
            <TextField name="on" label=t(OrgText::HandOverOn) kind="date" value=today form="over" post=post/>
            <fieldset class="field">
                <legend class="field__label">
                    {t(OrgText::Stays)} " " <span class="field__mark">{t(Common::Required)}</span>
                </legend>
                <div class="choices">
                    {choices.into_iter().collect_view()}
                </div>
                <Problems error=error path="stays"/>
            </fieldset>
            <div class="field">
                <label class="field__label" for="over-account">{t(OrgText::TakesOver)}</label>
                <select class="control" id="over-account" name="account"
                    on:change=move |ev| known.set(!event_target_value(&ev).is_empty())>
                    <option value="">{t(OrgText::SomebodyNew)}</option>
                    {options}
                </select>
                <Problems error=error path="account"/>
            </div>
            <fieldset class="form org-new" hidden=move || known.get()>
                <legend class="field__label">{t(OrgText::NewAccount)}</legend>
                <TextField name="name" label=t(OrgText::PersonName) required=alone form="over" post=post/>
                <TextField name="login" label=t(AccountText::Login) required=alone help=t(AccountText::LoginHelp) form="over" post=post/>
                <MobileField label=t(OrgText::Mobile) required=false form="over" post=post/>
                <TextField
                    name="email" label=t(AccountText::Email) kind="email" required=false help=t(OrgText::EmailHelp)
                    form="over" post=post
                />
                <TextField
                    name="password"
                    label=t(OrgText::FirstPassword)
                    kind="password"
                    required=alone
                    help=t(AccountText::PasswordHelp)
                    autocomplete="new-password"
                    form="over" post=post
                />
            </fieldset>
            <div><button class="button button--main" type="submit">{t(OrgText::HandOver)}</button></div>
        </PostForm>
    }
    .into_any()
}

/// Roles that the unit itself gives.
fn given(view: &OrgView) -> Vec<Role> {
    let special = [Role::Administrator, Role::PlatformAdministrator];
    view.kind.roles.iter().copied().filter(|r| !special.contains(r)).collect()
}

fn staff_part(view: &OrgView, acts: Acts) -> AnyView {
    let roles = given(view);
    if roles.is_empty() || !may(view, Act::AddStaff) {
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

/// One more post for somebody who has an account.
fn known_part(view: &OrgView, acts: Acts) -> AnyView {
    let roles = given(view);
    if roles.is_empty() || !may(view, Act::AddStaff) {
        return ().into_any();
    }
    let post = acts.add_post;
    let error = post.error();
    let org = view.node.org.id.to_string();
    view! {
        <details class="sheet sheet--padded" open=post.refused()>
            <summary>{t(OrgText::AddKnown)}</summary>
            <PostForm post=post attr:class="form">
                <ErrorBox error=error/>
                <input type="hidden" name="org" value=org/>
                {role_field("known", &roles, post)}
                <TextField name="known" label=t(OrgText::KnownLogin) help=t(OrgText::KnownHelp) form="known" post=post/>
                {save()}
            </PostForm>
        </details>
    }
    .into_any()
}

fn role_field(form: &'static str, roles: &[Role], post: Posting) -> AnyView {
    let lang = use_lang();
    let typed = post.typed("role", "");
    if let [only] = roles {
        return view! { <input type="hidden" name="role" value=only.key()/> }.into_any();
    }
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

/// Creates an account with a post in the unit.
#[component]
fn AccountForm(form: &'static str, org: String, roles: Vec<Role>, action: Posting) -> impl IntoView {
    let error = action.error();
    view! {
        <PostForm post=action attr:class="form">
            <ErrorBox error=error/>
            <input type="hidden" name="org" value=org/>
            {role_field(form, &roles, action)}
            <TextField name="name" label=t(OrgText::PersonName) form=form post=action/>
            {account_fields(form, action)}
            {save()}
        </PostForm>
    }
    .into_any()
}
