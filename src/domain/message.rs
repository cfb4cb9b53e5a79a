//! Messages between people (站内消息): to the parent unit, the own unit and everything below (S-031, MSG-02).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::error::{FieldProblem, ProblemCode, Reason, ReasonCode};
use super::form::kinds::{file, text};
use super::form::{FileRef, file_bytes, file_types, files_max};
use super::ids::{AccountId, MessageId, NotAnId, OrgId};
use super::time::Instant;

/// How long after sending or publishing everything can be taken back, in milliseconds (MSG-05).
pub const UNDO_MS: i64 = 30_000;
/// Most characters of a subject.
pub const SUBJECT_MAX: usize = 100;
/// Most characters of a text.
pub const BODY_MAX: usize = 20_000;
/// Most people that one message goes to; more is a notice.
pub const RECEIVERS_MAX: usize = 500;

/// Milliseconds in which what was sent at that moment can still be taken back.
///
/// # Errors
/// `UndoExpired` when the time is over.
pub fn undo_left(sent_at: Instant, now: Instant) -> Result<i64, Reason> {
    match sent_at.0.saturating_add(UNDO_MS) - now.0 {
        left if left > 0 => Ok(left),
        _ => Err(Reason::new(ReasonCode::UndoExpired, &[])),
    }
}

/// Whom a message is for, as chosen; as text `p.<account>.<unit>` or `u.<unit>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// 一位人员
    Person {
        /// The account.
        account: AccountId,
        /// The unit in which it is meant.
        org: OrgId,
    },
    /// 单位全体人员
    Unit {
        /// The unit.
        org: OrgId,
    },
}

impl Target {
    /// The unit that it lies in.
    pub fn org(self) -> OrgId {
        match self {
            Self::Person { org, .. } | Self::Unit { org } => org,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person { account, org } => write!(f, "p.{account}.{org}"),
            Self::Unit { org } => write!(f, "u.{org}"),
        }
    }
}

impl FromStr for Target {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let mut parts = text.split('.');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some("p"), Some(account), Some(org), None) => {
                Ok(Self::Person { account: account.parse()?, org: org.parse()? })
            }
            (Some("u"), Some(org), None, None) => Ok(Self::Unit { org: org.parse()? }),
            _ => Err(NotAnId),
        }
    }
}

/// A chosen target with its names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedTarget {
    /// Whom.
    pub target: Target,
    /// The person's name; empty for a whole unit.
    pub name: String,
    /// The unit's name.
    pub org_name: String,
    /// How many people it is by now; 0: out of reach.
    pub people: i64,
}

/// A message as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewMessage {
    /// Whom it is for.
    pub to: Vec<Target>,
    /// One line.
    pub subject: String,
    /// The text.
    pub body: String,
    /// Attachments.
    pub files: Vec<FileRef>,
    /// The message that it answers.
    pub reply_to: Option<MessageId>,
}

impl NewMessage {
    /// What is wrong with it even as a draft.
    pub fn check(&self) -> Vec<FieldProblem> {
        let mut problems: Vec<FieldProblem> = text::check("subject", self.subject.trim(), SUBJECT_MAX)
            .into_iter()
            .chain(text::check("body", &self.body, BODY_MAX))
            .collect();
        problems.extend(file::check("files", &self.files, files_max(), file_bytes(), &file_types()));
        problems
    }
}

/// What stands against sending a message to that many people.
pub fn check_sending(subject: &str, body: &str, receivers: usize) -> Vec<FieldProblem> {
    let mut problems = Vec::new();
    if receivers == 0 {
        problems.push(FieldProblem::error("to", ProblemCode::Required, &[]));
    } else if receivers > RECEIVERS_MAX {
        let (max, count) = (RECEIVERS_MAX.to_string(), receivers.to_string());
        problems.push(FieldProblem::error("to", ProblemCode::TooManyReceivers, &[&max, &count]));
    }
    for (path, text) in [("subject", subject), ("body", body)] {
        if text.trim().is_empty() {
            problems.push(FieldProblem::error(path, ProblemCode::Required, &[]));
        }
    }
    problems
}

/// The boxes (S-032).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageBox {
    /// 收件箱
    #[default]
    Inbox,
    /// 已发送
    Sent,
    /// 草稿箱（缓存）
    Drafts,
}

impl MessageBox {
    /// Every box, in the order of the page.
    pub const ALL: [Self; 3] = [Self::Inbox, Self::Sent, Self::Drafts];

    /// The value in the address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Sent => "sent",
            Self::Drafts => "drafts",
        }
    }

    /// Reads the value in the address; anything else is the inbox.
    pub fn from_key(key: &str) -> Self {
        Self::ALL.into_iter().find(|b| b.key() == key).unwrap_or_default()
    }
}

/// One line of a box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageRow {
    /// The message.
    pub id: MessageId,
    /// Its subject; may be empty in a draft.
    pub subject: String,
    /// Who sent it: person and unit; for what I sent the first receivers.
    pub who: String,
    /// When it was sent; when a draft was saved.
    pub at: Instant,
    /// Inbox: whether I have not read it.
    pub unread: bool,
    /// Sent: how many have read it, of how many.
    pub read_of: Option<(i64, i64)>,
    /// Whether it has attachments.
    pub has_files: bool,
}

/// A box, a page at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageList {
    /// The lines, the latest first.
    pub rows: Vec<MessageRow>,
    /// How many there are in all.
    pub total: i64,
    /// What I have not read in the inbox.
    pub unread: i64,
    /// My drafts.
    pub drafts: i64,
}

/// Lines of a page of a box.
pub const PAGE: i64 = 30;

/// One receiver, as the sender sees him.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receiver {
    /// The person.
    pub name: String,
    /// The unit.
    pub org_name: String,
    /// When it was first opened.
    pub read_at: Option<Instant>,
}

/// A message as its sender or a receiver sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// The message.
    pub id: MessageId,
    /// One line.
    pub subject: String,
    /// The text.
    pub body: String,
    /// Attachments.
    pub files: Vec<FileRef>,
    /// Person and unit that sent it.
    pub sender: (String, String),
    /// When it was sent.
    pub sent_at: Instant,
    /// Whether I sent it.
    pub mine: bool,
    /// Whom it went to; receivers see the names without the read times.
    pub receivers: Vec<Receiver>,
    /// Milliseconds in which the sender can still take it back; 0: no more.
    pub undo_ms: i64,
    /// The message that it answers, if I may read that one.
    pub reply_to: Option<(MessageId, String)>,
}

/// A draft being written, and what a search for receivers found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageDraft {
    /// The draft; none before the first save.
    pub id: Option<MessageId>,
    /// One line.
    pub subject: String,
    /// The text.
    pub body: String,
    /// Attachments.
    pub files: Vec<FileRef>,
    /// Whom it is for.
    pub to: Vec<NamedTarget>,
    /// The message that it answers.
    pub reply_to: Option<MessageId>,
    /// When it was saved.
    pub saved_at: Option<Instant>,
    /// Units and people that can be chosen by the words searched for.
    pub found: Vec<NamedTarget>,
}

/// What will be sent, and to whom: the real receivers (MSG-05).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessagePreview {
    /// The draft.
    pub draft: MessageDraft,
    /// Units with their people by name.
    pub receivers: Vec<(String, Vec<String>)>,
    /// How many people in all.
    pub people: i64,
    /// What stands against sending.
    pub problems: Vec<FieldProblem>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Uid;

    #[test]
    fn target_round_trips_through_text() {
        let (account, org) = (AccountId(Uid::compose(1, [1; 10])), OrgId(Uid::compose(2, [2; 10])));
        for target in [Target::Person { account, org }, Target::Unit { org }] {
            assert_eq!(target.to_string().parse(), Ok(target));
            assert_eq!(target.org(), org);
        }
        for wrong in ["", "p", "u.", "p.x.y", "u.x", &format!("u.{org}.{org}"), &format!("p.{org}"), &org.to_string()] {
            assert_eq!(wrong.parse::<Target>(), Err(NotAnId), "{wrong}");
        }
    }

    /// MSG-05: exactly 30 seconds, not one millisecond more.
    #[test]
    fn undo_ends_after_thirty_seconds() {
        let sent = Instant(1_000_000);
        assert_eq!(undo_left(sent, sent), Ok(30_000));
        assert_eq!(undo_left(sent, sent.plus_ms(29_999)), Ok(1));
        for late in [30_000, 30_001, i64::MAX / 2] {
            assert_eq!(undo_left(sent, sent.plus_ms(late)).unwrap_err().code, ReasonCode::UndoExpired, "{late}");
        }
    }

    #[test]
    fn a_draft_may_be_empty_but_nothing_empty_is_sent() {
        assert_eq!(NewMessage::default().check(), []);
        let paths = |problems: Vec<FieldProblem>| problems.into_iter().map(|p| p.path).collect::<Vec<_>>();
        assert_eq!(paths(check_sending(" ", "", 0)), ["to", "subject", "body"]);
        assert_eq!(paths(check_sending("例", "例", RECEIVERS_MAX)), Vec::<String>::new());
        assert_eq!(paths(check_sending("例", "例", RECEIVERS_MAX + 1)), ["to"]);
        let long = NewMessage { subject: "长".repeat(SUBJECT_MAX + 1), ..NewMessage::default() };
        assert_eq!(paths(long.check()), ["subject"]);
    }

    #[test]
    fn an_unknown_box_is_the_inbox() {
        for b in MessageBox::ALL {
            assert_eq!(MessageBox::from_key(b.key()), b);
        }
        assert_eq!(MessageBox::from_key("x"), MessageBox::Inbox);
    }
}
