//! Those who decide the case of a record together: who has voted what, who is awaited and since when (WFL-05).

use leptos::prelude::*;

use crate::domain::case::PanelView;
use crate::domain::text::panel::PanelText as T;
use crate::domain::text::{Lang, Text};
use crate::domain::time::Instant;
use crate::domain::workflow::Tone;
use crate::domain::workflow::panel::{Panel, Seat};
use crate::domain::workflow::tally::{Mode, Vote};
use crate::ui::parts::action::{Button, Look};
use crate::ui::parts::badge::tone_class;
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::preference::{t, tf, use_lang};

/// How they decide, in words.
pub fn mode_words(mode: Mode, veto: bool, lang: Lang) -> String {
    let name = match mode {
        Mode::Share(share) => T::ShareOf.fill(lang, &[&(share / 100).to_string()]),
        other => other.name().text(lang).to_owned(),
    };
    if veto { T::WithVeto.fill(lang, &[&name]) } else { name }
}

/// The seats with their votes; `record` is the one whose case it is, `arrived` when it came.
pub fn seats(view: &PanelView, record: &str, arrived: Instant, withdraw: Posting) -> AnyView {
    let panel = &view.panel;
    let (missing, since) = (panel.missing(), panel.since(arrived));
    let line = |(number, seat): (usize, &Seat)| {
        let awaited = missing.contains(&number).then_some(since);
        let back = view.own.contains(&number) && seat.ballot.is_some();
        let back = back.then(|| withdraw_form(record, number, withdraw));
        view! {
            <li class="timeline__step">
                <div class="timeline__head">
                    <span class="timeline__verb">{seat.person.name.clone()}</span>
                    {vote(seat, awaited)}
                </div>
                {details(seat)}
                {back}
            </li>
        }
        .into_any()
    };
    let lines = panel.seats.iter().enumerate().map(line).collect_view();
    view! {
        <h3 id="panel-title">{t(T::Title)}</h3>
        <p>{mode_words(panel.mode, panel.veto, use_lang())}</p>
        <ErrorBox error=withdraw.error()/>
        <ol class="timeline" id="panel" aria-labelledby="panel-title">{lines}</ol>
    }
    .into_any()
}

fn vote(seat: &Seat, awaited: Option<Instant>) -> AnyView {
    let (words, tone) = match (&seat.ballot, awaited) {
        (Some(ballot), _) => {
            let tone = if ballot.vote == Vote::Yes { Tone::Success } else { Tone::Danger };
            (t(ballot.vote.name()).to_owned(), tone)
        }
        (None, Some(since)) => (tf(T::Missing, &[&since.minute_text()]), Tone::Waiting),
        (None, None) if seat.able => (t(T::NotYet).to_owned(), Tone::Neutral),
        (None, None) => (t(T::Left).to_owned(), Tone::Neutral),
    };
    view! { <span class=tone_class(tone)>{words}</span> }.into_any()
}

fn details(seat: &Seat) -> Option<AnyView> {
    let ballot = seat.ballot.as_ref()?;
    let deputy = (ballot.by.account != seat.person.account)
        .then(|| view! { <span class="quiet">{tf(T::VotedBy, &[&ballot.by.name])}" "</span> }.into_any());
    let opinion = (!ballot.opinion.is_empty())
        .then(|| view! { <p class="timeline__opinion">{ballot.opinion.clone()}</p> }.into_any());
    let at = ballot.at.minute_text();
    Some(view! { {deputy} <time class="quiet">{at}</time> {opinion} }.into_any())
}

fn withdraw_form(record: &str, number: usize, post: Posting) -> AnyView {
    let (record, id, label) = (record.to_owned(), format!("withdraw-vote-{number}"), t(T::Withdraw).to_owned());
    view! {
        <PostForm post=post>
            <input type="hidden" name="id" value=record/>
            <input type="hidden" name="seat" value=number.to_string()/>
            <Button id=id label=label look=Look::Plain submit="withdraw" busy=post.pending()/>
        </PostForm>
    }
    .into_any()
}

/// The seat that a form is about: a choice where there are several.
pub fn seat_field(id: &'static str, label: T, panel: &Panel, numbers: &[usize]) -> Option<AnyView> {
    if numbers.len() < 2 {
        let number = numbers.first()?.to_string();
        return Some(view! { <input type="hidden" name="seat" value=number/> }.into_any());
    }
    // What is missing stands first: it is chosen unless another is.
    let missing = panel.missing();
    let (first, rest): (Vec<usize>, Vec<usize>) = numbers.iter().partition(|number| missing.contains(number));
    let options = first.into_iter().chain(rest).filter_map(|number| {
        let name = panel.seats.get(number)?.person.name.clone();
        Some(view! { <option value=number.to_string()>{name}</option> }.into_any())
    });
    let options = options.collect_view();
    let field = view! {
        <div class="field">
            <label class="field__label" for=id>{t(label)}</label>
            <select class="control" id=id name="seat">{options}</select>
        </div>
    };
    Some(field.into_any())
}
