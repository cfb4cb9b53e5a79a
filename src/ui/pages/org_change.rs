//! Moving, merging and splitting a unit in two steps: choose, then see what will happen and do it; and taking such a
//! change back. Everything that is chosen lives in the address.

use leptos::prelude::*;
use leptos::serde_json;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::params::ParamsMap;

use super::org::history;
use super::org_tree::org_of_path;
use crate::api::org::find_org;
use crate::api::org_change::{
    CommitChange, ReverseChange, find_divisible, find_reversal, list_targets, preview_change,
};
use crate::domain::access::{Action as Act, decide};
use crate::domain::error::AppError;
use crate::domain::ids::OrgId;
use crate::domain::org::{OrgNode, OrgView};
use crate::domain::org_change::{ChangeKind, Divisible, Part, Preview, Reversal, Wanted};
use crate::domain::text::org_change::ChangeText as T;
use crate::ui::pages::frame::signed_in;
use crate::ui::parts::failure::Refusal;
use crate::ui::parts::list::{Breadcrumb, Tabs, address};
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::{ErrorBox, Reasons};
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, use_lang};

mod choose;

/// What the address asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    org: Option<OrgId>,
    kind: ChangeKind,
    undo: Option<String>,
    words: String,
    wanted: Option<Wanted>,
}

impl Asked {
    fn read(org: Option<String>, query: &ParamsMap) -> Self {
        let kind = query.get("kind").and_then(|k| ChangeKind::from_key(&k)).filter(|k| k.has_journal());
        let kind = kind.unwrap_or(ChangeKind::Move);
        let to = query.get("to").and_then(|id| id.parse::<OrgId>().ok());
        let all = |name: &str| query.get_all(name).unwrap_or_default();
        let ids = |name: &str| all(name).iter().filter_map(|id| id.parse().ok()).collect::<Vec<_>>();
        let wanted = match kind {
            ChangeKind::Split => query.get("name").map(|name| {
                Wanted::Split(Part {
                    name,
                    units: ids("unit").into_iter().map(OrgId).collect(),
                    people: ids("person"),
                    registers: all("register"),
                })
            }),
            ChangeKind::Merge => to.map(|into| Wanted::Merge { into }),
            _ => to.map(|to| Wanted::Move { to }),
        };
        let words = query.get("q").unwrap_or_default();
        Self { org: org_of_path(org), kind, undo: query.get("undo"), words, wanted }
    }
}

/// What there is to choose from.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
enum Choices {
    Targets(Vec<OrgNode>),
    Parts(Divisible),
}

/// All that the page shows.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct Shown {
    view: OrgView,
    choices: Option<Choices>,
    preview: Option<Result<Preview, AppError>>,
    reversal: Option<Reversal>,
}

fn action(kind: ChangeKind) -> Act {
    match kind {
        ChangeKind::Merge => Act::MergeOrg,
        ChangeKind::Split => Act::SplitOrg,
        _ => Act::MoveOrg,
    }
}

fn json(wanted: &Wanted) -> String {
    serde_json::to_string(wanted).unwrap_or_default()
}

async fn fetch(asked: Asked) -> Result<Shown, AppError> {
    let org = asked.org.ok_or(AppError::NotFound)?;
    let view = find_org(org, None).await?;
    let mut shown = Shown { view, choices: None, preview: None, reversal: None };
    if let Some(undo) = asked.undo {
        let change = undo.parse().map_err(|_| AppError::NotFound)?;
        shown.reversal = Some(find_reversal(change).await?);
        return Ok(shown);
    }
    // Who may not is told so by the page itself, from the same table.
    let refused = |error: AppError| if matches!(error, AppError::Denied { .. }) { Ok(None) } else { Err(error) };
    shown.choices = match asked.kind {
        ChangeKind::Split => find_divisible(org).await.map(|d| Some(Choices::Parts(d))).or_else(refused)?,
        kind => list_targets(org, kind, asked.words).await.map(|l| Some(Choices::Targets(l))).or_else(refused)?,
    };
    if let Some(wanted) = asked.wanted.filter(|_| shown.choices.is_some()) {
        shown.preview = Some(match preview_change(org, json(&wanted)).await {
            Err(AppError::NotFound) => return Err(AppError::NotFound),
            other => other,
        });
    }
    Ok(shown)
}

/// The page of the changes of a unit.
#[component]
pub fn OrgChangePage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let (commit, undo) = (Posting::to::<CommitChange>(), Posting::to::<ReverseChange>());
    let asked = Memo::new(move |_| query.with(|q| Asked::read(params.with(|p| p.get("org")), q)));
    let data: Load<_> = Load::new(move || asked.get(), fetch);
    let shown = move || {
        let asked = asked.get();
        async move {
            let actor = signed_in().await;
            let shown = match data.await {
                Ok(shown) => shown,
                Err(error) => return data.failed(error),
            };
            if let Some(reversal) = shown.reversal {
                return view! { <Back view=shown.view reversal=reversal post=undo/> }.into_any();
            }
            let Some(choices) = shown.choices else {
                let refused = actor.and_then(|a| decide(&a, action(asked.kind), shown.view.relation).err());
                return view! { <Refusal title=t(T::Title) reasons=refused.unwrap_or_default()/> }.into_any();
            };
            view! { <Steps view=shown.view asked=asked choices=choices preview=shown.preview post=commit/> }.into_any()
        }
    };
    transition(shown)
}

#[component]
fn Steps(
    view: OrgView,
    asked: Asked,
    choices: Choices,
    preview: Option<Result<Preview, AppError>>,
    post: Posting,
) -> impl IntoView {
    let path = format!("/orgs/{}/change", view.node.org.id);
    let page = |kind: ChangeKind| address(&path, &[("kind", kind.key())]);
    let tabs =
        [(T::MoveTitle, ChangeKind::Move), (T::MergeTitle, ChangeKind::Merge), (T::SplitTitle, ChangeKind::Split)]
            .map(|(word, kind)| (t(word).to_owned(), page(kind), None))
            .to_vec();
    let note = match asked.kind {
        ChangeKind::Merge => T::MergeNote,
        ChangeKind::Split => T::SplitNote,
        _ => T::MoveNote,
    };
    let invalid = match &preview {
        Some(Err(error)) => Some(error.clone()),
        _ => None,
    };
    let found = match preview {
        Some(Ok(preview)) => {
            let wanted = asked.wanted.as_ref().map(json).unwrap_or_default();
            view! { <Outcome org=view.node.org.id wanted=wanted preview=preview post=post/> }.into_any()
        }
        _ => ().into_any(),
    };
    let org = view.node.org.clone();
    let chosen = match choices {
        Choices::Targets(list) => choose::target(&path, &asked, list),
        Choices::Parts(parts) => choose::part(&path, &asked, parts, invalid.clone()),
    };
    let error = Signal::stored(invalid);
    view! {
        <Title text=format!("{} · {}", t(T::Title), org.name)/>
        <div class="page">
            <Breadcrumb above=vec![(org.name.clone(), format!("/orgs/{}", org.id))] here=t(T::Title)/>
            <div class="page__titles">
                <h1 class="page__title">{t(T::Title)}</h1>
                <p class="page__note">{t(note)}</p>
            </div>
            <Tabs tabs=tabs here=page(asked.kind) label=t(T::Title)/>
            <ErrorBox error=error/>
            {chosen}
            {found}
        </div>
    }
    .into_any()
}

/// Step two: what goes along, who sees it then, what stands against it.
#[component]
fn Outcome(org: OrgId, wanted: String, preview: Preview, post: Posting) -> impl IntoView {
    let error = post.error();
    let moves = preview.moves;
    let mut lines = vec![
        (T::Other, preview.other.clone()),
        (T::Units, moves.units.to_string()),
        (T::People, moves.people.to_string()),
        (T::Records, moves.records.to_string()),
        (T::Files, moves.files.to_string()),
        (T::Invitations, moves.invitations.to_string()),
    ];
    if preview.kind == ChangeKind::Move {
        // The unit itself is counted among them.
        lines.push((T::Gain, preview.gain.join("、")));
        lines.push((T::Lose, preview.lose.join("、")));
    } else {
        lines.push((T::Stay, preview.records_stay.to_string()));
    }
    let lines = lines
        .into_iter()
        .map(|(key, value)| {
            let value = if value.is_empty() { t(crate::domain::text::common::Common::None).to_owned() } else { value };
            view! {
                <div class="answer__pair"><dt class="answer__key">{t(key)}</dt><dd class="answer__value">{value}</dd></div>
            }
            .into_any()
        })
        .collect_view();
    let act = if preview.reasons.is_empty() {
        view! {
            <PostForm post=post attr:class="form">
                <ErrorBox error=error/>
                <input type="hidden" name="org" value=org.to_string()/>
                <input type="hidden" name="wanted" value=wanted/>
                <input type="hidden" name="mark" value=preview.mark/>
                <p class="page__note">{t(T::CommitNote)}</p>
                <div><button class="button button--main" type="submit">{t(T::Commit)}</button></div>
            </PostForm>
        }
        .into_any()
    } else {
        view! { <Reasons id="change-why" reasons=preview.reasons/> }.into_any()
    };
    view! {
        <section class="sheet sheet--padded org-steps" id="preview">
            <h2>{t(T::PreviewTitle)}</h2>
            <dl class="answer__list">{lines}</dl>
            {act}
        </section>
    }
    .into_any()
}

/// Taking a change back: what it was, and what stands against it.
#[component]
fn Back(view: OrgView, reversal: Reversal, post: Posting) -> impl IntoView {
    let org = view.node.org.clone();
    let error = post.error();
    let act = if reversal.reasons.is_empty() {
        view! {
            <PostForm post=post attr:class="form">
                <ErrorBox error=error/>
                <input type="hidden" name="change" value=reversal.change.id.to_string()/>
                <div><button class="button button--danger" type="submit">{t(T::ReverseConfirm)}</button></div>
            </PostForm>
        }
        .into_any()
    } else {
        view! { <Reasons id="change-why" reasons=reversal.reasons/> }.into_any()
    };
    let title = format!("{} · {}", t(T::ReverseTitle), reversal.change.kind.name().text(use_lang()));
    view! {
        <Title text=title/>
        <div class="page page--narrow">
            <Breadcrumb above=vec![(org.name.clone(), format!("/orgs/{}", org.id))] here=t(T::ReverseTitle)/>
            <div class="page__titles">
                <h1 class="page__title">{t(T::ReverseTitle)}</h1>
                <p class="page__note">{t(T::ReverseNote)}</p>
            </div>
            <section class="sheet sheet--padded">
                <ol class="timeline">{history::line(&reversal.change, None)}</ol>
                {act}
            </section>
        </div>
    }
    .into_any()
}
