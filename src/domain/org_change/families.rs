//! Which registers go together when a unit is split.

use crate::domain::form::{Field, FormDefinition, Kind, Shape};

/// Registers that refer to each other must stay together: families of keys, those with one record a unit left out.
/// Applications refer to the levels and become members.
pub fn families(registers: &[FormDefinition]) -> Vec<Vec<&str>> {
    let mut groups: Vec<Vec<&str>> =
        registers.iter().filter(|r| r.shape != Shape::Single).map(|r| vec![r.key.as_str()]).collect();
    let mut join = |a: &str, b: &str| {
        let place = |groups: &[Vec<&str>], key: &str| groups.iter().position(|g| g.contains(&key));
        if let (Some(a), Some(b)) = (place(&groups, a), place(&groups, b))
            && a != b
        {
            let moved = groups.swap_remove(a.max(b));
            if let Some(group) = groups.get_mut(a.min(b)) {
                group.extend(moved);
            }
        }
    };
    join("member", "member_application");
    for register in registers {
        for other in referred(&register.fields) {
            join(&register.key, other);
        }
    }
    let order = |key: &str| registers.iter().position(|r| r.key == key);
    for group in &mut groups {
        group.sort_by_key(|key| order(key));
    }
    groups.sort_by_key(|group| group.first().and_then(|key| order(key)));
    groups
}

fn referred(fields: &[Field]) -> Vec<&str> {
    let mut found = Vec::new();
    for field in fields {
        match &field.kind {
            Kind::Record { register, .. } => found.push(register.as_str()),
            Kind::Rows { fields, .. } => found.extend(referred(fields)),
            _ => {}
        }
    }
    found
}
