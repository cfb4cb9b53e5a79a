//! The last look before the former value of a field is put back (REG-10).

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::crumbs;
use super::history::{rows, value};
use crate::api::register::{RestoreField, find_restore};
use crate::domain::error::{AppError, FieldProblem};
use crate::domain::record::history::RestoreView;
use crate::domain::text::Label;
use crate::domain::text::common::Common;
use crate::domain::text::form::{FormText, HistoryText as T};
use crate::ui::parts::load::Load;
use crate::ui::parts::message::{ErrorBox, Reasons};
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, tf, use_lang};

/// `/registers/{register}/{id}/restore?save=…&field=…`
#[component]
pub fn Restore() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = move || {
        let (save, field) = query.with(|q| (q.get("save").unwrap_or_default(), q.get("field").unwrap_or_default()));
        params.with(|p| (p.get("register").unwrap_or_default(), p.get("id").unwrap_or_default(), save, field))
    };
    let post = Posting::to::<RestoreField>();
    let loaded = Load::new(asked, |(register, id, save, field)| async move {
        find_restore(register, id.parse().map_err(|_| AppError::NotFound)?, save, field).await
    });
    loaded.shown(move |view| view! { <Preview view=view post=post/> }.into_any())
}

#[component]
fn Preview(view: RestoreView, post: Posting) -> impl IntoView {
    let lang = use_lang();
    let label = view.change.label.text(lang).to_owned();
    let base = format!("/registers/{}", view.register);
    let record = format!("{base}/{}", view.id);
    let above = vec![(view.register_name.text(lang).to_owned(), base), (view.title.clone(), record.clone())];
    let title = tf(T::RestoreField, &[&label]);
    view! {
        <Title text=title.clone()/>
        <div class="page">
            {crumbs("", above, t(T::RestoreTitle).to_owned())}
            <div class="page__titles">
                <h1 class="page__title">{title}</h1>
                <p class="page__note">{tf(T::RestoreNote, &[&view.name, &view.at.minute_text()])}</p>
            </div>
            <div class="sheet sheet--padded">
                <dl class="answer__list">
                    <div class="answer__pair answer__pair--wide">
                        <dt class="answer__key">{t(T::Now)}</dt>
                        <dd class="answer__value" id="value-now">{value(&view.change.before)}</dd>
                    </div>
                    <div class="answer__pair answer__pair--wide">
                        <dt class="answer__key">{t(T::Then)}</dt>
                        <dd class="answer__value" id="value-then">{value(&view.change.after)} {rows(&view.change)}</dd>
                    </div>
                </dl>
            </div>
            {decide(view, record, post)}
        </div>
    }
    .into_any()
}

/// The button, or why there is none to press.
fn decide(view: RestoreView, record: String, post: Posting) -> AnyView {
    let lang = use_lang();
    let back = view! { <a class="button" href=record.clone()>{t(T::BackToRecord)}</a> }.into_any();
    let edit = format!("{record}/edit");
    let why = if !view.read_only.is_empty() {
        Some(view! { <Reasons id="why-not-restore" reasons=view.read_only/> }.into_any())
    } else if !view.change.restorable {
        Some(view! { <p class="notice" id="why-not-restore">{t(T::IsSame)}</p> }.into_any())
    } else if !view.problems.is_empty() {
        let sentence = |(label, problem): &(Label, FieldProblem)| {
            let words = tf(FormText::ProblemOf, &[label.text(lang), &problem.message(lang)]);
            view! { <li>{words}</li> }.into_any()
        };
        let lines = view.problems.iter().map(sentence).collect_view();
        Some(
            view! {
                <div class="notice notice--warning" id="why-not-restore">
                    <p>{t(T::Problems)}</p>
                    <ul>{lines}</ul>
                    <p><a href=edit>{t(Common::Edit)}</a></p>
                </div>
            }
            .into_any(),
        )
    } else {
        None
    };
    if let Some(why) = why {
        return view! {
            <div class="actions">
                {back}
                <button type="button" class="button button--main" aria-disabled="true" aria-describedby="why-not-restore">
                    {t(T::Restore)}
                </button>
            </div>
            {why}
        }
        .into_any();
    }
    view! {
        <PostForm post=post attr:class="form">
            <ErrorBox error=post.error()/>
            <input type="hidden" name="register" value=view.register/>
            <input type="hidden" name="id" value=view.id.to_string()/>
            <input type="hidden" name="place" value=view.place/>
            <input type="hidden" name="field" value=view.change.field/>
            <input type="hidden" name="base_version" value=view.version.to_string()/>
            <div class="actions">
                {back}
                <button class="button button--main" type="submit">{t(T::Restore)}</button>
            </div>
        </PostForm>
    }
    .into_any()
}
