//! 修改记录: what each save of a record changed, and the way to the value that stood before (REG-10).

use leptos::prelude::*;

use crate::domain::record::history::{FieldChange, RecordHistory, RecordSave};
use crate::domain::text::form::{FormText, HistoryText as T};
use crate::ui::parts::list::address;
use crate::ui::parts::message::Reasons;
use crate::ui::parts::settled::settled;
use crate::ui::preference::{t, tf, use_lang};

/// Up to so many changed fields of a save are shown at once.
const OPEN: usize = 6;

/// What was done to the record at that address, the last first; `log` says whether the reader may see the log.
pub(super) fn section(history: RecordHistory, base: &str, log: bool) -> AnyView {
    let RecordHistory { saves, more, read_only } = history;
    let body = match saves.is_empty() {
        true => view! { <p class="empty">{t(T::Empty)}</p> }.into_any(),
        false => {
            let may = read_only.is_empty();
            let lines = saves.iter().map(|save| line(save, base, may)).collect_view();
            view! { <ol class="timeline" aria-label=t(T::Title)>{lines}</ol> }.into_any()
        }
    };
    let older = (more && log).then(|| view! { <p class="page__note">{t(T::Older)}</p> }.into_any());
    settled(view! {
        <details class="sheet sheet--padded no-print" id="changes">
            <summary>{t(T::Title)}</summary>
            <p class="page__note">{t(T::Note)}</p>
            <Reasons id="why-not-restore" reasons=read_only/>
            {body}
            {older}
        </details>
    })
}

fn line(save: &RecordSave, base: &str, may: bool) -> AnyView {
    let lang = use_lang();
    let changed = match save.changes.len() {
        0 => view! { <span class="quiet">{t(T::Same)}</span> }.into_any(),
        count => view! {
            <details open=count <= OPEN>
                <summary>{tf(T::Fields, &[&count.to_string()])}</summary>
                {table(save, base, may)}
            </details>
        }
        .into_any(),
    };
    view! {
        <li class="timeline__step">
            <div class="timeline__head">
                <span class="timeline__verb">{save.action.text(lang).to_owned()}</span>
                <span class="quiet">{save.name.clone()} " " <time>{save.at.minute_text()}</time></span>
            </div>
            {changed}
        </li>
    }
    .into_any()
}

fn table(save: &RecordSave, base: &str, may: bool) -> AnyView {
    let label = format!("{} {}", t(T::Title), save.at.minute_text());
    let lines = save.changes.iter().map(|change| changed(change, &save.place, base, may)).collect_view();
    let last = may.then(|| view! { <th scope="col"><span class="unseen">{t(T::Restore)}</span></th> }.into_any());
    view! {
        <div class="table-frame" tabindex="0" role="region" aria-label=label>
            <table class="table table--plain">
                <thead>
                    <tr>
                        <th scope="col">{t(T::Field)}</th>
                        <th scope="col">{t(T::Before)}</th>
                        <th scope="col">{t(T::After)}</th>
                        {last}
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn changed(change: &FieldChange, place: &str, base: &str, may: bool) -> AnyView {
    let label = change.label.text(use_lang()).to_owned();
    let back = may.then(|| {
        let link = change.restorable.then(|| {
            let href = address(&format!("{base}/restore"), &[("save", place), ("field", &change.field)]);
            let name = tf(T::RestoreOf, &[&label]);
            view! { <a href=href aria-label=name>{t(T::Restore)}</a> }.into_any()
        });
        view! { <td class="when">{link}</td> }.into_any()
    });
    view! {
        <tr>
            <th scope="row">{label}</th>
            <td class="cell">{value(&change.before)}</td>
            <td class="cell">{value(&change.after)} {rows(change)}</td>
            {back}
        </tr>
    }
    .into_any()
}

/// Words of a value, or that there is none.
pub(super) fn value(words: &str) -> AnyView {
    match words.is_empty() {
        true => view! { <span class="quiet">{t(FormText::AbsentValue)}</span> }.into_any(),
        false => words.to_owned().into_any(),
    }
}

/// Which rows of a repeat field changed.
pub(super) fn rows(change: &FieldChange) -> Option<AnyView> {
    (!change.rows.is_empty()).then(|| {
        let numbers: Vec<String> = change.rows.iter().map(ToString::to_string).collect();
        let words = tf(T::RowsChanged, &[&numbers.join(t(T::Between))]);
        view! { <span class="quiet">{words}</span> }.into_any()
    })
}
