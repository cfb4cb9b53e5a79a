//! Invitations and the links under which applicants see how their application stands.

use super::db::{AssertSqlSafe, Count, Result, Row, Tx, Val, args};
use crate::domain::ids::{AccountId, InvitationId, OrgId, RecordId};
use crate::domain::invitation::Invitation;
use crate::domain::time::Instant;

fn invitation(row: &Row) -> Result<Invitation> {
    Ok(Invitation {
        id: row.parse("id")?,
        org: row.parse("org_id")?,
        name: row.get("name")?,
        member_kind: row.get("member_kind")?,
        token: row.get("token")?,
        expires_on: row.parse("expires_on")?,
        cap: row.get("cap")?,
        note: row.get("note")?,
        revoked_at: row.get::<Option<i64>>("revoked_at")?.map(Instant),
        applications: row.get("applications")?,
        created_at: Instant(row.get("created_at")?),
        created_by_name: row.get("created_by_name")?,
    })
}

/// Writes a new invitation.
pub async fn insert(tx: &mut Tx, new: &Invitation) -> Result<()> {
    tx.run(
        "INSERT INTO invitations (id, org_id, name, member_kind, token, expires_on, cap, note, revoked_at, applications, \
         created_at, created_by_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, 0, $9, $10)",
        args![
            new.id,
            new.org,
            &new.name,
            &new.member_kind,
            &new.token,
            new.expires_on,
            new.cap,
            &new.note,
            new.created_at,
            &new.created_by_name
        ],
    )
    .await?;
    Ok(())
}

/// The invitation with that id.
pub async fn select(tx: &mut Tx, id: InvitationId) -> Result<Option<Invitation>> {
    let row = tx
        .opt(
            "SELECT id, org_id, name, member_kind, token, expires_on, cap, note, revoked_at, applications, created_at, \
             created_by_name FROM invitations WHERE id = $1",
            args![id],
        )
        .await?;
    row.as_ref().map(invitation).transpose()
}

/// The invitation with that token.
pub async fn select_by_token(tx: &mut Tx, token: &str) -> Result<Option<Invitation>> {
    let row = tx
        .opt(
            "SELECT id, org_id, name, member_kind, token, expires_on, cap, note, revoked_at, applications, created_at, \
             created_by_name FROM invitations WHERE token = $1",
            args![token],
        )
        .await?;
    row.as_ref().map(invitation).transpose()
}

/// The invitations of a unit, the latest first.
pub async fn select_of_org(tx: &mut Tx, org: OrgId) -> Result<Vec<Invitation>> {
    let rows = tx
        .all(
            "SELECT id, org_id, name, member_kind, token, expires_on, cap, note, revoked_at, applications, created_at, \
             created_by_name FROM invitations WHERE org_id = $1 ORDER BY created_at DESC, id DESC",
            args![org],
        )
        .await?;
    rows.iter().map(invitation).collect()
}

/// Revokes an invitation, unless it is revoked already.
pub async fn update_revoked(tx: &mut Tx, id: InvitationId, now: Instant) -> Result<bool> {
    let touched =
        tx.run("UPDATE invitations SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL", args![now, id]).await?;
    Ok(touched == 1)
}

/// Counts an application, unless the invitation was revoked or used up meanwhile.
pub async fn count_application(tx: &mut Tx, id: InvitationId) -> Result<bool> {
    let touched = tx
        .run(
            "UPDATE invitations SET applications = applications + 1 \
             WHERE id = $1 AND revoked_at IS NULL AND (cap IS NULL OR applications < cap)",
            args![id],
        )
        .await?;
    Ok(touched == 1)
}

/// Gives an application the link under which its applicant sees it.
pub async fn insert_link(tx: &mut Tx, token: &str, record: RecordId) -> Result<()> {
    tx.run("INSERT INTO application_links (token, record_id) VALUES ($1, $2)", args![token, record]).await?;
    Ok(())
}

/// The application behind a link.
pub async fn select_link(tx: &mut Tx, token: &str) -> Result<Option<RecordId>> {
    let row = tx.opt("SELECT record_id FROM application_links WHERE token = $1", args![token]).await?;
    row.map(|row| row.parse("record_id")).transpose()
}

/// How many applications of a unit wait for a decision.
pub fn waiting(org: OrgId) -> Count {
    Count::new(
        "FROM records WHERE org_id = $1 AND register = 'member_application' AND state = 'pending' \
         AND deleted_at IS NULL",
        args![org],
    )
}

/// The waiting applications of that title that came by one invitation, with the tokens of their links.
pub async fn select_waiting_of(tx: &mut Tx, source: &str, title: &str) -> Result<Vec<(RecordId, String)>> {
    let rows = tx
        .all(
            "SELECT r.id, l.token FROM records r JOIN application_links l ON l.record_id = r.id \
             WHERE r.source_id = $1 AND r.title = $2 AND r.state = 'pending' AND r.deleted_at IS NULL",
            args![source, title],
        )
        .await?;
    rows.iter().map(|row| Ok((row.parse("id")?, row.get("token")?))).collect()
}

/// Applications of a unit, or of them those that came by one invitation: those that wait, the oldest first, then
/// the last decided ones; id, title, state, when.
pub async fn select_applications(
    tx: &mut Tx,
    org: OrgId,
    invitation: Option<InvitationId>,
    most: i64,
) -> Result<Vec<(RecordId, String, String, Instant)>> {
    let mut found = Vec::new();
    let by = invitation.map_or("", |_| "AND source_id = $3 ");
    for (waiting, order) in [("=", "created_at, id"), ("<>", "updated_at DESC, id")] {
        let sql = format!(
            "SELECT id, title, state, created_at FROM records WHERE org_id = $1 AND register = 'member_application' \
             AND state {waiting} 'pending' AND deleted_at IS NULL {by}ORDER BY {order} LIMIT $2"
        );
        let mut values = args![org, most];
        values.extend(invitation.map(|id| Val::from(id.to_string())));
        for row in tx.all(AssertSqlSafe(sql), values).await? {
            found.push((row.parse("id")?, row.get("title")?, row.get("state")?, Instant(row.get("created_at")?)));
        }
    }
    Ok(found)
}

/// The record that was made from another.
pub async fn select_made_from(tx: &mut Tx, source: RecordId) -> Result<Option<RecordId>> {
    let row =
        tx.opt("SELECT id FROM records WHERE source_id = $1 AND deleted_at IS NULL", args![source.to_string()]).await?;
    row.map(|row| row.parse("id")).transpose()
}

/// Decides a waiting application: the first decision wins.
pub async fn update_decided(
    tx: &mut Tx,
    id: RecordId,
    to: &str,
    by: AccountId,
    by_name: &str,
    now: Instant,
) -> Result<bool> {
    let touched = tx
        .run(
            "UPDATE records SET state = $1, updated_at = $2, updated_by = $3, updated_by_name = $4, \
             version = version + 1 WHERE id = $5 AND state = 'pending' AND deleted_at IS NULL",
            args![to, now, by, by_name, id],
        )
        .await?;
    Ok(touched == 1)
}
