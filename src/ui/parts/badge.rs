//! States in words.

use leptos::prelude::*;

use crate::domain::form::expiry::Ending;
use crate::domain::text::Label;
use crate::domain::workflow::Tone;
use crate::ui::preference::use_lang;

/// The badge class of a tone.
pub fn tone_class(tone: Tone) -> &'static str {
    match tone {
        Tone::Neutral => "badge",
        Tone::Waiting => "badge badge--waiting",
        Tone::Success => "badge badge--success",
        Tone::Danger => "badge badge--danger",
    }
}

/// The state of a record or case.
#[component]
pub fn StateBadge(name: Label, tone: Tone) -> impl IntoView {
    view! { <span class=tone_class(tone)>{name.text(use_lang()).to_owned()}</span> }.into_any()
}

/// That a record runs out soon or has run out, by each of its last days; nothing while it holds.
pub fn ending_badges(endings: &[Ending]) -> Vec<AnyView> {
    let marks = endings.iter().filter_map(Ending::mark);
    marks.map(|(name, tone)| view! { " " <StateBadge name=name tone=tone/> }.into_any()).collect()
}
