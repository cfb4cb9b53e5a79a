//! Places: what a field or a page takes, and who may put it there.

use serde_json::json;

use crate::domain::access::Action;
use crate::domain::error::AppError;
use crate::domain::form::{Field, Kind};
use crate::domain::notice::attachment_types;
use crate::service::register::definition;
use crate::service::{Ctx, internal};

/// What a place takes.
#[derive(Clone, Debug)]
pub struct Place {
    /// Most bytes.
    pub max_bytes: i64,
    /// Suffixes without dot.
    pub types: Vec<String>,
    /// What the person must be allowed to do in the own unit.
    pub right: Action,
}

/// Places that belong to no register.
const OTHER_PLACES: [(&str, Action); 2] = [("message", Action::SendMessage), ("notice", Action::PublishNotice)];

/// What a field takes; its path may lead into rows (`people.0.papers`). Without a field: what any file field
/// of the register takes, since the save checks each field again; without a register, and for what is attached to a
/// `message`: the defaults; to a `notice`: those and tables.
///
/// # Errors
/// `NotFound` for an unknown register or a field that takes no files.
pub fn place(ctx: &Ctx, register: &str, path: &str) -> Result<Place, AppError> {
    let other = OTHER_PLACES.iter().find(|(name, _)| *name == register).map(|(_, right)| *right);
    if path.is_empty() && (register.is_empty() || other.is_some()) {
        let kind: Kind = serde_json::from_value(json!({ "kind": "files" })).map_err(|e| internal(&e))?;
        let place = taken(&kind).ok_or(AppError::NotFound)?;
        let types = if register == "notice" { attachment_types() } else { place.types };
        return Ok(Place { right: other.unwrap_or(place.right), types, ..place });
    }
    let mut fields: &[Field] = &definition(ctx, register)?.fields;
    if path.is_empty() {
        return widest(fields).ok_or(AppError::NotFound);
    }
    let mut found = None;
    for key in path.split('.').filter(|part| part.parse::<u32>().is_err()) {
        let field = fields.iter().find(|f| f.key == key).ok_or(AppError::NotFound)?;
        found = taken(&field.kind);
        fields = match &field.kind {
            Kind::Rows { fields, .. } => fields,
            _ => &[],
        };
    }
    found.ok_or(AppError::NotFound)
}

/// The largest size and all suffixes that file fields take, those of rows too.
fn widest(fields: &[Field]) -> Option<Place> {
    let places = fields.iter().filter_map(|field| match &field.kind {
        Kind::Rows { fields, .. } => widest(fields),
        kind => taken(kind),
    });
    places.reduce(|mut all, place| {
        all.max_bytes = all.max_bytes.max(place.max_bytes);
        all.types.extend(place.types);
        all.types.sort();
        all.types.dedup();
        all
    })
}

fn taken(kind: &Kind) -> Option<Place> {
    match kind {
        Kind::Files { max_bytes, types, .. } => {
            Some(Place { max_bytes: *max_bytes, types: types.clone(), right: Action::EditRecord })
        }
        _ => None,
    }
}
