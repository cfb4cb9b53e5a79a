//! The dialog in which somebody whose session has ended signs in again, while everything stays on the page.

use leptos::prelude::*;

use super::captcha::CaptchaWhenDue;
use crate::api::session::Renew;
use crate::domain::account::Actor;
use crate::domain::text::common::Common;
use crate::domain::text::entry::EntryText;
use crate::ui::parts::dialog::Dialog;
use crate::ui::parts::field::TextField;
use crate::ui::parts::guard::Guard;
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::t;

/// The form; another person's sign-in is refused, because what was typed is not theirs.
#[component]
pub fn Renewal(guard: Guard, actor: Actor) -> impl IntoView {
    let ended = guard.ended();
    view! {
        <Dialog id="session" title=t(Common::SessionTitle) open=ended>
            <Form guard=guard actor=actor.clone()/>
        </Dialog>
    }
    .into_any()
}

#[component]
fn Form(guard: Guard, actor: Actor) -> impl IntoView {
    let renew = Posting::to::<Renew>().saying(|_| t(Common::SessionDone).to_owned());
    let error = renew.error();
    Effect::new(move |_| {
        if renew.succeeded() {
            guard.ended().set(false);
        }
    });
    view! {
        <p>{t(Common::SessionBody)}</p>
        <PostForm post=renew attr:class="form">
            <ErrorBox error=error/>
            <input type="hidden" name="account" value=actor.account.to_string()/>
            <input type="hidden" name="org" value=actor.org.to_string()/>
            <TextField name="login" label=t(EntryText::LoginOrMobile) autocomplete="username" form="renew" post=renew/>
            <TextField
                name="password"
                label=t(EntryText::Password)
                kind="password"
                autocomplete="current-password"
                form="renew" post=renew
            />
            <CaptchaWhenDue post=renew always=false/>
            <div class="actions actions--end">
                <a class="button" href="/sign-in" target="_blank">{t(Common::SessionElsewhere)}</a>
                <button class="button button--main" type="submit">{t(Common::SignIn)}</button>
            </div>
        </PostForm>
    }
    .into_any()
}
