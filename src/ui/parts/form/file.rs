//! Files of a field: chosen or dropped, uploaded at once with progress, listed, removed.

use leptos::prelude::*;
use leptos::serde_json::{from_str, to_string};

use super::control::Spot;
use super::name::Name;
use super::state::files_of;
use crate::domain::error::{AppError, FieldProblem, ProblemCode, size_text};
use crate::domain::form::kinds::file::{Shown, shown};
use crate::domain::form::{FileRef, Kind, Value};
use crate::domain::text::form::FormText;
use crate::domain::text::{Lang, Text};
use crate::ui::browser::{self, Chosen};
use crate::ui::parts::arrivals::Arrivals;
use crate::ui::parts::guard::Guard;
use crate::ui::parts::list::address;
use crate::ui::preference::{t, tf, use_lang};

/// An upload that is not done: its name, how far it is, why it stopped.
#[derive(Clone)]
struct Upload {
    id: usize,
    name: String,
    percent: RwSignal<i64>,
    failed: RwSignal<Option<String>>,
}

/// How many files, how many bytes each, which suffixes.
pub type Limits = (usize, i64, Vec<String>);

/// The files of a field. Without scripts the input posts the files with the form.
#[component]
pub fn FilesControl(spot: Spot) -> impl IntoView {
    let limits: Limits = match &spot.field.kind {
        Kind::Files { max, max_bytes, types } => (*max, *max_bytes, types.clone()),
        _ => Default::default(),
    };
    let (state, group, key) = (spot.state, spot.group, StoredValue::new(spot.field.key.clone()));
    let files = Memo::new(move |_| key.with_value(|key| files_of(group, key)));
    let (upload_to, path) = (state.calls.with_value(|c| c.upload.clone()), spot.path.clone());
    let upload_to = Signal::derive(move || path.with(|path| address(&upload_to, &[("field", path)])));
    let put = Callback::new(move |all| key.with_value(|key| state.put(group, key, Value::Files(all))));
    let label = spot.field.label.text(use_lang()).to_owned();
    view! {
        <FileBox id=spot.id name=spot.path label=label labelled=spot.label_id described=spot.described limits=limits
            upload_to=upload_to files=files put=put arrivals=state.arrivals posted=true/>
    }
    .into_any()
}

/// Files that are there, files that are on their way, and where to drop more.
#[component]
pub fn FileBox(
    /// Id of the input.
    #[prop(into)]
    id: Name,
    /// Name in the form: of the input, and of the references to what is stored.
    #[prop(into)]
    name: Name,
    /// What the files are.
    label: String,
    /// Id of the label.
    #[prop(into)]
    labelled: Name,
    /// Ids of help and problems.
    #[prop(into)]
    described: Name,
    /// What is taken.
    limits: Limits,
    /// Where uploads go.
    #[prop(into)]
    upload_to: Signal<String>,
    /// The files.
    #[prop(into)]
    files: Signal<Vec<FileRef>>,
    /// Called with the files after a change.
    put: Callback<Vec<FileRef>>,
    /// Those of the form.
    arrivals: Arrivals,
    /// Whether the form takes files when it is posted without scripts.
    #[prop(optional)]
    posted: bool,
) -> impl IntoView {
    let lang = use_lang();
    let (max, max_bytes, types) = limits;
    let uploads = RwSignal::new(Vec::<Upload>::new());
    let next = StoredValue::new(0usize);
    let running = move || uploads.with(|all| all.iter().filter(|upload| upload.failed.with(Option::is_none)).count());
    if let Some(guard) = Guard::of_page() {
        // What is still on its way is lost with the page (REG-09).
        guard.watch(Signal::derive(move || running() > 0), false);
    }
    // A field that goes takes with it what was on its way there: nobody is told of its end.
    on_cleanup(move || (0..untrack(running)).for_each(|_| arrivals.end(true)));
    let help = tf(FormText::FilesHelp, &[&max.to_string(), &size_text(max_bytes), &types.join("、")]);
    let accept = types.iter().map(|t| format!(".{t}")).collect::<Vec<_>>().join(",");
    let take = Callback::new(move |list: Vec<Chosen>| {
        for file in list {
            let id = next.get_value();
            next.set_value(id + 1);
            let upload = Upload { id, name: file.name.clone(), percent: RwSignal::new(0), failed: RwSignal::new(None) };
            uploads.update(|all| all.push(upload.clone()));
            if file.size_bytes > max_bytes {
                let args = [file.name.as_str(), &size_text(file.size_bytes), &size_text(max_bytes)];
                upload.failed.set(Some(FieldProblem::error("", ProblemCode::FileTooLarge, &args).message(lang)));
                continue;
            }
            let failed = upload.failed;
            let end = Callback::new(move |end: browser::UploadEnd| {
                let came = match outcome(end, lang) {
                    Ok(file) => {
                        let mut all = files.get_untracked();
                        all.push(file);
                        put.run(all);
                        uploads.update(|all| all.retain(|u| u.id != id));
                        true
                    }
                    Err(sentence) => {
                        failed.set(Some(sentence));
                        false
                    }
                };
                arrivals.end(came);
            });
            arrivals.begin();
            browser::upload(&upload_to.get_untracked(), &file, Callback::new(move |n| upload.percent.set(n)), end);
        }
    });
    let multiple = max > 1;
    let over = RwSignal::new(false);
    let listed = {
        let name = name.clone();
        move || files.get().into_iter().map(|file| stored(file, name.clone(), files, put)).collect_view()
    };
    let coming = move || uploads.get().into_iter().map(|u| under_way(u, uploads)).collect_view();
    view! {
        <div class="files" role="group" aria-labelledby=labelled aria-describedby=described>
            <ul class="files__list">{listed}{coming}</ul>
            <div
                class=if posted { "drop" } else { "drop needs-script" }
                class:is-over=over
                on:dragover=move |ev| {
                    ev.prevent_default();
                    over.set(true);
                }
                on:dragleave=move |_| over.set(false)
                on:drop=move |ev| {
                    ev.prevent_default();
                    over.set(false);
                    take.run(browser::dropped(&ev));
                }
            >
                <input
                    type="file"
                    id=id
                    name=posted.then_some(name)
                    multiple=multiple
                    accept=accept
                    aria-label=label
                    on:change=move |ev| take.run(browser::chosen(&ev))
                />
                <span class="quiet needs-script">{t(FormText::DropHere)}</span>
            </div>
            <span class="quiet">{help}</span>
        </div>
    }
    .into_any()
}

/// Files to be opened; nothing where there are none.
pub fn file_links(files: &[FileRef]) -> Option<AnyView> {
    (!files.is_empty()).then(|| {
        let lines = files
            .iter()
            .map(|f| {
                let href = format!("/files/{}", f.file);
                let kind = shown(&f.name);
                let small = (kind == Some(Shown::Picture)).then(|| {
                    let src = format!("{href}/small");
                    view! { <img class="files__small" src=src alt="" loading="lazy" decoding="async"/> }.into_any()
                });
                let preview = kind.map(|_| {
                    let spoken = tf(FormText::PreviewOf, &[&f.name]);
                    view! {
                        <a href=format!("{href}/preview") target="_blank" aria-label=spoken>{t(FormText::Preview)}</a>
                    }
                    .into_any()
                });
                line(f, small, preview)
            })
            .collect_view();
        view! { <ul class="files__list">{lines}</ul> }.into_any()
    })
}

/// Files to be taken away: the light list of the pages that everybody sees first.
pub fn file_names(files: &[FileRef]) -> Option<AnyView> {
    (!files.is_empty()).then(|| {
        let lines = files.iter().map(|f| line(f, None, None)).collect_view();
        view! { <ul class="files__list">{lines}</ul> }.into_any()
    })
}

fn line(file: &FileRef, small: Option<AnyView>, preview: Option<AnyView>) -> AnyView {
    view! {
        <li class="files__item">
            {small}
            <a class="files__name" href=format!("/files/{}", file.file) target="_blank">{file.name.clone()}</a>
            {preview}
            <span class="quiet">{size_text(file.size_bytes)}</span>
        </li>
    }
    .into_any()
}

/// The stored file, or the sentence that says why there is none.
fn outcome(end: browser::UploadEnd, lang: Lang) -> Result<FileRef, String> {
    let body = end.map_err(|body| match from_str::<AppError>(&body) {
        Ok(error) => error.in_full(lang),
        Err(_) if body.is_empty() => FormText::UploadUnreachable.text(lang).to_owned(),
        Err(_) => FormText::UploadFailed.text(lang).to_owned(),
    })?;
    from_str(&body).map_err(|_| FormText::UploadFailed.text(lang).to_owned())
}

/// A stored file: its link, its size, and the button that takes it out.
fn stored(file: FileRef, name: Name, files: Signal<Vec<FileRef>>, put: Callback<Vec<FileRef>>) -> AnyView {
    let id = file.file;
    let remove = move |_| {
        let mut all = files.get_untracked();
        all.retain(|f| f.file != id);
        put.run(all);
    };
    let spoken = format!("{} {}", t(FormText::Remove), file.name);
    // What the plain form posts for a file that is stored already.
    let reference = to_string(&file).unwrap_or_default();
    view! {
        <li class="files__item">
            <input type="hidden" name=name value=reference/>
            <a class="files__name" href=format!("/files/{id}") target="_blank">{file.name}</a>
            <span class="quiet">{size_text(file.size_bytes)}</span>
            <button type="button" class="button button--plain button--small needs-script" aria-label=spoken on:click=remove>
                {t(FormText::Remove)}
            </button>
        </li>
    }
    .into_any()
}

fn under_way(upload: Upload, uploads: RwSignal<Vec<Upload>>) -> AnyView {
    let lang = use_lang();
    let Upload { id, name, percent, failed } = upload;
    let end = move || match failed.get() {
        Some(sentence) => view! {
            <span class="field__problem" role="alert">{sentence}</span>
            <button
                type="button"
                class="button button--plain button--small"
                on:click=move |_| uploads.update(|all| all.retain(|u| u.id != id))
            >
                {FormText::Remove.text(lang)}
            </button>
        }
        .into_any(),
        None => {
            let label = move || FormText::Uploading.fill(lang, &[&percent.get().to_string()]);
            view! { <progress max="100" value=move || percent.get().to_string() aria-label=label></progress> }
                .into_any()
        }
    };
    view! { <li class="files__item"><span class="files__name">{name}</span>{end}</li> }.into_any()
}
