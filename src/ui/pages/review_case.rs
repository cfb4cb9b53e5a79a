//! The approval screen: cases on the left, the frozen tree with a leaf and its evidence in the middle, opinion and
//! buttons in the sticky bar. Keys: j/k the next and the previous leaf, a approve, r return.

use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};

use super::evaluation_extras::suggestion;
use super::evaluation_tree::IndicatorTree;
use super::review_leaf::LeafCase;
use crate::api::review::{
    AdoptSuggestions, DecideReview, MarkLeaf, ScoreLeaf, find_review, find_review_leaf, list_reviews,
};
use crate::domain::error::AppError;
use crate::domain::evaluation::{Evidence, ExtrasView, LeafView, NodeView, ReviewRow, ReviewView};
use crate::domain::ids::EvaluationId;
use crate::domain::indicator::words::points;
use crate::domain::text::Text;
use crate::domain::text::common::Common;
use crate::domain::text::evaluation::{EvaluationText, ReviewText as T};
use crate::domain::workflow::EVALUATION;
use crate::domain::workflow::picture::picture;
use crate::ui::browser;
use crate::ui::parts::action::{Button, Look};
use crate::ui::parts::badge::StateBadge;
use crate::ui::parts::field::OpinionField;
use crate::ui::parts::flow::FlowPicture;
use crate::ui::parts::form::file::file_links;
use crate::ui::parts::guard::Guard;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::{ErrorBox, Reasons};
use crate::ui::parts::post::{PostForm, Posting, refresh_after};
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
    let case =
        Load::new(move || id.get(), move |id| async move { find_review(id.ok_or(AppError::NotFound)?, lang).await });
    // A score or a mark changes nothing else of the leaf: what is being typed beside it stays.
    let leaf = Load::new(
        move || (id.get(), code.get(), acts.adopt.successes()),
        move |(id, code, _)| async move {
            match (id, code) {
                (Some(id), Some(code)) => find_review_leaf(id, code, lang).await.map(Some),
                _ => Ok(None),
            }
        },
    );
    let reviews = Load::new(move || (id.get(), acts.decide.successes()), |_| list_reviews());

    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(path) = acts.decide.answer::<String>() {
            navigate(&path, Default::default());
        }
    });
    let cases = move || async move { reviews.await.map(|(rows, _)| list(rows)).unwrap_or_else(|_| ().into_any()) };
    let shown = case.shown(move |first| view! { <Case first=first leaf=leaf acts=acts/> }.into_any());
    view! {
        <Title text=t(T::Title)/>
        <div class="review">
            <nav class="review__list" aria-label=t(T::List)>{transition(cases)}</nav>
            <div class="review__case">{shown}</div>
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

/// How many leaves are marked to be sent back.
fn returned(nodes: &[NodeView]) -> usize {
    nodes.iter().map(|n| n.leaves.iter().filter(|l| l.returned).count() + returned(&n.nodes)).sum()
}

/// j, k, a, r anywhere but in a field.
fn install_keys(id: EvaluationId, nodes: &[NodeView]) {
    let mut all = Vec::new();
    codes(nodes, &mut all);
    let query = use_query_map();
    let (navigate, guard) = (use_navigate(), Guard::of_page());
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
        if let Some(code) = to.and_then(|i| all.get(i)).filter(|_| guard.is_none_or(Guard::may_switch)) {
            navigate(&format!("/review/{id}?leaf={code}"), Default::default());
        }
    };
    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, hear.clone());
        on_cleanup(move || handle.remove());
    });
}

#[component]
fn Case(first: ReviewView, leaf: LeafResource, acts: Acts) -> impl IntoView {
    let id = first.row.id;
    install_keys(id, &first.nodes);
    let extras = extras_part(&first.extras);
    let open = first.locked.is_empty();
    let case = RwSignal::new(first);
    let lang = use_lang();
    let posts = [acts.score, acts.mark, acts.adopt, acts.decide];
    refresh_after(
        posts,
        move || find_review(id, lang),
        move |now| {
            case.try_set(now);
        },
    );
    let nodes = Signal::derive(move || case.with(|case| case.nodes.clone()));
    let panel = move || async move {
        match leaf.await {
            Ok(Some((leaf, evidence))) => {
                view! { <LeafCase id=id leaf=leaf evidence=evidence open=open acts=acts/> }.into_any()
            }
            Err(error) => {
                view! { <p class="notice notice--danger" role="alert">{error.message(use_lang())}</p> }.into_any()
            }
            Ok(None) => view! { <p class="empty">{t(T::ChooseLeaf)}</p> }.into_any(),
        }
    };
    let timeline = move || view! { <Timeline steps=case.with(|case| case.timeline.clone())/> }.into_any();
    let drawn = move || {
        let state = case.with(|case| case.row.state_key.clone());
        view! { <FlowPicture drawn=picture(&EVALUATION, &state, use_lang())/> }.into_any()
    };
    view! {
        <Head case=case/>
        <div class="evaluation__panes">
            <IndicatorTree nodes=nodes path=format!("/review/{id}")/>
            <aside class="evaluation__panel">{transition(panel)}</aside>
        </div>
        {extras}
        <section class="sheet sheet--padded"><h2>{t(Common::Timeline)}</h2>{timeline} {drawn}</section>
        <Bar case=case acts=acts/>
    }
    .into_any()
}

#[component]
fn Head(case: RwSignal<ReviewView>) -> impl IntoView {
    let title = move || {
        case.with(|case| {
            let state = view! { <StateBadge name=case.row.state.clone() tone=case.row.tone/> };
            view! { {case.row.org_name.clone()} " " {state} }.into_any()
        })
    };
    let note = move || {
        case.with(|case| {
            [
                case.row.batch_name.clone(),
                tf(T::Round, &[&case.row.round.to_string()]),
                tf(T::SuggestedSum, &[&points(case.suggested_x100)]),
                tf(T::ReviewedSum, &[&points(case.reviewed_x100)]),
                tf(T::Scored, &[&case.scored.done.to_string(), &case.scored.of.to_string()]),
            ]
            .join(" · ")
        })
    };
    view! {
        <div class="page__head">
            <div class="page__titles">
                <h1 class="page__title">{title}</h1>
                <p class="page__note" role="status">{note}</p>
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
        .filter(|(i, _)| i.points_x100 != 0 || !i.note.is_empty() || i.hint.is_some())
        .map(|(i, sign)| {
            let text = format!("{} {}  {sign}{}", i.code, i.name, points(i.points_x100));
            let note = i.note.clone();
            view! { <li>{text} " " <span class="quiet">{note}</span> {file_links(&i.files)} {suggestion(i.hint)}</li> }
                .into_any()
        })
        .collect::<Vec<_>>();
    if lines.is_empty() {
        return ().into_any();
    }
    view! { <section class="sheet sheet--padded"><h2>{t(EvaluationText::Extras)}</h2><ul>{lines}</ul></section> }
        .into_any()
}

#[component]
fn Bar(case: RwSignal<ReviewView>, acts: Acts) -> impl IntoView {
    let (id, name) = case.with_untracked(|case| (case.row.id.to_string(), case.row.org_name.clone()));
    let lang = use_lang();
    let decide = acts.decide.saying(move |mode| {
        let done = if mode == "approve" { T::Approved } else { T::SentBack };
        done.fill(lang, &[&name])
    });
    let version = move || case.with(|case| case.version.to_string());
    let error = Signal::derive(move || {
        let decided = acts.decide.error().get();
        decided.or_else(|| acts.adopt.error().get())
    });
    let locked = Signal::derive(move || case.with(|case| case.locked.clone()));
    let approve = Signal::derive(move || {
        case.with(|case| if case.locked.is_empty() { case.approve.clone() } else { case.locked.clone() })
    });
    let question = Signal::derive(move || {
        let marked = case.with(|case| returned(&case.nodes));
        tf(T::ReturnConfirm, &[&marked.to_string()])
    });
    let standing = move || view! { <Reasons id="case-locked" reasons=locked.get()/> }.into_any();
    let adopt_id = id.clone();
    view! {
        <div class="sticky review__bar">
            <ErrorBox error=error/>
            {standing}
            <div class="review__acts">
                <PostForm post=acts.adopt>
                    <input type="hidden" name="id" value=adopt_id/>
                    <Button label=t(T::Adopt).to_owned() id="adopt-case" submit="adopt" reasons=locked/>
                </PostForm>
                <PostForm post=decide attr:class="review__acts review__decision">
                    <input type="hidden" name="id" value=id/>
                    <input type="hidden" name="version" value=version/>
                    <OpinionField post=decide label=t(T::Opinion)/>
                    <Button label=t(T::Return).to_owned() id="return-case" look=Look::Danger submit="return"
                        reasons=locked busy=decide.pending() confirm=question/>
                    <Button label=t(T::Approve).to_owned() id="approve-case" look=Look::Main submit="approve"
                        reasons=approve busy=decide.pending()/>
                </PostForm>
            </div>
        </div>
    }
    .into_any()
}
