//! Signing in again where a session has ended, without leaving the page.

use super::Ctx;
use super::session::{Entry, SignedIn, sign_in, token_hash};
use crate::domain::error::{AppError, ReasonCode};
use crate::domain::ids::{AccountId, OrgId};
use crate::store;

/// Signs the same person in again, in the unit of the page: what somebody has typed is never saved under the name or
/// in the unit of another.
///
/// # Errors
/// As `sign_in`; `Denied` for another person, or one who has no post in that unit any more.
pub async fn renew(ctx: &Ctx, entry: &Entry, account: AccountId, org: OrgId) -> Result<SignedIn, AppError> {
    let signed_in = sign_in(ctx, entry).await?;
    let session = token_hash(&signed_in.token);
    let mut tx = ctx.app.db.write().await?;
    let posts = store::account::select_posts(&mut tx, signed_in.actor.account).await?;
    let post = posts.into_iter().find(|post| post.org == org && signed_in.actor.account == account);
    let Some(post) = post.filter(|_| !signed_in.waits) else {
        store::session::delete(&mut tx, &session).await?;
        tx.commit().await?;
        return Err(AppError::denied(ReasonCode::OtherAccount, &[]));
    };
    store::session::update_post(&mut tx, &session, post.id).await?;
    tx.commit().await?;
    Ok(signed_in)
}
