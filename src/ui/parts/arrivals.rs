//! Files of a form that are on their way: what sends the form waits for them.

use std::time::Duration;

use leptos::prelude::*;

use crate::domain::text::common::Common;
use crate::ui::preference::t;

/// The files of one form that are being uploaded, and what waits for them.
#[derive(Clone, Copy)]
pub struct Arrivals {
    under_way: RwSignal<usize>,
    /// Told whether all have come.
    waiting: RwSignal<Option<Callback<bool>>>,
    /// What is said while a form waits, and when one did not come.
    words: (&'static str, &'static str),
}

impl Arrivals {
    /// Nothing is on its way yet.
    pub fn none() -> Self {
        let words = (t(Common::FilesAwaited), t(Common::FilesMissing));
        Self { under_way: RwSignal::new(0), waiting: RwSignal::new(None), words }
    }

    /// A file has set out.
    pub fn begin(self) {
        self.under_way.try_update(|n| *n += 1);
    }

    /// A file has come, or it has not; the form may be gone by now.
    pub fn end(self, came: bool) {
        let left = self.under_way.try_update(|n| {
            *n = n.saturating_sub(1);
            *n
        });
        if (left == Some(0) || !came)
            && let Some(told) = self.waiting.try_update(Option::take).flatten()
        {
            told.run(came);
        }
    }

    /// Whether a form that is sent now has to wait. Once all files have come it is sent by `send`, unless one of them
    /// did not come; until then it is `busy`, and `say` is told what to say.
    pub fn hold(self, busy: RwSignal<bool>, say: Callback<&'static str>, send: Callback<()>) -> bool {
        let held = self.under_way.get_untracked() > 0;
        if held {
            let (awaited, missing) = self.words;
            busy.set(true);
            say.run(awaited);
            let told = move |came| {
                if busy.try_set(false).is_some() {
                    return;
                }
                say.run(if came { "" } else { missing });
                if came {
                    send.run(());
                }
            };
            // What has come stands in the form a moment later.
            let soon = move |came| set_timeout(move || told(came), Duration::ZERO);
            self.waiting.set(Some(Callback::new(soon)));
        }
        held
    }
}
