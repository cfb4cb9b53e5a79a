//! Native dialogs.

use leptos::prelude::*;

use crate::domain::text::common::Common;
use crate::ui::browser;
use crate::ui::preference::t;

/// A modal dialog: focus stays inside, Escape closes it. Its content is built when it opens.
#[component]
pub fn Dialog(
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// The title.
    #[prop(into)]
    title: String,
    /// Whether it is open; also cleared when the person closes it.
    open: RwSignal<bool>,
    /// For tables.
    #[prop(optional)]
    wide: bool,
    /// What is in it.
    children: ChildrenFn,
) -> impl IntoView {
    let heading = format!("{id}-title");
    let labelled = heading.clone();
    let watched = id.clone();
    // Whoever opens it once more must not have its content built anew.
    let is_open = Memo::new(move |_| open.get());
    Effect::new(move |_| {
        if is_open.get() {
            browser::open_dialog(&watched);
        } else {
            browser::close_dialog(&watched);
        }
    });
    let content = StoredValue::new(children);
    let body = move || is_open.get().then(|| content.with_value(|c| c().into_any()));
    let class = if wide { "dialog dialog--wide" } else { "dialog" };
    view! {
        <dialog class=class id=id aria-labelledby=labelled on:close=move |_| open.set(false)>
            <div class="dialog__head">
                <h2 class="dialog__title" id=heading>{title}</h2>
                <button type="button" class="button button--plain" on:click=move |_| open.set(false)>
                    {t(Common::Close)}
                </button>
            </div>
            <div class="dialog__body">{body}</div>
        </dialog>
    }
    .into_any()
}
