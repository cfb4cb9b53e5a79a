//! Every step of a case: who, when, from where to where, with which opinion.

use leptos::prelude::*;

use crate::domain::text::common::Common;
use crate::domain::workflow::TimelineStep;
use crate::ui::preference::{t, use_lang};

/// The steps, oldest first.
#[component]
pub fn Timeline(steps: Vec<TimelineStep>) -> impl IntoView {
    let lang = use_lang();
    let lines = steps
        .into_iter()
        .map(|step| {
            let who = if step.org_name.is_empty() { step.name } else { format!("{} · {}", step.name, step.org_name) };
            let (from, to) = (step.from.text(lang), step.to.text(lang));
            let way = if from.is_empty() { to.to_owned() } else { format!("{from} → {to}") };
            let opinion = (!step.opinion.is_empty())
                .then(|| view! { <p class="timeline__opinion">{step.opinion}</p> }.into_any());
            view! {
                <li class="timeline__step">
                    <div class="timeline__head">
                        <span class="timeline__verb">{step.verb.text(lang).to_owned()}</span>
                        <span class="quiet">{way}</span>
                    </div>
                    <span class="quiet">{who} " " <time>{step.at.minute_text()}</time></span>
                    {opinion}
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! { <ol class="timeline" aria-label=t(Common::Timeline)>{lines}</ol> }.into_any()
}
