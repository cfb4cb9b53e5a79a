//! Mail and short messages that were sent, or that wait.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::api::outbox::list_outbox;
use crate::domain::outbox::{OutboxLine, OutboxView};
use crate::domain::text::letter::OutboxText as T;
use crate::ui::pages::frame::PublicBar;
use crate::ui::parts::list::EmptyState;
use crate::ui::parts::load::Load;
use crate::ui::preference::t;

/// `/outbox`: in the demo for everybody, else for the administrator of the association.
#[component]
pub fn Outbox() -> impl IntoView {
    let outbox = Load::once(list_outbox);
    outbox.shown(move |outbox| {
        view! {
            <Title text=t(T::Title)/>
            <PublicBar/>
            <main class="page" id="content">
                <h1 class="page__title">{t(T::Title)}</h1>
                <Notices outbox=outbox.clone()/>
                {list(outbox.lines)}
            </main>
        }
        .into_any()
    })
}

#[component]
fn Notices(outbox: OutboxView) -> impl IntoView {
    let said = match (outbox.shelf, outbox.email, outbox.sms) {
        (true, ..) => vec![T::ShelfNote],
        (false, email, sms) => {
            [(!email).then_some(T::EmailMissing), (!sms).then_some(T::SmsMissing)].into_iter().flatten().collect()
        }
    };
    said.into_iter().map(|key| view! { <p class="notice notice--info">{t(key)}</p> }).collect_view()
}

fn list(lines: Vec<OutboxLine>) -> AnyView {
    if lines.is_empty() {
        return view! { <EmptyState title=t(T::Empty)><span></span></EmptyState> }.into_any();
    }
    let rows = lines.into_iter().map(row).collect_view();
    let head = [T::Created, T::Channel, T::Recipient, T::Content, T::Tries, T::Fault]
        .map(|key| view! { <th scope="col">{t(key)}</th> });
    view! {
        <div class="table-frame" tabindex="0" role="region" aria-label=t(T::Title)>
            <table class="table">
                <thead><tr>{head.into_iter().collect_view()}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(line: OutboxLine) -> AnyView {
    let content = match line.body.as_str() {
        "" => view! { <span class="quiet">{t(T::SecretBody)}</span> }.into_any(),
        body => view! { <span class="outbox__body">{body.to_owned()}</span> }.into_any(),
    };
    let subject = (!line.subject.is_empty()).then(|| view! { <strong>{line.subject.clone()}</strong> <br/> });
    view! {
        <tr>
            <td class="when">{line.created_at.minute_text()}</td>
            <td>{t(line.channel.name())} <br/> <span class="badge">{t(line.state.name())}</span></td>
            <td>{line.recipient}</td>
            <td>{subject}{content}</td>
            <td>{line.tries}</td>
            <td>{line.fault}</td>
        </tr>
    }
    .into_any()
}
