//! What the functions of the browser do in one.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

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

use crate::api::Wire;
use crate::domain::error::AppError;
use crate::domain::text::Lang;
use crate::domain::time::Instant;
use crate::ui::pages::register::case;
use crate::ui::preference::{Preference, Theme};

mod upload;

pub use upload::{chosen, dropped, upload};

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

pub fn is_here() -> bool {
    true
}

pub fn mark_ready() {
    if let Some(root) = root() {
        let _ = root.set_attribute("data-hydrated", "1");
    }
}

pub fn on_area(heard: Callback<bool>) {
    for (event, waits) in [("societas-area-waits", true), ("societas-area-arrived", false)] {
        let listening = window_event_listener_untyped(event, move |_| heard.run(waits));
        on_cleanup(move || listening.remove());
    }
}

pub async fn load_parts() {
    if document().get_element_by_id(case::ID).is_some() {
        case::__preload_case_panel().await;
    }
}

pub fn is_open(id: &str) -> bool {
    document().get_element_by_id(id).is_some_and(|details| details.has_attribute("open"))
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
    matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") || element.has_attribute("contenteditable")
}

pub fn form_values(id: &str) -> Vec<(String, String)> {
    let Some(form) = element::<web_sys::HtmlFormElement>(id) else { return Vec::new() };
    web_sys::FormData::new_with_form(&form).map(|data| entries(&data)).unwrap_or_default()
}

pub fn reset_form(action: &str) {
    let found = document().query_selector(&format!("form[action=\"{action}\"]")).ok().flatten();
    if let Some(form) = found.and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok()) {
        form.reset();
    }
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

pub fn again(ev: &ev::SubmitEvent) -> Callback<()> {
    let form = ev.target().and_then(|target| target.dyn_into::<web_sys::HtmlFormElement>().ok());
    let sent = SendWrapper::new((form, ev.submitter()));
    Callback::new(move |()| {
        let (form, button) = &*sent;
        if let Some(form) = form {
            let button = button.as_ref().and_then(|button| button.dyn_ref::<web_sys::HtmlElement>());
            let _ = form.request_submit_with_submitter(button);
        }
    })
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

pub fn now() -> Option<Instant> {
    Some(Instant(js_sys::Date::now() as i64))
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

pub fn confirm(question: &str) -> bool {
    window().confirm_with_message(question).unwrap_or(true)
}

pub fn guard_leave(unsaved: Signal<bool>, passing: Signal<bool>, question: &'static str) {
    let unload = window_event_listener(ev::beforeunload, move |ev| {
        if unsaved.get_untracked() {
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
        let Some(link) = link else { return };
        let href = link.get_attribute("href").unwrap_or_default();
        if href.starts_with('#') || link.has_attribute("target") || link.has_attribute("download") {
            return;
        }
        let same_page = window().location().pathname().is_ok_and(|here| href.split(['?', '#']).next() == Some(&here));
        let lost = if same_page { passing } else { unsaved };
        if lost.try_get_untracked().unwrap_or(false) && !confirm(question) {
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

pub fn every_second(tick: Callback<()>) {
    if let Ok(timer) = set_interval_with_handle(move || tick.run(()), Duration::from_secs(1)) {
        on_cleanup(move || timer.clear());
    }
}

/// A page that was hidden for this long lets go of its stream.
const HIDDEN_LONG: Duration = Duration::from_secs(60);

/// A stream that opens and closes as the page comes and goes.
struct Feed {
    url: &'static str,
    source: Option<web_sys::EventSource>,
    heard: Closure<dyn FnMut(web_sys::MessageEvent)>,
    ended: Option<Closure<dyn FnMut(web_sys::MessageEvent)>>,
    over: bool,
    resting: Option<TimeoutHandle>,
}

impl Feed {
    fn open(&mut self) {
        if let Some(timer) = self.resting.take() {
            timer.clear();
        }
        if self.over || self.source.is_some() {
            return;
        }
        let Ok(source) = web_sys::EventSource::new(self.url) else { return };
        let _ = source.add_event_listener_with_callback("counts", self.heard.as_ref().unchecked_ref());
        if let Some(ended) = &self.ended {
            let _ = source.add_event_listener_with_callback("end", ended.as_ref().unchecked_ref());
        }
        self.source = Some(source);
    }

    fn close(&mut self) {
        if let Some(source) = self.source.take() {
            source.close();
        }
    }
}

pub fn follow(url: &'static str, heard: Callback<String>) {
    let heard = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |ev: web_sys::MessageEvent| {
        if let Some(text) = ev.data().as_string() {
            heard.run(text);
        }
    });
    let feed = Feed { url, source: None, heard, ended: None, over: false, resting: None };
    let feed = Rc::new(RefCell::new(feed));
    let weak = Rc::downgrade(&feed);
    let ended = Closure::<dyn FnMut(web_sys::MessageEvent)>::new(move |_: web_sys::MessageEvent| {
        if let Some(feed) = weak.upgrade() {
            let mut feed = feed.borrow_mut();
            feed.over = true;
            feed.close();
        }
    });
    feed.borrow_mut().ended = Some(ended);
    if !document().hidden() {
        feed.borrow_mut().open();
    }
    let seen = {
        let feed = feed.clone();
        window_event_listener_untyped("visibilitychange", move |_| {
            if !document().hidden() {
                return feed.borrow_mut().open();
            }
            let resting = feed.clone();
            let rest = set_timeout_with_handle(move || resting.borrow_mut().close(), HIDDEN_LONG);
            feed.borrow_mut().resting = rest.ok();
        })
    };
    let keep = SendWrapper::new(feed);
    on_cleanup(move || {
        seen.remove();
        keep.borrow_mut().over = true;
        keep.borrow_mut().close();
    });
}

pub fn replace_address(path: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(path));
    }
}
