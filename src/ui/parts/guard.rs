//! What the forms of a page and the frame around it tell each other: leaving with unsaved text asks first, a session
//! that has ended says so in a dialog while everything stays on the page, and what was done is said even when the page
//! goes with it.

use leptos::prelude::*;

use crate::domain::error::AppError;
use crate::domain::text::common::Common;
use crate::ui::browser;
use crate::ui::parts::message::Toast;
use crate::ui::preference::t;

/// What the forms of a page tell the frame.
#[derive(Clone, Copy)]
pub struct Guard {
    ended: RwSignal<bool>,
    /// Forms with unsaved text.
    unsaved: RwSignal<usize>,
    /// Those among them that go when another item of the same page is opened.
    passing: RwSignal<usize>,
    /// What was done last.
    said: RwSignal<String>,
    /// Asked before unsaved text is left.
    question: &'static str,
}

impl Guard {
    /// The frame's own; forms find it with `of_page`.
    pub fn provide() -> Self {
        let guard = Self {
            ended: RwSignal::new(false),
            unsaved: RwSignal::new(0),
            passing: RwSignal::new(0),
            said: RwSignal::new(String::new()),
            question: t(Common::UnsavedLeave),
        };
        let waiting = t(Common::PageWaits);
        provide_context(guard);
        Effect::new(move |_| {
            let unsaved = Signal::derive(move || guard.unsaved.get() > 0);
            browser::guard_leave(unsaved, Signal::derive(move || guard.passing.get() > 0), guard.question);
            browser::on_area(Callback::new(move |waits| guard.say(if waits { waiting } else { "" })));
        });
        guard
    }

    /// That of the page around; pages outside of the frame have none.
    pub fn of_page() -> Option<Self> {
        use_context()
    }

    /// Opens the dialog when a call was refused because the session has ended.
    pub fn hear(self, error: &AppError) {
        if *error == AppError::NotSignedIn {
            self.ended.set(true);
        }
    }

    /// Says what was done, until it is closed or the next form is sent; nothing once the frame itself is gone.
    pub fn say(self, text: impl Into<String>) {
        self.said.try_set(text.into());
    }

    /// Whether the session has ended: the dialog is open while it has.
    pub fn ended(self) -> RwSignal<bool> {
        self.ended
    }

    /// Before a key opens another item of the page: asks when that would drop unsaved text.
    pub fn may_switch(self) -> bool {
        self.passing.get_untracked() == 0 || browser::confirm(self.question)
    }

    /// Counts a form in and out as it gets and loses unsaved text, and out when it goes; `passing` when it goes with
    /// the item of the page that it belongs to.
    pub fn watch(self, dirty: Signal<bool>, passing: bool) {
        let counted = StoredValue::new(false);
        let step = |n: &mut usize, up: bool| *n = if up { *n + 1 } else { n.saturating_sub(1) };
        let count = move |now: bool| {
            if counted.try_get_value() == Some(!now) {
                counted.set_value(now);
                self.unsaved.try_update(|n| step(n, now));
                if passing {
                    self.passing.try_update(|n| step(n, now));
                }
            }
        };
        Effect::new(move |_| count(dirty.get()));
        on_cleanup(move || count(false));
    }
}

/// What was done last.
#[component]
pub fn Done(guard: Guard) -> impl IntoView {
    view! { <Toast text=guard.said/> }
}
