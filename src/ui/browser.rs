//! The only place that touches the browser. On the server every function does nothing.

use leptos::ev;
use leptos::prelude::{Callback, Signal};

use crate::domain::error::AppError;
use crate::domain::time::{Day, Instant};
use crate::ui::preference::Preference;

/// The body of the answer to an upload, or of its refusal; a refusal without body: the server was not reached.
pub type UploadEnd = Result<String, String>;

/// A file that a person chose.
#[derive(Clone)]
pub struct Chosen {
    /// Its name.
    pub name: String,
    /// Its size.
    pub size_bytes: i64,
    #[cfg(feature = "hydrate")]
    file: send_wrapper::SendWrapper<web_sys::File>,
}

#[cfg(feature = "hydrate")]
mod real;

/// Loads the code of the parts that the page of the server has. It is taken over at once: a part whose code comes later
/// would not find its place.
pub async fn load_parts() {
    #[cfg(feature = "hydrate")]
    real::load_parts().await;
}

/// Functions of the browser: what they do there stands in `real`; `=` says what they give on the server.
macro_rules! in_browser {
    ($($(#[$doc:meta])* fn $name:ident($($arg:ident: $type:ty),*) $(-> $gives:ty = $else:expr)?;)*) => { $(
        $(#[$doc])*
        pub fn $name($($arg: $type),*) $(-> $gives)? {
            #[cfg(feature = "hydrate")]
            return real::$name($($arg),*);
            #[cfg(not(feature = "hydrate"))]
            {
                $(let _ = $arg;)*
                $($else)?
            }
        }
    )* };
}

in_browser! {
    /// What the page was rendered with.
    fn preference() -> Preference = Preference::default();

    /// Whether this is a browser, where what is shown can change.
    fn is_here() -> bool = false;

    /// Marks the page as taken over: browser tests and styles wait for it.
    fn mark_ready();

    /// Hears that a part of the browser module does not come and is asked for again (true), or has come then (false).
    fn on_area(heard: Callback<bool>);

    /// Whether a `<details>` is open.
    fn is_open(id: &str) -> bool = false;

    /// Opens a `<dialog>` as a modal one.
    fn open_dialog(id: &str);

    /// Closes a `<dialog>`.
    fn close_dialog(id: &str);

    /// Brings an element into view and gives it the focus.
    fn focus(id: &str);

    /// The fields of the form that is being submitted, with the button that was pressed; files are left out.
    fn submitted(ev: &ev::SubmitEvent) -> Vec<(String, String)> = Vec::new();

    /// What submits the form of an event once more, by the same button.
    fn again(ev: &ev::SubmitEvent) -> Callback<()> = Callback::new(|()| {});

    /// Whether the focus stands in a field, so that single letters are text and no commands.
    fn is_typing() -> bool = false;

    /// Puts the fields of the form that posts to that address back to what they were at first.
    fn reset_form(action: &str);

    /// What a form on the page holds now, as name and value; files are left out.
    fn form_values(id: &str) -> Vec<(String, String)> = Vec::new();

    /// Keeps a text on this device; whether it could.
    fn keep(key: &str, text: &str) -> bool = false;

    /// A text that is kept on this device.
    fn kept(key: &str) -> Option<String> = None;

    /// Forgets a text that is kept on this device.
    fn forget(key: &str);

    /// Puts the address of the page on the clipboard.
    fn copy_address();

    /// Puts a text on the clipboard.
    fn copy(text: &str);

    /// Opens the browser's print dialog.
    fn print();

    /// The browser's clock; none on the server.
    fn now() -> Option<Instant> = None;

    /// Posts a message to all other tabs of this site.
    fn tell(channel: &str, message: &str);

    /// Hears messages of other tabs until the owner is gone. Call it in an effect.
    fn listen(channel: &str, heard: Callback<String>);

    /// Asks before the page is left, by link or by closing, while `unsaved` holds, and before a link opens another
    /// item of the same page while `passing` does. Call it in an effect.
    fn guard_leave(unsaved: Signal<bool>, passing: Signal<bool>, question: &'static str);

    /// Asks a yes-or-no question.
    fn confirm(question: &str) -> bool = true;

    /// The text that is being pasted.
    fn pasted(ev: &ev::ClipboardEvent) -> Option<String> = None;

    /// The `name` of the element that an event is about.
    fn target_name(ev: &ev::ClipboardEvent) -> String = String::new();

    /// The files that were just chosen in an input; empties the input, so that the same file can be chosen again.
    fn chosen(ev: &ev::Event) -> Vec<Chosen> = Vec::new();

    /// The files that were just dropped.
    fn dropped(ev: &ev::DragEvent) -> Vec<Chosen> = Vec::new();

    /// Uploads a file to an address under `/files`, as the field `file` of a multipart form; a large one in pieces
    /// under `/uploads`. Progress in percent. Nobody is told where the page is gone by then.
    fn upload(url: &str, file: &Chosen, progress: Callback<i64>, end: Callback<UploadEnd>);

    /// Calls once a second until the owner is gone. Call it in an effect.
    fn every_second(tick: Callback<()>);

    /// Follows the events `counts` of a stream until the owner is gone or the stream says `end`; rests while the page
    /// is hidden for long. Call it in an effect.
    fn follow(url: &'static str, heard: Callback<String>);

    /// Changes the address of the page without loading anything.
    fn replace_address(path: &str);
}

/// Posts fields to a server function and goes where its answer leads; the answer as JSON.
///
/// # Errors
/// The function's own; `Unreachable` without an answer.
pub async fn post(url: &str, fields: &[(String, String)]) -> Result<String, AppError> {
    #[cfg(feature = "hydrate")]
    return real::post(url, fields).await;
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (url, fields);
        Err(AppError::Unreachable)
    }
}

/// Today by the browser's clock; none on the server.
pub fn today() -> Option<Day> {
    now().map(Instant::day)
}
