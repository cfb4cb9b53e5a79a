//! What a line of the log says besides, in words: values, and what stood before and after.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::domain::account::Role;
use crate::domain::form::kinds::{ShowEnv, id_card, mobile, number, show, text};
use crate::domain::form::{FormDefinition, RecordFlow, Value};
use crate::domain::log::Detail;
use crate::domain::log::words::{DETAILS, WAYS, word};
use crate::domain::portal::Category;
use crate::domain::record::state_name;
use crate::domain::text::{Label, Lang, Text};
use crate::domain::workflow::FLOWS;
use crate::domain::workflow::tally::{Mode, Vote};
use crate::service::Ctx;

/// What stands in columns of the line itself, or is only an id.
const ELSEWHERE: &[&str] = &["remote", "title", "invitation", "application", "member", "congress", "org"];
/// Details that hold what stood before and what stands now.
const PAIRS: &[&str] = &["state", "name", "enabled", "score_x100"];

/// The details of a line.
pub fn details(ctx: &Ctx, payload: &Json, action: &str) -> Vec<Detail> {
    let Some(held) = payload.as_object() else { return Vec::new() };
    let key = held.get("register").and_then(Json::as_str);
    let key = key.or(action.starts_with("application.").then_some("member_application"));
    let definition = key.and_then(|key| ctx.catalog.register(key));
    let mut found = Vec::new();
    for (key, value) in held.iter().filter(|(key, _)| !ELSEWHERE.contains(&key.as_str())) {
        match (key.as_str(), value) {
            ("from", from) if held.contains_key("to") => found.push(Detail {
                name: word(DETAILS, "state"),
                before: Some(words("from", from, definition)),
                after: words("to", &held["to"], definition),
            }),
            ("to", _) if held.contains_key("from") => {}
            ("changes", Json::Object(changes)) => {
                for (field, change) in changes {
                    let side = |at: usize| change.get(at).map(|v| field_words(ctx, definition, field, v));
                    found.push(Detail {
                        name: field_name(definition, field),
                        before: Some(side(0).unwrap_or_default()),
                        after: side(1).unwrap_or_default(),
                    });
                }
            }
            ("before", Json::Object(answer)) => {
                found.extend(answer.iter().map(|(field, value)| Detail {
                    name: field_name(definition, field),
                    before: Some(field_words(ctx, definition, field, value)),
                    after: String::new(),
                }));
            }
            ("register", _) => found.extend(definition.map(|d| {
                let after = d.name.zh.clone();
                Detail { name: word(DETAILS, "register"), before: None, after }
            })),
            (key, Json::Array(pair)) if PAIRS.contains(&key) && pair.len() == 2 => found.push(Detail {
                name: word(DETAILS, key),
                before: Some(words(key, &pair[0], definition)),
                after: words(key, &pair[1], definition),
            }),
            (key, value) => {
                let after = words(key, value, definition);
                found.extend((!after.is_empty()).then(|| Detail { name: word(DETAILS, key), before: None, after }));
            }
        }
    }
    found
}

fn field_name(definition: Option<&FormDefinition>, key: &str) -> Label {
    match definition.and_then(|d| d.field(key)) {
        Some(field) => field.label.clone(),
        None => word(DETAILS, key),
    }
}

/// A value of a field as lists show it, masked; repeat rows by their number.
fn field_words(ctx: &Ctx, definition: Option<&FormDefinition>, key: &str, value: &Json) -> String {
    let field = definition.and_then(|d| d.field(key));
    let titles = BTreeMap::new();
    let env = ShowEnv { lang: Lang::Zh, codes: &*ctx.catalog, titles: &titles, masked: true };
    match (field, serde_json::from_value::<Value>(value.clone())) {
        (Some(field), Ok(value)) => show(field, &value, env),
        _ => words(key, value, definition),
    }
}

/// A value in words; ids say nothing to people and are left out.
fn words(key: &str, value: &Json, definition: Option<&FormDefinition>) -> String {
    match value {
        Json::Null => String::new(),
        Json::Bool(yes) => if *yes { "是" } else { "否" }.to_owned(),
        Json::Number(n) if key.ends_with("_x100") => number::shown_x100(n.as_i64().unwrap_or_default()),
        Json::Number(n) => n.to_string(),
        Json::String(held) => text_words(key, held, definition),
        Json::Array(list) => {
            let parts = list.iter().map(|v| words(key, v, definition)).filter(|w| !w.is_empty());
            parts.collect::<Vec<_>>().join("、")
        }
        Json::Object(held) => {
            let parts = held.iter().filter_map(|(key, value)| {
                let said = words(key, value, definition);
                (!said.is_empty()).then(|| format!("{} {said}", word(DETAILS, key).zh))
            });
            parts.collect::<Vec<_>>().join("；")
        }
    }
}

fn text_words(key: &str, held: &str, definition: Option<&FormDefinition>) -> String {
    let is_id = held.len() == 36 && held.bytes().filter(|b| *b == b'-').count() == 4;
    match key {
        _ if is_id => String::new(),
        "by" => word(WAYS, held).zh,
        "mobile" => mobile::masked(held),
        "id_no" => id_card::masked(held),
        "bank_account" => text::masked(held),
        "category" => Category::from_key(held).map_or(held, |category| category.name().text(Lang::Zh)).to_owned(),
        "role" => Role::from_key(held).map_or_else(|| held.to_owned(), |role| role.name().zh),
        "mode" => Mode::from_key(held, 0).map_or(held, |mode| mode.name().text(Lang::Zh)).to_owned(),
        "vote" => Vote::from_key(held).map_or(held, |vote| vote.name().text(Lang::Zh)).to_owned(),
        "state" | "from" | "to" => {
            let flow = definition.map_or(RecordFlow::Save, |d| d.flow);
            let named = state_name(flow, held).0.zh;
            let known = FLOWS.iter().find_map(|flow| flow.state(held)).map(|state| state.zh.to_owned());
            if named == held { known.unwrap_or(named) } else { named }
        }
        _ => held.to_owned(),
    }
}
