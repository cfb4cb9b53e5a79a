//! What runs beside the requests.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use crate::service::file::unused;
use crate::service::register::expiry;
use crate::service::{App, Ctx, outbox};

/// How long a message waits at most until it is looked for, where no bell rang in this process.
const PAUSE: Duration = Duration::from_secs(5);

/// How often it is looked for what soon runs out and for what nobody uses.
const HOUR: Duration = Duration::from_secs(3600);

/// Reminds units of what soon runs out, for ever.
pub async fn remind(app: Arc<App>) {
    loop {
        if let Err(error) = expiry::remind_due(&Ctx::anonymous(app.clone())).await {
            tracing::warn!(?error, "what soon runs out could not be read");
        }
        tokio::time::sleep(HOUR).await;
    }
}

/// Removes files that nobody uses, for ever.
pub async fn clean(app: Arc<App>) {
    loop {
        match unused::remove_unused(&Ctx::anonymous(app.clone())).await {
            Ok(0) => {}
            Ok(files) => tracing::info!(files, "files that nobody uses were removed"),
            Err(error) => tracing::warn!(?error, "files that nobody uses could not be removed"),
        }
        tokio::time::sleep(HOUR).await;
    }
}

/// Sends mail and short messages, for ever.
pub async fn deliver(app: Arc<App>) {
    loop {
        match outbox::deliver_due(&app).await {
            Ok(0) => {
                let _ = timeout(PAUSE, app.carriers.heard()).await;
                // The bell rings before the transaction has ended.
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(?error, "the outbox could not be read");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}
