//! The approval screen: cases on the left, the frozen tree with a leaf and its evidence in the middle, opinion and
//! buttons in the sticky bar. Keys: j/k the next and the previous leaf, a approve, r return.

use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};

use super::evaluation_tree::IndicatorTree;
use super::review_leaf::LeafCase;
use crate::api::review::{
    AdoptSuggestions, DecideReview, MarkLeaf, ScoreLeaf, find_review, find_review_leaf, list_reviews,
};
use crate::domain::error::AppError;
use crate::domain::evaluation::{Evidence, ExtrasView, LeafView, NodeView, ReviewRow, ReviewView};
use crate::domain::ids::EvaluationId;
use crate::domain::indicator::words::points;
use crate::domain::text::common::Common;
use crate::domain::text::evaluation::{EvaluationText, ReviewText as T};
use crate::ui::browser;
use crate::ui::pages::missing::Missing;
use crate::ui::parts::action::{Button, Look};
use crate::ui::parts::badge::StateBadge;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::{ErrorBox, Reasons};
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::parts::timeline::Timeline;
use crate::ui::preference::{t, tf, use_lang};

type LeafResource = Load<Option<(LeafView, Vec<Evidence>)>>;

/// What the reviewer does with a case; shared by the panes.
#[derive(Clone, Copy)]
pub struct Acts {
    /// Scores a leaf.
    pub score: Posting,
    /// Marks a leaf to be sent back.
    pub mark: Posting,
    /// Adopts suggestions.
    pub adopt: Posting,
    /// Returns or approves.
    pub decide: Posting,
}

/// The approval screen.
#[component]
pub fn ReviewCase() -> impl IntoView {
    let lang = use_lang();
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.with(|p| p.get("id")).and_then(|id| id.parse::<EvaluationId>().ok()));
    let code = Memo::new(move |_| query.with(|q| q.get("leaf")));
    let acts = Acts {
        score: Posting::to::<ScoreLeaf>(),
        mark: Posting::to::<MarkLeaf>(),
        adopt: Posting::to::<AdoptSuggestions>(),
        decide: Posting::to::<DecideReview>(),
    };
    let done = move || (acts.score.count(), acts.mark.count(), acts.adopt.count());
    let case = Load::new(
        move || (id.get(), done(), acts.decide.count()),
        move |(id, ..)| async move { find_review(id.ok_or(AppError::NotFound)?, lang).await },
    );
    let leaf = Load::new(
        move || (id.get(), code.get(), done()),
        move |(id, code, _)| async move {
            match (id, code) {
                (Some(id), Some(code)) => find_review_leaf(id, code, lang).await.map(Some),
                _ => Ok(None),
            }
        },
    );
    let reviews = Load::new(move || (id.get(), acts.decide.count()), |_| list_reviews());

    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(path) = acts.decide.answer::<String>() {
            navigate(&path, Default::default());
        }
    });
    let cases = move || async move { reviews.await.map(|(rows, _)| list(rows)).unwrap_or_else(|_| ().into_any()) };
    let shown = move || async move {
        match case.await {
            Ok(case) => view! { <Case case=case leaf=leaf acts=acts/> }.into_any(),
            Err(_) => view! { <Missing/> }.into_any(),
        }
    };
    view! {
        <Title text=t(T::Title)/>
        <div class="review">
            <nav class="review__list" aria-label=t(T::List)>{transition(cases)}</nav>
            <div class="review__case">{transition(shown)}</div>
        </div>
    }
    .into_any()
}

fn list(rows: Vec<ReviewRow>) -> AnyView {
    let params = use_params_map();
    let current = params.with_untracked(|p| p.get("id")).unwrap_or_default();
    let lines = rows
        .into_iter()
        .map(|row| {
            let here = (row.id.to_string() == current).then_some("page");
            view! {
                <li>
                    <a class="review__item" href=format!("/review/{}", row.id) aria-current=here>
                        <span>{row.org_name}</span>
                        <StateBadge name=row.state tone=row.tone/>
                        <span class="quiet">{row.submitted_at.map(|at| at.minute_text())}</span>
                    </a>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! { <ul class="review__items">{lines}</ul> }.into_any()
}

fn codes(nodes: &[NodeView], out: &mut Vec<String>) {
    for node in nodes {
        out.extend(node.leaves.iter().map(|l| l.code.clone()));
        codes(&node.nodes, out);
    }
}

/// j, k, a, r anywhere but in a field.
fn install_keys(id: EvaluationId, nodes: &[NodeView]) {
    let mut all = Vec::new();
    codes(nodes, &mut all);
    let query = use_query_map();
    let navigate = use_navigate();
    let hear = move |ev: KeyboardEvent| {
        if ev.ctrl_key() || ev.alt_key() || ev.meta_key() || browser::is_typing() {
            return;
        }
        let at = query.with_untracked(|q| q.get("leaf")).and_then(|c| all.iter().position(|code| *code == c));
        let to = match ev.key().as_str() {
            "j" => Some(at.map_or(0, |i| (i + 1).min(all.len().saturating_sub(1)))),
            "k" => Some(at.map_or(0, |i| i.saturating_sub(1))),
            "a" => {
                browser::focus("approve-case");
                None
            }
            "r" => {
                browser::focus("return-case");
                None
            }
            _ => return,
        };
        ev.prevent_default();
        if let Some(code) = to.and_then(|i| all.get(i)) {
            navigate(&format!("/review/{id}?leaf={code}"), Default::default());
        }
    };
    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, hear.clone());
        on_cleanup(move || handle.remove());
    });
}

#[component]
fn Case(case: ReviewView, leaf: LeafResource, acts: Acts) -> impl IntoView {
    let id = case.row.id;
    install_keys(id, &case.nodes);
    let nodes = case.nodes.clone();
    let locked = case.locked.clone();
    let panel = move || {
        let locked = locked.clone();
        async move {
            match leaf.await {
                Ok(Some((leaf, evidence))) => {
                    view! { <LeafCase id=id leaf=leaf evidence=evidence locked=locked acts=acts/> }.into_any()
                }
                Err(error) => {
                    view! { <p class="notice notice--danger" role="alert">{error.message(use_lang())}</p> }.into_any()
                }
                Ok(None) => view! { <p class="empty">{t(T::ChooseLeaf)}</p> }.into_any(),
            }
        }
    };
    view! {
        <Head case=case.clone()/>
        <div class="evaluation__panes">
            <IndicatorTree nodes=Signal::stored(nodes) path=format!("/review/{id}")/>
            <aside class="evaluation__panel">{transition(panel)}</aside>
        </div>
        {extras_part(&case.extras)}
        <section class="sheet sheet--padded"><h2>{t(Common::Timeline)}</h2><Timeline steps=case.timeline.clone()/></section>
        <Bar case=case acts=acts/>
    }
    .into_any()
}

#[component]
fn Head(case: ReviewView) -> impl IntoView {
    let scored = tf(T::Scored, &[&case.scored.done.to_string(), &case.scored.of.to_string()]);
    view! {
        <div class="page__head">
            <div class="page__titles">
                <h1 class="page__title">{case.row.org_name.clone()} " " <StateBadge name=case.row.state.clone() tone=case.row.tone/></h1>
                <p class="page__note">
                    {case.row.batch_name.clone()} " · " {tf(T::Round, &[&case.row.round.to_string()])} " · "
                    {tf(T::SuggestedSum, &[&points(case.suggested_x100)])} " · "
                    {tf(T::ReviewedSum, &[&points(case.reviewed_x100)])} " · " {scored}
                </p>
                <p class="quiet">{t(T::Keys)}</p>
            </div>
        </div>
    }
    .into_any()
}

fn extras_part(extras: &ExtrasView) -> AnyView {
    let lines = extras
        .bonus
        .iter()
        .map(|i| (i, "+"))
        .chain(extras.deductions.iter().map(|i| (i, "−")))
        .filter(|(i, _)| i.points_x100 != 0 || !i.note.is_empty())
        .map(|(i, sign)| {
            let text = format!("{} {}  {sign}{}", i.code, i.name, points(i.points_x100));
            view! { <li>{text} " " <span class="quiet">{i.note.clone()}</span></li> }.into_any()
        })
        .collect::<Vec<_>>();
    if lines.is_empty() {
        return ().into_any();
    }
    view! { <section class="sheet sheet--padded"><h2>{t(EvaluationText::Extras)}</h2><ul>{lines}</ul></section> }
        .into_any()
}

#[component]
fn Bar(case: ReviewView, acts: Acts) -> impl IntoView {
    let id = case.row.id.to_string();
    let version = case.version.to_string();
    let error = Signal::derive(move || {
        let decided = acts.decide.error().get();
        decided.or_else(|| acts.adopt.error().get())
    });
    let locked = case.locked.clone();
    let mut approve = locked.clone();
    if approve.is_empty() {
        approve.clone_from(&case.approve);
    }
    let (adopt_id, adopt_locked, return_locked) = (id.clone(), locked.clone(), locked.clone());
    view! {
        <div class="sticky review__bar">
            <ErrorBox error=error/>
            <Reasons id="case-locked" reasons=locked/>
            <div class="review__acts">
                <PostForm post=acts.adopt>
                    <input type="hidden" name="id" value=adopt_id/>
                    <Button label=t(T::Adopt).to_owned() id="adopt-case" submit="adopt" reasons=Signal::stored(adopt_locked)/>
                </PostForm>
                <PostForm post=acts.decide attr:class="review__acts review__decision">
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="version" value=version/>
                    <label class="review__opinion">
                        <span class="field__label">{t(T::Opinion)}</span>
                        <input class="control" id="opinion" name="opinion"/>
                    </label>
                    <Button label=t(T::Return).to_owned() id="return-case" look=Look::Danger submit="return"
                        reasons=Signal::stored(return_locked) busy=acts.decide.pending()/>
                    <Button label=t(T::Approve).to_owned() id="approve-case" look=Look::Main submit="approve"
                        reasons=Signal::stored(approve) busy=acts.decide.pending()/>
                </PostForm>
            </div>
        </div>
    }
    .into_any()
}
