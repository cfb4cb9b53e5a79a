//! Congresses, the places of units and their nominees.

use super::db::{Result, Row, Tx, args};
use crate::domain::congress::{Congress, Nominee};
use crate::domain::ids::{CongressId, NomineeId, OrgId};
use crate::domain::quota::{Counting, Identity, Minima, Person, Place, Quota, Sex};
use crate::domain::time::Instant;

fn congress(row: &Row) -> Result<Congress> {
    Ok(Congress {
        id: row.parse("id")?,
        org: row.parse("org_id")?,
        name: row.get("name")?,
        session_no: row.get("session_no")?,
        counting: Counting {
            reference: row.parse("held_on")?,
            age_limit: row.get("age_limit")?,
            age_inclusive: row.get("age_inclusive")?,
            count_nonparty: row.get("count_nonparty")?,
            allow_less: row.get("allow_less")?,
        },
        opens_on: row.parse("opens_on")?,
        closes_on: row.parse("closes_on")?,
    })
}

/// Writes a new congress.
pub async fn insert(tx: &mut Tx, new: &Congress, now: Instant) -> Result<()> {
    let counting = &new.counting;
    tx.run(
        "INSERT INTO congresses (id, org_id, name, session_no, held_on, age_limit, age_inclusive, count_nonparty, \
         allow_less, opens_on, closes_on, created_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1)",
        args![
            new.id,
            new.org,
            &new.name,
            new.session_no,
            counting.reference,
            counting.age_limit,
            counting.age_inclusive,
            counting.count_nonparty,
            counting.allow_less,
            new.opens_on,
            new.closes_on,
            now
        ],
    )
    .await?;
    Ok(())
}

/// The congress with that id.
pub async fn select(tx: &mut Tx, id: CongressId) -> Result<Option<Congress>> {
    let row = tx
        .opt(
            "SELECT id, org_id, name, session_no, held_on, age_limit, age_inclusive, count_nonparty, allow_less, \
             opens_on, closes_on FROM congresses WHERE id = $1",
            args![id],
        )
        .await?;
    row.as_ref().map(congress).transpose()
}

/// Congresses that the unit hosts or has places in, the latest first.
pub async fn select_of_org(tx: &mut Tx, org: OrgId) -> Result<Vec<Congress>> {
    let rows = tx
        .all(
            "SELECT id, org_id, name, session_no, held_on, age_limit, age_inclusive, count_nonparty, allow_less, \
             opens_on, closes_on FROM congresses c WHERE c.org_id = $1 OR EXISTS (SELECT 1 FROM congress_quotas q \
             WHERE q.congress_id = c.id AND q.org_id = $1) ORDER BY held_on DESC, id",
            args![org],
        )
        .await?;
    rows.iter().map(congress).collect()
}

/// Allots places to a unit; the counter stays.
///
/// # Errors
/// `Capped` when fewer places are allotted than are in use.
pub async fn upsert_place(tx: &mut Tx, congress: CongressId, org: OrgId, place: &Place) -> Result<()> {
    let minima = &place.minima;
    tx.run(
        "INSERT INTO congress_quotas (congress_id, org_id, identity, cap, used, grassroots, young, minority, democratic, \
         female, version) VALUES ($1, $2, $3, $4, 0, $5, $6, $7, $8, $9, 1) \
         ON CONFLICT (congress_id, org_id, identity) DO UPDATE SET cap = $4, grassroots = $5, young = $6, minority = $7, \
         democratic = $8, female = $9, version = congress_quotas.version + 1",
        args![
            congress,
            org,
            place.identity.key(),
            place.cap,
            minima.grassroots,
            minima.young,
            minima.minority,
            minima.democratic,
            minima.female
        ],
    )
    .await?;
    Ok(())
}

/// The places of a unit.
pub async fn select_quota(tx: &mut Tx, congress: CongressId, org: OrgId) -> Result<Quota> {
    let rows = tx
        .all(
            "SELECT identity, cap, grassroots, young, minority, democratic, female FROM congress_quotas \
             WHERE congress_id = $1 AND org_id = $2",
            args![congress, org],
        )
        .await?;
    let mut places = Vec::with_capacity(rows.len());
    for row in &rows {
        let Some(identity) = Identity::from_key(&row.get::<String>("identity")?) else { continue };
        let minima = Minima {
            grassroots: row.get("grassroots")?,
            young: row.get("young")?,
            minority: row.get("minority")?,
            democratic: row.get("democratic")?,
            female: row.get("female")?,
        };
        places.push(Place { identity, cap: row.get("cap")?, minima });
    }
    places.sort_by_key(|p| p.identity);
    Ok(Quota(places))
}

/// Takes a place if one is free: the check and the count are one statement, so that racing calls queue up
/// at the row. False when the cap is reached or there is no such place.
pub async fn take_place(tx: &mut Tx, congress: CongressId, org: OrgId, identity: Identity) -> Result<bool> {
    let touched = tx
        .run(
            "UPDATE congress_quotas SET used = used + 1 WHERE congress_id = $1 AND org_id = $2 AND identity = $3 \
             AND used < cap",
            args![congress, org, identity.key()],
        )
        .await?;
    Ok(touched == 1)
}

/// Gives a place back.
pub async fn free_place(tx: &mut Tx, congress: CongressId, org: OrgId, identity: Identity) -> Result<()> {
    tx.run(
        "UPDATE congress_quotas SET used = used - 1 WHERE congress_id = $1 AND org_id = $2 AND identity = $3",
        args![congress, org, identity.key()],
    )
    .await?;
    Ok(())
}

/// Writes a new nominee.
///
/// # Errors
/// `Taken` when the mobile number is used in this congress already.
pub async fn insert_nominee(
    tx: &mut Tx,
    id: NomineeId,
    congress: CongressId,
    org: OrgId,
    person: &Person,
    now: Instant,
) -> Result<()> {
    tx.run(
        "INSERT INTO nominees (id, congress_id, org_id, name, mobile, identity, sex, birth_on, ethnic, party1, party2, \
         grassroots, state, created_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'assigned', $13, 1)",
        args![
            id,
            congress,
            org,
            &person.name,
            &person.mobile,
            person.identity.key(),
            person.sex.map(Sex::key).unwrap_or_default(),
            person.birth_on.map(|d| d.to_string()).unwrap_or_default(),
            &person.ethnic,
            &person.party1,
            &person.party2,
            person.grassroots,
            now
        ],
    )
    .await?;
    Ok(())
}

fn nominee(row: &Row) -> Result<Option<Nominee>> {
    let Some(identity) = Identity::from_key(&row.get::<String>("identity")?) else { return Ok(None) };
    let person = Person {
        name: row.get("name")?,
        mobile: row.get("mobile")?,
        identity,
        sex: Sex::from_key(&row.get::<String>("sex")?),
        birth_on: row.get::<String>("birth_on")?.parse().ok(),
        ethnic: row.get("ethnic")?,
        party1: row.get("party1")?,
        party2: row.get("party2")?,
        grassroots: row.get("grassroots")?,
    };
    Ok(Some(Nominee { id: row.parse("id")?, person }))
}

/// The nominees of a unit, the oldest first.
pub async fn select_nominees(tx: &mut Tx, congress: CongressId, org: OrgId) -> Result<Vec<Nominee>> {
    let rows = tx
        .all(
            "SELECT id, name, mobile, identity, sex, birth_on, ethnic, party1, party2, grassroots FROM nominees \
             WHERE congress_id = $1 AND org_id = $2 AND state <> 'removed' ORDER BY created_at, id",
            args![congress, org],
        )
        .await?;
    rows.iter().filter_map(|row| nominee(row).transpose()).collect()
}

/// A nominee who has not been removed: congress, unit and person.
pub async fn select_nominee(tx: &mut Tx, id: NomineeId) -> Result<Option<(CongressId, OrgId, Nominee)>> {
    let row = tx
        .opt(
            "SELECT id, congress_id, org_id, name, mobile, identity, sex, birth_on, ethnic, party1, party2, grassroots \
             FROM nominees WHERE id = $1 AND state <> 'removed'",
            args![id],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(match nominee(&row)? {
        Some(nominee) => Some((row.parse("congress_id")?, row.parse("org_id")?, nominee)),
        None => None,
    })
}

/// Removes a nominee; false when somebody else was faster.
pub async fn update_removed(tx: &mut Tx, id: NomineeId) -> Result<bool> {
    let touched = tx
        .run(
            "UPDATE nominees SET state = 'removed', version = version + 1 WHERE id = $1 AND state <> 'removed'",
            args![id],
        )
        .await?;
    Ok(touched == 1)
}

/// Whether the mobile number is used in the congress already.
pub async fn exists_mobile(tx: &mut Tx, congress: CongressId, mobile: &str) -> Result<bool> {
    let row = tx
        .opt(
            "SELECT id FROM nominees WHERE congress_id = $1 AND mobile = $2 AND state <> 'removed'",
            args![congress, mobile],
        )
        .await?;
    Ok(row.is_some())
}
