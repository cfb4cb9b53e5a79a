//! The log as its readers see it: what is asked, lines in words, and what the check of a chain says.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::ids::{AccountId, OrgId};
use super::text::log::LogText;
use super::text::{Label, Lang, Text};
use super::time::{Day, Instant};

pub mod words;

/// What is asked of the log (OPS-01). Lives in the address; what is empty does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LogQuery {
    /// The unit; none: the reader's own.
    pub org: Option<OrgId>,
    /// With the units below it.
    pub below: bool,
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day, `YYYY-MM-DD`.
    pub to: String,
    /// A part of the person's name.
    pub person: String,
    /// Key of an action.
    pub action: String,
    /// Key of a kind of subject.
    pub kind: String,
    /// Id of a subject.
    pub subject: String,
    /// Lines before this place; empty: the newest.
    pub before: String,
}

impl LogQuery {
    /// The first and the last day; a day that cannot be read does not narrow.
    pub fn days(&self) -> (Option<Day>, Option<Day>) {
        (self.from.trim().parse().ok(), self.to.trim().parse().ok())
    }

    /// As pairs of an address, without the place.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![
            ("org", self.org.map(|org| org.to_string()).unwrap_or_default()),
            ("below", if self.below { "1".to_owned() } else { String::new() }),
            ("from", self.from.clone()),
            ("to", self.to.clone()),
            ("person", self.person.clone()),
            ("action", self.action.clone()),
            ("kind", self.kind.clone()),
            ("subject", self.subject.clone()),
        ]
    }

    /// Reads an address; an unreadable unit is none.
    ///
    /// # Errors
    /// `NotAnId` for a unit that is no id.
    pub fn of_address(value: impl Fn(&str) -> Option<String>) -> Result<Self, super::ids::NotAnId> {
        let text = |name: &str| value(name).unwrap_or_default();
        let org = match text("org").as_str() {
            "" => None,
            id => Some(id.parse()?),
        };
        Ok(Self {
            org,
            below: text("below") == "1",
            from: text("from"),
            to: text("to"),
            person: text("person"),
            action: text("action"),
            kind: text("kind"),
            subject: text("subject"),
            before: text("before"),
        })
    }
}

/// A place in the log, by which it is paged: lines stand by moment, then unit, then number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The moment.
    pub at: Instant,
    /// The unit.
    pub org: String,
    /// The number in the unit's chain.
    pub seq: i64,
}

/// The text is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPlace;

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}~{}", self.at.0, self.org, self.seq)
    }
}

impl FromStr for Place {
    type Err = NotAPlace;

    fn from_str(text: &str) -> Result<Self, NotAPlace> {
        let mut parts = text.split('~');
        let place = (|| {
            let at = Instant(parts.next()?.parse().ok()?);
            let org: OrgId = parts.next()?.parse().ok()?;
            Some(Self { at, org: org.to_string(), seq: parts.next()?.parse().ok()? })
        })();
        place.filter(|_| parts.next().is_none()).ok_or(NotAPlace)
    }
}

/// One thing that a line says besides: a value, or what stood before and what stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Detail {
    /// What it is.
    pub name: Label,
    /// What stood before; none where nothing was changed.
    pub before: Option<String>,
    /// The value, or what stands now.
    pub after: String,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// The unit in whose chain it stands.
    pub org: OrgId,
    /// The unit's name.
    pub org_name: String,
    /// Its number there, from 1.
    pub seq: i64,
    /// When.
    pub at: Instant,
    /// Who; none for visitors and the system.
    pub account: Option<AccountId>,
    /// The person's name at that time.
    pub name: String,
    /// What was done.
    pub action: Label,
    /// What kind of thing it was done to.
    pub kind: Label,
    /// What that thing is called.
    pub subject: String,
    /// Its id.
    pub subject_id: String,
    /// Its page; empty where it has none.
    pub link: String,
    /// The address that the call came from; empty where it is not known.
    pub remote: String,
    /// What was before and after, in words.
    pub details: Vec<Detail>,
    /// The line's seal in the chain.
    pub hash: String,
}

/// A page of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPage {
    /// The unit.
    pub org: OrgId,
    /// The units to choose from: a part of the tree, from the reader's own down to those below the one shown.
    pub units: Vec<LogUnit>,
    /// The lines, the newest first.
    pub lines: Vec<LogLine>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
}

/// A unit whose log can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogUnit {
    /// The unit.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// How far it stands below the reader's own.
    pub depth: usize,
}

/// How a chain is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakKind {
    /// 被改动
    Edited,
    /// 被删除
    Deleted,
    /// 末尾被删除
    DeletedLast,
    /// 被插入
    Inserted,
    /// 与下一条对调
    Swapped,
    /// 链首记录不符
    Head,
}

/// The first break of a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Break {
    /// How it is broken.
    pub kind: BreakKind,
    /// The number of the first line concerned.
    pub seq: i64,
}

impl Break {
    /// The sentence that names it.
    pub fn message(self, lang: Lang) -> String {
        let text = match self.kind {
            BreakKind::Edited => LogText::Edited,
            BreakKind::Deleted => LogText::Deleted,
            BreakKind::DeletedLast => LogText::DeletedLast,
            BreakKind::Inserted => LogText::Inserted,
            BreakKind::Swapped => LogText::Swapped,
            BreakKind::Head => LogText::Head,
        };
        text.fill(lang, &[&self.seq.to_string(), &(self.seq + 1).to_string()])
    }
}

/// What the check of one unit's chain says (OPS-02).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The unit's id as stored.
    pub org: String,
    /// The unit's name.
    pub org_name: String,
    /// Lines that fit.
    pub sound: i64,
    /// The first break; none: the chain is whole.
    pub broken: Option<Break>,
    /// The seal of the last line that fits.
    pub seal: String,
}

/// Who looked at data about a person, as that person sees it (OPS-04).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sight {
    /// When.
    pub at: Instant,
    /// Who.
    pub name: String,
    /// In whose log it stands.
    pub org_name: String,
    /// What was done.
    pub action: Label,
    /// What it was done to.
    pub subject: String,
    /// The reason given; may be empty.
    pub reason: String,
}

/// What the own account page says about who looked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sights {
    /// The account's mobile number, masked; empty where it has none, and nothing but the account can be matched.
    pub mobile: String,
    /// Whether an identity number is known too, from the member record with that mobile number.
    pub by_id_number: bool,
    /// The last ones, the newest first.
    pub rows: Vec<Sight>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Uid;

    #[test]
    fn a_place_survives_the_address() {
        let place = Place { at: Instant(7), org: Uid::compose(1, [0; 10]).to_string(), seq: 42 };
        assert_eq!(place.to_string().parse(), Ok(place));
        for bad in ["", "7", "7~x~1", "x~y~z", "1~2~3~4"] {
            assert_eq!(bad.parse::<Place>(), Err(NotAPlace), "{bad}");
        }
    }

    #[test]
    fn a_query_survives_the_address() {
        let query = LogQuery {
            org: Some(OrgId(Uid::compose(1, [0; 10]))),
            below: true,
            from: "2026-01-01".into(),
            person: "示例".into(),
            action: "record.update".into(),
            ..LogQuery::default()
        };
        let pairs = query.pairs();
        let read = LogQuery::of_address(|name| Some(pairs.iter().find(|(n, _)| *n == name)?.1.clone()));
        assert_eq!(read, Ok(query));
        assert!(LogQuery::of_address(|_| Some("x".into())).is_err());
    }
}
