//! What a new record gets in a field for which the file has no column.

use super::header::Header;
use crate::domain::form::{FormDefinition, Kind};

/// Field and value: the kind of member that the file's own columns show, and a record that is the only one to
/// choose. `only` gives the only record of a register, where there is just one.
pub fn defaults(
    definition: &FormDefinition,
    header: &Header,
    only: impl Fn(&str) -> Option<String>,
) -> Vec<(String, String)> {
    let has =
        |key: &str| header.columns.iter().any(|(_, _, at)| definition.fields.get(*at).is_some_and(|f| f.key == key));
    let value = |key: &str, kind: &Kind| match kind {
        Kind::Record { register, .. } => only(register),
        Kind::Select { choices, .. } if definition.key == "member" && key == "kind" => {
            let kind = match (has("name"), has("uscc") || has("unit_name") || has("unit_contact")) {
                (true, false) => "个人会员",
                (false, true) => "团体会员",
                _ => return None,
            };
            choices.iter().find(|c| c.value == kind).map(|c| c.value.clone())
        }
        _ => None,
    };
    let open = definition.fields.iter().filter(|field| field.required && !has(&field.key));
    open.filter_map(|field| Some((field.key.clone(), value(&field.key, &field.kind)?))).collect()
}
