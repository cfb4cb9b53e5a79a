//! The numbers at the bell and in the rail: written by the server with the page, then kept up by its stream.

use leptos::prelude::*;
use leptos::serde_json::from_str;

use crate::domain::workbench::Counts;
use crate::ui::browser;

/// The numbers of the open page.
#[derive(Clone, Copy)]
pub struct Numbers {
    /// What the stream has said; none while it has said nothing else than the page.
    live: RwSignal<Option<Counts>>,
}

impl Numbers {
    /// The frame's own.
    pub fn provide() -> Self {
        let numbers = Self { live: RwSignal::new(None) };
        provide_context(numbers);
        numbers
    }

    /// The numbers, beginning with those of the page.
    pub fn after(self, first: Counts) -> Signal<Counts> {
        Signal::derive(move || self.live.get().unwrap_or(first))
    }

    /// Keeps the numbers up in the browser.
    pub fn follow(counts: Signal<Counts>) {
        let Some(Self { live }) = use_context() else { return };
        Effect::new(move |_| {
            let heard = move |text: String| {
                if let Ok(now) = from_str::<Counts>(&text)
                    && counts.try_get_untracked().is_some_and(|before| before != now)
                {
                    live.try_set(Some(now));
                }
            };
            browser::follow("/events", Callback::new(heard));
        });
    }

    /// One of the numbers as the stream says it, for lists that read themselves anew when it changes; tracked.
    pub fn heard(pick: impl Fn(Counts) -> i64) -> Option<i64> {
        use_context::<Self>()?.live.get().map(pick)
    }
}

/// A number in a small place.
pub fn shown(count: i64) -> String {
    if count > 99 { "99+".to_owned() } else { count.to_string() }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn large_numbers_stay_short() {
        assert_eq!([0, 99, 100].map(shown), ["0", "99", "99+"]);
    }
}
