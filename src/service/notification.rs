//! Notifications: every change of state tells the one who must act. Who that is comes from the posts and the
//! access table; written in the transaction of the change.

use super::{Ctx, live};
use crate::domain::access::{Action, decide_as};
use crate::domain::account::Role;
use crate::domain::error::AppError;
use crate::domain::form::clean::clip;
use crate::domain::ids::{AccountId, NotificationId, OrgId};
use crate::domain::notification::{Choice, NotificationKind, NotificationList, in_both};
use crate::domain::outbox::Channel;
use crate::domain::text::Lang;
use crate::domain::text::Text;
use crate::domain::text::letter::LetterText;
use crate::domain::time::Instant;
use crate::store;
use crate::store::db::Tx;
use crate::store::notification::{Candidate, NewNotification};
use crate::store::outbox::Letter;

/// Who is told.
#[derive(Clone, Copy, Debug)]
pub enum To<'a> {
    /// Whoever may do this to something of that unit: its own people, and those above where the table says so.
    Allowed(Action, OrgId),
    /// The one who holds the case, while he may still do this; else whoever may.
    Holder(Option<AccountId>, Action, OrgId),
    /// Whoever may do this to something of his own unit, in all units of a kind below that one.
    AllowedBelow(Action, OrgId, &'a str),
    /// Whoever in the second unit may do this to something of the first.
    In(Action, OrgId, OrgId),
    /// One person in a unit.
    Person(AccountId, OrgId),
    /// These people in a unit.
    People(&'a [AccountId], OrgId),
}

/// What is told.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    /// What happened.
    pub kind: NotificationKind,
    /// Id of the thing; what was said of it before counts as read from now on.
    pub subject: &'a str,
    /// The page of the thing.
    pub link: &'a str,
    /// The values of the sentence.
    pub args: &'a [&'a str],
}

impl Said<'_> {
    fn values(&self) -> Vec<String> {
        self.args.iter().map(|value| clip(value, VALUE_MAX)).collect()
    }
}

/// Who was told, and by which channels the sentence also leaves the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The people, with the units in which they act.
    pub people: Vec<(AccountId, OrgId)>,
    /// Those who also want it by e-mail or SMS.
    pub leaving: Vec<(AccountId, Channel)>,
}

/// Longest value of a sentence, in characters.
const VALUE_MAX: usize = 120;

/// Tells those who must act, except the one who caused it.
///
/// # Errors
/// Those of the store.
pub async fn tell(ctx: &Ctx, tx: &mut Tx, to: To<'_>, said: Said<'_>) -> Result<Told, AppError> {
    let before = store::notification::update_settled(tx, said.subject, ctx.now).await?;
    live::tell_accounts(tx, &before, ctx.now);
    if let To::Allowed(_, org) | To::Holder(_, _, org) | To::In(_, org, _) = to {
        live::tell_units(tx, org, ctx.now).await?;
    }
    add(ctx, tx, to, said).await
}

/// Tells more people of a thing that still waits for others: what was said of it before stays unread.
///
/// # Errors
/// Those of the store.
pub async fn add(ctx: &Ctx, tx: &mut Tx, to: To<'_>, said: Said<'_>) -> Result<Told, AppError> {
    let mut people = receivers(tx, to).await?;
    let cause = ctx.actor.as_ref().map(|actor| actor.account);
    people.retain(|(account, _)| Some(*account) != cause);
    let args = said.values();
    let new = NewNotification { kind: said.kind, subject: said.subject, args: &args, link: said.link, at: ctx.now };
    for (account, org) in &people {
        store::notification::insert(tx, *account, *org, &new)?;
    }
    let accounts: Vec<AccountId> = people.iter().map(|(account, _)| *account).collect();
    live::tell_accounts(tx, &accounts, ctx.now);
    let leaving = send(ctx, tx, &accounts, said, ctx.now).await?;
    Ok(Told { people, leaving })
}

/// Sends a sentence, at `due` or later, to those of these people who also want it by e-mail or SMS; by which ways to
/// whom. What is taken back before then does not leave: see `store::outbox::delete_waiting`.
///
/// # Errors
/// Those of the store.
pub async fn send(
    ctx: &Ctx,
    tx: &mut Tx,
    people: &[AccountId],
    said: Said<'_>,
    due: Instant,
) -> Result<Vec<(AccountId, Channel)>, AppError> {
    let leaving = store::notification::select_channels(tx, said.kind, people).await?;
    if leaving.is_empty() {
        return Ok(leaving);
    }
    let sentence = said.kind.message(Lang::default(), &said.values());
    for (account, channel) in &leaving {
        if let Some(letter) = letter(ctx, tx, *account, *channel, &sentence, said.link).await? {
            store::outbox::insert(tx, &letter, said.subject, ctx.now, due).await?;
        }
    }
    ctx.app.carriers.ring();
    Ok(leaving)
}

/// A sentence for somebody; nothing without a number or a confirmed address.
async fn letter(
    ctx: &Ctx,
    tx: &mut Tx,
    account: AccountId,
    channel: Channel,
    sentence: &str,
    link: &str,
) -> Result<Option<Letter>, AppError> {
    let Some(person) = store::account::select(tx, account).await? else { return Ok(None) };
    let (lang, link) = (Lang::default(), format!("{}{link}", ctx.app.settings.public_url));
    Ok(match channel {
        Channel::Email if person.email_confirmed_at.is_some() => Some(Letter {
            channel,
            recipient: person.email,
            subject: LetterText::NotificationSubject.fill(lang, &[sentence]),
            body: LetterText::NotificationBody.fill(lang, &[&person.name, sentence, &link]),
            secret: false,
        }),
        Channel::Sms if !person.mobile.is_empty() => Some(Letter {
            channel,
            recipient: person.mobile,
            subject: String::new(),
            body: LetterText::NotificationSms.fill(lang, &[sentence]),
            secret: false,
        }),
        _ => None,
    })
}

/// Tells somebody of a post that he was given.
///
/// # Errors
/// Those of the store.
pub async fn tell_appointed(ctx: &Ctx, tx: &mut Tx, who: AccountId, org: OrgId, role: Role) -> Result<(), AppError> {
    let Some(unit) = store::org::select(tx, org).await? else { return Ok(()) };
    let (subject, link) = (format!("{who}/{org}"), format!("/orgs/{org}"));
    let said = Said {
        kind: NotificationKind::Appointed,
        subject: &subject,
        link: &link,
        args: &[&unit.name, &in_both(&role.name())],
    };
    tell(ctx, tx, To::Person(who, org), said).await?;
    Ok(())
}

/// Nobody must act on a thing of that unit any more: marks what was said of it as read, and lets the pages of the unit
/// and of those above count anew.
///
/// # Errors
/// Those of the store.
pub async fn settle(ctx: &Ctx, tx: &mut Tx, subject: &str, org: OrgId) -> Result<(), AppError> {
    let before = store::notification::update_settled(tx, subject, ctx.now).await?;
    live::tell_accounts(tx, &before, ctx.now);
    live::tell_units(tx, org, ctx.now).await
}

/// Each person once, in the unit nearest to the thing.
async fn receivers(tx: &mut Tx, to: To<'_>) -> Result<Vec<(AccountId, OrgId)>, AppError> {
    let (action, candidates) = match to {
        To::Allowed(action, org) | To::Holder(_, action, org) | To::In(action, org, _) => {
            (action, store::notification::select_candidates(tx, org).await?)
        }
        To::AllowedBelow(action, org, kind) => {
            (action, store::notification::select_candidates_below(tx, org, kind).await?)
        }
        To::Person(account, org) => return Ok(vec![(account, org)]),
        To::People(accounts, org) => return Ok(accounts.iter().map(|account| (*account, org)).collect()),
    };
    let mut people: Vec<(AccountId, OrgId)> = Vec::new();
    let there = |c: &Candidate| if let To::In(_, _, unit) = to { c.org == unit } else { true };
    let may = |c: &Candidate| there(c) && decide_as(c.role, action, c.relation).is_ok();
    let mut seen = std::collections::BTreeSet::new();
    people.extend(candidates.iter().filter(|c| may(c) && seen.insert(c.account)).map(|c| (c.account, c.org)));
    if let To::Holder(Some(holder), ..) = to
        && people.iter().any(|(account, _)| *account == holder)
    {
        people.retain(|(account, _)| *account == holder);
    }
    Ok(people)
}

/// The actor's notifications, a page at a time from 1.
///
/// # Errors
/// `NotSignedIn`.
pub async fn list_notifications(ctx: &Ctx, unread_only: bool, page: i64) -> Result<NotificationList, AppError> {
    let account = ctx.actor()?.account;
    let mut tx = ctx.app.db.read().await?;
    let offset = (page.max(1) - 1).saturating_mul(crate::domain::notification::PAGE);
    let (rows, total) = store::notification::select_page(&mut tx, account, unread_only, offset).await?;
    Ok(NotificationList { rows, total, unread: tx.count(store::notification::unread(account)).await? })
}

/// Marks a notification as read and goes on in its unit; the page of the thing.
///
/// # Errors
/// `NotFound` for one of somebody else.
pub async fn open_notification(ctx: &Ctx, id: NotificationId) -> Result<String, AppError> {
    let actor = ctx.actor()?;
    let mut tx = ctx.app.db.write().await?;
    let (org, link) = store::notification::select_link(&mut tx, id, actor.account).await?.ok_or(AppError::NotFound)?;
    store::notification::update_read(&mut tx, id, ctx.now).await?;
    if org != actor.org {
        let posts = store::account::select_posts(&mut tx, actor.account).await?;
        // The post may be over by now: the thing is then not the person's to see any more.
        if let Some(post) = posts.into_iter().find(|p| p.org == org) {
            store::session::update_post(&mut tx, &ctx.session, post.id).await?;
        }
    }
    live::tell_accounts(&mut tx, &[actor.account], ctx.now);
    tx.commit().await?;
    Ok(link)
}

/// Marks all of the actor's notifications as read.
///
/// # Errors
/// `NotSignedIn`.
pub async fn read_all(ctx: &Ctx) -> Result<(), AppError> {
    let account = ctx.actor()?.account;
    let mut tx = ctx.app.db.write().await?;
    store::notification::update_all_read(&mut tx, account, ctx.now).await?;
    live::tell_accounts(&mut tx, &[account], ctx.now);
    Ok(tx.commit().await?)
}

/// How the actor wants to be told, for every kind.
///
/// # Errors
/// `NotSignedIn`.
pub async fn list_choices(ctx: &Ctx) -> Result<Vec<Choice>, AppError> {
    let mut tx = ctx.app.db.read().await?;
    let stored = store::notification::select_choices(&mut tx, ctx.actor()?.account).await?;
    let chosen = |kind| stored.iter().find(|c| c.kind == kind).copied();
    let none = |kind| Choice { kind, email: false, sms: false };
    Ok(NotificationKind::ALL.into_iter().map(|kind| chosen(kind).unwrap_or(none(kind))).collect())
}

/// Stores how the actor wants to be told: the kinds that also leave by e-mail, and by SMS.
///
/// # Errors
/// `NotSignedIn`.
pub async fn save_choices(ctx: &Ctx, email: &[String], sms: &[String]) -> Result<(), AppError> {
    let account = ctx.actor()?.account;
    let mut tx = ctx.app.db.write().await?;
    let has = |list: &[String], kind: NotificationKind| list.iter().any(|key| key == kind.key());
    for kind in NotificationKind::ALL {
        let choice = Choice { kind, email: has(email, kind), sms: has(sms, kind) };
        store::notification::upsert_choice(&mut tx, account, choice);
    }
    Ok(tx.commit().await?)
}
