//! What a unit says of itself, for its administrator and those above (S-013); others are refused.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{nature, reasons};
use crate::api::org::{UpdateOrg, find_org};
use crate::domain::access::Action as Act;
use crate::domain::error::AppError;
use crate::domain::org::{NATURES, OrgView};
use crate::domain::text::common::Common;
use crate::domain::text::org::OrgText;
use crate::ui::pages::frame::signed_in;
use crate::ui::pages::org_tree::org_of_path;
use crate::ui::parts::failure::Refusal;
use crate::ui::parts::field::{Problems, TextField};
use crate::ui::parts::list::Breadcrumb;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, use_lang};

/// The form of a unit.
#[component]
pub fn OrgEditPage() -> impl IntoView {
    let params = use_params_map();
    let post = Posting::to::<UpdateOrg>();
    let unit: Load<_> = Load::new(
        move || params.with(|p| p.get("org")),
        |org| async move { find_org(org_of_path(org).ok_or(AppError::NotFound)?, None).await },
    );
    let shown = move || async move {
        if let Some(actor) = signed_in().await {
            provide_context(actor);
        }
        match unit.await {
            Ok(view) => match reasons(&view, Act::EditOrg) {
                none if none.is_empty() => view! { <EditForm view=view post=post/> }.into_any(),
                reasons => view! { <Refusal title=t(OrgText::EditUnit) reasons=reasons/> }.into_any(),
            },
            Err(error) => unit.failed(error),
        }
    };
    transition(shown)
}

#[component]
fn EditForm(view: OrgView, post: Posting) -> impl IntoView {
    let lang = use_lang();
    let error = post.error();
    let (org, details) = (view.node.org.clone(), view.details.clone());
    let back = format!("/orgs/{}", org.id);
    let chosen = post.typed("nature", details.nature);
    let natures = NATURES
        .iter()
        .map(|(zh, _)| view! { <option value=*zh selected=*zh == chosen>{nature(zh, lang)}</option> })
        .collect_view();
    view! {
        <Title text=format!("{} · {}", t(OrgText::EditUnit), org.name)/>
        <div class="page page--narrow">
            <Breadcrumb above=vec![(org.name.clone(), back.clone())] here=t(OrgText::EditUnit)/>
            <h1 class="page__title">{t(OrgText::EditUnit)}</h1>
            <PostForm post=post attr:class="form sheet sheet--padded">
                <ErrorBox error=error/>
                <input type="hidden" name="org" value=org.id.to_string()/>
                <input type="hidden" name="version" value=org.version.to_string()/>
                <input type="hidden" name="enabled" value=org.enabled.to_string()/>
                <TextField name="name" label=t(OrgText::Name) value=org.name post=post/>
                <div class="field">
                    <label class="field__label" for="nature">{t(OrgText::Nature)}</label>
                    <select class="control" id="nature" name="nature">
                        <option value="">{t(Common::Choose)}</option>
                        {natures}
                    </select>
                    <Problems error=error path="nature"/>
                </div>
                <TextField name="contact" label=t(OrgText::Contact) required=false value=details.contact post=post/>
                <TextField name="phone" label=t(OrgText::Phone) kind="tel" required=false value=details.phone post=post/>
                <TextField name="address" label=t(OrgText::Address) required=false value=details.address post=post/>
                <TextField name="uscc" label=t(OrgText::Uscc) required=false value=details.uscc post=post/>
                <div class="actions">
                    <button class="button button--main" type="submit">{t(Common::Save)}</button>
                    <a class="button" href=back>{t(Common::Cancel)}</a>
                </div>
            </PostForm>
        </div>
    }
    .into_any()
}
