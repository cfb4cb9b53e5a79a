//! Forms that post themselves to a server function: by the browser where there are no scripts, else without leaving
//! the page.
//!
//! The fields are sent as they are. The framework's own form first turns them into the function's arguments and back,
//! which compiles a reader and a writer for each form into the browser module.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::serde_json;
use leptos::server_fn::ServerFn;
use leptos::task::spawn_local;
use leptos_router::hooks::use_url;
use serde::de::DeserializeOwned;

use crate::domain::error::AppError;
use crate::ui::browser;
use crate::ui::parts::arrivals::Arrivals;
use crate::ui::parts::guard::Guard;

/// The name of the field in which a form says on which page it stands.
pub const PAGE_FIELD: &str = "_page";

/// The name of the field in which a form says by which of its buttons it was sent.
pub const MODE_FIELD: &str = "_mode";

/// A form that was posted without scripts and refused: its page shows it again.
#[derive(Clone)]
pub struct Refused {
    /// The server function that it was posted to.
    pub path: String,
    /// Why it was refused.
    pub error: AppError,
    /// What was typed.
    pub fields: Vec<(String, String)>,
}

/// What one or several forms send to one server function, and what came back last.
#[derive(Clone, Copy)]
pub struct Posting {
    url: &'static str,
    /// Whether the last post was this form's.
    own: Signal<bool>,
    guard: Option<Guard>,
    /// What to say once a post with that button has succeeded.
    says: Option<Callback<String, String>>,
    busy: RwSignal<bool>,
    /// Asked before it is sent; true: it waits.
    waits: StoredValue<Option<Callback<SubmitEvent, bool>>>,
    answers: RwSignal<u32>,
    successes: RwSignal<u32>,
    changes: RwSignal<u32>,
    /// The answer as JSON.
    answer: RwSignal<Option<Result<String, AppError>>>,
    /// The fields that were sent.
    sent: RwSignal<Vec<(String, String)>>,
}

impl Posting {
    /// To the server function `F`. A page that answers a post without scripts starts with that post's error and
    /// fields.
    pub fn to<F: ServerFn>() -> Self {
        let refused = use_context::<Refused>().filter(|refused| refused.path == F::PATH);
        let (answer, sent) = refused.map(|refused| (Err(refused.error), refused.fields)).unzip();
        Self::new(F::PATH, answer, sent.unwrap_or_default())
    }

    fn new(url: &'static str, answer: Option<Result<String, AppError>>, sent: Vec<(String, String)>) -> Self {
        Self {
            url,
            own: Signal::stored(true),
            guard: Guard::of_page(),
            says: None,
            busy: RwSignal::new(false),
            waits: StoredValue::new(None),
            answers: RwSignal::new(0),
            successes: RwSignal::new(0),
            changes: RwSignal::new(0),
            answer: RwSignal::new(answer),
            sent: RwSignal::new(sent),
        }
    }

    /// One of several forms that share this posting: answers are its own when the field that was sent fits.
    pub fn part(self, field: &'static str, fits: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        let sent = self.sent;
        let own = Memo::new(move |_| sent.with(|sent| value_of(sent, field).is_some_and(&fits)));
        Self { own: own.into(), waits: StoredValue::new(None), ..self }
    }

    /// Says in the frame what a post has done; `words` takes the value of the button that was pressed.
    pub fn saying(self, words: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        Self { says: Some(Callback::new(move |mode: String| words(&mode))), ..self }
    }

    /// Whether an answer is awaited.
    pub fn pending(self) -> Signal<bool> {
        self.busy.into()
    }

    /// Files that it waits for while they are on their way. Pages without files do not load what that takes.
    pub fn with_files(self) -> Arrivals {
        let arrivals = Arrivals::none();
        let say = Callback::new(move |words: &'static str| {
            if let Some(guard) = self.guard {
                guard.say(words);
            }
        });
        let waits = move |ev: SubmitEvent| arrivals.hold(self.busy, say, browser::again(&ev));
        self.waits.set_value(Some(Callback::new(waits)));
        arrivals
    }

    /// How many answers have come; tracked.
    pub fn answers(self) -> u32 {
        self.answers.get()
    }

    /// How many posts have succeeded; tracked.
    pub fn successes(self) -> u32 {
        self.successes.get()
    }

    /// How many answers have come after which the page has something else to show: a post has succeeded, or was refused
    /// because things are not as they were shown. Any other refusal leaves the page, and what is typed in it, alone.
    /// Tracked.
    pub fn changes(self) -> u32 {
        self.changes.get()
    }

    /// Whether the last post has succeeded; tracked.
    pub fn succeeded(self) -> bool {
        self.own.get() && self.answer.with(|answer| matches!(answer, Some(Ok(_))))
    }

    /// What the server function gave, once it succeeded; tracked.
    pub fn answer<T: DeserializeOwned>(self) -> Option<T> {
        self.answer.with(|answer| serde_json::from_str(answer.as_ref()?.as_ref().ok()?).ok())
    }

    /// Why the last post failed.
    pub fn error(self) -> Signal<Option<AppError>> {
        Signal::derive(move || {
            self.answer.with(|answer| answer.as_ref()?.as_ref().err().filter(|_| self.own.get()).cloned())
        })
    }

    /// A field of the last post; `None` when nothing was sent from here; tracked.
    pub fn sent(self, field: &str) -> Option<String> {
        self.sent.with(|sent| value_of(sent, field).filter(|_| self.own.get()).map(str::to_owned))
    }

    /// Whether the last post was refused; not tracked.
    pub fn refused(self) -> bool {
        untrack(|| self.error().get().is_some())
    }

    /// What stands in a field at first: what was typed when the last post was refused, else `value`.
    pub fn typed(self, field: &str, value: impl Into<String>) -> String {
        untrack(|| self.sent(field)).filter(|_| self.refused()).unwrap_or_else(|| value.into())
    }

    /// Whether the last post had this value, in which one of several boxes says what it stands for; not tracked.
    pub fn had(self, field: &str, value: &str) -> bool {
        self.sent.with_untracked(|sent| sent.iter().any(|(n, v)| n == field && v == value))
    }

    /// All values of a field at first, like `typed`: boxes of one name.
    pub fn typed_all(self, field: &str, values: Vec<String>) -> Vec<String> {
        if !self.refused() {
            return values;
        }
        let of_field = |(name, value): &(String, String)| (name == field).then(|| value.clone());
        self.sent.with_untracked(|sent| sent.iter().filter_map(of_field).collect())
    }

    /// Whether a box is ticked at first, like `typed`: a box that is not ticked is not sent.
    pub fn ticked(self, field: &str, value: bool) -> bool {
        if self.refused() { untrack(|| self.sent(field)).is_some() } else { value }
    }

    fn send(self, fields: Vec<(String, String)>) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.answer.set(None);
        self.sent.set(fields.clone());
        // The page may be gone when the answer comes.
        let done = self.says.map(|says| says.run(value_of(&fields, MODE_FIELD).unwrap_or_default().to_owned()));
        if let Some(guard) = self.guard {
            guard.say("");
        }
        spawn_local(async move {
            let answer = browser::post(self.url, &fields).await;
            let success = answer.is_ok();
            let change = answer.as_ref().err().is_none_or(AppError::is_stale);
            if let Some(guard) = self.guard {
                match &answer {
                    Ok(_) => guard.say(done.unwrap_or_default()),
                    Err(error) => guard.hear(error),
                }
            }
            // The page may be gone by now.
            self.answer.try_set(Some(answer));
            self.busy.try_set(false);
            self.answers.try_update(|n| *n += 1);
            if change {
                self.changes.try_update(|n| *n += 1);
            }
            if success {
                self.successes.try_update(|n| *n += 1);
            }
        });
    }
}

fn value_of<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

/// Fetches after every answer to one of the posts and hands on what came, without building the page anew: the next
/// form may be half filled.
pub fn refresh_after<T, F>(
    posts: impl IntoIterator<Item = Posting>,
    fetch: impl Fn() -> F + Copy + 'static,
    take: impl Fn(T) + Copy + 'static,
) where
    T: 'static,
    F: Future<Output = Result<T, AppError>> + 'static,
{
    let posts: Vec<Posting> = posts.into_iter().collect();
    let latest = StoredValue::new(0_u32);
    Effect::new(move |before: Option<u32>| {
        let count = posts.iter().map(|post| post.answers()).sum();
        latest.set_value(count);
        if before.is_some_and(|before| before != count) {
            spawn_local(async move {
                let now = fetch().await;
                // What was asked before the last answer may be older than it; the page may be gone by now.
                if let Ok(now) = now
                    && latest.try_get_value() == Some(count)
                {
                    take(now);
                }
            });
        }
        count
    });
}

/// A form around fields that bear the names of the server function's arguments.
#[component]
pub fn PostForm(
    /// What it sends.
    post: Posting,
    /// Whether it goes when another item of the page is opened.
    #[prop(optional)]
    passing: bool,
    /// Whether it is emptied for the next thing when it succeeded.
    #[prop(optional)]
    emptied: bool,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let typed = RwSignal::new(false);
    // What is on its way is safe, unless it comes back.
    let dirty = move || typed.get() && !post.busy.get();
    if let Some(guard) = post.guard {
        guard.watch(Signal::derive(dirty), passing);
    }
    Effect::new(move |_| {
        if post.succeeded() {
            typed.set(false);
            if emptied {
                browser::reset_form(post.url);
            }
        }
    });
    let submit = move |ev: SubmitEvent| {
        if ev.default_prevented() {
            return;
        }
        ev.prevent_default();
        if post.waits.get_value().is_none_or(|waits| !waits.run(ev.clone())) {
            post.send(browser::submitted(&ev));
        }
    };
    // Where a browser without scripts comes back to: a page that answers a post has another address.
    let page = use_url().with_untracked(|url| match url.search() {
        "" => url.path().to_owned(),
        search => format!("{}?{search}", url.path()),
    });
    view! {
        <form action=post.url method="post" on:submit=submit on:input=move |_| typed.set(true)>
            <input type="hidden" name=PAGE_FIELD value=page/>
            {children()}
        </form>
    }
    .into_any()
}
