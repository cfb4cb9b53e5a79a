//! 回收站: the deleted records of a register, and the way back.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::crumbs;
use crate::api::register::{RecoverRecord, list_recycled};
use crate::domain::record::recycle::{RECYCLE_DAYS, RecycledPage, RecycledRow};
use crate::domain::text::common::Common;
use crate::domain::text::form::{FormText, RecycleText as T};
use crate::ui::parts::badge::StateBadge;
use crate::ui::parts::list::{EmptyState, Pager};
use crate::ui::parts::load::Load;
use crate::ui::parts::message::{ErrorBox, Reasons};
use crate::ui::parts::post::{PostForm, Posting, refresh_after};
use crate::ui::preference::{t, tf, use_lang};

/// `/registers/{register}/recycled`
#[component]
pub fn Recycled() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let asked = move || {
        let page = query.with(|q| q.get("page").and_then(|p| p.parse::<i64>().ok())).unwrap_or(1);
        (params.with(|p| p.get("register")).unwrap_or_default(), page)
    };
    let post = Posting::to::<RecoverRecord>().saying(|_| t(T::Recovered).to_owned());
    let loaded = Load::new(asked, |(register, page)| list_recycled(register, page));
    loaded.shown(move |page| view! { <Bin first=page post=post/> }.into_any())
}

#[component]
fn Bin(first: RecycledPage, post: Posting) -> impl IntoView {
    let lang = use_lang();
    let (register, number) = (first.register.clone(), first.page);
    let base = format!("/registers/{register}");
    let name = first.register_name.text(lang).to_owned();
    let page = RwSignal::new(first);
    let asked = StoredValue::new(register);
    refresh_after([post], move || list_recycled(asked.get_value(), number), move |now| page.set(now));
    let body = move || page.with(|page| table(page, post));
    view! {
        <Title text=t(T::Title)/>
        <div class="page">
            {crumbs("", vec![(name, base)], t(T::Title).to_owned())}
            <div class="page__titles">
                <h1 class="page__title">{t(T::Title)}</h1>
                <p class="page__note">{tf(T::Note, &[&RECYCLE_DAYS.to_string()])}</p>
            </div>
            <ErrorBox error=post.error()/>
            {body}
        </div>
    }
    .into_any()
}

fn table(page: &RecycledPage, post: Posting) -> AnyView {
    if page.rows.is_empty() {
        return view! { <EmptyState title=t(T::Empty)><p>{t(T::EmptyNote)}</p></EmptyState> }.into_any();
    }
    let may = page.read_only.is_empty();
    let lines = page.rows.iter().map(|row| line(row, &page.register, may, post)).collect_view();
    let here = format!("/registers/{}/recycled", page.register);
    view! {
        <Reasons id="why-not-recover" reasons=page.read_only.clone()/>
        <div class="table-frame" tabindex="0" role="region" aria-label=t(T::Title)>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">{t(T::Record)}</th>
                        <th scope="col">{t(FormText::RecordState)}</th>
                        <th scope="col">{t(T::By)}</th>
                        <th scope="col">{t(T::At)}</th>
                        <th scope="col">{t(T::Left)}</th>
                        <th scope="col">{t(Common::Operation)}</th>
                    </tr>
                </thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
        <Pager base=here page=page.page size=page.size total=page.total/>
    }
    .into_any()
}

fn line(row: &RecycledRow, register: &str, may: bool, post: Posting) -> AnyView {
    let title = if row.title.is_empty() { t(FormText::Untitled).to_owned() } else { row.title.clone() };
    let label = format!("{} {title}", t(T::Recover));
    let (register, id) = (register.to_owned(), row.id.to_string());
    let act = match may {
        true => view! {
            <PostForm post=post>
                <input type="hidden" name="register" value=register/>
                <input type="hidden" name="id" value=id/>
                <button class="button button--small" type="submit" aria-label=label>{t(T::Recover)}</button>
            </PostForm>
        }
        .into_any(),
        false => view! {
            <button class="button button--small" type="button" aria-disabled="true" aria-label=label aria-describedby="why-not-recover">
                {t(T::Recover)}
            </button>
        }
        .into_any(),
    };
    view! {
        <tr>
            <th scope="row">{title}</th>
            <td><StateBadge name=row.state.clone() tone=row.tone/></td>
            <td>{row.deleted_by.clone()}</td>
            <td class="when"><time>{row.deleted_at.minute_text()}</time></td>
            <td class="when">{tf(T::Days, &[&row.days_left.to_string()])}</td>
            <td class="when">{act}</td>
        </tr>
    }
    .into_any()
}
