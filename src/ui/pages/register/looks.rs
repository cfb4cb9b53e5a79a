//! How the reader looks at a list: the columns, and the filters that are kept (REG-11, REG-12).

use leptos::prelude::*;

use crate::api::register::{ChangeColumns, DeleteFilter, SaveFilter};
use crate::domain::record::{FILTER_NAME_MAX, RecordPage, SavedFilter};
use crate::domain::text::Lang;
use crate::domain::text::common::Common;
use crate::domain::text::form::ListText as T;
use crate::ui::browser;
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, tf, use_lang};

/// What changes it; shared with the page, which reads anew after it.
#[derive(Clone, Copy)]
pub struct Looks {
    columns: Posting,
    keep: Posting,
    forget: Posting,
    /// Whether the columns are being chosen: stays so while the list is read anew.
    choosing: RwSignal<bool>,
}

impl Looks {
    /// Of the page that asks.
    pub fn of_page() -> Self {
        Self {
            columns: Posting::to::<ChangeColumns>(),
            keep: Posting::to::<SaveFilter>(),
            forget: Posting::to::<DeleteFilter>(),
            choosing: RwSignal::new(false),
        }
    }

    /// How often it was changed; tracked.
    pub fn changes(self) -> u32 {
        [self.columns, self.keep, self.forget].into_iter().map(Posting::successes).sum()
    }

    /// The filters that are kept, and the form that keeps the one of the address `here`.
    pub fn filters(self, page: &RecordPage, here: &str, filtered: bool) -> AnyView {
        let query = here.split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default();
        if page.kept.is_empty() && !filtered {
            return ().into_any();
        }
        let register = page.definition.key.clone();
        let line = |filter: &SavedFilter| {
            let href = format!("/registers/{}?{}", page.definition.key, filter.query);
            let current = (filter.query == query).then_some("true");
            let (register, name) = (register.clone(), filter.name.clone());
            view! {
                <li class="kept__one">
                    <a class="kept__link" href=href aria-current=current>{name.clone()}</a>
                    <PostForm post=self.forget>
                        <input type="hidden" name="register" value=register/>
                        <button class="kept__forget" type="submit" name="_mode" value=name.clone() aria-label=tf(T::Forget, &[&name]) title=tf(T::Forget, &[&name])>
                            "×"
                        </button>
                    </PostForm>
                </li>
            }
            .into_any()
        };
        let lines = page.kept.iter().map(line).collect_view();
        let list = (!page.kept.is_empty())
            .then(|| view! { <ul class="kept__list" aria-label=t(T::Kept)>{lines}</ul> }.into_any());
        let new = filtered && !page.kept.iter().any(|filter| filter.query == query);
        let keep = new.then(|| {
            let post = self.keep;
            view! {
                <PostForm post=post attr:class="kept__new">
                    <input type="hidden" name="register" value=register.clone()/>
                    <input type="hidden" name="query" value=query.clone()/>
                    <input class="control" name="name" value=post.typed("name", "") maxlength=FILTER_NAME_MAX.to_string() required=true autocomplete="off" aria-label=t(T::KeepAs) placeholder=t(T::KeepAs)/>
                    <button class="button" type="submit">{t(T::Keep)}</button>
                </PostForm>
            }
            .into_any()
        });
        view! {
            <div class="kept">{list} {keep} <ErrorBox error=self.keep.error()/></div>
        }
        .into_any()
    }

    /// The form that chooses the columns.
    pub fn columns(self, page: &RecordPage) -> AnyView {
        let (lang, post) = (use_lang(), self.columns);
        let columns = &page.definition.columns;
        let last = columns.len().saturating_sub(1);
        let lines = columns
            .iter()
            .enumerate()
            .map(|(at, key)| {
                let label = page.definition.field(key).map_or(key.as_str(), |f| f.label.text(lang)).to_owned();
                let act = |mode: &str, sign: &'static str, word: T, off: bool| {
                    let (value, name) = (format!("{mode}:{key}"), tf(word, &[&label]));
                    view! {
                        <button class="button button--small" type="submit" name="_mode" value=value disabled=off aria-label=name.clone() title=name>
                            {sign}
                        </button>
                    }
                    .into_any()
                };
                view! {
                    <li class="columns__one">
                        <span class="columns__label">{label.clone()}</span>
                        {act("earlier", "↑", T::Earlier, at == 0)}
                        {act("later", "↓", T::Later, at == last)}
                        {act("remove", "×", T::RemoveColumn, last == 0)}
                    </li>
                }
                .into_any()
            })
            .collect_view();
        let more = (!page.more_columns.is_empty()).then(|| more(page, lang));
        let default = page.own_columns.then(|| {
            view! { <button class="button button--plain" type="submit" name="_mode" value="default">{t(T::Default)}</button> }
                .into_any()
        });
        let (choosing, register) = (self.choosing, page.definition.key.clone());
        view! {
            <details
                class="sheet sheet--padded"
                id="columns"
                open=choosing.get_untracked() || post.refused()
                on:toggle=move |_| choosing.set(browser::is_open("columns"))
            >
                <summary>{t(T::Columns)}</summary>
                <p class="page__note">{t(T::ColumnsNote)}</p>
                <ErrorBox error=post.error()/>
                <PostForm post=post>
                    <input type="hidden" name="register" value=register.clone()/>
                    <ol class="columns">{lines}</ol>
                    <div class="actions">{more} {default}</div>
                </PostForm>
            </details>
        }
        .into_any()
    }
}

fn more(page: &RecordPage, lang: Lang) -> AnyView {
    let options = page
        .more_columns
        .iter()
        .map(|(key, label)| view! { <option value=key.clone()>{label.text(lang).to_owned()}</option> }.into_any())
        .collect_view();
    view! {
        <select class="control columns__more" name="add" aria-label=t(T::AddColumn)>{options}</select>
        <button class="button" type="submit" name="_mode" value="add">{t(Common::Add)}</button>
    }
    .into_any()
}
