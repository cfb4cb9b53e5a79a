//! Whom a message can reach: people by unit and name, and what targets mean by now.

use crate::domain::ids::{AccountId, OrgId};
use crate::domain::message::Target;
use crate::domain::org::Relation;
use crate::store::db::{AssertSqlSafe, Result, Row, Tx, Val, args};

/// Somebody whom a message can reach: person and unit with their names, and how the unit stands to the sender's.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reached {
    /// Name of the unit.
    pub org_name: String,
    /// Name of the person; empty for a whole unit.
    pub name: String,
    /// The person; none for a whole unit.
    pub account: Option<AccountId>,
    /// The unit.
    pub org: OrgId,
    /// People in it: 1 for a person.
    pub people: i64,
}

/// Every person with a present post: `$1` is the sender's unit.
const PEOPLE: &str = "FROM posts p JOIN accounts a ON a.id = p.account_id AND a.enabled \
     JOIN orgs o ON o.id = p.org_id AND o.enabled \
     LEFT JOIN org_closure d ON d.ancestor_id = $1 AND d.descendant_id = o.id \
     LEFT JOIN org_closure u ON u.ancestor_id = o.id AND u.descendant_id = $1 AND u.depth = 1 \
     WHERE p.until_on IS NULL AND (d.depth IS NOT NULL OR u.depth IS NOT NULL)";

fn relation(row: &Row) -> Result<Relation> {
    Ok(match (row.get::<Option<i64>>("below")?, row.get::<Option<i64>>("above")?) {
        (Some(0), _) => Relation::Own,
        (Some(1), _) => Relation::Child,
        (Some(_), _) => Relation::Descendant,
        (None, Some(1)) => Relation::Parent,
        (None, _) => Relation::Foreign,
    })
}

pub(super) fn pattern(word: &str) -> String {
    format!("%{}%", word.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

/// People around a unit whose name or unit has every word; without words those of the unit above and of the unit.
pub async fn search_people(tx: &mut Tx, from: OrgId, words: &[&str], limit: i64) -> Result<Vec<(Reached, Relation)>> {
    let mut select = format!(
        "SELECT DISTINCT a.id AS account_id, a.name AS name, o.id AS org_id, o.name AS org_name, d.depth AS below, \
         u.depth AS above {PEOPLE}"
    );
    // The longest word is likely to be the rarest.
    let mut words = words.to_vec();
    words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    let mut values = args![from];
    for word in &words {
        values.push(Val::from(pattern(word)));
        let n = values.len();
        select.push_str(&format!(" AND (a.name LIKE ${n} ESCAPE '\\' OR o.name LIKE ${n} ESCAPE '\\')"));
    }
    values.push(Val::from(limit));
    let order = format!("ORDER BY org_name, name, account_id LIMIT ${}", values.len());
    // The names are looked through once each; looking at every person with his units takes ten times as long.
    let sql = match words.as_slice() {
        [] => format!("{select} AND (d.depth IS NULL OR d.depth = 0) {order}"),
        _ => format!(
            "{select} AND p.account_id IN (SELECT id FROM accounts WHERE name LIKE $2 ESCAPE '\\') UNION \
             {select} AND p.org_id IN (SELECT id FROM orgs WHERE name LIKE $2 ESCAPE '\\') {order}"
        ),
    };
    tx.all(AssertSqlSafe(sql), values).await?.iter().map(person).collect()
}

fn person(row: &Row) -> Result<(Reached, Relation)> {
    let reached = Reached {
        org_name: row.get("org_name")?,
        name: row.get("name")?,
        account: Some(row.parse("account_id")?),
        org: row.parse("org_id")?,
        people: 1,
    };
    Ok((reached, relation(row)?))
}

/// Units around a unit whose name has every word, with the number of their people; without words the unit above and
/// the unit itself.
pub async fn search_units(tx: &mut Tx, from: OrgId, words: &[&str], limit: i64) -> Result<Vec<(Reached, Relation)>> {
    let mut sql = String::from(
        "SELECT f.org_id, f.org_name, f.below, f.above, f.people FROM (SELECT o.id AS org_id, o.name AS org_name, \
         d.depth AS below, u.depth AS above, (SELECT COUNT(DISTINCT a.id) FROM posts p JOIN accounts a \
         ON a.id = p.account_id AND a.enabled WHERE p.org_id = o.id AND p.until_on IS NULL) AS people FROM orgs o \
         LEFT JOIN org_closure d ON d.ancestor_id = $1 AND d.descendant_id = o.id \
         LEFT JOIN org_closure u ON u.ancestor_id = o.id AND u.descendant_id = $1 AND u.depth = 1 \
         WHERE o.enabled AND (d.depth IS NOT NULL OR u.depth IS NOT NULL)",
    );
    let mut values = args![from];
    if words.is_empty() {
        sql.push_str(" AND (d.depth IS NULL OR d.depth = 0)");
    }
    for word in words {
        values.push(Val::from(pattern(word)));
        sql.push_str(&format!(" AND o.name LIKE ${} ESCAPE '\\'", values.len()));
    }
    values.push(Val::from(limit));
    sql.push_str(&format!(") f WHERE f.people > 0 ORDER BY f.org_name, f.org_id LIMIT ${}", values.len()));
    let rows = tx.all(AssertSqlSafe(sql), values).await?;
    rows.iter()
        .map(|row| {
            let reached = Reached {
                org_name: row.get("org_name")?,
                name: String::new(),
                account: None,
                org: row.parse("org_id")?,
                people: row.get("people")?,
            };
            Ok((reached, relation(row)?))
        })
        .collect()
}

/// Everybody that targets mean by now: each person once for each target that means him.
pub async fn select_reached(tx: &mut Tx, from: OrgId, targets: &[Target]) -> Result<Vec<(Reached, Relation)>> {
    let mut found = Vec::new();
    for chunk in targets.chunks(200) {
        let mut values = args![from];
        let mut any = Vec::with_capacity(chunk.len());
        for target in chunk {
            match target {
                Target::Person { account, org } => {
                    values.extend([Val::from(*account), Val::from(*org)]);
                    any.push(format!("(p.account_id = ${} AND p.org_id = ${})", values.len() - 1, values.len()));
                }
                Target::Unit { org } => {
                    values.push(Val::from(*org));
                    any.push(format!("p.org_id = ${}", values.len()));
                }
            }
        }
        let sql = format!(
            "SELECT DISTINCT a.id AS account_id, a.name AS name, o.id AS org_id, o.name AS org_name, d.depth AS below, \
             u.depth AS above {PEOPLE} AND ({})",
            any.join(" OR ")
        );
        for row in tx.all(AssertSqlSafe(sql), values).await? {
            found.push(person(&row)?);
        }
    }
    Ok(found)
}

/// A person with a post in a unit, wherever it stands: whoever wrote may be answered.
pub async fn select_person(tx: &mut Tx, account: AccountId, org: OrgId) -> Result<Option<Reached>> {
    let row = tx
        .opt(
            "SELECT a.name, o.name AS org_name FROM posts p JOIN accounts a ON a.id = p.account_id AND a.enabled \
             JOIN orgs o ON o.id = p.org_id AND o.enabled \
             WHERE p.account_id = $1 AND p.org_id = $2 AND p.until_on IS NULL LIMIT 1",
            args![account, org],
        )
        .await?;
    row.map(|row| {
        Ok(Reached { org_name: row.get("org_name")?, name: row.get("name")?, account: Some(account), org, people: 1 })
    })
    .transpose()
}

/// Names of units.
pub async fn select_names(tx: &mut Tx, orgs: &[OrgId]) -> Result<Vec<(OrgId, String)>> {
    let mut names = Vec::with_capacity(orgs.len());
    for chunk in orgs.chunks(400) {
        let marks = (1..=chunk.len()).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
        let sql = format!("SELECT id, name FROM orgs WHERE id IN ({marks}) ORDER BY name, id");
        for row in tx.all(AssertSqlSafe(sql), chunk.iter().map(|id| Val::from(*id)).collect()).await? {
            names.push((row.parse("id")?, row.get("name")?));
        }
    }
    Ok(names)
}
