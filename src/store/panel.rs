//! Who decides together: what units lay down, and the seats of running cases with their votes.

use super::db::{Result, Row, StoreError, Tx, args};
use crate::domain::ids::{OrgId, RecordId};
use crate::domain::time::Instant;
use crate::domain::workflow::course::Person;
use crate::domain::workflow::panel::setting::PanelSetting;
use crate::domain::workflow::panel::{Ballot, Panel, Seat};
use crate::domain::workflow::tally::{Mode, Vote};

fn mode(row: &Row, key: &str, share: &str) -> Result<Mode> {
    let (key, share): (String, i64) = (row.get(key)?, row.get(share)?);
    Mode::from_key(&key, share).ok_or_else(|| StoreError::Failed(format!("unknown mode {key}")))
}

/// What a unit has laid down for a register.
pub async fn select(tx: &mut Tx, org: OrgId, register: &str) -> Result<Option<PanelSetting>> {
    let sql = "SELECT mode, share_x100, veto, version FROM panels WHERE org_id = $1 AND register = $2";
    let Some(row) = tx.opt(sql, args![org, register]).await? else { return Ok(None) };
    let rows = tx
        .all(
            "SELECT m.account_id, a.name FROM panel_members m JOIN accounts a ON a.id = m.account_id \
             WHERE m.org_id = $1 AND m.register = $2 ORDER BY m.place",
            args![org, register],
        )
        .await?;
    let member = |row: &Row| Ok(Person { account: row.parse("account_id")?, name: row.get("name")? });
    Ok(Some(PanelSetting {
        mode: mode(&row, "mode", "share_x100")?,
        veto: row.get("veto")?,
        members: rows.iter().map(member).collect::<Result<_>>()?,
        version: row.get("version")?,
    }))
}

/// Writes what a unit lays down; false when somebody else changed it since `version`.
pub async fn upsert(tx: &mut Tx, org: OrgId, register: &str, new: &PanelSetting) -> Result<bool> {
    let touched = tx
        .run(
            "INSERT INTO panels (org_id, register, mode, share_x100, veto, version) VALUES ($1, $2, $3, $4, $5, 1) \
             ON CONFLICT (org_id, register) DO UPDATE SET mode = $3, share_x100 = $4, veto = $5, \
             version = panels.version + 1 WHERE panels.version = $6",
            args![org, register, new.mode.key(), new.mode.share_x100(), new.veto, new.version],
        )
        .await?;
    if touched == 0 {
        return Ok(false);
    }
    delete_members(tx, org, register);
    for (place, member) in new.members.iter().enumerate() {
        tx.run_later(
            "INSERT INTO panel_members (org_id, register, place, account_id) VALUES ($1, $2, $3, $4)",
            args![org, register, place as i64, member.account],
        );
    }
    Ok(true)
}

/// Takes away what a unit has laid down; false when somebody else changed it since `version`.
pub async fn delete(tx: &mut Tx, org: OrgId, register: &str, version: i64) -> Result<bool> {
    let sql = "DELETE FROM panels WHERE org_id = $1 AND register = $2 AND version = $3";
    let gone = tx.run(sql, args![org, register, version]).await? > 0;
    if gone {
        delete_members(tx, org, register);
    }
    Ok(gone)
}

fn delete_members(tx: &mut Tx, org: OrgId, register: &str) {
    tx.run_later("DELETE FROM panel_members WHERE org_id = $1 AND register = $2", args![org, register]);
}

/// Those who decide a case together, from its row; who of them still can, the caller knows.
pub(super) async fn select_seats(tx: &mut Tx, record: RecordId, case: &Row) -> Result<Option<Panel>> {
    if case.get::<Option<String>>("panel_mode")?.is_none() {
        return Ok(None);
    }
    let rows = tx
        .all(
            "SELECT account_id, name, vote, opinion, voter_id, voter_name, voted_at FROM case_seats \
             WHERE record_id = $1 ORDER BY place",
            args![record],
        )
        .await?;
    Ok(Some(Panel {
        mode: mode(case, "panel_mode", "panel_share_x100")?,
        veto: case.get("panel_veto")?,
        seats: rows.iter().map(seat).collect::<Result<_>>()?,
    }))
}

fn seat(row: &Row) -> Result<Seat> {
    let vote = row.get::<Option<String>>("vote")?.and_then(|key| Vote::from_key(&key));
    let ballot = match (vote, row.parse_opt("voter_id")?) {
        (Some(vote), Some(account)) => Some(Ballot {
            vote,
            opinion: row.get("opinion")?,
            by: Person { account, name: row.get("voter_name")? },
            at: Instant(row.get::<Option<i64>>("voted_at")?.unwrap_or_default()),
        }),
        _ => None,
    };
    let person = Person { account: row.parse("account_id")?, name: row.get("name")? };
    Ok(Seat { person, able: true, ballot })
}

/// Writes who decides a case together and how they have voted; none: nobody does.
pub fn update_seats(tx: &mut Tx, record: RecordId, panel: Option<&Panel>) {
    tx.run_later("DELETE FROM case_seats WHERE record_id = $1", args![record]);
    for (place, seat) in panel.iter().flat_map(|panel| &panel.seats).enumerate() {
        let ballot = seat.ballot.as_ref();
        tx.run_later(
            "INSERT INTO case_seats (record_id, place, account_id, name, vote, opinion, voter_id, voter_name, voted_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            args![
                record,
                place as i64,
                seat.person.account,
                &seat.person.name,
                ballot.map(|ballot| ballot.vote.key()),
                ballot.map(|ballot| ballot.opinion.clone()).unwrap_or_default(),
                ballot.map(|ballot| ballot.by.account),
                ballot.map(|ballot| ballot.by.name.clone()).unwrap_or_default(),
                ballot.map(|ballot| ballot.at)
            ],
        );
    }
}
