//! What open pages hear at once: the numbers at the bell and beside the modules. A change announces whom it concerns
//! with its transaction; the store carries that to every process; each open stream then counts anew and says so only
//! when a number has changed.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, OnceCell, watch};

use super::{Ctx, clock, workbench};
use crate::domain::error::AppError;
use crate::domain::ids::{AccountId, OrgId};
use crate::domain::time::Instant;
use crate::domain::workbench::Counts;
use crate::store;
use crate::store::db::{Db, News, Tx};

/// Open streams of one account in one process: a few windows or devices.
pub const STREAMS_MAX: usize = 6;
/// How long an idle stream waits before it asks whether its session still holds.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// A change for everybody is heard within this time, so that not all streams count at once.
const SPREAD_MS: u64 = 2_000;
/// More accounts than this are announced as everybody: an announcement has at most 7,000 bytes.
const NAMED_MAX: usize = 120;

/// Whom a change concerns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Signal {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    accounts: Vec<AccountId>,
    /// Everybody who works in one of these units.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    orgs: Vec<OrgId>,
    #[serde(default)]
    everybody: bool,
    /// From when on it can be seen.
    due: Instant,
}

fn announce(tx: &mut Tx, signal: &Signal) {
    if let Ok(text) = serde_json::to_string(signal) {
        tx.announce(text);
    }
}

/// Announces that numbers of these people change, at that moment.
pub fn tell_accounts(tx: &mut Tx, accounts: &[AccountId], due: Instant) {
    if accounts.len() > NAMED_MAX {
        return tell_everybody(tx, due);
    }
    if !accounts.is_empty() {
        announce(tx, &Signal { accounts: accounts.to_vec(), due, ..Signal::default() });
    }
}

/// Announces that numbers of everybody may change, at that moment.
pub fn tell_everybody(tx: &mut Tx, due: Instant) {
    announce(tx, &Signal { everybody: true, due, ..Signal::default() });
}

/// Announces that something of a unit has changed: to the unit and to all above it.
///
/// # Errors
/// Those of the store.
pub async fn tell_units(tx: &mut Tx, org: OrgId, now: Instant) -> Result<(), AppError> {
    let orgs = store::org::select_path(tx, org).await?.into_iter().map(|org| org.id).collect();
    announce(tx, &Signal { orgs, due: now, ..Signal::default() });
    Ok(())
}

/// The open streams of this process.
#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    streams: Mutex<BTreeMap<AccountId, Vec<Open>>>,
    next: AtomicU64,
    hearing: OnceCell<()>,
    closing: watch::Sender<bool>,
}

struct Open {
    id: u64,
    org: OrgId,
    wake: Arc<Notify>,
}

impl Default for Live {
    fn default() -> Self {
        Self(Arc::new(Inner {
            streams: Mutex::default(),
            next: AtomicU64::new(0),
            hearing: OnceCell::new(),
            closing: watch::channel(false).0,
        }))
    }
}

impl Inner {
    fn streams(&self) -> MutexGuard<'_, BTreeMap<AccountId, Vec<Open>>> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear(&self, signal: &Signal) {
        let streams = self.streams();
        if signal.everybody {
            for open in streams.values().flatten() {
                let (wake, wait) = (open.wake.clone(), Duration::from_millis(open.id.wrapping_mul(97) % SPREAD_MS));
                tokio::spawn(async move {
                    tokio::time::sleep(wait).await;
                    wake.notify_one();
                });
            }
            return;
        }
        for account in &signal.accounts {
            streams.get(account).into_iter().flatten().for_each(|open| open.wake.notify_one());
        }
        if !signal.orgs.is_empty() {
            streams.values().flatten().filter(|o| signal.orgs.contains(&o.org)).for_each(|o| o.wake.notify_one());
        }
    }
}

impl Live {
    /// Ends all streams, so that the program can stop.
    pub fn close(&self) {
        self.0.closing.send_replace(true);
    }

    /// How many streams are open.
    pub fn open_streams(&self) -> usize {
        self.0.streams().values().map(Vec::len).sum()
    }

    /// Hears what the store carries, from the first stream on and until the store is closed.
    async fn start(&self, db: &Db) -> Result<(), AppError> {
        let start = || async {
            let mut hearer = db.hear().await?;
            let (inner, db) = (Arc::downgrade(&self.0), db.clone());
            tokio::spawn(async move {
                loop {
                    let heard = hearer.next().await;
                    let Some(inner) = inner.upgrade() else { return };
                    let everybody = Signal { everybody: true, ..Signal::default() };
                    match heard {
                        Ok(News::Said(text)) => {
                            let Ok(signal) = serde_json::from_str::<Signal>(&text) else { continue };
                            let wait = signal.due.0.saturating_sub(clock().0);
                            if wait <= 0 {
                                inner.hear(&signal);
                                continue;
                            }
                            tokio::spawn(async move {
                                // One more millisecond: what is due must be visible by then.
                                tokio::time::sleep(Duration::from_millis(wait.unsigned_abs() + 1)).await;
                                inner.hear(&signal);
                            });
                        }
                        Ok(News::Missed) => inner.hear(&everybody),
                        Err(error) => {
                            // The store waits for its connections before it closes.
                            drop(hearer);
                            if db.is_closed() {
                                return;
                            }
                            tracing::warn!(%error, "live events are not heard for a while");
                            hearer = loop {
                                // Streams look by themselves from time to time.
                                tokio::time::sleep(Duration::from_secs(5)).await;
                                match db.hear().await {
                                    Ok(again) => break again,
                                    Err(_) if db.is_closed() => return,
                                    Err(_) => {}
                                }
                            };
                            inner.hear(&everybody);
                        }
                    }
                }
            });
            Ok::<(), AppError>(())
        };
        self.0.hearing.get_or_try_init(start).await?;
        Ok(())
    }

    /// Opens a stream of the actor.
    ///
    /// # Errors
    /// `NotSignedIn` for a visitor; `TooManyTries` with too many open streams.
    pub async fn follow(&self, ctx: &Ctx) -> Result<Following, AppError> {
        let actor = ctx.actor()?;
        self.start(&ctx.app.db).await?;
        let (id, wake) = (self.0.next.fetch_add(1, Ordering::Relaxed), Arc::new(Notify::new()));
        // The first numbers are told at once.
        wake.notify_one();
        let mut streams = self.0.streams();
        let own = streams.entry(actor.account).or_default();
        if own.len() >= STREAMS_MAX {
            return Err(AppError::TooManyTries { minutes: 1 });
        }
        own.push(Open { id, org: actor.org, wake: wake.clone() });
        drop(streams);
        Ok(Following {
            id,
            account: actor.account,
            ctx: ctx.clone(),
            closing: self.0.closing.subscribe(),
            live: self.clone(),
            wake,
            said: None,
        })
    }
}

/// One open stream; dropped, it is closed.
pub struct Following {
    id: u64,
    account: AccountId,
    ctx: Ctx,
    live: Live,
    wake: Arc<Notify>,
    closing: watch::Receiver<bool>,
    said: Option<Counts>,
}

/// What a stream says next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The numbers have changed.
    Counts(Counts),
    /// The session has ended.
    SessionEnded,
    /// The program stops: come back later.
    Closing,
}

impl Following {
    /// Waits until there is something to say.
    pub async fn next(&mut self) -> Heard {
        loop {
            if *self.closing.borrow() {
                return Heard::Closing;
            }
            tokio::select! {
                () = self.wake.notified() => {}
                () = tokio::time::sleep(LOOK_AGAIN) => {}
                _ = self.closing.changed() => return Heard::Closing,
            }
            match self.look().await {
                Ok(Some(counts)) if self.said != Some(counts) => {
                    self.said = Some(counts);
                    return Heard::Counts(counts);
                }
                Ok(None) => return Heard::SessionEnded,
                // The store is busy: the next look is the next chance.
                Ok(Some(_)) | Err(_) => {}
            }
        }
    }

    /// The numbers by now; none when the session has ended.
    async fn look(&mut self) -> Result<Option<Counts>, AppError> {
        let now = clock();
        let actor = {
            let mut tx = self.ctx.app.db.read().await?;
            store::session::select_actor(&mut tx, &self.ctx.session, now).await?
        };
        let Some((actor, ..)) = actor else { return Ok(None) };
        if let Some(open) =
            self.live.0.streams().get_mut(&self.account).and_then(|own| own.iter_mut().find(|o| o.id == self.id))
        {
            open.org = actor.org;
        }
        self.ctx = Ctx { now, ..self.ctx.clone() }.with_actor(actor);
        workbench::find_counts(&self.ctx).await.map(Some)
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        let mut streams = self.live.0.streams();
        if let Some(own) = streams.get_mut(&self.account) {
            own.retain(|open| open.id != self.id);
            if own.is_empty() {
                streams.remove(&self.account);
            }
        }
    }
}
