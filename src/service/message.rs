//! Messages between people: written, previewed, sent with 30 seconds to undo, read. Only people of the unit directly
//! above, of the own unit and of those below are offered and reached (S-031, MSG-02); whoever wrote may be answered.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::notification::{self, Said};
use super::{Ctx, file, live};
use crate::domain::access::{Action, decide};
use crate::domain::error::{AppError, ProblemCode, Reason, ReasonCode};
use crate::domain::form::clean;
use crate::domain::ids::{AccountId, FileId, MessageId};
use crate::domain::message::{
    MessageBox, MessageDraft, MessageList, MessagePreview, MessageView, NamedTarget, NewMessage, PAGE, Receiver,
    Target, UNDO_MS, check_sending, undo_left,
};
use crate::domain::notification::NotificationKind;
use crate::domain::time::Instant;
use crate::store;
use crate::store::db::Tx;
use crate::store::message::{Narrowing, Reached, Stored};

/// People that a search offers.
const FOUND_PEOPLE: i64 = 40;
/// Units that a search offers.
const FOUND_UNITS: i64 = 10;
/// Words of a search that count.
const WORDS_MAX: usize = 4;

/// A box of the actor, a page at a time from 1.
///
/// # Errors
/// `NotSignedIn`.
pub async fn list_messages(
    ctx: &Ctx,
    which: MessageBox,
    words: &str,
    unread_only: bool,
    page: i64,
) -> Result<MessageList, AppError> {
    let account = ctx.oneself()?.account;
    let mut tx = ctx.app.db.read().await?;
    let by = Narrowing { words: words.trim(), unread_only };
    let offset = (page.max(1) - 1).saturating_mul(PAGE);
    let (rows, total) = store::message::select_page(&mut tx, account, which, by, ctx.now, offset).await?;
    Ok(MessageList {
        rows,
        total,
        unread: tx.count(store::message::unread(account, ctx.now)).await?,
        drafts: tx.count(store::message::drafts(account, ctx.now)).await?,
    })
}

/// The actor's own message, not removed.
async fn own(ctx: &Ctx, tx: &mut Tx, id: MessageId) -> Result<Stored, AppError> {
    let account = ctx.actor()?.account;
    let found = store::message::select(tx, id).await?;
    found.filter(|m| m.sender == account && !m.deleted).ok_or(AppError::NotFound)
}

async fn own_draft(ctx: &Ctx, tx: &mut Tx, id: MessageId) -> Result<Stored, AppError> {
    own(ctx, tx, id).await.and_then(|m| if m.sent { Err(AppError::NotFound) } else { Ok(m) })
}

/// The message that a draft answers, while the actor has it in the inbox.
async fn answered(ctx: &Ctx, tx: &mut Tx, id: Option<MessageId>) -> Result<Option<Stored>, AppError> {
    let Some(id) = id else { return Ok(None) };
    let account = ctx.actor()?.account;
    let received = store::message::select_receipt(tx, id, account, ctx.now).await?.is_some();
    Ok(if received { store::message::select(tx, id).await? } else { None })
}

/// Everybody whom the targets reach by now, each person once; by what the access table says of each unit.
async fn reached(ctx: &Ctx, tx: &mut Tx, from: &Stored) -> Result<Vec<Reached>, AppError> {
    let actor = ctx.actor()?;
    let mut found: Vec<Reached> = store::message::select_reached(tx, from.org, &from.targets)
        .await?
        .into_iter()
        .filter(|(_, relation)| decide(actor, Action::SendMessage, *relation).is_ok())
        .map(|(reached, _)| reached)
        .collect();
    if let Some(answered) = answered(ctx, tx, from.reply_to).await? {
        let sender = Target::Person { account: answered.sender, org: answered.org };
        if from.targets.contains(&sender) {
            found.extend(store::message::select_person(tx, answered.sender, answered.org).await?);
        }
    }
    found.sort();
    let mut seen = BTreeSet::new();
    // Not to oneself, and once to a person who is meant in two units.
    found.retain(|r| r.account != Some(actor.account) && r.account.is_some_and(|account| seen.insert(account)));
    Ok(found)
}

/// Whom a draft is for, with names; what is out of reach by now has no people.
async fn named(ctx: &Ctx, tx: &mut Tx, draft: &Stored) -> Result<Vec<NamedTarget>, AppError> {
    let people = reached(ctx, tx, draft).await?;
    let orgs: Vec<_> = draft.targets.iter().map(|t| t.org()).collect();
    let names: BTreeMap<_, _> = store::message::select_names(tx, &orgs).await?.into_iter().collect();
    let mut named = Vec::with_capacity(draft.targets.len());
    for target in &draft.targets {
        let org_name = names.get(&target.org()).cloned().unwrap_or_default();
        let (name, count) = match target {
            Target::Unit { org } => (String::new(), people.iter().filter(|r| r.org == *org).count()),
            Target::Person { account, .. } => match people.iter().find(|r| r.account == Some(*account)) {
                Some(person) => (person.name.clone(), 1),
                None => match store::account::select(tx, *account).await? {
                    Some(gone) => (gone.name, 0),
                    None => continue,
                },
            },
        };
        named.push(NamedTarget { target: *target, name, org_name, people: i64::try_from(count).unwrap_or(i64::MAX) });
    }
    Ok(named)
}

/// Units and people that the actor can write to, by words of their names; without words the nearest.
///
/// # Errors
/// `NotSignedIn`.
pub async fn search_targets(ctx: &Ctx, words: &str) -> Result<Vec<NamedTarget>, AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.read().await?;
    let words: Vec<&str> = words.split_whitespace().take(WORDS_MAX).collect();
    let mut found = store::message::search_units(&mut tx, actor.org, &words, FOUND_UNITS).await?;
    found.extend(store::message::search_people(&mut tx, actor.org, &words, FOUND_PEOPLE).await?);
    let offered = found.into_iter().filter(|(reached, relation)| {
        reached.account != Some(actor.account) && decide(actor, Action::SendMessage, *relation).is_ok()
    });
    Ok(offered
        .map(|(reached, _)| NamedTarget {
            target: match reached.account {
                Some(account) => Target::Person { account, org: reached.org },
                None => Target::Unit { org: reached.org },
            },
            name: reached.name,
            org_name: reached.org_name,
            people: reached.people,
        })
        .collect())
}

/// What the page of writing starts with: a draft, an answer to a message, or nothing; and what a search found.
///
/// # Errors
/// `NotFound` for a draft of somebody else and for a message that the actor did not receive.
pub async fn find_draft(
    ctx: &Ctx,
    id: Option<MessageId>,
    reply_to: Option<MessageId>,
    find: Option<&str>,
) -> Result<MessageDraft, AppError> {
    ctx.oneself()?;
    let mut draft = match (id, reply_to) {
        (Some(id), _) => {
            let mut tx = ctx.app.db.read().await?;
            let stored = own_draft(ctx, &mut tx, id).await?;
            draft_view(ctx, &mut tx, stored).await?
        }
        (None, Some(id)) => {
            let mut tx = ctx.app.db.read().await?;
            let answered = answered(ctx, &mut tx, Some(id)).await?.ok_or(AppError::NotFound)?;
            let to = Target::Person { account: answered.sender, org: answered.org };
            let there = store::message::select_person(&mut tx, answered.sender, answered.org).await?.is_some();
            MessageDraft {
                subject: answered.subject,
                to: vec![NamedTarget {
                    target: to,
                    name: answered.sender_name,
                    org_name: answered.org_name,
                    people: i64::from(there),
                }],
                reply_to: Some(id),
                ..MessageDraft::default()
            }
        }
        (None, None) => {
            ctx.actor()?;
            MessageDraft::default()
        }
    };
    if let Some(words) = find {
        draft.found = search_targets(ctx, words).await?;
        draft.found.retain(|found| draft.to.iter().all(|to| to.target != found.target));
    }
    Ok(draft)
}

async fn draft_view(ctx: &Ctx, tx: &mut Tx, stored: Stored) -> Result<MessageDraft, AppError> {
    Ok(MessageDraft {
        to: named(ctx, tx, &stored).await?,
        id: Some(stored.id),
        subject: stored.subject,
        body: stored.body,
        files: stored.files,
        reply_to: stored.reply_to,
        saved_at: Some(stored.updated_at),
        found: Vec::new(),
    })
}

/// Saves a draft (缓存), a new one or an own one.
///
/// # Errors
/// `NotFound` for a draft of somebody else and for targets out of reach, exactly as for missing ones; `Invalid` with
/// every problem.
pub async fn save_draft(ctx: &Ctx, id: Option<MessageId>, new: NewMessage) -> Result<MessageId, AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.write().await?;
    let before = match id {
        Some(id) => Some(own_draft(ctx, &mut tx, id).await?),
        None => None,
    };
    let reply_to = before.as_ref().map_or(new.reply_to, |b| b.reply_to);
    if before.is_none() && reply_to.is_some() && answered(ctx, &mut tx, reply_to).await?.is_none() {
        return Err(AppError::NotFound);
    }
    let mut targets: Vec<Target> = Vec::with_capacity(new.to.len());
    for target in &new.to {
        if !targets.contains(target) {
            targets.push(*target);
        }
    }
    let mut stored = Stored {
        id: id.unwrap_or_else(MessageId::fresh),
        sent: false,
        sender: actor.account,
        sender_name: actor.name.clone(),
        org: before.as_ref().map_or(actor.org, |b| b.org),
        org_name: before.as_ref().map_or(actor.org_name.clone(), |b| b.org_name.clone()),
        subject: clean::line(&new.subject),
        body: clean::area(&new.body),
        targets,
        files: new.files.clone(),
        reply_to,
        updated_at: ctx.now,
        sent_at: None,
        deleted: false,
    };
    let known = before.map(|b| b.targets).unwrap_or_default();
    let named = named(ctx, &mut tx, &stored).await?;
    let fits = |t: &Target| known.contains(t) || named.iter().any(|n| n.target == *t && n.people > 0);
    if !stored.targets.iter().all(fits) {
        return Err(AppError::NotFound);
    }
    let holder = stored.id.to_string();
    let ids: Vec<FileId> = stored.files.iter().map(|f| f.file).collect();
    let files = store::file::select_many(&mut tx, stored.org, &ids).await?;
    let mut problems = file::adopt(ctx, "files", &mut stored.files, &files, &holder);
    problems.extend(new.check());
    if !problems.is_empty() {
        return Err(AppError::Invalid { problems });
    }
    store::message::upsert_draft(&mut tx, &stored).await?;
    store::file::detach(&mut tx, &holder);
    store::file::attach(&mut tx, stored.org, &ids, &holder);
    tx.commit().await?;
    Ok(stored.id)
}

/// What will be sent, and the real receivers (MSG-05).
///
/// # Errors
/// `NotFound` for a draft of somebody else.
pub async fn preview(ctx: &Ctx, id: MessageId) -> Result<MessagePreview, AppError> {
    let mut tx = ctx.app.db.read().await?;
    let stored = own_draft(ctx, &mut tx, id).await?;
    let people = reached(ctx, &mut tx, &stored).await?;
    let mut receivers: Vec<(String, Vec<String>)> = Vec::new();
    for person in &people {
        match receivers.last_mut().filter(|(org, _)| *org == person.org_name) {
            Some((_, names)) => names.push(person.name.clone()),
            None => receivers.push((person.org_name.clone(), vec![person.name.clone()])),
        }
    }
    Ok(MessagePreview {
        problems: check_sending(&stored.subject, &stored.body, people.len()),
        people: i64::try_from(people.len()).unwrap_or(i64::MAX),
        draft: draft_view(ctx, &mut tx, stored).await?,
        receivers,
    })
}

/// Sends a draft; its receivers see it 30 seconds later.
///
/// # Errors
/// `NotFound` for a draft of somebody else and for one that was sent; `Invalid` with every problem.
pub async fn send(ctx: &Ctx, id: MessageId) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    let stored = own_draft(ctx, &mut tx, id).await?;
    let people = reached(ctx, &mut tx, &stored).await?;
    let problems = check_sending(&stored.subject, &stored.body, people.len());
    if !problems.is_empty() {
        return Err(AppError::Invalid { problems });
    }
    let visible = ctx.now.plus_ms(UNDO_MS);
    if !store::message::update_sent(&mut tx, id, &people, ctx.now, visible).await? {
        return Err(AppError::NotFound);
    }
    let accounts: Vec<AccountId> = people.iter().filter_map(|p| p.account).collect();
    live::tell_accounts(&mut tx, &accounts, visible);
    let (subject, link) = (id.to_string(), format!("/messages/{id}"));
    let args = [stored.sender_name.as_str(), &stored.org_name, &stored.subject];
    let said = Said { kind: NotificationKind::MessageArrived, subject: &subject, link: &link, args: &args };
    notification::send(ctx, &mut tx, &accounts, said, visible).await?;
    let payload = json!({ "receivers": accounts.len(), "files": stored.files.len() });
    store::event::append(&mut tx, &ctx.event(stored.org, "message.send", "message", id, payload)).await?;
    Ok(tx.commit().await?)
}

/// Makes a message that nobody has seen yet a draft again.
///
/// # Errors
/// `NotFound` for a message of somebody else; `Denied` after 30 seconds.
pub async fn undo(ctx: &Ctx, id: MessageId) -> Result<(), AppError> {
    let mut tx = ctx.app.db.write().await?;
    let stored = own(ctx, &mut tx, id).await?;
    let sent_at = stored.sent_at.ok_or(AppError::NotFound)?;
    undo_left(sent_at, ctx.now).map_err(|reason| AppError::Denied { reasons: vec![reason] })?;
    let latest = Instant(ctx.now.0.saturating_sub(UNDO_MS));
    if store::message::update_unsent(&mut tx, id, latest).await?.is_none() {
        return Err(AppError::Denied { reasons: vec![Reason::new(ReasonCode::UndoExpired, &[])] });
    }
    store::outbox::delete_waiting(&mut tx, &id.to_string()).await?;
    store::event::append(&mut tx, &ctx.event(stored.org, "message.undo", "message", id, json!({}))).await?;
    Ok(tx.commit().await?)
}

/// A message that the actor sent or received; opening it is noted for the sender.
///
/// # Errors
/// `NotFound` for everybody else.
pub async fn find_message(ctx: &Ctx, id: MessageId) -> Result<MessageView, AppError> {
    let account = ctx.oneself()?.account;
    let mut tx = ctx.app.db.read().await?;
    let stored = store::message::select(&mut tx, id).await?.filter(|m| m.sent).ok_or(AppError::NotFound)?;
    let receipt = store::message::select_receipt(&mut tx, id, account, ctx.now).await?;
    let mine = stored.sender == account && !stored.deleted;
    if !mine && receipt.is_none() {
        return Err(AppError::NotFound);
    }
    let sent_at = stored.sent_at.unwrap_or(stored.updated_at);
    let mut receivers = store::message::select_receivers(&mut tx, id).await?;
    if !mine {
        let hidden = |r: Receiver| Receiver { read_at: None, ..r };
        receivers = receivers.into_iter().map(hidden).collect();
    }
    let earlier = match stored.reply_to {
        Some(earlier) => readable_subject(ctx, &mut tx, earlier).await?,
        None => None,
    };
    drop(tx);
    if receipt == Some(None) {
        let mut tx = ctx.app.db.write().await?;
        store::message::update_read(&mut tx, id, account, ctx.now).await?;
        live::tell_accounts(&mut tx, &[account], ctx.now);
        tx.commit().await?;
    }
    Ok(MessageView {
        id,
        subject: stored.subject,
        body: stored.body,
        files: stored.files,
        sender: (stored.sender_name, stored.org_name),
        sent_at,
        mine,
        receivers,
        undo_ms: if mine { undo_left(sent_at, ctx.now).unwrap_or(0) } else { 0 },
        reply_to: earlier,
    })
}

/// The subject of a message that the actor sent or received.
async fn readable_subject(ctx: &Ctx, tx: &mut Tx, id: MessageId) -> Result<Option<(MessageId, String)>, AppError> {
    let account = ctx.actor()?.account;
    let Some(found) = store::message::select(tx, id).await? else { return Ok(None) };
    let readable = may_read(tx, &found, account, ctx.now).await?;
    Ok(readable.then_some((id, found.subject)))
}

async fn may_read(tx: &mut Tx, stored: &Stored, account: AccountId, now: Instant) -> Result<bool, AppError> {
    let mine = stored.sender == account && !stored.deleted;
    Ok(mine || stored.sent && store::message::select_receipt(tx, stored.id, account, now).await?.is_some())
}

/// Whether the actor may read what is attached to a message; none when there is no such message.
///
/// # Errors
/// Those of the store.
pub async fn may_read_files(ctx: &Ctx, tx: &mut Tx, holder: &str) -> Result<Option<bool>, AppError> {
    let account = ctx.actor()?.account;
    let Ok(id) = holder.parse::<MessageId>() else { return Ok(None) };
    let Some(stored) = store::message::select(tx, id).await? else { return Ok(None) };
    may_read(tx, &stored, account, ctx.now).await.map(Some)
}

/// Removes a message from the actor's own lists: a draft for good.
///
/// # Errors
/// `NotFound` for a message that the actor neither sent nor received.
pub async fn delete_message(ctx: &Ctx, id: MessageId) -> Result<MessageBox, AppError> {
    let account = ctx.actor()?.account;
    let mut tx = ctx.app.db.write().await?;
    let stored = store::message::select(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let received = stored.sent && store::message::select_receipt(&mut tx, id, account, ctx.now).await?.is_some();
    let mine = stored.sender == account && !stored.deleted;
    let left = match (mine, received) {
        (true, _) if !stored.sent => {
            store::file::detach(&mut tx, &id.to_string());
            store::message::delete_draft(&mut tx, id).await?;
            MessageBox::Drafts
        }
        (true, _) => {
            store::message::update_deleted(&mut tx, id, ctx.now).await?;
            MessageBox::Sent
        }
        (false, true) => {
            store::message::update_receiver_deleted(&mut tx, id, account, ctx.now).await?;
            live::tell_accounts(&mut tx, &[account], ctx.now);
            MessageBox::Inbox
        }
        (false, false) => return Err(AppError::NotFound),
    };
    tx.commit().await?;
    Ok(left)
}

/// Reads what a form posts for its targets.
///
/// # Errors
/// `Invalid` for what is no target.
pub fn targets(texts: &[String]) -> Result<Vec<Target>, AppError> {
    let read = |text: &String| text.parse().map_err(|_| AppError::field("to", ProblemCode::WrongShape, &[]));
    texts.iter().map(read).collect()
}
