//! A society's evaluation: the indicator tree with its progress, the panel of a leaf, submission. What is saved
//! in another tab arrives without a reload.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::evaluation_leaf::Panel;
use super::evaluation_tree::IndicatorTree;
use crate::api::evaluation::{Submit, find_evaluation, find_leaf};
use crate::domain::evaluation::{EvaluationView, LeafView};
use crate::domain::indicator::words::points;
use crate::domain::text::evaluation::EvaluationText as T;
use crate::domain::workflow::EVALUATION;
use crate::domain::workflow::picture::picture;
use crate::ui::browser;
use crate::ui::pages::register::CHANNEL;
use crate::ui::parts::action::{Button, Look};
use crate::ui::parts::badge::StateBadge;
use crate::ui::parts::flow::FlowPicture;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::{ErrorBox, Reasons};
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::parts::progress::Ring;
use crate::ui::parts::timeline::Timeline;
use crate::ui::preference::{t, tf, use_lang};

/// The page of the evaluation.
#[component]
pub fn Evaluation() -> impl IntoView {
    let lang = use_lang();
    let query = use_query_map();
    let code = Memo::new(move |_| query.with(|q| q.get("leaf")));
    let fresh = RwSignal::new(0);
    let view = Load::once(move || find_evaluation(lang));
    let leaf = Load::new(
        move || (code.get(), fresh.get()),
        move |(code, _)| async move {
            match code {
                Some(code) => find_leaf(code, lang).await.map(Some),
                None => Ok(None),
            }
        },
    );

    let shown = view.shown(move |first| view! { <Board first=first leaf=leaf fresh=fresh/> }.into_any());
    view! { <Title text=t(T::Title)/>{shown} }.into_any()
}

/// Reads the page again whenever another tab saved or this one is looked at again.
fn keep_fresh(view: RwSignal<EvaluationView>, fresh: RwSignal<u32>) -> impl Fn() + Copy + Send + Sync + 'static {
    let lang = use_lang();
    let refresh = move || {
        spawn_local(async move {
            if let Ok(now) = find_evaluation(lang).await
                && view.try_get_untracked().is_some_and(|old| old != now)
            {
                view.set(now);
                fresh.update(|n| *n += 1);
            }
        });
    };
    Effect::new(move |_| {
        browser::listen(CHANNEL, Callback::new(move |_| refresh()));
        let focus = window_event_listener(leptos::ev::focus, move |_| refresh());
        on_cleanup(move || focus.remove());
    });
    refresh
}

#[component]
fn Board(first: EvaluationView, leaf: Load<Option<LeafView>>, fresh: RwSignal<u32>) -> impl IntoView {
    let view = RwSignal::new(first);
    let refresh = keep_fresh(view, fresh);
    let nodes = Signal::derive(move || view.with(|v| v.nodes.clone()));
    let panel = move || async move {
        match leaf.await {
            Ok(Some(leaf)) => view! { <Panel leaf=leaf/> }.into_any(),
            Err(error) => {
                view! { <p class="notice notice--danger" role="alert">{error.message(use_lang())}</p> }.into_any()
            }
            Ok(None) => view! { <p class="empty">{t(T::ChooseLeaf)}</p> }.into_any(),
        }
    };
    view! {
        <div class="page evaluation">
            <Head view=view/>
            <div class="evaluation__panes">
                <IndicatorTree nodes=nodes path="/evaluation".to_owned() fill=true/>
                <aside class="evaluation__panel" aria-live="polite">{transition(panel)}</aside>
            </div>
            <SubmitPart view=view refresh=Callback::new(move |()| refresh())/>
        </div>
    }
    .into_any()
}

#[component]
fn Head(view: RwSignal<EvaluationView>) -> impl IntoView {
    let percent = Signal::derive(move || view.with(|v| v.progress.percent()));
    let state = move || view.with(|v| view! { <StateBadge name=v.state.clone() tone=v.tone/> }.into_any());
    let batch = move || {
        view.with(|v| match &v.batch {
            Some(b) => tf(T::Window, &[&b.name, &b.opens_on.to_string(), &b.closes_on.to_string()]),
            None => t(T::NoBatch).to_owned(),
        })
    };
    let count = move || view.with(|v| tf(T::OverallCount, &[&v.progress.done.to_string(), &v.progress.of.to_string()]));
    let score = move || view.with(|v| tf(T::Suggested, &[&points(v.score_x100), &points(v.max_x100)]));
    view! {
        <div class="page__head evaluation__head">
            <div class="page__titles">
                <h1 class="page__title">{t(T::Title)} " " {state}</h1>
                <p class="page__note evaluation__batch">{batch}</p>
            </div>
            <a class="button" href="/evaluation/extras">{t(T::Extras)}</a>
            <div class="evaluation__overall" role="status">
                <Ring percent=percent large=true/>
                <div>
                    <strong class="evaluation__percent" aria-label=t(T::Overall)>{move || format!("{}%", percent.get())}</strong>
                    <div class="quiet">{count}</div>
                    <div class="quiet">{score}</div>
                </div>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn SubmitPart(view: RwSignal<EvaluationView>, refresh: Callback<()>) -> impl IntoView {
    let action = Posting::to::<Submit>();
    let error = action.error();
    Effect::new(move |_| {
        if action.succeeded() {
            refresh.run(());
        }
    });
    let reasons = Signal::derive(move || view.with(|v| v.submit.clone()));
    let listed = move || view.with(|v| view! { <Reasons id="submit-reasons" reasons=v.submit.clone()/> }.into_any());
    let version = move || view.with(|v| v.version.to_string());
    let steps = move || {
        let (steps, state) = view.with(|v| (v.timeline.clone(), v.state_key.clone()));
        view! { <Timeline steps=steps/> <FlowPicture drawn=picture(&EVALUATION, &state, use_lang())/> }.into_any()
    };
    view! {
        <section class="sheet sheet--padded">
            <ErrorBox error=error/>
            <p class="page__note">{t(T::SubmitNote)}</p>
            {listed}
            <PostForm post=action>
                <input type="hidden" name="version" value=version/>
                <Button label=t(T::Submit).to_owned() id="submit-evaluation" look=Look::Main submit="submit"
                    reasons=reasons busy=action.pending()/>
            </PostForm>
            {steps}
        </section>
    }
    .into_any()
}
