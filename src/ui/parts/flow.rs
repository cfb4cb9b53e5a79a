//! The picture of a flow, drawn on the server, with the same in words beside it (WFL-01).

use leptos::prelude::*;

use crate::domain::text::Text;
use crate::domain::text::case::CaseText as T;
use crate::domain::workflow::diagram::{Arrow, Place, diagram};
use crate::domain::workflow::{Flow, Tone};
use crate::ui::parts::settled::settled;
use crate::ui::preference::{t, use_lang};

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Neutral => "flow__state",
        Tone::Waiting => "flow__state flow__state--waiting",
        Tone::Success => "flow__state flow__state--success",
        Tone::Danger => "flow__state flow__state--danger",
    }
}

fn points(corners: &[(i64, i64)]) -> String {
    corners.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ")
}

/// The states and arrows of a flow with the present state marked.
#[component]
pub fn FlowPicture(
    /// The flow.
    flow: &'static Flow,
    /// Key of the present state.
    state: String,
) -> impl IntoView {
    let lang = use_lang();
    let drawn = diagram(flow, &state);
    let (x, width, height) = (drawn.x, drawn.row_width, drawn.row_height);
    let arrows = drawn.arrows.iter().map(|arrow: &Arrow| {
        let class = if arrow.back { "flow__arrow flow__arrow--back" } else { "flow__arrow" };
        view! {
            <g class=class>
                <polyline class="flow__line" points=points(&arrow.line)/>
                <polygon class="flow__head" points=points(&arrow.head)/>
            </g>
        }
        .into_any()
    });
    let arrows: Vec<AnyView> = arrows.collect();
    let boxes = drawn.states.iter().map(|place: &Place| {
        let (middle, line) = (x + width / 2, place.y + height / 2 + 5);
        let name = place.state.name(lang);
        view! {
            <g class=tone(place.state.tone) class:is-current=place.current>
                <rect class="flow__box" x=x y=place.y width=width height=height rx="6"/>
                <text class="flow__name" x=middle y=line text-anchor="middle">{name}</text>
            </g>
        }
        .into_any()
    });
    let boxes: Vec<AnyView> = boxes.collect();
    let words = drawn.states.iter().map(|place: &Place| {
        let here = place.current.then(|| view! { " " <strong class="flow__here">{t(T::Current)}</strong> });
        let leads = place.leads.iter().map(|step| {
            let to = flow.state_name(step.to, lang);
            view! { <li>{T::Leads.fill(lang, &[step.name(lang), &to])}</li> }
        });
        let leads: Vec<_> = leads.collect();
        let leads = (!leads.is_empty()).then(|| view! { <ul class="flow__leads">{leads}</ul> });
        view! {
            <li aria-current=place.current.then_some("step")>{place.state.name(lang)} {here} {leads}</li>
        }
        .into_any()
    });
    let words: Vec<AnyView> = words.collect();
    let frame = format!("0 0 {} {}", drawn.width, drawn.height);
    settled(view! {
        <details class="flow">
            <summary>{t(T::Picture)}</summary>
            <div class="flow__both">
                <svg class="flow__picture" viewBox=frame aria-hidden="true" focusable="false">{arrows}{boxes}</svg>
                <ol class="flow__words">{words}</ol>
            </div>
        </details>
    })
}
