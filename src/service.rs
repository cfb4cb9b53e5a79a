//! Use cases: permission, load, domain rule, write and event, in one transaction.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use ipnet::IpNet;
use tokio::sync::Semaphore;

use crate::domain::access::{self, Action};
use crate::domain::account::Actor;
use crate::domain::error::AppError;
use crate::domain::ids::{OrgId, Uid};
use crate::domain::org::Relation;
use crate::domain::text::Lang;
use crate::domain::time::{Day, Instant};
use crate::store::db::{Db, StoreError, Tx};
use crate::store::event::NewEvent;

pub mod account;
pub mod captcha;
pub mod case;
pub mod catalog;
pub mod check;
pub mod code;
pub mod congress;
pub mod disclosure;
pub mod draft;
pub mod evaluation;
pub mod file;
pub mod identity;
pub mod import;
pub mod invitation;
pub mod live;
pub mod log;
pub mod message;
pub mod notice;
pub mod notification;
pub mod org;
pub mod org_change;
pub mod outbox;
pub mod passcode;
pub mod pinyin;
pub mod portal;
pub mod post;
pub mod profile;
pub mod recovery;
pub mod register;
pub mod renewal;
pub mod review;
pub mod session;
pub mod support;
pub mod throttle;
pub mod viewing;
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
    /// Whether every sign-in asks for a captcha, not only after several wrong passwords (P-046).
    pub captcha_always: bool,
    /// How mail and short messages leave.
    pub carriers: outbox::CarrierSettings,
    /// Where people can sign in besides; none: only here.
    pub identity: Option<identity::IdentitySettings>,
    /// The bucket in which files lie; none: they lie in the data folder.
    pub s3: Option<file::S3Settings>,
    /// What looks at files before they are kept; none: nothing does.
    pub scan: Option<file::scan::ScanSettings>,
    /// The proxies before this program, whose word about where a call comes from is believed.
    pub proxies: Vec<IpNet>,
}

/// The running program: everything that calls share.
pub struct App {
    /// The store.
    pub db: Db,
    /// Definitions: registers, code tables, indicators.
    pub catalog: catalog::Kept,
    /// What the program was started with.
    pub settings: Settings,
    /// What the indicator rules said last, for societies whose registers have not changed since.
    pub outcomes: evaluation::Outcomes,
    /// At most two passwords are hashed at a time: each takes 19 MiB.
    pub hashing: Semaphore,
    /// What lists were narrowed to.
    pub lists: register::Lists,
    /// Where the bytes of files lie.
    pub files: file::Files,
    /// Looks at files before they are kept.
    pub scanner: Option<file::scan::Scanner>,
    /// Imports being written.
    pub imports: import::Running,
    /// The way out for mail and short messages.
    pub carriers: outbox::Carriers,
    /// Where people can sign in besides.
    pub identity: Option<identity::Provider>,
    /// Open pages that hear of changes at once.
    pub live: live::Live,
}

impl App {
    /// Puts the parts together, with the definitions that come with the program.
    ///
    /// # Errors
    /// Why mail or short messages cannot leave, or nobody sign in, as the settings say, for the terminal; a fault of
    /// the definitions or of the store.
    pub async fn open(db: Db, settings: Settings) -> Result<Arc<Self>, String> {
        let base = catalog::Catalog::load().map_err(|fault| fault.to_string())?;
        Self::open_with(&base, db, settings).await
    }

    /// Puts the parts together, with these definitions.
    ///
    /// # Errors
    /// Those of `open`.
    pub async fn open_with(base: &catalog::Catalog, db: Db, settings: Settings) -> Result<Arc<Self>, String> {
        let catalog = catalog::Kept::open(base, &db).await.map_err(|error| error.message(Lang::En))?;
        let files = file::Files::new(&settings.data, settings.s3.as_ref())?;
        let carriers = outbox::Carriers::new(&settings.carriers)?;
        let provider = |named| identity::Provider::new(named, &settings.public_url);
        let identity = settings.identity.as_ref().map(provider).transpose()?;
        let scanner = settings.scan.clone().and_then(file::scan::Scanner::new);
        let app = Arc::new(Self {
            db,
            catalog,
            settings,
            outcomes: evaluation::Outcomes::default(),
            hashing: Semaphore::new(2),
            lists: register::Lists::default(),
            files,
            scanner,
            imports: import::Running::default(),
            carriers,
            identity,
            live: live::Live::default(),
        });
        let renewed = register::renew_tokens(&Ctx::anonymous(app.clone())).await;
        renewed.map_err(|error| error.message(Lang::En))?;
        Ok(app)
    }
}

/// One call: the program, the moment and who acts.
#[derive(Clone)]
pub struct Ctx {
    /// The running program.
    pub app: Arc<App>,
    /// The definitions, as they were when the call began.
    pub catalog: Arc<catalog::Catalog>,
    /// The moment of the call, fixed once.
    pub now: Instant,
    /// Who acts; nobody on public pages.
    pub actor: Option<Actor>,
    /// Hash of the session's token; empty without a session.
    pub session: String,
    /// Where the call comes from, for throttling and the log.
    pub remote: String,
    /// How the browser names itself; at most 200 characters.
    pub agent: String,
    /// Hash of the browser's own token; empty without one.
    pub device: String,
    /// The language of the call.
    pub lang: Lang,
}

/// The present moment; read once per call.
pub fn clock() -> Instant {
    Instant(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as i64))
}

impl Ctx {
    /// A call by the system itself or by a visitor.
    pub fn anonymous(app: Arc<App>) -> Self {
        Self {
            catalog: app.catalog.get(),
            app,
            now: clock(),
            actor: None,
            session: String::new(),
            remote: String::new(),
            agent: String::new(),
            device: String::new(),
            lang: Lang::default(),
        }
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

    /// Who acts, and as oneself: what is personal is not shown to somebody who looks at the site as another person.
    ///
    /// # Errors
    /// `NotSignedIn`; `Denied` during such a view.
    pub fn oneself(&self) -> Result<&Actor, AppError> {
        let actor = self.actor()?;
        match actor.viewer {
            Some(_) => Err(AppError::Denied { reasons: vec![access::viewing_reason(actor)] }),
            None => Ok(actor),
        }
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
        // Whoever looks as another person sees that person's pages; what changes anything is refused at the door.
        access::by_table(actor, action, relation).map_err(|reasons| AppError::Denied { reasons })?;
        Ok(relation)
    }

    /// An event of this call, by the person who really sits there, with the address that the call came from.
    pub fn event(
        &self,
        org: OrgId,
        action: &'static str,
        subject_kind: &'static str,
        subject_id: impl ToString,
        mut payload: serde_json::Value,
    ) -> NewEvent {
        if let Some(details) = payload.as_object_mut() {
            if !self.remote.is_empty() {
                details.insert("remote".into(), self.remote.clone().into());
            }
            if let Some(seen) = self.actor.as_ref().filter(|actor| actor.viewer.is_some()) {
                details.insert("viewed_as".into(), seen.name.clone().into());
            }
        }
        NewEvent {
            org,
            at: self.now,
            account: self.actor.as_ref().map(Actor::real_account),
            account_name: self.actor.as_ref().map(|a| a.real_name().to_owned()).unwrap_or_default(),
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
