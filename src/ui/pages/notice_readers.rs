//! Who has read a notice: by unit, and the names of those who have not.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::message::back;
use crate::api::notice::find_readers;
use crate::domain::error::AppError;
use crate::domain::ids::{NoticeId, OrgId};
use crate::domain::notice::{Readers, UNITS_PAGE};
use crate::domain::text::notice::NoticeText as T;
use crate::ui::parts::list::{Pager, address};
use crate::ui::parts::load::Load;
use crate::ui::preference::{t, tf};

/// `/notices/{id}/readers`
#[component]
pub fn NoticeReaders() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let readers = Load::new(
        move || (params.with(|p| p.get("id")), query.with(|q| (q.get("unit"), q.get("page")))),
        |(id, (unit, page))| async move {
            let id = id.and_then(|id| id.parse::<NoticeId>().ok()).ok_or(AppError::NotFound)?;
            let unit = unit.and_then(|unit| unit.parse::<OrgId>().ok());
            let page = page.and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
            Ok((id, unit, page, find_readers(id, unit, page).await?))
        },
    );
    readers.shown(move |(id, unit, page, (title, readers))| {
        view! { <Shown id=id unit=unit page=page title=title readers=readers/> }.into_any()
    })
}

#[component]
fn Shown(id: NoticeId, unit: Option<OrgId>, page: i64, title: String, readers: Readers) -> impl IntoView {
    let base = format!("/notices/{id}/readers");
    let counted = tf(T::ReadOf, &[&readers.read.to_string(), &readers.people.to_string()]);
    let chosen = unit.map(|unit| unit.to_string()).unwrap_or_default();
    let place = page.to_string();
    let lines = readers
        .units
        .into_iter()
        .map(|line| {
            let own = line.org.to_string();
            let current = (own == chosen).then_some("true");
            let href = address(&base, &[("page", &place), ("unit", &own)]);
            view! {
                <tr>
                    <td><a href=href aria-current=current>{line.org_name}</a></td>
                    <td class="table__number">{line.people}</td>
                    <td class="table__number">{line.read}</td>
                    <td class="table__number">{line.people - line.read}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let unread = if readers.unread.is_empty() {
        view! { <p class="quiet">{t(T::EverybodyRead)}</p> }.into_any()
    } else {
        let names = readers
            .unread
            .into_iter()
            .map(|(name, unit)| view! { <li>{name} " · " {unit}</li> }.into_any())
            .collect_view();
        view! { <ul class="reach">{names}</ul> }.into_any()
    };
    view! {
        <Title text=t(T::Readers)/>
        <div class="page">
            {back(t(T::Title), "/notices?box=own")}
            <div class="page__titles">
                <h1 class="page__title">{t(T::Readers)}</h1>
                <p class="page__note">
                    <a href=format!("/notices/{id}")>{title}</a> " · " {counted} " · " {t(T::ReadersNote)}
                </p>
            </div>
            <section class="sheet">
                <div class="table-frame" tabindex="0" role="region" aria-label=t(T::Readers)>
                    <table class="table">
                        <thead>
                            <tr>
                                <th scope="col">{t(T::Unit)}</th>
                                <th scope="col">{t(T::People)}</th>
                                <th scope="col">{t(T::Read)}</th>
                                <th scope="col">{t(T::NotRead)}</th>
                            </tr>
                        </thead>
                        <tbody>{lines}</tbody>
                    </table>
                </div>
            </section>
            <Pager base=base page=page size=UNITS_PAGE total=readers.unit_total/>
            <section class="sheet sheet--padded">
                <h2>{t(T::UnreadPeople)}</h2>
                {unread}
            </section>
        </div>
    }
    .into_any()
}
