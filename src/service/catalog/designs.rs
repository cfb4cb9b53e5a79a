//! The catalog with what the association has designed, and the version that each definition has in the store.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::Catalog;
use crate::domain::error::AppError;
use crate::domain::form::design::{DESIGNS, LISTS, Lists, designed};
use crate::domain::form::{Answer, Choice, FormDefinition};
use crate::domain::indicator::words::Names;
use crate::domain::time::Instant;
use crate::service::internal;
use crate::store;
use crate::store::db::{Db, Tx};
use crate::store::event::hex;

/// The association's own lists.
///
/// # Errors
/// Those of the store.
pub async fn lists(tx: &mut Tx) -> Result<Lists, AppError> {
    let choices = |answer: &Answer| {
        let rows = answer.rows("choices").iter();
        rows.map(|row| Choice { value: row.text("value").to_owned(), en: row.text("en").to_owned() }).collect()
    };
    let records = store::definition::select_designs(tx, LISTS).await?;
    Ok(records.iter().map(|(id, answer)| (id.clone(), choices(answer))).collect())
}

/// The catalog as the store's designs make it, with a version for every definition.
///
/// # Errors
/// Those of the store.
pub async fn open(base: &Catalog, db: &Db, now: Instant) -> Result<(Catalog, i64), AppError> {
    let mut tx = db.read().await?;
    // First: what changes meanwhile is read once more.
    let revision = store::definition::select_revision(&mut tx).await?;
    let lists = lists(&mut tx).await?;
    let designs = store::definition::select_designs(&mut tx, DESIGNS).await?;
    drop(tx);
    let mut registers = base.fixed.registers.clone();
    for (id, design) in &designs {
        let outcome = designed(design, &registers, &lists);
        if !outcome.problems.is_empty() {
            tracing::warn!(design = id, problems = ?outcome.problems, "a design of a register does not hold as a whole");
        }
        place(&mut registers, outcome.definition);
    }
    number(&mut registers, db, now).await?;
    let names = Names::of(&registers);
    Ok((Catalog { fixed: Arc::clone(&base.fixed), registers, names }, revision))
}

/// The registers on which a design stands: all but those that it makes itself.
pub(in crate::service) fn below<'a>(catalog: &'a Catalog, design: &Answer) -> Vec<FormDefinition> {
    let own = design.text("code");
    let fields = design.rows("fields").iter();
    let codes: Vec<&str> = fields.map(|row| row.text("code")).filter(|code| !code.is_empty()).collect();
    let registers = catalog.registers().iter().filter(|r| own.is_empty() || r.key != own);
    let without = |register: &'a FormDefinition| {
        let mut register = register.clone();
        register.fields.retain(|field| !codes.contains(&field.key.as_str()));
        register.columns.retain(|key| !codes.contains(&key.as_str()));
        register.filters.retain(|key| !codes.contains(&key.as_str()));
        register
    };
    registers.map(without).collect()
}

fn place(registers: &mut Vec<FormDefinition>, definition: Option<FormDefinition>) {
    let Some(definition) = definition else { return };
    match registers.iter_mut().find(|r| r.key == definition.key) {
        Some(there) => *there = definition,
        None => registers.push(definition),
    }
}

/// Gives every definition the version under which the store has it; a new one is kept.
async fn number(registers: &mut [FormDefinition], db: &Db, now: Instant) -> Result<(), AppError> {
    let hashes = registers.iter().map(hash).collect::<Result<Vec<_>, _>>()?;
    let known = store::definition::select_versions(&mut db.read().await?).await?;
    let all_known = registers.iter().zip(&hashes).all(|(r, hash)| known.contains_key(&(r.key.clone(), hash.clone())));
    let mut tx = db.write().await?;
    let known = if all_known {
        known
    } else {
        store::definition::hold(&mut tx).await?;
        store::definition::select_versions(&mut tx).await?
    };
    for (register, hash) in registers.iter_mut().zip(hashes) {
        let of_register = known.range((register.key.clone(), String::new())..);
        let newest = of_register.take_while(|((key, _), _)| *key == register.key).map(|(_, version)| *version).max();
        match known.get(&(register.key.clone(), hash.clone())) {
            Some(version) => register.version = *version,
            None => {
                register.version = newest.map_or(register.version, |newest| register.version.max(newest + 1));
                store::definition::insert(&mut tx, register, &hash, now)?;
            }
        }
    }
    if !all_known {
        tx.commit().await?;
    }
    Ok(())
}

/// SHA-256 of what a definition says, whatever its number.
fn hash(definition: &FormDefinition) -> Result<String, AppError> {
    let plain = FormDefinition { version: 0, ..definition.clone() };
    let json = serde_json::to_vec(&plain).map_err(|error| internal(&error))?;
    Ok(hex(&Sha256::digest(json)))
}
