//! 共同审批设置: who of the own unit decides together, for each register (WFL-05).

use leptos::prelude::*;
use leptos_meta::Title;

use super::register::panel::mode_words;
use crate::api::case::{SetPanel, list_panels};
use crate::domain::text::Text;
use crate::domain::text::case::CaseText;
use crate::domain::text::common::Common;
use crate::domain::text::panel::PanelSettingText as T;
use crate::domain::workflow::course::Person;
use crate::domain::workflow::panel::setting::{PanelList, PanelRow, PanelSetting};
use crate::domain::workflow::tally::Mode;
use crate::ui::parts::field::{Problems, invalid_mark};
use crate::ui::parts::list::EmptyState;
use crate::ui::parts::load::Load;
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, tf, use_lang};

/// `/cases/panels`
#[component]
pub fn Panels() -> impl IntoView {
    let saved = t(Common::Saved);
    let set = Posting::to::<SetPanel>().saying(move |_| saved.to_owned());
    let list = Load::new(move || set.successes(), |_| list_panels());
    let shown = list.shown(move |PanelList { rows, people }| {
        if rows.is_empty() {
            return view! { <EmptyState title=t(T::Empty)><p><a href="/cases">{t(CaseText::Title)}</a></p></EmptyState> }.into_any();
        }
        rows.into_iter().map(|row| register(row, &people, set)).collect_view().into_any()
    });
    view! {
        <Title text=t(T::Title)/>
        <div class="page page--narrow">
            <nav aria-label=t(Common::Breadcrumb)>
                <ol class="breadcrumb"><li><a href="/cases">{t(CaseText::Title)}</a></li></ol>
            </nav>
            <div class="page__titles">
                <h1 class="page__title">{t(T::Title)}</h1>
                <p class="page__note">{t(T::Note)}</p>
            </div>
            {shown}
        </div>
    }
    .into_any()
}

fn register(row: PanelRow, people: &[Person], set: Posting) -> AnyView {
    let (lang, key) = (use_lang(), row.register.clone());
    let set = set.part("register", move |sent| sent == key);
    let id = format!("panel-{}", row.register);
    let (now, gone) = summary(row.setting.as_ref(), people);
    let words = tf(T::Line, &[row.name.text(lang), &now]);
    let (mode, share, veto) = match &row.setting {
        Some(setting) => (setting.mode.key(), setting.mode.share_x100() / 100, setting.veto),
        None => ("", 0, false),
    };
    let share = if share > 0 { share.to_string() } else { String::new() };
    let version = row.setting.as_ref().map_or(0, |setting| setting.version).to_string();
    let error = set.error();
    let (share_id, veto_id) = (format!("{id}-share"), format!("{id}-veto"));
    let modes = mode_field(&id, set.typed("mode", mode), set);
    let people = people_field(&id, row.setting.as_ref(), people, set);
    let (share_help, veto_help) = (format!("{share_id}-help"), format!("{veto_id}-help"));
    view! {
        <details class="sheet sheet--padded" id=id open=set.refused()>
            <summary>{words}</summary>
            {gone}
            <PostForm post=set attr:class="form">
                <ErrorBox error=error/>
                <input type="hidden" name="register" value=row.register/>
                <input type="hidden" name="version" value=version/>
                {modes}
                <div class="field">
                    <label class="field__label" for=share_id.clone()>{t(T::Share)}</label>
                    <input class="control" id=share_id name="share" inputmode="numeric" value=set.typed("share", share)
                        aria-invalid=invalid_mark(error, "share") aria-describedby=share_help.clone()/>
                    <span class="field__help" id=share_help>{t(T::ShareHelp)}</span>
                    <Problems error=error path="share"/>
                </div>
                <div class="field">
                    <label class="check">
                        <input type="checkbox" id=veto_id name="veto" value="true" checked=set.ticked("veto", veto)
                            aria-describedby=veto_help.clone()/>
                        {t(T::Veto)}
                    </label>
                    <span class="field__help" id=veto_help>{t(T::VetoHelp)}</span>
                </div>
                {people}
                <div><button class="button button--main" type="submit">{t(Common::Save)}</button></div>
            </PostForm>
        </details>
    }
    .into_any()
}

/// What holds now in words, and a warning about those who have left.
fn summary(setting: Option<&PanelSetting>, people: &[Person]) -> (String, Option<AnyView>) {
    let Some(setting) = setting else { return (t(T::Alone).to_owned(), None) };
    let is_there = |member: &&Person| people.iter().any(|person| person.account == member.account);
    let (there, gone): (Vec<&Person>, Vec<&Person>) = setting.members.iter().partition(is_there);
    let names = |all: Vec<&Person>| all.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(t(T::Between));
    let words = tf(T::Line, &[&mode_words(setting.mode, setting.veto, use_lang()), &names(there)]);
    let gone = (!gone.is_empty())
        .then(|| view! { <p class="notice notice--warning">{tf(T::Gone, &[&names(gone)])}</p> }.into_any());
    (words, gone)
}

fn mode_field(id: &str, chosen: String, set: Posting) -> AnyView {
    let (lang, id) = (use_lang(), format!("{id}-mode"));
    let modes = Mode::KEYS.into_iter().filter_map(|key| Some((key, Mode::from_key(key, 0)?.name().text(lang))));
    let options = [("", t(T::Alone))]
        .into_iter()
        .chain(modes)
        .map(|(key, words)| view! { <option value=key selected=key == chosen>{words}</option> }.into_any());
    let options = options.collect_view();
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{t(T::Mode)}</label>
            <select class="control" id=id name="mode">{options}</select>
            <Problems error=set.error() path="mode"/>
        </div>
    }
    .into_any()
}

fn people_field(id: &str, setting: Option<&PanelSetting>, people: &[Person], set: Posting) -> AnyView {
    let members = setting.map(|setting| setting.members.as_slice()).unwrap_or_default();
    let place = |person: &Person| {
        let place = members.iter().position(|member| member.account == person.account);
        place.map(|place| (place + 1).to_string()).unwrap_or_default()
    };
    let places = set.typed_all("places[]", people.iter().map(place).collect());
    let line = |(number, person): (usize, &Person)| {
        let (id, value) = (format!("{id}-place-{}", number + 1), places.get(number).cloned());
        view! {
            <div class="field">
                <label class="field__label" for=id.clone()>{tf(T::Place, &[&person.name])}</label>
                <input type="hidden" name="people[]" value=person.account.to_string()/>
                <input class="control" id=id name="places[]" inputmode="numeric" value=value/>
            </div>
        }
        .into_any()
    };
    let lines = people.iter().enumerate().map(line).collect_view();
    view! {
        <fieldset class="field">
            <legend class="field__label">{t(T::People)}</legend>
            <span class="field__help">{t(T::PeopleHelp)}</span>
            <Problems error=set.error() path="places"/>
            <div class="group">{lines}</div>
        </fieldset>
    }
    .into_any()
}
