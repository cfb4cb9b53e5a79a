//! The picture of a flow, with the same in words beside it (WFL-01).

use leptos::prelude::*;

use crate::domain::text::case::CaseText as T;
use crate::ui::preference::t;

/// A flow with the present state marked, as `workflow::picture` draws it.
#[component]
pub fn FlowPicture(
    /// The markup.
    drawn: String,
) -> impl IntoView {
    view! {
        <details class="flow">
            <summary>{t(T::Picture)}</summary>
            <div class="flow__both" inner_html=drawn></div>
        </details>
    }
}
