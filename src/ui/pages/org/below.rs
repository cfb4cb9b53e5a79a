//! The units directly below, and the forms that set one up.

use leptos::prelude::*;

use super::{Acts, account_fields, may, reasons};
use crate::domain::access::Action as Act;
use crate::domain::org::{OrgKind, OrgNode, OrgView};
use crate::domain::text::account::AccountText;
use crate::domain::text::common::Common;
use crate::domain::text::org::OrgText;
use crate::ui::parts::field::TextField;
use crate::ui::parts::list::address;
use crate::ui::parts::message::{ErrorBox, Reasons};
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, tf, use_lang};

/// All about the units below.
pub(super) fn section(view: &OrgView, children: Vec<OrgNode>, acts: Acts) -> AnyView {
    if view.child_kinds.is_empty() && children.is_empty() {
        return ().into_any();
    }
    let on = view.on.map(|day| day.to_string()).unwrap_or_default();
    let assigns = may(view, Act::CreateChildOrg);
    let empty = children.is_empty().then(|| view! { <p class="empty">{t(OrgText::NoChildren)}</p> });
    let lines = children.into_iter().map(|node| line(node, &on, assigns)).collect_view();
    let forms = view.on.is_none().then(|| forms(view, acts));
    view! {
        <section class="sheet" id="below">
            <div class="sheet__head"><h2 class="sheet__title">{t(OrgText::Children)}</h2></div>
            <div class="table-frame" tabindex="0" role="region" aria-label=t(OrgText::Children)>
                <table class="table">
                    <thead><tr><th>{t(OrgText::Name)}</th><th>{t(OrgText::Code)}</th><th>{t(OrgText::Administrator)}</th></tr></thead>
                    <tbody>{lines}</tbody>
                </table>
            </div>
            {empty}
            {forms}
        </section>
    }
    .into_any()
}

fn line(node: OrgNode, on: &str, assigns: bool) -> AnyView {
    let page = format!("/orgs/{}", node.org.id);
    let off = (!node.org.enabled).then(|| view! { " " <span class="badge">{t(OrgText::Disabled)}</span> });
    let administrator = match node.administrator {
        Some((_, name)) => name.into_any(),
        None if assigns && node.org.enabled => {
            view! { <a href=format!("{page}#administrator")>{t(OrgText::AssignAdministrator)}</a> }.into_any()
        }
        None => view! { <span class="quiet">{t(OrgText::NoAdministrator)}</span> }.into_any(),
    };
    view! {
        <tr>
            <td><a href=address(&page, &[("on", on)])>{node.org.name}</a>{off}</td>
            <td>{node.org.code}</td>
            <td>{administrator}</td>
        </tr>
    }
    .into_any()
}

fn forms(view: &OrgView, acts: Acts) -> AnyView {
    if view.child_kinds.is_empty() {
        return ().into_any();
    }
    let reasons = reasons(view, Act::CreateChildOrg);
    if !reasons.is_empty() {
        return view! { <div class="sheet__body"><Reasons id="child-why" reasons=reasons/></div> }.into_any();
    }
    let of =
        |chosen: fn(&OrgKind) -> bool| view.child_kinds.iter().filter(|kind| chosen(kind)).cloned().collect::<Vec<_>>();
    let lang = use_lang();
    // A refused form stays open: several go to the same address and are told apart by their kind.
    let sent = |kinds: &[OrgKind], post: Posting| kinds.iter().any(|kind| kind.key == post.typed("kind", ""));
    let with_account = of(|kind| kind.with_account);
    let account = (!with_account.is_empty()).then(|| {
        let post = acts.create_with_account;
        view! {
            <details class="sheet__body" open=post.refused()>
                <summary>{t(OrgText::OpenBranch)}</summary>
                <p class="page__note">{t(OrgText::OpenBranchNote)}</p>
                <ChildForm view=view.clone() kinds=with_account form="branch" word=t(OrgText::OpenBranch).to_owned() post=post/>
            </details>
        }
        .into_any()
    });
    let (post, by_door) = (acts.create, of(|kind| kind.door.is_some()));
    let plain = of(|kind| kind.door.is_none());
    let plain = (!plain.is_empty()).then(|| {
        view! {
            <details class="sheet__body" open=post.refused() && !sent(&by_door, post)>
                <summary>{t(OrgText::AddChild)}</summary>
                <ChildForm view=view.clone() kinds=plain form="child" word=t(OrgText::AddChild).to_owned() post=post/>
            </details>
        }
        .into_any()
    });
    let doors = by_door.into_iter().filter_map(|kind| {
        let (word, kinds) = (kind.door.as_ref()?.name.text(lang).to_owned(), vec![kind]);
        let open = sent(&kinds, post);
        Some(
            view! {
                <details class="sheet__body" open=open>
                    <summary>{word.clone()}</summary>
                    <ChildForm view=view.clone() kinds=kinds form="door" word=word post=post/>
                </details>
            }
            .into_any(),
        )
    });
    view! {
        {account}
        {plain}
        {doors.collect_view()}
    }
    .into_any()
}

#[component]
fn ChildForm(
    view: OrgView,
    /// The kinds to choose from.
    kinds: Vec<OrgKind>,
    /// Tells its ids from those of the others.
    form: &'static str,
    /// The button.
    word: String,
    post: Posting,
) -> impl IntoView {
    let error = post.error();
    let lang = use_lang();
    let typed = post.typed("kind", "");
    let account = form == "branch";
    let founded = kinds.iter().find_map(|kind| kind.door.as_ref()).map(|door| {
        let help = tf(OrgText::FoundedHelp, &[&door.before.to_string()]);
        view! { <TextField name="founded" label=t(OrgText::Founded) kind="number" help=help form=form post=post/> }
            .into_any()
    });
    let kind = match kinds.as_slice() {
        [only] => view! { <input type="hidden" name="kind" value=only.key.clone()/> }.into_any(),
        _ => {
            let options = kinds
                .iter()
                .map(|k| {
                    let name = k.name.text(lang).to_owned();
                    view! { <option value=k.key.clone() selected=k.key == typed>{name}</option> }
                })
                .collect_view();
            view! {
                <div class="field">
                    <label class="field__label" for="kind">{t(OrgText::Kind)}</label>
                    <select class="control" id="kind" name="kind" required=true>
                        <option value="">{t(Common::Choose)}</option>
                        {options}
                    </select>
                </div>
            }
            .into_any()
        }
    };
    let person = account.then(|| {
        view! {
            <TextField name="person" label=t(AccountText::AdministratorName) form=form post=post/>
            {account_fields(form, post)}
        }
        .into_any()
    });
    view! {
        <PostForm post=post attr:class="form">
            <ErrorBox error=error/>
            <input type="hidden" name="parent" value=view.node.org.id.to_string()/>
            {kind}
            <TextField name="name" label=t(OrgText::Name) form=form post=post/>
            <TextField name="code" label=t(OrgText::Code) required=false help=t(OrgText::CodeHelp) form=form post=post/>
            {founded}
            {person}
            <div><button class="button button--main" type="submit">{word}</button></div>
        </PostForm>
    }
    .into_any()
}
