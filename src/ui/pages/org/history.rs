//! What was done to a unit, the last first.

use leptos::prelude::*;

use super::reasons;
use crate::domain::access::Action as Act;
use crate::domain::org::OrgView;
use crate::domain::org_change::{ChangeKind, OrgChange};
use crate::domain::text::org::OrgText;
use crate::domain::text::org_change::ChangeText;
use crate::ui::preference::{t, tf, use_lang};

/// The history of a unit; who may do such a change finds the way to take it back.
pub(super) fn section(view: &OrgView) -> AnyView {
    let may = |kind: ChangeKind| {
        let action = match kind {
            ChangeKind::Merge => Act::MergeOrg,
            ChangeKind::Split => Act::SplitOrg,
            _ => Act::MoveOrg,
        };
        view.on.is_none() && kind.has_journal() && reasons(view, action).is_empty()
    };
    let org = view.node.org.id;
    let lines = view
        .history
        .iter()
        .map(|change| {
            let back = (may(change.kind) && change.reversed.is_none()).then(|| {
                let href = format!("/orgs/{org}/change?undo={}", change.id);
                view! { <a href=href>{t(ChangeText::Reverse)}</a> }.into_any()
            });
            line(change, back)
        })
        .collect_view();
    let empty = view.history.is_empty().then(|| view! { <p class="empty">{t(OrgText::NoHistory)}</p> });
    view! {
        <section class="sheet sheet--padded" id="history">
            <h2>{t(OrgText::History)}</h2>
            <ol class="timeline" aria-label=t(OrgText::History)>{lines}</ol>
            {empty}
        </section>
    }
    .into_any()
}

/// One change: what, when, by whom, and what became of it.
pub fn line(change: &OrgChange, back: Option<AnyView>) -> AnyView {
    let lang = use_lang();
    let along = change.along(lang).map(|words| view! { <span class="quiet">{words}</span> }.into_any());
    let reversed = change.reversed.as_ref().map(|(at, by)| {
        let words = tf(ChangeText::ReversedBy, &[by, &at.minute_text()]);
        view! { <span class="badge badge--waiting">{words}</span> }.into_any()
    });
    view! {
        <li class="timeline__step">
            <div class="timeline__head">
                <span class="timeline__verb">{change.kind.name().text(lang).to_owned()}</span>
                <span>{change.sentence(lang)}</span>
                {reversed}
                {back}
            </div>
            <span class="quiet">{change.by.clone()} " " <time>{change.at.minute_text()}</time></span>
            {along}
        </li>
    }
    .into_any()
}
