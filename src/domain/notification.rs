//! Notifications (提醒): what changed for the one who must act, and how it leaves the site.

use serde::{Deserialize, Serialize};

use super::ids::{NotificationId, OrgId};
use super::text::notification::NotificationText;
use super::text::{Label, Lang, Text};
use super::time::Instant;

/// What somebody is told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotificationKind {
    /// 评估批次已发布: to those who hand in; args: batch, last day
    BatchOpened,
    /// 评估已提交: to those who review; args: society, batch
    EvaluationSubmitted,
    /// 评估被退回: to the society; args: batch, opinion
    EvaluationReturned,
    /// 评估已通过: to the society; args: batch
    EvaluationApproved,
    /// 收到入会申请: to those who decide; args: applicant
    ApplicationArrived,
    /// 代表大会名额已下达: to those who nominate; args: congress
    PlacesAllotted,
    /// 新增被推荐人: to those who run the congress; args: unit, congress
    NomineeAssigned,
    /// 注销被推荐人: to those who run the congress; args: unit, congress
    NomineeRemoved,
    /// 被任命: to the person; args: unit, role
    Appointed,
    /// 收到通知公告: to its readers, whose list marks it itself; args: unit, title
    NoticePublished,
    /// 收到站内消息: to its receivers, whose inbox marks it itself; args: sender, unit, subject
    MessageArrived,
    /// 收到待审核的填报: to those who decide; args: unit, title
    CaseArrived,
    /// 填报被退回: to those who must mend it; args: title, opinion
    CaseReturned,
    /// 填报已审核: to the author; args: title, state
    CaseDecided,
    /// 转办给我: to the colleague; args: unit, title
    CaseHandedOver,
    /// 催办: to those who have it; args: unit, title
    CaseUrged,
    /// 即将到期: to the unit; args: title, last day, its name, what is done by then (with the comma before it)
    RecordExpires,
}

impl NotificationKind {
    /// Every kind, in the order of the settings.
    pub const ALL: [Self; 17] = [
        Self::BatchOpened,
        Self::EvaluationSubmitted,
        Self::EvaluationReturned,
        Self::EvaluationApproved,
        Self::ApplicationArrived,
        Self::PlacesAllotted,
        Self::NomineeAssigned,
        Self::NomineeRemoved,
        Self::Appointed,
        Self::NoticePublished,
        Self::MessageArrived,
        Self::CaseArrived,
        Self::CaseReturned,
        Self::CaseDecided,
        Self::CaseHandedOver,
        Self::CaseUrged,
        Self::RecordExpires,
    ];

    /// The text in the store and in forms.
    pub fn key(self) -> &'static str {
        match self {
            Self::BatchOpened => "batch_opened",
            Self::EvaluationSubmitted => "evaluation_submitted",
            Self::EvaluationReturned => "evaluation_returned",
            Self::EvaluationApproved => "evaluation_approved",
            Self::ApplicationArrived => "application_arrived",
            Self::PlacesAllotted => "places_allotted",
            Self::NomineeAssigned => "nominee_assigned",
            Self::NomineeRemoved => "nominee_removed",
            Self::Appointed => "appointed",
            Self::NoticePublished => "notice_published",
            Self::MessageArrived => "message_arrived",
            Self::CaseArrived => "case_arrived",
            Self::CaseReturned => "case_returned",
            Self::CaseDecided => "case_decided",
            Self::CaseHandedOver => "case_handed_over",
            Self::CaseUrged => "case_urged",
            Self::RecordExpires => "record_expires",
        }
    }

    /// Reads the text of the store.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.key() == key)
    }

    /// The word for the settings.
    pub fn name(self) -> NotificationText {
        match self {
            Self::BatchOpened => NotificationText::BatchOpened,
            Self::EvaluationSubmitted => NotificationText::EvaluationSubmitted,
            Self::EvaluationReturned => NotificationText::EvaluationReturned,
            Self::EvaluationApproved => NotificationText::EvaluationApproved,
            Self::ApplicationArrived => NotificationText::ApplicationArrived,
            Self::PlacesAllotted => NotificationText::PlacesAllotted,
            Self::NomineeAssigned => NotificationText::NomineeAssigned,
            Self::NomineeRemoved => NotificationText::NomineeRemoved,
            Self::Appointed => NotificationText::Appointed,
            Self::NoticePublished => NotificationText::NoticePublished,
            Self::MessageArrived => NotificationText::MessageArrived,
            Self::CaseArrived => NotificationText::CaseArrived,
            Self::CaseReturned => NotificationText::CaseReturned,
            Self::CaseDecided => NotificationText::CaseDecided,
            Self::CaseHandedOver => NotificationText::CaseHandedOver,
            Self::CaseUrged => NotificationText::CaseUrged,
            Self::RecordExpires => NotificationText::RecordExpires,
        }
    }

    fn pattern(self) -> NotificationText {
        match self {
            Self::BatchOpened => NotificationText::SaysBatchOpened,
            Self::EvaluationSubmitted => NotificationText::SaysEvaluationSubmitted,
            Self::EvaluationReturned => NotificationText::SaysEvaluationReturned,
            Self::EvaluationApproved => NotificationText::SaysEvaluationApproved,
            Self::ApplicationArrived => NotificationText::SaysApplicationArrived,
            Self::PlacesAllotted => NotificationText::SaysPlacesAllotted,
            Self::NomineeAssigned => NotificationText::SaysNomineeAssigned,
            Self::NomineeRemoved => NotificationText::SaysNomineeRemoved,
            Self::Appointed => NotificationText::SaysAppointed,
            Self::NoticePublished => NotificationText::SaysNoticePublished,
            Self::MessageArrived => NotificationText::SaysMessageArrived,
            Self::CaseArrived => NotificationText::SaysCaseArrived,
            Self::CaseReturned => NotificationText::SaysCaseReturned,
            Self::CaseDecided => NotificationText::SaysCaseDecided,
            Self::CaseHandedOver => NotificationText::SaysCaseHandedOver,
            Self::CaseUrged => NotificationText::SaysCaseUrged,
            Self::RecordExpires => NotificationText::SaysRecordExpires,
        }
    }

    /// The sentence, naming the values; those of `in_both` in its language.
    pub fn message(self, lang: Lang, args: &[String]) -> String {
        let said = |arg| match (str::split_once(arg, BOTH), lang) {
            (Some((zh, _)), Lang::Zh) => zh,
            (Some((_, en)), Lang::En) => en,
            (None, _) => arg,
        };
        let args: Vec<&str> = args.iter().map(|arg| said(arg)).collect();
        self.pattern().fill(lang, &args)
    }
}

/// Between the Chinese and the English form of a value.
const BOTH: char = '\u{1f}';

/// A value of a sentence that is said in the language of whoever reads it: a role, a state, the name of a field.
pub fn in_both(label: &Label) -> String {
    match (label.text(Lang::Zh), label.text(Lang::En)) {
        (zh, en) if zh == en => zh.to_owned(),
        (zh, en) => format!("{zh}{BOTH}{en}"),
    }
}

/// What a person chose for one kind; at first neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// Of what.
    pub kind: NotificationKind,
    /// Also by e-mail.
    pub email: bool,
    /// Also by SMS.
    pub sms: bool,
}

/// One notification of the actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notification {
    /// Its id.
    pub id: NotificationId,
    /// What happened.
    pub kind: NotificationKind,
    /// The values of the sentence.
    pub args: Vec<String>,
    /// The unit in which the person must act.
    pub org: OrgId,
    /// Its name.
    pub org_name: String,
    /// When.
    pub at: Instant,
    /// Whether it is new.
    pub unread: bool,
}

/// Notifications, a page at a time, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationList {
    /// The lines.
    pub rows: Vec<Notification>,
    /// How many there are in all.
    pub total: i64,
    /// How many are new.
    pub unread: i64,
}

/// Lines of a page.
pub const PAGE: i64 = 30;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::places;

    #[test]
    fn every_kind_has_its_own_key_and_words() {
        for kind in NotificationKind::ALL {
            assert_eq!(NotificationKind::from_key(kind.key()), Some(kind));
            assert!(places(kind.pattern().text(Lang::Zh)) >= 1, "{kind:?} names nothing");
        }
    }

    #[test]
    fn message_names_the_values() {
        let args = ["示例学会".to_owned(), "2026 年度评估".to_owned()];
        let message = NotificationKind::EvaluationSubmitted.message(Lang::Zh, &args);
        assert!(message.contains("示例学会") && message.contains("2026 年度评估"), "{message}");
    }

    #[test]
    fn value_in_both_languages_is_said_in_that_of_the_reader() {
        let label = |zh: &str, en: &str| Label { zh: zh.to_owned(), en: en.to_owned() };
        let args = ["示例学会".to_owned(), in_both(&label("管理员", "Administrator"))];
        assert_eq!(NotificationKind::Appointed.message(Lang::Zh, &args), "您已成为 示例学会 的管理员");
        assert_eq!(NotificationKind::Appointed.message(Lang::En, &args), "You are now at 示例学会: Administrator");
        let args = ["示例学会".to_owned(), in_both(&label("管理员", ""))];
        assert!(NotificationKind::Appointed.message(Lang::En, &args).ends_with(": 管理员"));
    }
}
