//! What was just done can be taken back for some seconds: the note, the seconds left, the button.

use leptos::prelude::*;

use crate::domain::text::Text;
use crate::ui::browser;
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::use_lang;

/// The bar; gone when the time is over. Without scripts it stays, and the server says when it is too late.
#[component]
pub fn UndoBar(
    /// What undoing sends.
    post: Posting,
    /// Id of the thing.
    #[prop(into)]
    id: String,
    /// Milliseconds left.
    ms: i64,
    /// The note; `{0}` are the seconds left.
    note: impl Text + Send + Sync + 'static,
    /// The word on the button.
    label: &'static str,
) -> impl IntoView {
    let lang = use_lang();
    let left = RwSignal::new((ms + 999) / 1000);
    Effect::new(move |_| {
        browser::every_second(Callback::new(move |()| {
            left.try_update(|seconds| *seconds = (*seconds - 1).max(0));
        }));
    });
    let error = post.error();
    let words = move || note.fill(lang, &[&left.get().to_string()]);
    view! {
        <div class="undo notice notice--success" hidden=move || left.get() == 0>
            <PostForm post=post attr:class="undo__form">
                <span class="undo__note">{words}</span>
                <input type="hidden" name="id" value=id/>
                <button class="button" type="submit">{label}</button>
            </PostForm>
        </div>
        <ErrorBox error=error/>
    }
    .into_any()
}
