//! A leaf on the approval screen: the frozen evidence, the score and the mark for return.

use leptos::prelude::*;

use super::evaluation_tree::sign;
use super::review_case::Acts;
use crate::domain::evaluation::{Evidence, LeafView};
use crate::domain::ids::EvaluationId;
use crate::domain::indicator::words::points;
use crate::domain::text::common::Common;
use crate::domain::text::evaluation::{EvaluationText, ReviewText as T};
use crate::ui::parts::field::{Problems, invalid_mark};
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, tf};

/// Everything that the reviewer needs for one leaf.
#[component]
pub fn LeafCase(id: EvaluationId, leaf: LeafView, evidence: Vec<Evidence>, open: bool, acts: Acts) -> impl IntoView {
    let row = &leaf.row;
    let suggestion = row.score_x100.map_or_else(|| t(T::NoSuggestion).to_owned(), |s| tf(T::Suggestion, &[&points(s)]));
    let changed = row
        .changed
        .then(|| view! { <span class="badge badge--waiting">{t(EvaluationText::Changed)}</span> }.into_any());
    view! {
        <div class="leaf" id="leaf-panel">
            <h2 class="leaf__title">{sign(row.standing)} " " {row.code.clone()} " " {row.name.clone()} " " {changed}</h2>
            <p class="leaf__score">{suggestion}</p>
            <ScoreForm id=id leaf=leaf.clone() open=open acts=acts/>
            <MarkForm id=id leaf=leaf.clone() open=open acts=acts/>
            <dl class="leaf__facts">
                <dt>{t(EvaluationText::Standard)}</dt><dd>{leaf.standard.clone()}</dd>
                <dt>{t(EvaluationText::Rule)}</dt><dd>{leaf.rule.clone()}</dd>
                <dt>{t(EvaluationText::Scoring)}</dt><dd>{leaf.scoring.clone()}</dd>
            </dl>
            <h3>{t(T::Evidence)} " · " {tf(EvaluationText::Counted, &[&leaf.counted_total.to_string()])}</h3>
            {shown(evidence)}
        </div>
    }
    .into_any()
}

fn shown(evidence: Vec<Evidence>) -> AnyView {
    if evidence.is_empty() {
        return view! { <p class="empty">{t(T::NoEvidence)}</p> }.into_any();
    }
    evidence
        .into_iter()
        .map(|e| {
            let lines =
                e.lines.into_iter().map(|(label, text)| view! { <dt>{label}</dt><dd>{text}</dd> }).collect_view();
            view! {
                <details class="leaf__evidence">
                    <summary>{e.link.title.clone()}</summary>
                    <dl class="leaf__facts">{lines}</dl>
                </details>
            }
            .into_any()
        })
        .collect_view()
        .into_any()
}

/// The forms of this leaf among those of the case.
fn of_leaf(post: Posting, code: &str) -> Posting {
    let code = code.to_owned();
    post.part("code", move |sent| sent == code)
}

#[component]
fn ScoreForm(id: EvaluationId, leaf: LeafView, open: bool, acts: Acts) -> impl IntoView {
    let code = leaf.row.code;
    let post = of_leaf(acts.score, &code);
    let error = post.error();
    let saved = move || post.succeeded().then(|| t(Common::Saved));
    let review = leaf.review.unwrap_or_default();
    let value = review.score_x100.or(leaf.row.score_x100).map(points).unwrap_or_default();
    let (score, comment) = (post.typed("score", value), post.typed("comment", review.comment));
    view! {
        <PostForm post=post passing=true attr:class="form leaf__form">
            <ErrorBox error=error/>
            <input type="hidden" name="id" value=id.to_string()/>
            <input type="hidden" name="code" value=code/>
            <div class="field">
                <label class="field__label" for="score">{tf(T::Score, &[&points(leaf.row.max_x100)])}</label>
                <input class="control" id="score" name="score" inputmode="decimal" value=score disabled=!open
                    aria-invalid=invalid_mark(error, "score")/>
                <Problems error=error path="score"/>
            </div>
            <div class="field">
                <label class="field__label" for="comment">{t(T::Comment)}</label>
                <input class="control" id="comment" name="comment" value=comment disabled=!open
                    aria-invalid=invalid_mark(error, "comment")/>
                <Problems error=error path="comment"/>
            </div>
            <div><button class="button button--main" id="save-score" type="submit" disabled=!open aria-describedby="case-locked">{t(T::SaveScore)}</button> " " <span class="quiet" role="status">{saved}</span></div>
        </PostForm>
    }
    .into_any()
}

#[component]
fn MarkForm(id: EvaluationId, leaf: LeafView, open: bool, acts: Acts) -> impl IntoView {
    if leaf.register.is_none() {
        return ().into_any();
    }
    let own = leaf.row.code;
    let post = of_leaf(acts.mark, &own);
    let error = post.error();
    let review = leaf.review.unwrap_or_default();
    let before = review.returned;
    let marked = Memo::new(move |last: Option<&bool>| match post.succeeded() {
        true => post.sent("reason").is_some_and(|reason| !reason.is_empty()),
        false => last.copied().unwrap_or(before),
    });
    let reason = post.typed("reason", review.reason);
    let off = {
        let own = own.clone();
        move || {
            let own = own.clone();
            marked.get().then(|| {
                view! {
                    <PostForm post=post>
                        <input type="hidden" name="id" value=id.to_string()/>
                        <input type="hidden" name="code" value=own/>
                        <input type="hidden" name="reason" value=""/>
                        <button class="button" type="submit" disabled=!open aria-describedby="case-locked">{t(T::UnmarkLeaf)}</button>
                    </PostForm>
                }
                .into_any()
            })
        }
    };
    view! {
        <details class="leaf__mark" open=before || post.refused()>
            <summary>{t(T::MarkLeaf)}</summary>
            <PostForm post=post passing=true attr:class="form leaf__form">
                <ErrorBox error=error/>
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="code" value=own/>
                <div class="field">
                    <label class="field__label" for="reason">{t(T::ReturnReason)}</label>
                    <input class="control" id="reason" name="reason" value=reason required=true disabled=!open
                    aria-invalid=invalid_mark(error, "reason")/>
                    <Problems error=error path="reason"/>
                </div>
                <div><button class="button button--danger" id="mark-leaf" type="submit" disabled=!open aria-describedby="case-locked">{t(T::MarkLeaf)}</button></div>
            </PostForm>
            {off}
        </details>
    }
    .into_any()
}
