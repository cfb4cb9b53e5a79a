//! The support contact of the centre.

use super::db::{Result, Tx, args};
use crate::domain::ids::OrgId;
use crate::domain::support::SupportContact;

/// The root unit; none before the first start.
pub async fn select_root(tx: &mut Tx) -> Result<Option<OrgId>> {
    let row = tx.opt("SELECT id FROM orgs WHERE parent_id IS NULL ORDER BY created_at, id LIMIT 1", args![]).await?;
    row.map(|row| row.parse("id")).transpose()
}

/// The contact of that unit.
pub async fn select(tx: &mut Tx, org: OrgId) -> Result<Option<SupportContact>> {
    let row =
        tx.opt("SELECT name, phone, hours, note, version FROM support_contacts WHERE org_id = $1", args![org]).await?;
    row.map(|row| {
        Ok(SupportContact {
            name: row.get("name")?,
            phone: row.get("phone")?,
            hours: row.get("hours")?,
            note: row.get("note")?,
            version: row.get("version")?,
        })
    })
    .transpose()
}

/// Writes the contact; false when somebody else changed it first.
pub async fn upsert(tx: &mut Tx, org: OrgId, new: &SupportContact) -> Result<bool> {
    let touched = tx
        .run(
            "INSERT INTO support_contacts (org_id, name, phone, hours, note, version) VALUES ($1, $2, $3, $4, $5, 1) \
             ON CONFLICT (org_id) DO UPDATE SET name = $2, phone = $3, hours = $4, note = $5, \
             version = support_contacts.version + 1 WHERE support_contacts.version = $6",
            args![org, &new.name, &new.phone, &new.hours, &new.note, new.version],
        )
        .await?;
    Ok(touched == 1)
}
