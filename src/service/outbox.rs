//! The way out for mail and short messages: written down in the transaction of the change, sent afterwards by a job,
//! tried again when a server does not answer. Nothing is sent inside a request.

use tokio::sync::Notify;

use super::{App, Ctx, clock};
use crate::domain::access::Action;
use crate::domain::error::AppError;
use crate::domain::form::clean::clip;
use crate::domain::form::kinds::{mobile, text};
use crate::domain::outbox::{Channel, OutboxLine, OutboxView, wait_ms};
use crate::store;
use crate::store::db::Tx;
use crate::store::outbox::Letter;

mod carrier;

use carrier::Carrier;
pub use carrier::{CarrierSettings, SmsSettings};

/// How long another process leaves a message alone that this one is sending.
const LEASE_MS: i64 = 120_000;
/// Messages that one turn takes.
const TURN: i64 = 20;
/// Messages that the page shows.
const SHOWN: i64 = 200;

/// The carriers of this program, and the bell that wakes the job.
pub struct Carriers {
    email: Option<Carrier>,
    sms: Option<Carrier>,
    /// Whether nothing leaves the house: the page of the outbox shows everything instead.
    shelf: bool,
    bell: Notify,
}

impl Carriers {
    /// The carriers of those settings.
    ///
    /// # Errors
    /// What is wrong with the settings, for the terminal.
    pub fn new(settings: &CarrierSettings) -> Result<Self, String> {
        carrier::install_cryptography();
        Ok(Self { email: settings.email()?, sms: settings.sms()?, shelf: settings.shelf, bell: Notify::new() })
    }

    fn of(&self, channel: Channel) -> Option<&Carrier> {
        match channel {
            Channel::Email => self.email.as_ref(),
            Channel::Sms => self.sms.as_ref(),
        }
    }

    /// Whether the page of the outbox takes the place of a gateway.
    pub fn is_shelf(&self) -> bool {
        self.shelf
    }

    /// Whether messages of that way reach anybody: they leave, or the page shows them.
    pub fn reaches(&self, channel: Channel) -> bool {
        self.shelf || self.of(channel).is_some()
    }

    /// Wakes the job.
    pub fn ring(&self) {
        self.bell.notify_one();
    }

    /// Waits until the bell rings.
    pub async fn heard(&self) {
        self.bell.notified().await;
    }
}

/// Writes a message down; it leaves once the transaction has ended.
///
/// # Errors
/// Those of the store.
pub async fn put(ctx: &Ctx, tx: &mut Tx, letter: &Letter) -> Result<(), AppError> {
    store::outbox::insert(tx, letter, "", ctx.now, ctx.now).await?;
    ctx.app.carriers.ring();
    Ok(())
}

/// Sends what is due, once; how many messages were taken. On the shelf everything counts as sent and keeps its text.
///
/// # Errors
/// Those of the store; a carrier's failure is written down with its message.
pub async fn deliver_due(app: &App) -> Result<usize, AppError> {
    let mut taken = 0;
    for channel in [Channel::Email, Channel::Sms] {
        let carrier = app.carriers.of(channel);
        if carrier.is_none() && !app.carriers.shelf {
            continue;
        }
        let now = clock();
        let mut tx = app.db.write().await?;
        let due = store::outbox::claim(&mut tx, channel, now, now.plus_ms(LEASE_MS), TURN).await?;
        tx.commit().await?;
        taken += due.len();
        for message in due {
            let sent = match carrier {
                Some(carrier) => carrier.send(&message.id.to_string(), &message.letter).await,
                None => Ok(()),
            };
            let now = clock();
            let mut tx = app.db.write().await?;
            match sent {
                Ok(()) => store::outbox::update_sent(&mut tx, message.id, now, carrier.is_some()).await?,
                Err(fault) => {
                    tracing::warn!(channel = channel.key(), tries = message.tries, %fault, "a message did not leave");
                    let next = wait_ms(message.tries).map(|ms| now.plus_ms(ms));
                    store::outbox::update_failed(&mut tx, message.id, &clip(&fault, 300), next, now).await?;
                }
            }
            tx.commit().await?;
        }
    }
    Ok(taken)
}

/// The page of the outbox: in the demo everything, for everybody; else numbers and addresses masked and no codes, for
/// the administrator of the association.
///
/// # Errors
/// `NotFound`, `Denied`.
pub async fn list_outbox(ctx: &Ctx) -> Result<OutboxView, AppError> {
    let mut tx = ctx.app.db.read().await?;
    let carriers = &ctx.app.carriers;
    if !carriers.shelf {
        let actor = ctx.actor()?;
        ctx.require(&mut tx, Action::ViewOutbox, actor.org).await?;
        if store::org::select(&mut tx, actor.org).await?.is_none_or(|org| org.parent.is_some()) {
            return Err(AppError::NotFound);
        }
    }
    let lines = store::outbox::select_last(&mut tx, SHOWN).await?;
    Ok(OutboxView {
        shelf: carriers.shelf,
        email: carriers.email.is_some(),
        sms: carriers.sms.is_some(),
        lines: lines
            .into_iter()
            .map(|(line, secret)| if carriers.shelf { line } else { veiled(line, secret) })
            .collect(),
    })
}

fn veiled(line: OutboxLine, secret: bool) -> OutboxLine {
    let recipient = match line.channel {
        Channel::Sms => mobile::masked(&line.recipient),
        Channel::Email => text::masked(&line.recipient),
    };
    OutboxLine { recipient, body: if secret { String::new() } else { line.body }, ..line }
}
