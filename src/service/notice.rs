//! Notices: written by a unit, previewed, published with 30 seconds to undo, read by the units below (S-029, S-030,
//! MSG-01, MSG-05).

use serde_json::json;

use super::notification::{self, Said};
use super::{Ctx, file, live, portal};
use crate::domain::access::{Action, decide};
use crate::domain::error::{AppError, Conflict, Reason, ReasonCode};
use crate::domain::form::clean;
use crate::domain::ids::{FileId, NoticeId, OrgId};
use crate::domain::message::{UNDO_MS, undo_left};
use crate::domain::notice::{
    NamedUnit, NewNotice, NoticeDraft, NoticeList, NoticePreview, NoticeState, NoticeStep, NoticeView, PAGE, Readers,
    UNITS_PAGE, check_publishing,
};
use crate::domain::notification::NotificationKind;
use crate::domain::org::Relation;
use crate::domain::time::Instant;
use crate::store;
use crate::store::db::Tx;
use crate::store::notice::{Narrowing, Reader, Stored};

/// Units that a search offers.
const FOUND: i64 = 40;
/// People who have not read it, that a page names.
const UNREAD_NAMED: i64 = 200;

/// The actor as a reader of notices.
///
/// # Errors
/// `NotSignedIn`.
pub fn reader(ctx: &Ctx) -> Result<Reader, AppError> {
    let actor = ctx.actor()?;
    Ok(Reader { org: actor.org, account: actor.account, now: ctx.now })
}

/// Notices that the actor may read, or those of the own unit, a page at a time from 1.
///
/// # Errors
/// `NotSignedIn`; `Denied` for the unit's own without the right to publish.
pub async fn list_notices(
    ctx: &Ctx,
    own: bool,
    words: &str,
    unread_only: bool,
    page: i64,
) -> Result<NoticeList, AppError> {
    let (actor, reader) = (ctx.actor()?, reader(ctx)?);
    let may = decide(actor, Action::PublishNotice, Relation::Own);
    let (words, offset) = (words.trim(), (page.max(1) - 1).saturating_mul(PAGE));
    let mut tx = ctx.app.db.read().await?;
    let (rows, total) = if own {
        ctx.require(&mut tx, Action::PublishNotice, actor.org).await?;
        store::notice::select_own(&mut tx, actor.org, words, ctx.today(), offset).await?
    } else {
        store::notice::select_readable(&mut tx, reader, Narrowing { words, unread_only }, offset).await?
    };
    Ok(NoticeList { rows, total, unread: tx.count(store::notice::unread(reader)).await?, may_publish: may.is_ok() })
}

/// The notice of a unit for which the actor announces.
async fn own(ctx: &Ctx, tx: &mut Tx, id: NoticeId) -> Result<Stored, AppError> {
    let stored = store::notice::select(tx, id).await?.ok_or(AppError::NotFound)?;
    if stored.org != ctx.actor()?.org {
        return Err(AppError::NotFound);
    }
    ctx.require(tx, Action::PublishNotice, stored.org).await?;
    Ok(stored)
}

fn step(stored: &Stored, step: NoticeStep) -> Result<NoticeState, AppError> {
    stored.state.next(step).map_err(|reason| AppError::Denied { reasons: vec![reason] })
}

/// A notice that the actor may read, or one of the own unit; reading it is noted.
///
/// # Errors
/// `NotFound` for everybody else, and for readers before it is published and after it is withdrawn.
pub async fn find_notice(ctx: &Ctx, id: NoticeId) -> Result<NoticeView, AppError> {
    let (actor, reader) = (ctx.actor()?, reader(ctx)?);
    let mut tx = ctx.app.db.read().await?;
    let stored = store::notice::select(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let read = store::notice::select_read(&mut tx, id, reader).await?;
    let own = stored.org == actor.org && decide(actor, Action::PublishNotice, Relation::Own).is_ok();
    if read.is_none() && !own {
        return Err(AppError::NotFound);
    }
    let read_of = match (own, stored.visible_at) {
        (true, Some(_)) => {
            let (_, people, read) = store::notice::count_readers(&mut tx, id).await?;
            Some((read, people))
        }
        _ => None,
    };
    drop(tx);
    if read == Some(false) && actor.viewer.is_none() {
        let mut tx = ctx.app.db.write().await?;
        store::notice::insert_read(&mut tx, id, actor.account, ctx.now).await?;
        live::tell_accounts(&mut tx, &[actor.account], ctx.now);
        tx.commit().await?;
    }
    let left = stored.visible_at.map(|at| undo_left(Instant(at.0 - UNDO_MS), ctx.now).unwrap_or(0));
    let undo_ms = left.filter(|_| own && stored.state == NoticeState::Published).unwrap_or(0);
    Ok(NoticeView {
        row: stored.row(read == Some(false), ctx.today()),
        body: stored.body,
        files: stored.files,
        author: stored.author_name,
        own,
        read_of,
        undo_ms,
        version: stored.version,
    })
}

/// Whether the actor may read what is attached to a notice that visitors do not read; none when there is no such
/// notice.
///
/// # Errors
/// `NotSignedIn`.
pub async fn may_read_files(ctx: &Ctx, tx: &mut Tx, holder: &str) -> Result<Option<bool>, AppError> {
    let (actor, reader) = (ctx.actor()?, reader(ctx)?);
    let Ok(id) = holder.parse::<NoticeId>() else { return Ok(None) };
    let Some(stored) = store::notice::select(tx, id).await? else { return Ok(None) };
    let own = stored.org == actor.org && decide(actor, Action::PublishNotice, Relation::Own).is_ok();
    Ok(Some(own || store::notice::select_read(tx, id, reader).await?.is_some()))
}

/// Marks everything that the actor may read as read.
///
/// # Errors
/// `NotSignedIn`.
pub async fn read_all(ctx: &Ctx) -> Result<(), AppError> {
    let reader = reader(ctx)?;
    let mut tx = ctx.app.db.write().await?;
    store::notice::insert_all_read(&mut tx, reader).await?;
    live::tell_accounts(&mut tx, &[reader.account], ctx.now);
    Ok(tx.commit().await?)
}

/// What the page of writing starts with: a draft or withdrawn notice, or nothing; and what a search found.
///
/// # Errors
/// `NotFound` for a notice of another unit; `Denied` without the right to publish, and for a published one.
pub async fn find_draft(ctx: &Ctx, id: Option<NoticeId>, find: Option<&str>) -> Result<NoticeDraft, AppError> {
    let org = ctx.actor()?.org;
    let mut tx = ctx.app.db.read().await?;
    let mut draft = match id {
        Some(id) => {
            let stored = own(ctx, &mut tx, id).await?;
            step(&stored, NoticeStep::Save)?;
            draft_view(ctx, &mut tx, stored).await?
        }
        None => {
            ctx.require(&mut tx, Action::PublishNotice, org).await?;
            let kind_names = kinds(ctx, &mut tx, org).await?;
            let may_be_public = portal::may_be_public(ctx, &mut tx).await?;
            NoticeDraft { everyone: true, kind_names, may_be_public, ..NoticeDraft::default() }
        }
    };
    if let Some(words) = find {
        draft.found = store::notice::search_below(&mut tx, org, words.trim(), FOUND).await?;
        draft.found.retain(|(found, _)| draft.orgs.iter().all(|(org, _)| org != found));
    }
    Ok(draft)
}

async fn kinds(ctx: &Ctx, tx: &mut Tx, org: OrgId) -> Result<Vec<(String, crate::domain::text::Label)>, AppError> {
    let below = store::notice::select_kinds_below(tx, org).await?;
    let known = ctx.catalog.org_kinds().iter().filter(|kind| below.contains(&kind.key));
    Ok(known.map(|kind| (kind.key.clone(), kind.name.clone())).collect())
}

async fn draft_view(ctx: &Ctx, tx: &mut Tx, stored: Stored) -> Result<NoticeDraft, AppError> {
    Ok(NoticeDraft {
        id: Some(stored.id),
        title: stored.title,
        body: stored.body,
        everyone: stored.audience.everyone,
        kinds: stored.audience.kinds,
        orgs: store::message::select_names(tx, &stored.audience.orgs).await?,
        pinned_until_on: stored.pinned_until_on,
        files: stored.files,
        category: stored.category,
        public: stored.public,
        may_be_public: portal::may_be_public(ctx, tx).await?,
        saved_at: Some(stored.updated_at),
        version: stored.version,
        kind_names: kinds(ctx, tx, stored.org).await?,
        found: Vec::<NamedUnit>::new(),
    })
}

/// Saves a draft of the own unit; a withdrawn notice is a draft again.
///
/// # Errors
/// `NotFound` for a notice of another unit and for units that do not stand below, exactly as for missing ones;
/// `Denied` without the right; `Invalid` with every problem; `Conflict` when somebody else changed it first.
pub async fn save_draft(ctx: &Ctx, id: Option<NoticeId>, version: i64, new: NewNotice) -> Result<NoticeId, AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.write().await?;
    let before = match id {
        Some(id) => Some(own(ctx, &mut tx, id).await?),
        None => {
            ctx.require(&mut tx, Action::PublishNotice, actor.org).await?;
            None
        }
    };
    if let Some(before) = &before {
        step(before, NoticeStep::Save)?;
    }
    for org in &new.audience.orgs {
        if !store::org::select_relation(&mut tx, actor.org, *org).await?.is_below() {
            return Err(AppError::NotFound);
        }
    }
    let read = new.read();
    let mut audience = new.audience;
    audience.kinds.retain(|kind| ctx.catalog.org_kind(kind).is_some());
    if new.public {
        portal::public_right(ctx, &mut tx).await?.map_err(|reasons| AppError::Denied { reasons })?;
    }
    let mut stored = Stored {
        id: id.unwrap_or_else(NoticeId::fresh),
        org: actor.org,
        org_name: actor.org_name.clone(),
        state: NoticeState::Draft,
        title: clean::line(&new.title),
        body: clean::area(&new.body),
        audience,
        pinned_until_on: None,
        files: new.files,
        category: new.category,
        public: new.public,
        updated_at: ctx.now,
        author: actor.account,
        author_name: actor.name.clone(),
        visible_at: None,
        version,
    };
    let holder = stored.id.to_string();
    let ids: Vec<FileId> = stored.files.iter().map(|f| f.file).collect();
    let known = store::file::select_many(&mut tx, stored.org, &ids).await?;
    let mut problems = file::adopt(ctx, "files", &mut stored.files, &known, &holder);
    match read {
        Ok(pinned) => stored.pinned_until_on = pinned,
        Err(wrong) => problems.extend(wrong),
    }
    if !problems.is_empty() {
        return Err(AppError::Invalid { problems });
    }
    if !store::notice::upsert_draft(&mut tx, &stored).await? {
        let (changed_by, changed_at, version) =
            before.map_or((String::new(), ctx.now, 0), |b| (b.author_name, b.updated_at, b.version));
        return Err(AppError::Conflict(Conflict { changed_by, changed_at, version, stored: None }));
    }
    store::file::detach(&mut tx, &holder);
    store::file::attach(&mut tx, stored.org, &ids, &holder);
    tx.commit().await?;
    Ok(stored.id)
}

async fn readers_of(tx: &mut Tx, id: NoticeId, unit: Option<OrgId>, page: i64) -> Result<Readers, AppError> {
    let (unit_total, people, read) = store::notice::count_readers(tx, id).await?;
    let offset = (page.max(1) - 1).saturating_mul(UNITS_PAGE);
    Ok(Readers {
        units: store::notice::select_readers(tx, id, offset, UNITS_PAGE).await?,
        unit_total,
        people,
        read,
        unread: store::notice::select_unread(tx, id, unit, UNREAD_NAMED).await?,
    })
}

/// What will be published, and whom it really reaches (MSG-05).
///
/// # Errors
/// `NotFound` for a notice of another unit; `Denied` unless it is a draft.
pub async fn preview(ctx: &Ctx, id: NoticeId, page: i64) -> Result<NoticePreview, AppError> {
    let mut tx = ctx.app.db.read().await?;
    let stored = own(ctx, &mut tx, id).await?;
    step(&stored, NoticeStep::Publish)?;
    Ok(NoticePreview {
        problems: check_publishing(&stored.title, &stored.body),
        readers: readers_of(&mut tx, id, None, page).await?,
        org_name: stored.org_name.clone(),
        draft: draft_view(ctx, &mut tx, stored).await?,
    })
}

/// Publishes a draft; its readers see it 30 seconds later.
///
/// # Errors
/// `NotFound` for a notice of another unit; `Denied` unless it is a draft; `Invalid` with every problem.
pub async fn publish(ctx: &Ctx, id: NoticeId) -> Result<(), AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.write().await?;
    let stored = own(ctx, &mut tx, id).await?;
    let to = step(&stored, NoticeStep::Publish)?;
    let problems = check_publishing(&stored.title, &stored.body);
    if !problems.is_empty() {
        return Err(AppError::Invalid { problems });
    }
    let visible = ctx.now.plus_ms(UNDO_MS);
    if !store::notice::update_published(&mut tx, id, visible).await? {
        return Err(AppError::denied(ReasonCode::StateForbids, &[&to.name().0.zh]));
    }
    // Who writes it has read it.
    store::notice::insert_read(&mut tx, id, actor.account, ctx.now).await?;
    live::tell_everybody(&mut tx, visible);
    let (subject, link) = (id.to_string(), format!("/notices/{id}"));
    let wanting = store::notice::select_wanting(&mut tx, id, actor.account).await?;
    let args = [stored.org_name.as_str(), &stored.title];
    let said = Said { kind: NotificationKind::NoticePublished, subject: &subject, link: &link, args: &args };
    notification::send(ctx, &mut tx, &wanting, said, visible).await?;
    let payload = json!({ "title": stored.title, "audience": stored.audience, "visible_at": visible,
        "category": stored.category, "public": stored.public });
    store::event::append(&mut tx, &ctx.event(stored.org, "notice.publish", "notice", id, payload)).await?;
    Ok(tx.commit().await?)
}

/// Makes a published notice that nobody has seen yet a draft again.
///
/// # Errors
/// `NotFound` for a notice of another unit; `Denied` after 30 seconds.
pub async fn undo(ctx: &Ctx, id: NoticeId) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    let stored = own(ctx, &mut tx, id).await?;
    step(&stored, NoticeStep::Undo)?;
    if !store::notice::update_unpublished(&mut tx, id, ctx.now).await? {
        return Err(AppError::Denied { reasons: vec![Reason::new(ReasonCode::UndoExpired, &[])] });
    }
    store::outbox::delete_waiting(&mut tx, &id.to_string()).await?;
    let payload = json!({ "title": stored.title });
    store::event::append(&mut tx, &ctx.event(stored.org, "notice.undo", "notice", id, payload)).await?;
    Ok(tx.commit().await?)
}

/// Takes a published notice away from its readers.
///
/// # Errors
/// `NotFound` for a notice of another unit; `Denied` unless it is published.
pub async fn withdraw(ctx: &Ctx, id: NoticeId) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    let stored = own(ctx, &mut tx, id).await?;
    let to = step(&stored, NoticeStep::Withdraw)?;
    if !store::notice::update_withdrawn(&mut tx, id).await? {
        return Err(AppError::denied(ReasonCode::StateForbids, &[&to.name().0.zh]));
    }
    live::tell_everybody(&mut tx, ctx.now);
    store::outbox::delete_waiting(&mut tx, &id.to_string()).await?;
    let payload = json!({ "title": stored.title });
    store::event::append(&mut tx, &ctx.event(stored.org, "notice.withdraw", "notice", id, payload)).await?;
    Ok(tx.commit().await?)
}

/// Removes a draft for good.
///
/// # Errors
/// `NotFound` for a notice of another unit; `Denied` unless it is a draft.
pub async fn delete_notice(ctx: &Ctx, id: NoticeId) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    let stored = own(ctx, &mut tx, id).await?;
    step(&stored, NoticeStep::Delete)?;
    store::file::detach(&mut tx, &id.to_string());
    store::notice::delete(&mut tx, id).await?;
    Ok(tx.commit().await?)
}

/// Who has read a notice of the own unit, by unit, and the names of those who have not.
///
/// # Errors
/// `NotFound` for a notice of another unit and before it is published.
pub async fn find_readers(
    ctx: &Ctx,
    id: NoticeId,
    unit: Option<OrgId>,
    page: i64,
) -> Result<(String, Readers), AppError> {
    let mut tx = ctx.app.db.read().await?;
    let stored = own(ctx, &mut tx, id).await?;
    if stored.visible_at.is_none() {
        return Err(AppError::NotFound);
    }
    Ok((stored.title, readers_of(&mut tx, id, unit, page).await?))
}
