//! The captcha of a form: a picture, or a sum for those who cannot read it. A fresh one comes with every answer,
//! since each is good once.

use leptos::prelude::*;

use crate::api::session::issue_captcha;
use crate::domain::account::Captcha;
use crate::domain::error::AppError;
use crate::domain::text::common::Common;
use crate::domain::text::entry::EntryText as T;
use crate::ui::parts::field::{Problems, control_id, has_problem, invalid_mark};
use crate::ui::parts::load::{Load, transition};
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::Posting;
use crate::ui::preference::{t, tf};

/// The captcha that a form always asks for. Its fields are `captcha_id` and `captcha`.
#[component]
pub fn CaptchaField(
    /// What the form sends.
    post: Posting,
    /// Tells its ids from those of another form on the page.
    #[prop(optional)]
    form: &'static str,
) -> impl IntoView {
    let asked = RwSignal::new(0_u32);
    let due = Memo::new(move |_| (post.answers(), asked.get()));
    let captcha = Load::new(move || due.get(), |_| issue_captcha());
    let shown = move || async move {
        match captcha.await {
            Ok(captcha) => {
                let drawn = due.get_untracked();
                let stale = Signal::derive(move || due.get() != drawn);
                view! { <Picture captcha=captcha stale=stale post=post form=form asked=asked/> }.into_any()
            }
            Err(error) => view! { <ErrorBox error=Signal::stored(Some(error))/> }.into_any(),
        }
    };
    transition(shown)
}

/// The captcha that is asked for once a form was refused for want of it, or from the first try on.
#[component]
pub fn CaptchaWhenDue(
    /// What the form sends.
    post: Posting,
    /// Whether it is asked for from the first try on.
    always: bool,
) -> impl IntoView {
    let error = post.error();
    let due = Memo::new(move |before: Option<&bool>| {
        always || before == Some(&true) || error.with(|e: &Option<AppError>| has_problem(e, "captcha"))
    });
    move || due.get().then(|| view! { <CaptchaField post=post/> }.into_any())
}

#[component]
fn Picture(
    captcha: Captcha,
    /// Another one is on its way: what is typed now would be gone with this one.
    stale: Signal<bool>,
    post: Posting,
    form: &'static str,
    asked: RwSignal<u32>,
) -> impl IntoView {
    let error = post.error();
    let id = control_id(form, "captcha");
    let (help_id, sum_id) = (format!("{id}-help"), format!("{id}-sum"));
    let described = format!("{help_id} {sum_id}");
    let sum = tf(T::CaptchaSum, &[&captcha.sum.0.to_string(), &captcha.sum.1.to_string()]);
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>
                {t(T::Captcha)} " " <span class="field__mark">{t(Common::Required)}</span>
            </label>
            <input type="hidden" name="captcha_id" value=captcha.id.to_string()/>
            <div class="captcha" aria-busy=move || stale.get().then_some("true")>
                <img class="captcha__picture" src=captcha.picture alt=t(T::CaptchaPicture)/>
                <input class="control" id=id name="captcha" required=true autocomplete="off" autocapitalize="none"
                    spellcheck="false" readonly=stale aria-invalid=invalid_mark(error, "captcha") aria-describedby=described/>
                <button type="button" class="button button--quiet needs-script" on:click=move |_| asked.update(|n| *n += 1)>
                    {t(T::CaptchaOther)}
                </button>
            </div>
            <span class="field__help" id=help_id>{t(T::CaptchaHelp)}</span>
            <span class="field__help" id=sum_id>{sum}</span>
            <Problems error=error path="captcha"/>
        </div>
    }
    .into_any()
}
