//! What the societies have handed in, and the batches of the association.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::review::{CreateBatch, list_reviews};
use crate::domain::access::{Action as Act, decide};
use crate::domain::account::Actor;
use crate::domain::evaluation::{Batch, ReviewRow};
use crate::domain::org::Relation;
use crate::domain::text::common::Common;
use crate::domain::text::evaluation::{EvaluationText, ReviewText as T};
use crate::ui::pages::frame::signed_in;
use crate::ui::parts::badge::StateBadge;
use crate::ui::parts::field::TextField;
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, tf};

/// The list of reviews.
#[component]
pub fn Review() -> impl IntoView {
    let list = Load::once(list_reviews);

    let create = Posting::to::<CreateBatch>();
    Effect::new(move |_| {
        if create.successes() > 0 {
            list.refetch();
        }
    });
    let shown = move || async move {
        let actor = signed_in().await;
        match list.await {
            Ok((rows, batches)) => view! { {table(rows)} {batch_part(batches, create, actor)} }.into_any(),
            Err(error) => list.failed(error),
        }
    };
    view! {
        <Title text=t(T::Title)/>
        <div class="page">
            <div class="page__head"><h1 class="page__title">{t(T::Title)}</h1></div>
            {transition(shown)}
        </div>
    }
    .into_any()
}

fn table(rows: Vec<ReviewRow>) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="empty">{t(T::NothingHandedIn)}</p> }.into_any();
    }
    let lines = rows
        .into_iter()
        .map(|row| {
            let held = (!row.holder.is_empty()).then(|| tf(T::HeldBy, &[&row.holder]));
            view! {
                <tr>
                    <td><a href=format!("/review/{}", row.id)>{row.org_name}</a></td>
                    <td>{row.batch_name}</td>
                    <td><StateBadge name=row.state tone=row.tone/></td>
                    <td>{row.submitted_at.map(|at| at.minute_text())}</td>
                    <td>{tf(T::Round, &[&row.round.to_string()])} " " <span class="quiet">{held}</span></td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    view! {
        <div class="table-frame" tabindex="0" role="region" aria-label=t(T::List)>
            <table class="table">
                <thead>
                    <tr>
                        <th>{t(T::Society)}</th>
                        <th>{t(T::Batch)}</th>
                        <th>{t(Common::State)}</th>
                        <th>{t(T::SubmittedAt)}</th>
                        <th></th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn batch_part(batches: Vec<Batch>, create: Posting, actor: Option<Actor>) -> AnyView {
    let lines = batches
        .into_iter()
        .map(|b| {
            let window = [b.opens_on.to_string(), b.closes_on.to_string()];
            view! { <li class="plain-list__row">{tf(EvaluationText::Window, &[&b.name, &window[0], &window[1]])}</li> }
                .into_any()
        })
        .collect_view();
    let may = actor.is_some_and(|a| decide(&a, Act::ManageBatch, Relation::Own).is_ok());
    let error = create.error();
    let form = may.then(|| {
        view! {
            <details open=create.refused()>
                <summary>{t(T::NewBatch)}</summary>
                <PostForm post=create emptied=true attr:class="form">
                    <ErrorBox error=error/>
                    <TextField name="name" label=t(T::BatchName) post=create/>
                    <TextField name="year" label=t(T::Year) kind="number" post=create/>
                    <TextField name="opens_on" label=t(T::OpensOn) kind="date" post=create/>
                    <TextField name="closes_on" label=t(T::ClosesOn) kind="date" post=create/>
                    <div><button class="button button--main" type="submit">{t(T::Publish)}</button></div>
                </PostForm>
            </details>
        }
        .into_any()
    });
    view! {
        <section class="sheet sheet--padded">
            <h2>{t(T::Batches)}</h2>
            <ul class="plain-list">{lines}</ul>
            {form}
        </section>
    }
    .into_any()
}
