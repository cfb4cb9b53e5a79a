//! The case of a record: who has it, since when, what can be done and why not, every step so far.

use leptos::prelude::*;

use super::panel;
use crate::api::case::{ActOnCase, HandOverCase, UrgeCase, WithdrawVote};
use crate::domain::case::{CaseView, Colleague, Move, PanelView, Stage};
use crate::domain::error::Reason;
use crate::domain::text::case::CaseText as T;
use crate::domain::text::common::Common;
use crate::domain::text::panel::PanelText;
use crate::domain::workflow::Tone;
use crate::domain::workflow::deadline::Due;
use crate::ui::parts::action::{Button, Look};
use crate::ui::parts::field::OpinionField;
use crate::ui::parts::flow::FlowPicture;
use crate::ui::parts::message::ErrorBox;
use crate::ui::parts::post::{PostForm, Posting};
use crate::ui::parts::timeline::Timeline;
use crate::ui::preference::{t, tf, use_lang};

/// What is done with a case; shared with the page, which reads anew after it.
#[derive(Clone, Copy)]
pub struct CaseActs {
    act: Posting,
    hand_over: Posting,
    urge: Posting,
    withdraw: Posting,
}

impl CaseActs {
    /// Of the page that asks.
    pub fn of_page() -> Self {
        let (done, handed_over, urged) = (t(T::Done), t(T::HandedOver), t(T::Urged));
        let withdrawn = t(PanelText::Withdrawn);
        Self {
            act: Posting::to::<ActOnCase>().saying(move |_| done.to_owned()),
            hand_over: Posting::to::<HandOverCase>().saying(move |_| handed_over.to_owned()),
            urge: Posting::to::<UrgeCase>().saying(move |_| urged.to_owned()),
            withdraw: Posting::to::<WithdrawVote>().saying(move |_| withdrawn.to_owned()),
        }
    }

    /// How many answers have come after which the page is another; tracked.
    pub fn changes(self) -> u32 {
        [self.act, self.hand_over, self.urge, self.withdraw].into_iter().map(Posting::changes).sum()
    }
}

/// The id of the panel.
pub const ID: &str = "case";

/// The panel beside a record, in a chunk of its own: most registers have no cases.
#[lazy]
pub fn case_panel(case: CaseView, acts: CaseActs) -> AnyView {
    let place = place(&case);
    let due = due(&case);
    let id = case.record.to_string();
    let urge = case.urge.map(|reasons| urge_form(id.clone(), reasons, acts.urge));
    let panel = case.panel.as_ref();
    let seats = panel.zip(case.since).map(|(panel, since)| panel::seats(panel, &id, since, acts.withdraw));
    let own = panel.filter(|panel| !panel.own.is_empty()).map(voting);
    let steps = step_form(id.clone(), case.version, case.moves, case.stages, own, acts.act);
    let to_hand =
        panel.and_then(|view| panel::seat_field("hand-over-seat", PanelText::SeatOf, &view.panel, &view.to_hand));
    let colleagues =
        (!case.colleagues.is_empty()).then(|| hand_over_form(id, case.colleagues, to_hand, acts.hand_over));
    let timeline = (!case.timeline.is_empty())
        .then(|| view! { <h3>{t(Common::Timeline)}</h3> <Timeline steps=case.timeline/> }.into_any());
    view! {
        <aside class="sheet case" id=ID aria-labelledby="case-title">
            <div class="sheet__head"><h2 class="sheet__title" id="case-title">{t(T::Panel)}</h2></div>
            <div class="sheet__body group">
                <p>{place}</p>
                {due}
                {urge}
                {seats}
                {steps}
                {colleagues}
                <FlowPicture drawn=case.picture/>
                {timeline}
            </div>
        </aside>
    }
    .into_any()
}

fn place(case: &CaseView) -> String {
    let since = case.since.map(|at| at.minute_text()).unwrap_or_default();
    match (&case.unit, case.holder.as_str()) {
        (None, _) => t(T::WithNobody).to_owned(),
        (Some(unit), "") => tf(T::WithUnit, &[unit, &since]),
        (Some(unit), holder) => tf(T::WithPerson, &[unit, holder, &since]),
    }
}

fn due(case: &CaseView) -> Option<AnyView> {
    let last = case.due_on.map(|day| day.to_string()).unwrap_or_default();
    match case.due {
        Due::Never => None,
        Due::In(days) => Some(view! { <p class="quiet">{tf(T::DueIn, &[&last, &days.to_string()])}</p> }.into_any()),
        Due::Over(days) => {
            let words = tf(T::Overdue, &[&last, &days.to_string()]);
            Some(view! { <p class="notice notice--danger">{words}</p> }.into_any())
        }
    }
}

fn urge_form(id: String, reasons: Vec<Reason>, post: Posting) -> AnyView {
    view! {
        <PostForm post=post>
            <input type="hidden" name="id" value=id/>
            <ErrorBox error=post.error()/>
            <Button id="urge" label=t(T::Urge).to_owned() submit="urge" reasons=Signal::stored(reasons) busy=post.pending()/>
        </PostForm>
    }
    .into_any()
}

/// That it is a vote, and for whom.
fn voting(view: &PanelView) -> AnyView {
    let seat = panel::seat_field("vote-seat", PanelText::VoteFor, &view.panel, &view.own);
    view! { <p class="quiet">{t(PanelText::Counts)}</p> {seat} }.into_any()
}

fn step_form(
    id: String,
    version: i64,
    moves: Vec<Move>,
    stages: Vec<Stage>,
    voting: Option<AnyView>,
    post: Posting,
) -> Option<AnyView> {
    let lang = use_lang();
    let some_opinion = moves.iter().any(|m| m.reasons.is_empty());
    let buttons = moves.into_iter().map(|one| {
        let look = match one.tone {
            Tone::Success => Look::Main,
            Tone::Danger => Look::Danger,
            Tone::Neutral | Tone::Waiting => Look::Ordinary,
        };
        let (id, label) = (format!("case-{}", one.verb), one.label.text(lang).to_owned());
        let reasons = Signal::stored(one.reasons);
        view! { <Button id=id label=label look=look submit=one.verb reasons=reasons busy=post.pending()/> }.into_any()
    });
    let buttons: Vec<AnyView> = buttons.collect();
    if buttons.is_empty() {
        return None;
    }
    let options = stages
        .into_iter()
        .map(|stage| view! { <option value=stage.number.to_string()>{stage.org_name}</option> }.into_any())
        .collect::<Vec<_>>();
    let stages = (!options.is_empty()).then(|| {
        view! {
            <div class="field">
                <label class="field__label" for="back_to">{t(T::BackTo)}</label>
                <select class="control" id="back_to" name="back_to">{options}</select>
            </div>
        }
        .into_any()
    });
    let opinion = some_opinion
        .then(|| view! { <OpinionField post=post label=t(Common::Opinion) help=t(T::OpinionHelp)/> }.into_any());
    let form = view! {
        <PostForm post=post attr:class="group">
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="version" value=version.to_string()/>
            <ErrorBox error=post.error()/>
            {voting}
            {stages}
            {opinion}
            <div class="actions">{buttons}</div>
        </PostForm>
    };
    Some(form.into_any())
}

fn hand_over_form(id: String, colleagues: Vec<Colleague>, seat: Option<AnyView>, post: Posting) -> AnyView {
    let options = colleagues
        .into_iter()
        .map(|colleague| view! { <option value=colleague.account.to_string()>{colleague.name}</option> }.into_any())
        .collect::<Vec<_>>();
    view! {
        <PostForm post=post>
            <input type="hidden" name="id" value=id/>
            <ErrorBox error=post.error()/>
            {seat}
            <div class="field">
                <label class="field__label" for="hand-over-to">{t(T::HandOverTo)}</label>
                <select class="control" id="hand-over-to" name="to">{options}</select>
            </div>
            <div class="actions">
                <Button id="hand-over" label=t(T::HandOver).to_owned() submit="hand_over" busy=post.pending()/>
            </div>
        </PostForm>
    }
    .into_any()
}
