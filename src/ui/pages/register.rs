//! The registers: all of them, the list of one, a record to read, a record to edit.

pub mod blank;
pub mod case;
pub mod chapters;
pub mod conflict;
pub mod design;
pub mod edit;
pub mod help;
mod history;
pub mod index;
pub mod list;
mod looks;
mod outdated;
pub mod panel;
pub mod record;
pub mod recycle;
pub mod restore;
mod shelves;
pub mod sight;

use std::sync::Arc;

use leptos::prelude::*;
use leptos::serde_json::json;

use crate::api::code::{list_levels, search_codes};
use crate::api::register::{find_candidate, find_candidates};
use crate::domain::error::AppError;
use crate::domain::ids::OrgId;
use crate::domain::record::RecordView;
use crate::domain::text::form::FormText;
use crate::ui::browser;
use crate::ui::parts::form::state::{FormCalls, FormExtras};
use crate::ui::parts::list::{Breadcrumb, address};
use crate::ui::preference::t;

/// The channel on which tabs tell each other of saved records: `{"org": …, "register": …}`.
pub const CHANNEL: &str = "societas-records";

/// Tells the other tabs that a register of a unit has changed.
fn tell_saved(org: OrgId, register: &str) {
    browser::tell(CHANNEL, &json!({ "org": org.to_string(), "register": register }).to_string());
}

/// The unit that an address names (`org=`); none: the own one.
fn unit(org: Option<String>) -> Result<Option<OrgId>, AppError> {
    org.map(|org| org.parse().map_err(|_| AppError::NotFound)).transpose()
}

/// The way to a page of a register; `org` is the unit in the address, empty for the own one.
fn crumbs(org: &str, more: Vec<(String, String)>, here: String) -> AnyView {
    let mut above = vec![(t(FormText::Registers).to_owned(), address("/registers", &[("org", org)]))];
    above.extend(more);
    view! { <Breadcrumb above=above here=here/> }.into_any()
}

/// What came along with a record.
pub fn extras(view: &RecordView) -> FormExtras {
    FormExtras {
        titles: view.titles.iter().map(|(id, title)| (id.to_string(), title.clone())).collect(),
        code_names: view.code_names.clone(),
        computed: view.computed.clone(),
        tables: Default::default(),
        offered: Default::default(),
    }
}

/// The calls of an editor.
fn calls(register: &str) -> FormCalls {
    FormCalls {
        levels: Arc::new(|table, code| Box::pin(list_levels(table, code))),
        codes: Arc::new(|table, words| Box::pin(search_codes(table, words))),
        records: Arc::new(|register, words| Box::pin(find_candidates(register, words))),
        record: Arc::new(|register, id| Box::pin(find_candidate(register, id))),
        upload: address("/files", &[("register", register)]),
    }
}
