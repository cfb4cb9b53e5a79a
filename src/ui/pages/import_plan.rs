//! A plan: what the file would do, row by row, before anything is written; then the commit and its undo.

use std::time::Duration;

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::import::state_of;
use crate::api::import::{CommitPlan, UndoPlan, find_preview};
use crate::domain::error::{AppError, Severity};
use crate::domain::ids::PlanId;
use crate::domain::import::{PlanHead, PlanState, Preview, PreviewRow, Problem, RowStatus, UndoOutcome};
use crate::domain::text::common::Common;
use crate::domain::text::import::ImportText as T;
use crate::domain::text::nav::Nav;
use crate::ui::parts::action::{Button, Look};
use crate::ui::parts::badge::tone_class;
use crate::ui::parts::dialog::Dialog;
use crate::ui::parts::list::{Breadcrumb, Pager, address};
use crate::ui::parts::load::Load;
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, tf, use_lang};

/// How often a running commit is asked how far it is.
const PULSE: Duration = Duration::from_millis(700);

/// `/imports/{id}`
#[component]
pub fn ImportPlan() -> impl IntoView {
    let lang = use_lang();
    let (params, query) = (use_params_map(), use_query_map());
    let (commit, undo) = (Posting::to::<CommitPlan>(), Posting::to::<UndoPlan>());
    let asked = move || {
        let id = params.with(|p| p.get("id"));
        let kind = query.with(|q| q.get("rows")).unwrap_or_default();
        let page = query.with(|q| q.get("page")).and_then(|page| page.parse().ok()).unwrap_or(1);
        (id, kind, page, commit.answers(), undo.answers())
    };
    let preview = Load::new(asked, move |(id, kind, page, ..)| async move {
        let id: PlanId = id.and_then(|id| id.parse().ok()).ok_or(AppError::NotFound)?;
        find_preview(id, kind, page, lang).await
    });

    // A run that is under way is asked again until it has ended.
    Effect::new(move |_| {
        let Some(Ok(found)) = preview.get() else { return };
        if matches!(found.head.state, PlanState::Committing | PlanState::Undoing) {
            set_timeout(move || preview.refetch(), PULSE);
        }
    });
    preview.shown(move |preview| view! { <Plan preview=preview commit=commit undo=undo/> }.into_any())
}

#[component]
fn Plan(preview: Preview, commit: Posting, undo: Posting) -> impl IntoView {
    let lang = use_lang();
    let head = preview.head.clone();
    let (word, tone) = state_of(head.state);
    let original = head.file.map(|file| {
        view! { " · " <a href=format!("/files/{file}") download="" rel="external">{t(T::Original)}</a> }.into_any()
    });
    let error = Signal::derive(move || commit.error().get().or_else(|| undo.error().get()));
    let body = match &head.refused {
        Some(refusal) => view! {
            <div class="notice notice--danger" role="alert">
                <p class="notice__title">{t(T::Refused)}</p>
                <p>{refusal.message(lang)}</p>
            </div>
            <p><a class="button button--main" href="/imports">{t(T::OtherFile)}</a></p>
        }
        .into_any(),
        None => view! {
            {standing(&head, commit, undo)}
            {about(&preview)}
            {tabs(&head, preview.status)}
            {rows(&preview)}
        }
        .into_any(),
    };
    view! {
        <Title text=t(T::PreviewTitle)/>
        <div class="page">
            <Breadcrumb above=vec![(t(Nav::Imports).to_owned(), "/imports".to_owned())] here=head.file_name.clone()/>
            <div class="page__titles">
                <h1 class="page__title">{t(T::PreviewTitle)} " " <span class=tone_class(tone)>{t(word)}</span></h1>
                <p class="page__note">
                    {head.file_name.clone()} " · " {head.created_by.clone()} " · " {head.created_at.minute_text()} {original}
                </p>
            </div>
            <ErrorBox error=error/>
            {body}
        </div>
    }
    .into_any()
}

/// What can be done now, or how it went.
fn standing(head: &PlanHead, commit: Posting, undo: Posting) -> AnyView {
    let writable = head.counts.writable();
    match head.state {
        PlanState::Planned | PlanState::Failed => view! { <Commit head=head.clone() commit=commit/> }.into_any(),
        PlanState::Committing | PlanState::Undoing => {
            let word = if head.state == PlanState::Committing { T::Committing } else { T::StateUndoing };
            view! {
                <div class="notice" role="status">
                    <p>{t(word)} " " {head.progress} " / " {writable}</p>
                    <progress max=writable.to_string() value=head.progress.to_string() aria-label=t(word)></progress>
                </div>
            }
            .into_any()
        }
        PlanState::Committed => {
            let done = tf(T::Committed, &[&head.counts.new.to_string(), &(writable - head.counts.new).to_string()]);
            view! {
                <div class="notice notice--success" role="status">
                    <p>{done} " " <a href=format!("/registers/{}", head.register)>{t(T::ToRegister)}</a></p>
                </div>
                <Undo head=head.clone() undo=undo/>
            }
            .into_any()
        }
        PlanState::Undone => outcome(head.undo.clone().unwrap_or_default()),
        PlanState::Refused => ().into_any(),
    }
}

#[component]
fn Commit(head: PlanHead, commit: Posting) -> impl IntoView {
    let (writable, blocked) = (head.counts.writable(), head.counts.blocked());
    let failed = (head.state == PlanState::Failed)
        .then(|| view! { <p class="notice notice--danger" role="alert">{t(T::Failed)}</p> }.into_any());
    if writable == 0 {
        return view! {
            {failed}
            <p class="notice notice--warning">{t(T::Nothing)}</p>
            <p><a class="button" href="/imports">{t(T::OtherFile)}</a></p>
        }
        .into_any();
    }
    let warning = (blocked > 0)
        .then(|| view! { <p class="notice notice--warning">{tf(T::Blocked, &[&blocked.to_string()])}</p> }.into_any());
    let word = if blocked > 0 { T::CommitValid } else { T::CommitAll };
    view! {
        {failed}
        {warning}
        <PostForm post=commit attr:class="actions">
            <input type="hidden" name="id" value=head.id.to_string()/>
            <button class="button button--main" id="commit" type="submit" class:is-busy=commit.pending()>
                {tf(word, &[&writable.to_string()])}
            </button>
            <a class="button" href="/imports">{t(T::OtherFile)}</a>
        </PostForm>
    }
    .into_any()
}

#[component]
fn Undo(head: PlanHead, undo: Posting) -> impl IntoView {
    let open = RwSignal::new(false);
    let id = StoredValue::new(head.id.to_string());
    view! {
        <div class="needs-script">
            <Button
                id="undo"
                label=t(T::Undo).to_owned()
                look=Look::Danger
                on_press=Callback::new(move |()| open.set(true))
            />
        </div>
        <details class="confirm without-script">
            <summary>{t(T::Undo)}</summary>
            <PostForm post=undo>
                <p>{t(T::UndoHint)}</p>
                <input type="hidden" name="id" value=id.get_value()/>
                <button class="button button--danger" type="submit">{t(T::Undo)}</button>
            </PostForm>
        </details>
        <Dialog id="ask-undo" title=t(T::Undo) open=open>
            <p>{t(T::UndoHint)}</p>
            <div class="actions actions--end">
                <Button id="keep-import" label=t(Common::Cancel).to_owned() on_press=Callback::new(move |()| open.set(false))/>
                <PostForm post=undo>
                    <input type="hidden" name="id" value=id.get_value()/>
                    <button class="button button--danger" id="undo-now" type="submit">{t(T::Undo)}</button>
                </PostForm>
            </div>
        </Dialog>
    }
    .into_any()
}

fn outcome(undo: UndoOutcome) -> AnyView {
    let list = |titles: Vec<String>| {
        (!titles.is_empty()).then(|| {
            let lines = titles.into_iter().map(|title| view! { <li>{title}</li> }.into_any()).collect_view();
            view! { <ul>{lines}</ul> }.into_any()
        })
    };
    let kept = (undo.kept_count > 0)
        .then(|| view! { <p>{tf(T::Kept, &[&undo.kept_count.to_string()])}</p> {list(undo.kept)} }.into_any());
    let failed = (undo.failed_count > 0).then(|| {
        view! { <p>{tf(T::UndoFailed, &[&undo.failed_count.to_string()])}</p> {list(undo.failed)} }.into_any()
    });
    view! {
        <div class="notice" role="status">
            <p class="notice__title">{t(T::Undone)}</p>
            <p>{tf(T::Reversed, &[&undo.reversed.to_string()])}</p>
            {kept}
            {failed}
        </div>
    }
    .into_any()
}

/// The sheet, the columns and what is said of the file as a whole.
fn about(preview: &Preview) -> AnyView {
    let columns = preview
        .columns
        .iter()
        .map(|(letters, heading, field)| {
            view! { <tr><td>{letters.clone()}</td><td>{heading.clone()}</td><td>{field.clone()}</td></tr> }.into_any()
        })
        .collect_view();
    let ignored = &preview.head.ignored_columns;
    let ignored =
        (!ignored.is_empty()).then(|| view! { <p>{tf(T::IgnoredColumns, &[&ignored.join("、")])}</p> }.into_any());
    let blank = preview.head.counts.ignored_blank;
    let blank = (blank > 0).then(|| view! { <p>{tf(T::IgnoredBlank, &[&blank.to_string()])}</p> }.into_any());
    let notes = preview.notes.iter().map(|note| view! { <li>{note.message.clone()}</li> }.into_any()).collect_view();
    view! {
        <details class="sheet sheet--padded">
            <summary>{tf(T::SheetRead, &[&preview.sheet])} " · " {t(T::Columns)}</summary>
            <div class="table-frame" tabindex="0" role="region" aria-label=t(T::Columns)>
                <table class="table table--plain">
                    <thead>
                        <tr>
                            <th scope="col">{t(T::Column)}</th>
                            <th scope="col">{t(T::Heading)}</th>
                            <th scope="col">{t(T::Field)}</th>
                        </tr>
                    </thead>
                    <tbody>{columns}</tbody>
                </table>
            </div>
        </details>
        {ignored}
        {blank}
        <ul class="import__notes">{notes}</ul>
    }
    .into_any()
}

fn word(status: RowStatus) -> T {
    match status {
        RowStatus::New => T::New,
        RowStatus::Update => T::Update,
        RowStatus::Same => T::Same,
        RowStatus::Warning => T::Warning,
        RowStatus::Error => T::Error,
        RowStatus::Duplicate => T::Duplicate,
    }
}

fn tabs(head: &PlanHead, chosen: RowStatus) -> AnyView {
    let base = format!("/imports/{}", head.id);
    let links = RowStatus::ALL
        .into_iter()
        .map(|status| {
            let current = (status == chosen).then_some("page");
            let href = address(&base, &[("rows", status.key())]);
            let count = head.counts.of(status);
            view! {
                <li>
                    <a class="tabs__link" href=href aria-current=current id=format!("tab-{}", status.key())>
                        {t(word(status))} " " <span class="tabs__count">{count}</span>
                    </a>
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! { <nav aria-label=t(T::Kinds)><ul class="tabs">{links}</ul></nav> }.into_any()
}

fn rows(preview: &Preview) -> AnyView {
    if preview.rows.is_empty() {
        return view! { <p class="empty">{t(T::NoneOfKind)}</p> }.into_any();
    }
    let lines = preview.rows.iter().map(line).collect_view();
    let base = address(&format!("/imports/{}", preview.head.id), &[("rows", preview.status.key())]);
    let total = preview.head.counts.of(preview.status);
    view! {
        <div class="table-frame" tabindex="0" role="region" aria-label=t(word(preview.status))>
            <table class="table import__rows">
                <thead>
                    <tr>
                        <th scope="col" class="number">{t(T::Row)}</th>
                        <th scope="col">{t(T::Record)}</th>
                        <th scope="col">{t(T::Changes)}</th>
                        <th scope="col">{t(T::ProblemColumn)}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
        <Pager base=base page=preview.page size=preview.size total=total/>
    }
    .into_any()
}

fn line(row: &PreviewRow) -> AnyView {
    let title = match row.record {
        Some(id) => view! { <a href=format!("/registers/member/{id}")>{row.title.clone()}</a> }.into_any(),
        None => row.title.clone().into_any(),
    };
    let empty = || t(T::Empty).to_owned();
    let changes = row.changes.iter().map(|change| {
        let old = if change.old.is_empty() { empty() } else { change.old.clone() };
        view! { <li>{change.field.clone()} "：" <del>{old}</del> " → " <ins>{change.new.clone()}</ins></li> }.into_any()
    });
    let values =
        row.values.iter().map(|(label, text)| view! { <li>{label.clone()} "：" {text.clone()}</li> }.into_any());
    let what: Vec<AnyView> = changes.chain(values).collect();
    let problems = row.problems.iter().map(problem).collect_view();
    view! {
        <tr>
            <td class="number">{row.row}</td>
            <th scope="row">{title}</th>
            <td><ul class="import__list">{what}</ul></td>
            <td><ul class="import__list">{problems}</ul></td>
        </tr>
    }
    .into_any()
}

fn problem(problem: &Problem) -> AnyView {
    let class = match problem.severity {
        Severity::Error => "field__problem",
        Severity::Warning => "field__problem field__problem--warning",
        Severity::Note => "field__problem field__problem--note",
    };
    view! {
        <li class=class><span class="import__cell">{problem.cell.clone()}</span> " " {problem.message.clone()}</li>
    }
    .into_any()
}
