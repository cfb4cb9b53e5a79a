//! Files that are chosen or dropped, and their way to the server.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use leptos::serde_json::{from_str, to_string};
use send_wrapper::SendWrapper;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::domain::upload::{NewUpload, PIECE, Progress, pause_ms, piece_end};
use crate::ui::browser::{Chosen, UploadEnd};

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
    if file.size_bytes > PIECE {
        let (url, file) = (url.replacen("/files", "/uploads", 1), file.clone());
        return spawn_local(async move {
            end.try_run(upload_in_pieces(&url, file, progress).await);
        });
    }
    let (Ok(request), Ok(form)) = (web_sys::XmlHttpRequest::new(), web_sys::FormData::new()) else {
        return end.run(Err(String::new()));
    };
    let sent =
        form.append_with_blob_and_filename("file", &file.file, &file.name).is_ok() && request.open("POST", url).is_ok();
    if let Ok(upload) = request.upload() {
        let moved = Closure::<dyn FnMut(web_sys::ProgressEvent)>::new(move |ev: web_sys::ProgressEvent| {
            if ev.total() > 0.0 {
                progress.try_run((ev.loaded() * 100.0 / ev.total()) as i64);
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
            end.try_run(if (200..300).contains(&status) { Ok(text) } else { Err(text) });
        })
    };
    request.set_onloadend(Some(done.unchecked_ref()));
    if !sent || request.send_with_opt_form_data(Some(&form)).is_err() {
        end.run(Err(String::new()));
    }
}

/// Sends a large file piece by piece. What gets no answer is asked for and sent again from where it stopped.
async fn upload_in_pieces(url: &str, file: Chosen, progress: Callback<i64>) -> UploadEnd {
    let size = file.size_bytes;
    let percent = move |bytes: f64| {
        progress.try_run((bytes * 100.0 / size as f64) as i64);
    };
    let new = to_string(&NewUpload { name: file.name.clone(), size_bytes: size }).unwrap_or_default();
    let (mut known, mut unsure, mut again) = (None::<Progress>, false, false);
    let (mut tries, mut furthest) = (0, 0);
    loop {
        let (status, body) = match &known {
            None => exchange("POST", url, Carried::Json(&new), |_| {}).await,
            Some(at) if unsure => exchange("GET", &format!("/uploads/{}", at.upload), Carried::Nothing, |_| {}).await,
            Some(Progress { upload, offset, .. }) => {
                let (begin, end) = (*offset as f64, piece_end(*offset, size) as f64);
                let Ok(piece) = file.file.slice_with_f64_and_f64(begin, end) else { return Err(String::new()) };
                let path = format!("/uploads/{upload}?offset={offset}");
                exchange("POST", &path, Carried::Bytes(&piece), move |sent| percent(begin + sent)).await
            }
        };
        let asked = unsure || known.is_none() && tries == 0;
        match (status, from_str::<Progress>(&body)) {
            (200, Ok(Progress { file: Some(file), .. })) => return to_string(&file).map_err(|_| String::new()),
            (200, Ok(next)) => {
                let further = next.offset > furthest;
                if further {
                    (tries, furthest) = (0, next.offset);
                    percent(next.offset as f64);
                }
                (known, unsure) = (Some(next), false);
                if further || asked {
                    continue;
                }
            }
            // The server has lost it: begin anew, once.
            (404, _) if known.is_some() && !again => (known, unsure, again, furthest) = (None, false, true, 0),
            (400..=407 | 409..=428 | 430..=499, _) => return Err(body),
            _ => unsure = known.is_some(),
        }
        let Some(wait) = pause_ms(tries) else { return Err(body) };
        tries += 1;
        pause(Duration::from_millis(wait)).await;
    }
}

/// What a call carries.
enum Carried<'a> {
    Nothing,
    Json(&'a str),
    Bytes(&'a web_sys::Blob),
}

/// How long an answer is waited for, in milliseconds: a piece over a slow line, and the check of a whole file.
const ANSWER_MS: u32 = 300_000;

/// Calls and waits for the answer: its status, 0 where there is none, and its body.
async fn exchange(method: &str, url: &str, carried: Carried<'_>, moved: impl Fn(f64) + 'static) -> (u16, String) {
    let none = (0, String::new());
    let Ok(request) = web_sys::XmlHttpRequest::new() else { return none };
    if request.open(method, url).is_err() {
        return none;
    }
    request.set_timeout(ANSWER_MS);
    let moved = Closure::<dyn FnMut(web_sys::ProgressEvent)>::new(move |ev: web_sys::ProgressEvent| moved(ev.loaded()));
    if let (Carried::Bytes(_), Ok(upload)) = (&carried, request.upload()) {
        upload.set_onprogress(Some(moved.as_ref().unchecked_ref()));
    }
    let ended = js_sys::Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    let sent = match carried {
        Carried::Nothing => request.send(),
        Carried::Json(text) => request
            .set_request_header("Content-Type", "application/json")
            .and_then(|()| request.send_with_opt_str(Some(text))),
        Carried::Bytes(bytes) => request.send_with_opt_blob(Some(bytes)),
    };
    if sent.is_err() {
        return none;
    }
    let _ = JsFuture::from(ended).await;
    (request.status().unwrap_or(0), request.response_text().ok().flatten().unwrap_or_default())
}

async fn pause(wait: Duration) {
    let over = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(
            move || {
                let _ = resolve.call0(&JsValue::NULL);
            },
            wait,
        );
    });
    let _ = JsFuture::from(over).await;
}
