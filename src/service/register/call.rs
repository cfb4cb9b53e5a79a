//! 通知报送 (E-095, E-096): what an association publishes stands in the register of each society, which answers there;
//! the association sees the answers, and who has not answered.

use std::collections::BTreeMap;

use super::{definition, next_row, save};
use crate::domain::access::Action;
use crate::domain::error::AppError;
use crate::domain::form::{Answer, clean, stage};
use crate::domain::ids::OrgId;
use crate::domain::notification::NotificationKind;
use crate::domain::org::{Org, named_in};
use crate::domain::record::{PARTY_NOTICES, RecordState, SocietyAnswer};
use crate::domain::workflow::PARTY_ANSWER;
use crate::service::Ctx;
use crate::service::notification::{self, Said, To, tell};
use crate::store;
use crate::store::db::Tx;
use crate::store::record::RecordRow;

/// The register of what an association publishes.
const CALLS: &str = "party_call";
/// Whom it reaches.
const SOCIETY: &str = "society";
/// 指定学会
const CHOSEN: &str = "指定学会";
/// Most characters of an answer in the list of all.
const TEXT_MAX: usize = 120;

/// Brings the registers of the societies in line with a call that was saved as valid; what they have answered stays.
///
/// # Errors
/// `Invalid` at `units` with every name that is no society of the association.
pub(super) async fn spread(ctx: &Ctx, tx: &mut Tx, call: &RecordRow) -> Result<(), AppError> {
    if call.register != CALLS || call.state != RecordState::Valid.key() {
        return Ok(());
    }
    let definition = definition(ctx, PARTY_NOTICES)?;
    let societies = addressed(tx, call).await?;
    let mut copies: BTreeMap<OrgId, RecordRow> = copies_of(tx, call).await?;
    for society in &societies {
        let before = copies.remove(&society.id);
        let notice = stage::part_of(definition, &call.answer);
        let answer = match &before {
            Some(copy) => {
                let open = stage::at(definition, &copy.state);
                let own = stage::part_of(&open, &copy.answer);
                Answer(notice.0.into_iter().chain(own.0).collect())
            }
            None => notice,
        };
        if before.as_ref().is_some_and(|copy| copy.answer == answer) {
            continue;
        }
        store::record::bump_revision(tx, society.id, PARTY_NOTICES);
        let state = before.as_ref().map_or(PARTY_ANSWER.states[0].key, |copy| copy.state.as_str()).to_owned();
        let source = Some(call.id.to_string());
        let row = RecordRow { state, ..next_row(ctx, definition, society.id, before.as_ref(), source, answer) };
        save::write(ctx, tx, definition, before.as_ref(), &row, Some("record.publish")).await?;
        if before.is_none() {
            let (subject, link) = (row.id.to_string(), format!("/registers/{PARTY_NOTICES}/{}", row.id));
            let publisher = ctx.actor.as_ref().map(|actor| actor.org_name.clone()).unwrap_or_default();
            let args = [publisher.as_str(), row.title.as_str()];
            let said = Said { kind: NotificationKind::NoticePublished, subject: &subject, link: &link, args: &args };
            tell(ctx, tx, To::In(Action::EditRecord, society.id, society.id), said).await?;
        }
    }
    // Those that it is no longer for.
    for copy in copies.into_values() {
        drop_copy(ctx, tx, &copy).await?;
    }
    Ok(())
}

/// Takes a call back that is deleted: it leaves the registers of the societies.
pub(super) async fn withdraw(ctx: &Ctx, tx: &mut Tx, call: &RecordRow) -> Result<(), AppError> {
    if call.register != CALLS {
        return Ok(());
    }
    for copy in copies_of(tx, call).await?.into_values() {
        drop_copy(ctx, tx, &copy).await?;
    }
    Ok(())
}

async fn drop_copy(ctx: &Ctx, tx: &mut Tx, copy: &RecordRow) -> Result<(), AppError> {
    store::record::bump_revision(tx, copy.org, PARTY_NOTICES);
    let name = ctx.actor.as_ref().map(|actor| actor.name.as_str()).unwrap_or_default();
    store::record::delete(tx, copy.id, copy.version, ctx.now, name).await?;
    let payload = serde_json::json!({ "register": PARTY_NOTICES, "title": copy.title, "before": copy.answer });
    store::event::append(tx, &ctx.event(copy.org, "record.delete", "record", copy.id, payload)).await?;
    notification::settle(ctx, tx, &copy.id.to_string(), copy.org).await
}

async fn copies_of(tx: &mut Tx, call: &RecordRow) -> Result<BTreeMap<OrgId, RecordRow>, AppError> {
    let copies = store::record_source::select_from(tx, call.id, PARTY_NOTICES).await?;
    Ok(copies.into_iter().map(|copy| (copy.org, copy)).collect())
}

/// The enabled societies that a call is for.
async fn addressed(tx: &mut Tx, call: &RecordRow) -> Result<Vec<Org>, AppError> {
    let mut societies = store::org::select_scope_of_kind(tx, call.org, SOCIETY).await?;
    societies.retain(|society| society.enabled);
    if call.answer.text("audience") != CHOSEN {
        return Ok(societies);
    }
    named_in(call.answer.text("units"), societies, "units").map_err(|problems| AppError::Invalid { problems })
}

/// What each society that received a call has answered, those without an answer first.
pub(super) async fn answers(tx: &mut Tx, call: &RecordRow) -> Result<Vec<SocietyAnswer>, AppError> {
    if call.register != CALLS {
        return Ok(Vec::new());
    }
    let societies = store::org::select_scope_of_kind(tx, call.org, SOCIETY).await?;
    let mut copies = copies_of(tx, call).await?;
    let answer = |society: Org| {
        let copy = copies.remove(&society.id)?;
        let answered = copy.state != PARTY_ANSWER.states[0].key;
        Some(SocietyAnswer {
            org_name: society.name,
            record: copy.id,
            answered_at: answered.then_some(copy.updated_at),
            text: clean::clip(&clean::line(copy.answer.text("feedback")), TEXT_MAX),
        })
    };
    let mut found: Vec<SocietyAnswer> = societies.into_iter().filter_map(answer).collect();
    found.sort_by_key(|answer| answer.answered_at.is_some());
    Ok(found)
}
