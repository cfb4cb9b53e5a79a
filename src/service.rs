//! Use cases: permission, load, domain rule, write and event, in one transaction.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::Semaphore;

use crate::domain::access::{self, Action};
use crate::domain::account::Actor;
use crate::domain::error::AppError;
use crate::domain::ids::{OrgId, Uid};
use crate::domain::org::Relation;
use crate::domain::time::{Day, Instant};
use crate::store::db::{Db, StoreError, Tx};
use crate::store::event::NewEvent;

pub mod account;
pub mod catalog;
pub mod check;
pub mod code;
pub mod congress;
pub mod draft;
pub mod evaluation;
pub mod file;
pub mod import;
pub mod invitation;
pub mod org;
pub mod register;
pub mod review;
pub mod session;
pub mod workbench;

/// What the program was started with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The data folder: database, files.
    pub data: PathBuf,
    /// The address under which people reach the site, without a slash at the end; printed in QR codes.
    pub public_url: String,
    /// Whether cookies are for HTTPS only.
    pub secure_cookies: bool,
}

/// The running program: everything that calls share.
pub struct App {
    /// The store.
    pub db: Db,
    /// Definitions: registers, code tables, indicators.
    pub catalog: catalog::Catalog,
    /// What the program was started with.
    pub settings: Settings,
    /// What the indicator rules said last, for societies whose registers have not changed since.
    pub outcomes: evaluation::Outcomes,
    /// At most two passwords are hashed at a time: each takes 19 MiB.
    pub hashing: Semaphore,
    /// Totals of lists.
    pub totals: register::Totals,
    /// Where the bytes of files lie.
    pub files: file::Files,
    /// Imports being written.
    pub imports: import::Running,
}

impl App {
    /// Puts the parts together.
    pub fn new(db: Db, catalog: catalog::Catalog, settings: Settings) -> Arc<Self> {
        let files = file::Files::new(&settings.data);
        Arc::new(Self {
            db,
            catalog,
            settings,
            outcomes: evaluation::Outcomes::default(),
            hashing: Semaphore::new(2),
            totals: register::Totals::default(),
            files,
            imports: import::Running::default(),
        })
    }
}

/// One call: the program, the moment and who acts.
#[derive(Clone)]
pub struct Ctx {
    /// The running program.
    pub app: Arc<App>,
    /// The moment of the call, fixed once.
    pub now: Instant,
    /// Who acts; nobody on public pages.
    pub actor: Option<Actor>,
    /// Hash of the session's token; empty without a session.
    pub session: String,
    /// Where the call comes from, for throttling and the log.
    pub remote: String,
}

/// The present moment; read once per call.
pub fn clock() -> Instant {
    Instant(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as i64))
}

impl Ctx {
    /// A call by the system itself or by a visitor.
    pub fn anonymous(app: Arc<App>) -> Self {
        Self { app, now: clock(), actor: None, session: String::new(), remote: String::new() }
    }

    /// The same call by somebody.
    pub fn with_actor(self, actor: Actor) -> Self {
        Self { actor: Some(actor), ..self }
    }

    /// Today in Asia/Shanghai.
    pub fn today(&self) -> Day {
        self.now.day()
    }

    /// Who acts.
    ///
    /// # Errors
    /// `NotSignedIn` for a visitor.
    pub fn actor(&self) -> Result<&Actor, AppError> {
        self.actor.as_ref().ok_or(AppError::NotSignedIn)
    }

    /// The unit named, else the actor's own.
    ///
    /// # Errors
    /// `NotSignedIn` for a visitor.
    pub fn unit(&self, named: impl Into<Option<OrgId>>) -> Result<OrgId, AppError> {
        let own = self.actor()?.org;
        Ok(named.into().unwrap_or(own))
    }

    /// Demands the right to do this to something of that unit; how the unit stands to the actor's own.
    ///
    /// # Errors
    /// `NotSignedIn`; `NotFound` outside the scope; `Denied` with all reasons.
    pub async fn require(&self, tx: &mut Tx, action: Action, org: OrgId) -> Result<Relation, AppError> {
        let actor = self.actor()?;
        let relation = crate::store::org::select_relation(tx, actor.org, org).await?;
        if !relation.in_scope() {
            return Err(AppError::NotFound);
        }
        access::decide(actor, action, relation).map_err(|reasons| AppError::Denied { reasons })?;
        Ok(relation)
    }

    /// An event of this call.
    pub fn event(
        &self,
        org: OrgId,
        action: &'static str,
        subject_kind: &'static str,
        subject_id: impl ToString,
        payload: serde_json::Value,
    ) -> NewEvent {
        NewEvent {
            org,
            at: self.now,
            account: self.actor.as_ref().map(|a| a.account),
            account_name: self.actor.as_ref().map(|a| a.name.clone()).unwrap_or_default(),
            action,
            subject_kind,
            subject_id: subject_id.to_string(),
            payload,
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Missing => Self::NotFound,
            StoreError::Busy => Self::Busy,
            StoreError::Taken | StoreError::Capped | StoreError::Failed(_) => internal(&error),
        }
    }
}

/// A fault of ours: the log gets the details, the user a reference.
pub fn internal(error: &dyn std::fmt::Display) -> AppError {
    let reference = Uid::fresh().to_string()[24..].to_owned();
    tracing::error!(%reference, %error, "internal error");
    AppError::Internal { reference }
}
