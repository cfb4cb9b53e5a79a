//! Buttons, and why they cannot be pressed.

use leptos::prelude::*;

use crate::domain::error::Reason;
use crate::ui::browser;
use crate::ui::parts::post::MODE_FIELD;
use crate::ui::preference::use_lang;

/// The look of a button.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// One of several.
    #[default]
    Ordinary,
    /// The main action of the page.
    Main,
    /// Takes something away.
    Danger,
    /// Beside a line of text.
    Plain,
}

impl Look {
    /// The classes of a button of this look.
    pub fn class(self) -> &'static str {
        match self {
            Self::Ordinary => "button",
            Self::Main => "button button--main",
            Self::Danger => "button button--danger",
            Self::Plain => "button button--plain",
        }
    }
}

/// A button. While there are reasons against it, it stays focusable, does nothing and names them in a text
/// tied to it.
#[component]
pub fn Button(
    /// The word on it.
    #[prop(into)]
    label: Signal<String>,
    /// Unique on the page; the reasons' id is made from it.
    #[prop(into)]
    id: String,
    /// Its look.
    #[prop(optional)]
    look: Look,
    /// Why it cannot be pressed; empty: it can.
    #[prop(optional, into)]
    reasons: Signal<Vec<Reason>>,
    /// Whether the action is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Submits the form with `_mode` of this value where there are no scripts; empty: a plain button.
    #[prop(optional, into)]
    submit: String,
    /// What it does in the browser.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// Asked before it does something that is hard to take back; empty: nothing is asked.
    #[prop(optional, into)]
    confirm: Signal<String>,
) -> impl IntoView {
    let lang = use_lang();
    let refused = move || reasons.with(|r| !r.is_empty());
    let why = format!("{id}-why");
    let described = {
        let why = why.clone();
        move || refused().then(|| why.clone())
    };
    let press = move |ev: leptos::ev::MouseEvent| {
        let blocked = reasons.with_untracked(|r| !r.is_empty())
            || busy.get_untracked()
            || confirm.with_untracked(|question| !question.is_empty() && !browser::confirm(question));
        if blocked || on_press.is_some() {
            ev.prevent_default();
        }
        if let (false, Some(act)) = (blocked, on_press) {
            act.run(());
        }
    };
    let kind = if submit.is_empty() { "button" } else { "submit" };
    let (name, value) = ((!submit.is_empty()).then_some(MODE_FIELD), (!submit.is_empty()).then_some(submit));
    let sentences =
        move || reasons.get().into_iter().map(|r| view! { <span>{r.message(lang)}</span> }.into_any()).collect_view();
    view! {
        <span class="why">
            <button
                class=look.class()
                class:is-busy=busy
                id=id
                type=kind
                name=name
                value=value
                aria-disabled=move || refused().then_some("true")
                aria-describedby=described
                // A field that is left now shows its problems, and the button would move away from under the pointer.
                on:mousedown=|ev| ev.prevent_default()
                on:click=press
            >
                {label}
            </button>
            <span class="why__reason" id=why>{sentences}</span>
        </span>
    }
    .into_any()
}
