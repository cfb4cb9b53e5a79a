//! The only file that touches the browser. On the server every function does nothing.

use leptos::ev;
use leptos::prelude::Callback;

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
mod real {
    use leptos::ev;
    use leptos::form::form_data_from_event;
    use leptos::prelude::*;
    use leptos::server_fn::ContentType;
    use leptos::server_fn::client::Client;
    use leptos::server_fn::client::browser::BrowserClient;
    use leptos::server_fn::codec::PostUrl;
    use leptos::server_fn::redirect::call_redirect_hook;
    use leptos::server_fn::request::ClientReq;
    use leptos::server_fn::request::browser::BrowserRequest;
    use leptos::server_fn::response::ClientRes;
    use send_wrapper::SendWrapper;
    use wasm_bindgen::closure::Closure;
    use wasm_bindgen::{JsCast, JsValue};

    use super::{Chosen, UploadEnd};
    use crate::api::Wire;
    use crate::domain::error::AppError;
    use crate::domain::text::Lang;
    use crate::ui::preference::{Preference, Theme};

    fn root() -> Option<web_sys::Element> {
        document().document_element()
    }

    fn element<T: JsCast>(id: &str) -> Option<T> {
        document().get_element_by_id(id).and_then(|e| e.dyn_into().ok())
    }

    pub fn preference() -> Preference {
        let attribute = |name: &str| root().and_then(|e| e.get_attribute(name)).unwrap_or_default();
        Preference {
            lang: Lang::from_tag(&attribute("lang")).unwrap_or_default(),
            theme: Theme::from_key(&attribute("data-theme")).unwrap_or_default(),
        }
    }

    pub fn mark_ready() {
        if let Some(root) = root() {
            let _ = root.set_attribute("data-hydrated", "1");
        }
    }

    pub fn install_reload_on_lost_chunk() {
        const KEY: &str = "societas-reloaded";
        let reload = Closure::<dyn FnMut(web_sys::Event)>::new(move |_: web_sys::Event| {
            let Ok(Some(store)) = window().session_storage() else { return };
            let here = location().href().unwrap_or_default();
            if store.get_item(KEY).ok().flatten().as_deref() != Some(&here) {
                let _ = store.set_item(KEY, &here);
                let _ = location().reload();
            }
        });
        let _ = window().add_event_listener_with_callback("unhandledrejection", reload.as_ref().unchecked_ref());
        // Lives as long as the page.
        reload.forget();
    }

    pub fn open_dialog(id: &str) {
        if let Some(dialog) = element::<web_sys::HtmlDialogElement>(id)
            && !dialog.open()
        {
            let _ = dialog.show_modal();
        }
    }

    pub fn close_dialog(id: &str) {
        if let Some(dialog) = element::<web_sys::HtmlDialogElement>(id)
            && dialog.open()
        {
            dialog.close();
        }
    }

    pub fn focus(id: &str) {
        if let Some(target) = element::<web_sys::HtmlElement>(id) {
            target.scroll_into_view();
            let _ = target.focus();
        }
    }

    pub fn is_typing() -> bool {
        let Some(element) = document().active_element() else { return false };
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            || element.has_attribute("contenteditable")
    }

    pub fn form_values(id: &str) -> Vec<(String, String)> {
        let Some(form) = element::<web_sys::HtmlFormElement>(id) else { return Vec::new() };
        web_sys::FormData::new_with_form(&form).map(|data| entries(&data)).unwrap_or_default()
    }

    fn entries(data: &web_sys::FormData) -> Vec<(String, String)> {
        let Ok(Some(entries)) = js_sys::try_iter(data) else { return Vec::new() };
        entries
            .flatten()
            .filter_map(|pair| {
                let pair = js_sys::Array::from(&pair);
                Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
            })
            .collect()
    }

    pub fn submitted(ev: &ev::SubmitEvent) -> Vec<(String, String)> {
        form_data_from_event(ev).map(|data| entries(&data)).unwrap_or_default()
    }

    pub async fn post(url: &str, fields: &[(String, String)]) -> Result<String, AppError> {
        let params = web_sys::UrlSearchParams::new().map_err(|_| AppError::Unreachable)?;
        for (name, value) in fields {
            params.append(name, value);
        }
        let body = String::from(params.to_string());
        let request = BrowserRequest::try_new_post(url, PostUrl::CONTENT_TYPE, Wire::CONTENT_TYPE, body)?;
        let answer = <BrowserClient as Client<AppError>>::send(request).await?;
        if ClientRes::<AppError>::status(&answer) >= 400 {
            return Err(AppError::de(answer.try_into_bytes().await?));
        }
        let redirect = ClientRes::<AppError>::has_redirect(&answer).then(|| ClientRes::<AppError>::location(&answer));
        let text = answer.try_into_string().await?;
        if let Some(location) = redirect {
            call_redirect_hook(&location);
        }
        Ok(text)
    }

    fn storage() -> Option<web_sys::Storage> {
        window().local_storage().ok().flatten()
    }

    pub fn keep(key: &str, text: &str) -> bool {
        storage().is_some_and(|store| store.set_item(key, text).is_ok())
    }

    pub fn kept(key: &str) -> Option<String> {
        storage()?.get_item(key).ok().flatten()
    }

    pub fn forget(key: &str) {
        if let Some(store) = storage() {
            let _ = store.remove_item(key);
        }
    }

    pub fn copy_address() {
        copy(&location().href().unwrap_or_default());
    }

    pub fn copy(text: &str) {
        let clipboard = window().navigator().clipboard();
        // Absent where the site is served without HTTPS.
        if !clipboard.is_undefined() {
            let _ = clipboard.write_text(text);
        }
    }

    pub fn print() {
        let _ = window().print();
    }

    pub fn now_ms() -> i64 {
        js_sys::Date::now() as i64
    }

    pub fn tell(channel: &str, message: &str) {
        if let Ok(channel) = web_sys::BroadcastChannel::new(channel) {
            let _ = channel.post_message(&JsValue::from_str(message));
            channel.close();
        }
    }

    pub fn listen(channel: &str, heard: Callback<String>) {
        let Ok(channel) = web_sys::BroadcastChannel::new(channel) else { return };
        let hear = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |ev: web_sys::MessageEvent| {
            if let Some(text) = ev.data().as_string() {
                heard.run(text);
            }
        });
        channel.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        let keep = SendWrapper::new((channel, hear));
        on_cleanup(move || keep.0.close());
    }

    pub fn guard_leave(dirty: Signal<bool>, question: String) {
        let unload = window_event_listener(ev::beforeunload, move |ev| {
            if dirty.get_untracked() {
                ev.prevent_default();
                ev.set_return_value("1");
            }
        });
        // In the capturing phase, before the router sees the click.
        let ask = Closure::<dyn FnMut(web_sys::Event)>::new(move |ev: web_sys::Event| {
            let link = ev
                .target()
                .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
                .and_then(|e| e.closest("a[href]").ok().flatten());
            let leaves = link.is_some_and(|a| {
                let href = a.get_attribute("href").unwrap_or_default();
                !href.starts_with('#') && a.get_attribute("target").is_none() && a.get_attribute("download").is_none()
            });
            if leaves
                && dirty.try_get_untracked().unwrap_or(false)
                && !window().confirm_with_message(&question).unwrap_or(true)
            {
                ev.prevent_default();
                ev.stop_immediate_propagation();
            }
        });
        let call = ask.as_ref().unchecked_ref::<js_sys::Function>().clone();
        let _ = window().add_event_listener_with_callback_and_bool("click", &call, true);
        let keep = SendWrapper::new((ask, call));
        on_cleanup(move || {
            unload.remove();
            let _ = window().remove_event_listener_with_callback_and_bool("click", &keep.1, true);
        });
    }

    pub fn pasted(ev: &ev::ClipboardEvent) -> Option<String> {
        ev.clipboard_data()?.get_data("text/plain").ok()
    }

    pub fn target_name(ev: &web_sys::Event) -> String {
        ev.target()
            .and_then(|t| t.dyn_into::<web_sys::Element>().ok())
            .and_then(|e| e.get_attribute("name"))
            .unwrap_or_default()
    }

    fn list(files: Option<web_sys::FileList>) -> Vec<Chosen> {
        let Some(files) = files else { return Vec::new() };
        (0..files.length())
            .filter_map(|i| files.get(i))
            .map(|file| Chosen { name: file.name(), size_bytes: file.size() as i64, file: SendWrapper::new(file) })
            .collect()
    }

    pub fn chosen(ev: &web_sys::Event) -> Vec<Chosen> {
        let Some(input) = ev.target().and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok()) else {
            return Vec::new();
        };
        let files = list(input.files());
        input.set_value("");
        files
    }

    pub fn dropped(ev: &ev::DragEvent) -> Vec<Chosen> {
        list(ev.data_transfer().and_then(|d| d.files()))
    }

    pub fn upload(url: &str, file: &Chosen, progress: Callback<i64>, end: Callback<UploadEnd>) {
        let (Ok(request), Ok(form)) = (web_sys::XmlHttpRequest::new(), web_sys::FormData::new()) else {
            return end.run(Err(String::new()));
        };
        let sent = form.append_with_blob_and_filename("file", &file.file, &file.name).is_ok()
            && request.open("POST", url).is_ok();
        if let Ok(upload) = request.upload() {
            let moved = Closure::<dyn FnMut(web_sys::ProgressEvent)>::new(move |ev: web_sys::ProgressEvent| {
                if ev.total() > 0.0 {
                    progress.run((ev.loaded() * 100.0 / ev.total()) as i64);
                }
            });
            upload.set_onprogress(Some(moved.as_ref().unchecked_ref()));
            moved.forget();
        }
        let done = {
            let request = request.clone();
            Closure::once_into_js(move || {
                let status = request.status().unwrap_or(0);
                let text = request.response_text().ok().flatten().unwrap_or_default();
                end.run(if (200..300).contains(&status) { Ok(text) } else { Err(text) });
            })
        };
        request.set_onloadend(Some(done.unchecked_ref()));
        if !sent || request.send_with_opt_form_data(Some(&form)).is_err() {
            end.run(Err(String::new()));
        }
    }

    pub fn replace_address(path: &str) {
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(path));
        }
    }
}

/// What the page was rendered with.
pub fn preference() -> Preference {
    #[cfg(feature = "hydrate")]
    return real::preference();
    #[cfg(not(feature = "hydrate"))]
    Preference::default()
}

/// Marks the page as taken over: browser tests and styles wait for it.
pub fn mark_ready() {
    #[cfg(feature = "hydrate")]
    real::mark_ready();
}

/// Reloads the page once when a part of the module of an earlier build is gone.
pub fn install_reload_on_lost_chunk() {
    #[cfg(feature = "hydrate")]
    real::install_reload_on_lost_chunk();
}

/// Opens a `<dialog>` as a modal one.
pub fn open_dialog(id: &str) {
    #[cfg(feature = "hydrate")]
    real::open_dialog(id);
    #[cfg(not(feature = "hydrate"))]
    let _ = id;
}

/// Closes a `<dialog>`.
pub fn close_dialog(id: &str) {
    #[cfg(feature = "hydrate")]
    real::close_dialog(id);
    #[cfg(not(feature = "hydrate"))]
    let _ = id;
}

/// Brings an element into view and gives it the focus.
pub fn focus(id: &str) {
    #[cfg(feature = "hydrate")]
    real::focus(id);
    #[cfg(not(feature = "hydrate"))]
    let _ = id;
}

/// The fields of the form that is being submitted, with the button that was pressed; files are left out.
pub fn submitted(ev: &ev::SubmitEvent) -> Vec<(String, String)> {
    #[cfg(feature = "hydrate")]
    return real::submitted(ev);
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = ev;
        Vec::new()
    }
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

/// Whether the focus stands in a field, so that single letters are text and no commands.
pub fn is_typing() -> bool {
    #[cfg(feature = "hydrate")]
    return real::is_typing();
    #[cfg(not(feature = "hydrate"))]
    false
}

/// What a form on the page holds now, as name and value; files are left out.
pub fn form_values(id: &str) -> Vec<(String, String)> {
    #[cfg(feature = "hydrate")]
    return real::form_values(id);
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = id;
        Vec::new()
    }
}

/// Keeps a text on this device; whether it could.
pub fn keep(key: &str, text: &str) -> bool {
    #[cfg(feature = "hydrate")]
    return real::keep(key, text);
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (key, text);
        false
    }
}

/// A text that is kept on this device.
pub fn kept(key: &str) -> Option<String> {
    #[cfg(feature = "hydrate")]
    return real::kept(key);
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = key;
        None
    }
}

/// Forgets a text that is kept on this device.
pub fn forget(key: &str) {
    #[cfg(feature = "hydrate")]
    real::forget(key);
    #[cfg(not(feature = "hydrate"))]
    let _ = key;
}

/// Puts the address of the page on the clipboard.
pub fn copy_address() {
    #[cfg(feature = "hydrate")]
    real::copy_address();
}

/// Puts a text on the clipboard.
pub fn copy(text: &str) {
    #[cfg(feature = "hydrate")]
    real::copy(text);
    #[cfg(not(feature = "hydrate"))]
    let _ = text;
}

/// Opens the browser's print dialog.
pub fn print() {
    #[cfg(feature = "hydrate")]
    real::print();
}

/// The browser's clock; none on the server.
pub fn now() -> Option<Instant> {
    #[cfg(feature = "hydrate")]
    return Some(Instant(real::now_ms()));
    #[cfg(not(feature = "hydrate"))]
    None
}

/// Today by the browser's clock; none on the server.
pub fn today() -> Option<Day> {
    now().map(Instant::day)
}

/// Posts a message to all other tabs of this site.
pub fn tell(channel: &str, message: &str) {
    #[cfg(feature = "hydrate")]
    real::tell(channel, message);
    #[cfg(not(feature = "hydrate"))]
    let _ = (channel, message);
}

/// Hears messages of other tabs until the owner is gone. Call it in an effect.
pub fn listen(channel: &str, heard: Callback<String>) {
    #[cfg(feature = "hydrate")]
    real::listen(channel, heard);
    #[cfg(not(feature = "hydrate"))]
    let _ = (channel, heard);
}

/// Asks before the page is left, by link or by closing, while `dirty` holds. Call it in an effect.
pub fn guard_leave(dirty: leptos::prelude::Signal<bool>, question: String) {
    #[cfg(feature = "hydrate")]
    real::guard_leave(dirty, question);
    #[cfg(not(feature = "hydrate"))]
    let _ = (dirty, question);
}

/// The text that is being pasted.
pub fn pasted(ev: &ev::ClipboardEvent) -> Option<String> {
    #[cfg(feature = "hydrate")]
    return real::pasted(ev);
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = ev;
        None
    }
}

/// The `name` of the element that an event is about.
pub fn target_name(ev: &ev::ClipboardEvent) -> String {
    #[cfg(feature = "hydrate")]
    return real::target_name(ev);
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = ev;
        String::new()
    }
}

/// The files that were just chosen in an input; empties the input, so that the same file can be chosen again.
pub fn chosen(ev: &ev::Event) -> Vec<Chosen> {
    #[cfg(feature = "hydrate")]
    return real::chosen(ev);
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = ev;
        Vec::new()
    }
}

/// The files that were just dropped.
pub fn dropped(ev: &ev::DragEvent) -> Vec<Chosen> {
    #[cfg(feature = "hydrate")]
    return real::dropped(ev);
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = ev;
        Vec::new()
    }
}

/// Uploads a file as the field `file` of a multipart form; progress in percent.
pub fn upload(url: &str, file: &Chosen, progress: Callback<i64>, end: Callback<UploadEnd>) {
    #[cfg(feature = "hydrate")]
    real::upload(url, file, progress, end);
    #[cfg(not(feature = "hydrate"))]
    let _ = (url, file, progress, end);
}

/// Changes the address of the page without loading anything.
pub fn replace_address(path: &str) {
    #[cfg(feature = "hydrate")]
    real::replace_address(path);
    #[cfg(not(feature = "hydrate"))]
    let _ = path;
}
