//! 加分项和扣除项: one small form for each item; an empty page is fine (E-012, E-013).

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::evaluation::{FillExtra, find_extras};
use crate::domain::error::Reason;
use crate::domain::evaluation::deduction::TermOver;
use crate::domain::evaluation::{ExtraKind, ExtraView, ExtrasView, record_href};
use crate::domain::form::{file_bytes, file_types, files_max};
use crate::domain::indicator::words::points;
use crate::domain::text::common::Common;
use crate::domain::text::evaluation::EvaluationText as T;
use crate::domain::text::form::FormText;
use crate::ui::parts::field::{Problems, invalid_mark};
use crate::ui::parts::form::file::{FileBox, file_links};
use crate::ui::parts::load::Load;
use crate::ui::parts::message::{ErrorBox, Reasons};
use crate::ui::parts::post::{PostForm, Posting, refresh_after};
use crate::ui::preference::{t, tf, use_lang};

/// The page.
#[component]
pub fn Extras() -> impl IntoView {
    let lang = use_lang();
    let extras = Load::new(|| (), move |()| find_extras(lang));

    let action = Posting::to::<FillExtra>();
    let shown = extras.shown(move |(first, locked)| lists(first, locked, action));
    view! {
            <Title text=t(T::Extras)/>
            <div class="page">
                <nav aria-label=t(T::Title)><ol class="breadcrumb"><li><a href="/evaluation">{t(T::Title)}</a></li></ol></nav>
                <div class="page__head">
                    <div class="page__titles">
                        <h1 class="page__title">{t(T::Extras)}</h1>
                        <p class="page__note">{t(T::ExtrasNote)}</p>
                    </div>
                </div>
                {shown}
            </div>
        }
        .into_any()
}

fn lists(extras: ExtrasView, locked: Vec<Reason>, action: Posting) -> AnyView {
    let lang = use_lang();
    let (bonus_cap, deducted_cap) = (points(extras.bonus_cap_x100), points(extras.deducted_cap_x100));
    let sums = RwSignal::new((extras.bonus_x100, extras.deducted_x100));
    refresh_after(
        [action],
        move || find_extras(lang),
        move |(now, _)| {
            sums.try_set((now.bonus_x100, now.deducted_x100));
        },
    );
    let bonus = move || tf(T::BonusSum, &[&points(sums.get().0), &bonus_cap]);
    let deducted = move || tf(T::DeductionSum, &[&points(sums.get().1), &deducted_cap]);
    let open = locked.is_empty();
    let list = move |kind: ExtraKind, items: Vec<ExtraView>| {
        items
            .into_iter()
            .map(|item| view! { <Item kind=kind item=item open=open action=action/> }.into_any())
            .collect_view()
    };
    view! {
        <Reasons id="extras-locked" reasons=locked/>
        <section class="sheet sheet--padded">
            <h2>{t(T::Bonus)}</h2>
            <p class="page__note">{bonus}</p>
            {list(ExtraKind::Bonus, extras.bonus)}
        </section>
        <section class="sheet sheet--padded">
            <h2>{t(T::Deductions)}</h2>
            <p class="page__note">{deducted}</p>
            {list(ExtraKind::Deduction, extras.deductions)}
        </section>
    }
    .into_any()
}

/// That the registers suggest an item, with the reason and the record that shows it.
pub fn suggestion(found: Option<TermOver>) -> Option<AnyView> {
    let found = found?;
    Some(view! { <p class="notice notice--warning"><a href=found.href()>{found.reason(use_lang())}</a></p> }.into_any())
}

#[component]
fn Item(kind: ExtraKind, item: ExtraView, open: bool, action: Posting) -> impl IntoView {
    let code = item.code.clone();
    let action = action.part("code", move |sent| sent == code);
    let error = action.error();
    let saved = move || action.succeeded().then(|| t(Common::Saved));
    let value = if item.points_x100 == 0 { String::new() } else { points(item.points_x100) };
    let (value, note) = (action.typed("points", value), action.typed("note", item.note.clone()));
    let (points_id, note_id) = (format!("points-{}", item.code), format!("note-{}", item.code));
    let attached = !item.files.is_empty();
    let files = RwSignal::new(item.files.clone());
    let (files_id, label_id) = (format!("files-{}", item.code), format!("files-label-{}", item.code));
    let evidence = match open {
        true => view! {
            <FileBox id=files_id name="files[]" label=t(T::Evidence).to_owned() labelled=label_id.clone()
                described="" limits=(files_max(), file_bytes(), file_types()) upload_to="/files"
                files=files put=Callback::new(move |all| files.set(all)) arrivals=action.with_files()/>
        }
        .into_any(),
        false => files.with_untracked(|files| file_links(files)).into_any(),
    };
    let hint = open.then(|| {
        view! {
            <p class="quiet needs-script">{t(T::SaveAfterUpload)}</p>
            <p class="quiet without-script">{t(FormText::FilesNeedScript)}</p>
        }
        .into_any()
    });
    let place = (!item.register.is_empty()).then(|| {
        view! {
            <a class="quiet" href=record_href(&item.register, None, None) target="_blank">{t(T::EvidenceIn)}</a>
        }
        .into_any()
    });
    let (anchor, heading) = (item.code.clone(), format!("{} {}", item.code, item.name));
    let veto = item.veto.then(|| view! { <span class="badge badge--danger">{t(T::Veto)}</span> }.into_any());
    view! {
        <PostForm post=action attr:class="extra" attr:id=anchor>
            <h3 class="extra__name">{heading} " " {veto} " " {place}</h3>
            {suggestion(item.hint)}
            <ErrorBox error=error/>
            <input type="hidden" name="kind" value=kind.key()/>
            <input type="hidden" name="code" value=item.code.clone()/>
            <div class="extra__fields">
                <div class="field extra__points">
                    <label class="field__label" for=points_id.clone()>{tf(T::Points, &[&points(item.max_x100)])}</label>
                    <input class="control" id=points_id name="points" inputmode="decimal" value=value disabled=!open
                        aria-invalid=invalid_mark(error, "points")/>
                    <Problems error=error path="points"/>
                </div>
                <div class="field extra__note">
                    <label class="field__label" for=note_id.clone()>{t(T::Note)}</label>
                    <input class="control" id=note_id name="note" value=note disabled=!open
                        aria-invalid=invalid_mark(error, "note")/>
                    <Problems error=error path="note"/>
                </div>
                <div class="extra__act">
                    <button class="button" type="submit" disabled=!open aria-describedby="extras-locked">{t(Common::Save)}</button>
                    <span class="quiet" role="status">{saved}</span>
                </div>
            </div>
            <details class="extra__files" open=attached>
                <summary id=label_id>{t(T::Evidence)}</summary>
                {hint}
                {evidence}
                <Problems error=error path="files"/>
            </details>
        </PostForm>
    }
    .into_any()
}
