//! How far something is: a drawing, always with its number.

use leptos::prelude::*;

/// A bar from 0 to 100 percent.
#[component]
pub fn ProgressBar(
    /// 0 to 100.
    #[prop(into)]
    percent: Signal<i64>,
    /// What it measures, read aloud.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let held = move || percent.get().clamp(0, 100);
    view! {
        <span
            class="progress"
            class:is-full=move || held() == 100
            role="progressbar"
            aria-label=label
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || held().to_string()
        >
            <svg class="progress__track" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                <rect class="progress__ground" width="100" height="8" rx="2"/>
                <rect class="progress__value" width=move || held().to_string() height="8" rx="2"/>
            </svg>
            <span>{move || format!("{}%", held())}</span>
        </span>
    }
    .into_any()
}

/// A ring from 0 to 100 percent, without its number: the caller writes it beside.
#[component]
pub fn Ring(
    /// 0 to 100.
    #[prop(into)]
    percent: Signal<i64>,
    /// For the head of a page.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    // The circumference of a circle of radius 15.9155 is 100.
    let dash = move || format!("{} 100", percent.get().clamp(0, 100));
    let full = move || percent.get() >= 100;
    let empty = move || percent.get() <= 0;
    view! {
        <span
            class="ring"
            class:ring--large=large
            class:is-full=full
            class:is-empty=empty
        >
            <svg class="ring__drawing" viewBox="0 0 36 36" aria-hidden="true">
                <circle class="ring__ground" cx="18" cy="18" r="15.9155"/>
                <circle class="ring__value" cx="18" cy="18" r="15.9155" stroke-dasharray=dash/>
            </svg>
        </span>
    }
    .into_any()
}
