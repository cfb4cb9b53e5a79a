//! What records of branches and of their accounts have opened.

use super::db::{Result, Tx, args};
use crate::domain::ids::{AccountId, OrgId, RecordId};

/// The unit and the account of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The branch.
    pub org: OrgId,
    /// Who signs in there.
    pub account: AccountId,
}

/// What a record has opened.
pub async fn select(tx: &mut Tx, record: RecordId) -> Result<Option<Opened>> {
    let row = tx.opt("SELECT org_id, account_id FROM record_accounts WHERE record_id = $1", args![record]).await?;
    row.map(|row| Ok(Opened { org: row.parse("org_id")?, account: row.parse("account_id")? })).transpose()
}

/// Notes what a record has opened.
pub async fn upsert(tx: &mut Tx, record: RecordId, opened: Opened) -> Result<()> {
    tx.run(
        "INSERT INTO record_accounts (record_id, org_id, account_id) VALUES ($1, $2, $3) \
         ON CONFLICT (record_id) DO UPDATE SET org_id = $2, account_id = $3",
        args![record, opened.org, opened.account],
    )
    .await?;
    Ok(())
}
