//! A mobile number with its country code (C-008, C-009). What the server would refuse is said as soon as the number is
//! long enough, by the same rule.

use leptos::prelude::*;

use crate::domain::dial::{Dial, joined, read};
use crate::domain::text::common::Common;
use crate::domain::text::entry::EntryText;
use crate::ui::parts::field::{Problems, control_id, invalid_mark};
use crate::ui::parts::post::Posting;
use crate::ui::preference::{t, use_lang};

/// The fields `dial` and `mobile` of a form.
#[component]
pub fn MobileField(
    /// The label.
    label: &'static str,
    /// Marked and demanded.
    #[prop(default = true)]
    required: bool,
    /// One line under the field.
    #[prop(default = "")]
    help: &'static str,
    /// What browsers may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Tells its ids from those of another form on the page.
    #[prop(default = "")]
    form: &'static str,
    /// What the form sends and what came back.
    post: Posting,
) -> impl IntoView {
    let (lang, error) = (use_lang(), post.error());
    let chosen = RwSignal::new(post.typed("dial", Dial::Mainland.code()));
    let typed = RwSignal::new(String::new());
    let options = Dial::ALL.map(|dial| {
        let (code, name) = (dial.code(), dial.name().text(lang).to_owned());
        let selected = chosen.with_untracked(|chosen| chosen == code);
        view! { <option value=code selected=selected title=name>{code}</option> }
    });
    let wrong = move || {
        let number = joined(&chosen.read(), &typed.read());
        let dial =
            chosen.with(|chosen| Dial::ALL.into_iter().find(|dial| dial.code() == chosen)).unwrap_or(Dial::Mainland);
        // While typing, not on leaving the field: a line that came or went then would move the button away from under
        // the click that left it. The server's own answer stands until the next one.
        let silent = typed.read().chars().count() < dial.least_digits() || error.with(Option::is_some);
        let problem = if silent { None } else { read(&number).err() }?;
        Some(view! { <span class="field__problem">{problem.message(lang)}</span> }.into_any())
    };
    let id = control_id(form, "mobile");
    let (help_id, problem_id, dial_id) = (format!("{id}-help"), format!("{id}-problem"), control_id(form, "dial"));
    let described = format!("{help_id} {problem_id}");
    let (mark, look) = match required {
        true => (Common::Required, "field__mark"),
        false => (Common::Optional, "field__mark field__mark--optional"),
    };
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{label} " " <span class=look>{t(mark)}</span></label>
            <div class="field__pair">
                <select class="control" id=dial_id name="dial" aria-label=t(EntryText::Dial)
                    on:change=move |ev| chosen.set(event_target_value(&ev))>
                    {options.into_iter().collect_view()}
                </select>
                <input class="control" id=id name="mobile" type="tel" required=required autocomplete=autocomplete
                    value=post.typed("mobile", "") aria-invalid=invalid_mark(error, "mobile")
                    aria-describedby=described on:input=move |ev| typed.set(event_target_value(&ev))/>
            </div>
            <span class="field__help" id=help_id>{help}</span>
            <span id=problem_id><Problems error=error path="mobile"/>{wrong}</span>
        </div>
    }
    .into_any()
}
