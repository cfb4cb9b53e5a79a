//! The look at what comes in before it is kept: a command of the house that hosts the program, such as a virus scanner.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use serde_json::json;
use tokio::process::Command;
use tokio::sync::Semaphore;

use crate::domain::error::{AppError, ProblemCode};
use crate::domain::form::clean;
use crate::service::Ctx;
use crate::store;

/// How long a file may be waited for.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// How many files are looked at at once: a scanner holds its signatures in memory.
const AT_ONCE: usize = 2;

/// Which command looks at files.
#[derive(Clone, Debug)]
pub struct ScanSettings {
    /// The program and its arguments; the path of the file becomes the last one.
    pub command: Vec<String>,
    /// How long a file may be waited for.
    pub patience: Duration,
}

/// Looks at files.
pub struct Scanner {
    settings: ScanSettings,
    room: Semaphore,
}

/// What the command said.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Finding {
    /// Exit status 0.
    Clean,
    /// Exit status 1.
    Infected,
    /// Anything else; why, for the log.
    Unknown(String),
}

impl Finding {
    fn of(status: ExitStatus) -> Self {
        match status.code() {
            Some(0) => Self::Clean,
            Some(1) => Self::Infected,
            _ => Self::Unknown(status.to_string()),
        }
    }
}

impl Scanner {
    /// A scanner by these settings; none without a command.
    pub fn new(settings: ScanSettings) -> Option<Self> {
        (!settings.command.is_empty()).then(|| Self { settings, room: Semaphore::new(AT_ONCE) })
    }

    async fn look(&self, path: &Path) -> Finding {
        let found = tokio::time::timeout(self.settings.patience, async {
            let _room = self.room.acquire().await;
            self.run(path).await
        });
        found.await.unwrap_or_else(|_| Finding::Unknown("no answer in time".into()))
    }

    async fn run(&self, path: &Path) -> Finding {
        let mut words = self.settings.command.iter();
        let program = words.next().map(String::as_str).unwrap_or_default();
        // A relative path means nothing to a scanner that runs as a service.
        let path: PathBuf = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let mut command = Command::new(program);
        command.args(words).arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // The secrets of the program are none of the command's business.
        command.env_clear().envs(std::env::var_os("PATH").map(|path| (OsString::from("PATH"), path)));
        match command.kill_on_drop(true).status().await {
            Ok(status) => Finding::of(status),
            Err(error) => Finding::Unknown(error.to_string()),
        }
    }
}

/// Demands that the command of the settings finds nothing in the bytes at that path; without one all is well.
///
/// # Errors
/// `Invalid` when it finds something (noted in the log of the unit), and when it gives no answer: nothing is kept
/// that was not looked at.
pub(in crate::service) async fn demand_clean(ctx: &Ctx, path: &Path, name: &str) -> Result<(), AppError> {
    let Some(scanner) = &ctx.app.scanner else { return Ok(()) };
    let code = match scanner.look(path).await {
        Finding::Clean => return Ok(()),
        Finding::Infected => {
            let actor = ctx.actor()?;
            let mut tx = ctx.app.db.write().await?;
            let event = ctx.event(actor.org, "file.refuse", "account", actor.account, json!({ "name": name }));
            store::event::append(&mut tx, &event).await?;
            tx.commit().await?;
            ProblemCode::FileInfected
        }
        Finding::Unknown(why) => {
            tracing::error!(%why, "an upload could not be looked at and was refused");
            ProblemCode::FileUnchecked
        }
    };
    Err(AppError::field("", code, &[&clean::clip(name, 80)]))
}
