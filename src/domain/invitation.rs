//! Invitations to join a society (E-060, X-010): the words, the form of the token, and when one is good.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::code::CodeEntry;
use super::error::{AppError, FieldProblem, ProblemCode, Reason};
use super::form::kinds::{number, text};
use super::form::{Answer, FormDefinition, Kind};
use super::ids::{InvitationId, OrgId, RecordId};
use super::record::RecordView;
use super::text::invitation::InvitationText;
use super::text::{Label, Lang, Text};
use super::time::{Day, Instant};
use super::workflow::{TimelineStep, Tone};

/// The kinds of member that an invitation can be for; an empty one leaves the choice to the applicant.
pub const MEMBER_KINDS: [&str; 2] = ["个人会员", "团体会员"];

/// The word for a kind of member.
pub fn kind_name(kind: &str, lang: Lang) -> &str {
    match kind {
        "" => InvitationText::AnyKind.text(lang),
        "个人会员" => InvitationText::Individual.text(lang),
        "团体会员" => InvitationText::Group.text(lang),
        other => other,
    }
}

/// The longest time that an invitation can be good for.
pub const LONGEST_DAYS: i64 = 3 * 366;

/// The largest cap of an invitation.
pub const CAP_MAX: i64 = 100_000;

/// Most characters of the word to the applicants.
pub const NOTE_MAX: usize = 200;

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Its id, for the society's own pages.
    pub id: InvitationId,
    /// The society.
    pub org: OrgId,
    /// What the society calls it.
    pub name: String,
    /// 会员类别; empty: the applicant chooses.
    pub member_kind: String,
    /// What the link carries; see `token`.
    pub token: String,
    /// The last day on which it is good.
    pub expires_on: Day,
    /// How many applications can come by it; none: any number.
    pub cap: Option<i64>,
    /// A word to the applicants, on the poster and above the form.
    pub note: String,
    /// When it was revoked.
    pub revoked_at: Option<Instant>,
    /// How many applications came by it.
    pub applications: i64,
    /// When it was made.
    pub created_at: Instant,
    /// By whom.
    pub created_by_name: String,
}

/// Whether an invitation can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 有效
    Valid,
    /// 已过期
    Expired,
    /// 已停用
    Revoked,
    /// 名额已满
    UsedUp,
}

impl Standing {
    /// The word on the badge.
    pub fn name(self) -> Label {
        let key = match self {
            Self::Valid => InvitationText::Valid,
            Self::Expired => InvitationText::Expired,
            Self::Revoked => InvitationText::Revoked,
            Self::UsedUp => InvitationText::UsedUp,
        };
        Label { zh: key.text(Lang::Zh).into(), en: key.text(Lang::En).into() }
    }

    /// The look of the badge.
    pub fn tone(self) -> Tone {
        match self {
            Self::Valid => Tone::Success,
            Self::Expired | Self::UsedUp => Tone::Neutral,
            Self::Revoked => Tone::Danger,
        }
    }
}

/// Whether an invitation can be used today. Its last day is still good; a revoked one is revoked for ever; one
/// with a cap is used up by that many applications.
pub fn standing(invitation: &Invitation, today: Day) -> Standing {
    if invitation.revoked_at.is_some() {
        Standing::Revoked
    } else if today > invitation.expires_on {
        Standing::Expired
    } else if invitation.cap.is_some_and(|cap| invitation.applications >= cap) {
        Standing::UsedUp
    } else {
        Standing::Valid
    }
}

/// An invitation to be made, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewInvitation {
    /// 2 to 50 characters.
    #[serde(default)]
    pub name: String,
    /// One of `MEMBER_KINDS` or empty.
    #[serde(default)]
    pub member_kind: String,
    /// The last day on which it is good.
    #[serde(default)]
    pub expires_on: String,
    /// A whole number from 1, or empty.
    #[serde(default)]
    pub cap: String,
    /// At most `NOTE_MAX` characters.
    #[serde(default)]
    pub note: String,
}

impl NewInvitation {
    /// Checks what was typed: the name, the last day and the cap.
    ///
    /// # Errors
    /// Every field that is missing or wrong.
    pub fn read(&self, today: Day) -> Result<(String, Day, Option<i64>), Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let name = self.name.trim();
        if name.is_empty() {
            problems.push(FieldProblem::error("name", ProblemCode::Required, &[]));
        }
        problems.extend(text::check("name", name, 50));
        if !self.member_kind.is_empty() && !MEMBER_KINDS.contains(&&*self.member_kind) {
            let shown: String = self.member_kind.chars().take(40).collect();
            problems.push(FieldProblem::error("member_kind", ProblemCode::NotAnOption, &[&shown]));
        }
        let typed = self.expires_on.trim();
        let expires_on = typed.parse::<Day>().ok();
        match expires_on {
            None if typed.is_empty() => {
                problems.push(FieldProblem::error("expires_on", ProblemCode::Required, &[]));
            }
            None => {
                let shown: String = typed.chars().take(40).collect();
                problems.push(FieldProblem::error("expires_on", ProblemCode::NotADay, &[&shown]));
            }
            Some(day) if day < today => {
                let args = [&*day.to_string(), InvitationText::Today.text(Lang::Zh), &*today.to_string()];
                problems.push(FieldProblem::error("expires_on", ProblemCode::DayBefore, &args));
            }
            Some(day) if day > today.plus_days(LONGEST_DAYS) => {
                let args = [&*day.to_string(), &*today.plus_days(LONGEST_DAYS).to_string()];
                problems.push(FieldProblem::error("expires_on", ProblemCode::TooLarge, &args));
            }
            Some(_) => {}
        }
        let cap = number::canonical_whole(&self.cap);
        if !cap.is_empty() {
            problems.extend(number::check_whole("cap", &cap, Some(1), Some(CAP_MAX)));
        }
        problems.extend(text::check("note", self.note.trim(), NOTE_MAX));
        match expires_on {
            Some(day) if problems.is_empty() => Ok((name.to_owned(), day, cap.parse().ok())),
            _ => Err(problems),
        }
    }
}

/// A line of the society's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    /// The invitation.
    pub invitation: Invitation,
    /// Whether it can be used today.
    pub standing: Standing,
    /// The absolute link that the QR code holds.
    pub link: String,
}

/// The society's invitations, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationList {
    /// The invitations.
    pub invitations: Vec<InvitationView>,
    /// Whether there is a member level that applicants can choose.
    pub has_level: bool,
}

/// What the public page shows of an invitation: no id, no names of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinIntro {
    /// The society's name.
    pub org_name: String,
    /// 会员类别 that is asked for; empty: the applicant chooses.
    pub member_kind: String,
    /// 入会规则说明 of the society; empty: none written yet.
    pub rules: String,
    /// The last day on which the link is good; none for an application that is mended under its own link.
    pub expires_on: Option<Day>,
    /// A word of the society; for a returned application why it came back.
    pub note: String,
}

/// The public page of an invitation, with all that its form needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinPage {
    /// What it is for.
    pub intro: JoinIntro,
    /// The form; see `public_form`.
    pub definition: FormDefinition,
    /// What it starts with.
    pub answer: Answer,
    /// The levels that can be chosen: id and name.
    pub levels: Vec<(RecordId, String)>,
    /// Small code tables as a whole.
    pub tables: BTreeMap<String, Vec<CodeEntry>>,
    /// Names of the codes that the answer holds: `table:code` → name.
    pub code_names: BTreeMap<String, Label>,
}

/// An invitation as its poster shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Poster {
    /// The society.
    pub org_name: String,
    /// The invitation and its link.
    pub view: InvitationView,
}

/// What a post without scripts ran into: shown again with its problems.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// As typed.
    pub answer: Answer,
    /// Why it was not taken.
    pub error: AppError,
}

/// The form of applications as a visitor fills it in: without uploads, which need an account, and with the kind
/// of member that the invitation is for.
pub fn public_form(definition: &FormDefinition, member_kind: &str) -> FormDefinition {
    let mut form = definition.clone();
    form.fields.retain(|field| !matches!(field.kind, Kind::Files { .. }));
    for field in form.fields.iter_mut().filter(|f| f.key == "kind" && !member_kind.is_empty()) {
        if let Kind::Select { choices, .. } = &mut field.kind {
            choices.retain(|choice| choice.value == member_kind);
        }
    }
    form
}

/// How an application stands, for its applicant: without the names of those who decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationStatus {
    /// The society.
    pub org_name: String,
    /// Who applied.
    pub applicant: String,
    /// State in words.
    pub state: Label,
    /// Look of the state badge.
    pub tone: Tone,
    /// The steps, oldest first.
    pub steps: Vec<TimelineStep>,
    /// Whether it came back to be mended.
    pub returned: bool,
    /// The address of the page: who has it sees how the application stands.
    pub address: String,
}

/// An application in the list of those who decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationRow {
    /// The record.
    pub id: RecordId,
    /// Who applied.
    pub title: String,
    /// State in words.
    pub state: Label,
    /// Look of the state badge.
    pub tone: Tone,
    /// When.
    pub created_at: Instant,
}

/// The applications of a unit, or those that came by one invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationList {
    /// The name of the invitation that the list is narrowed to.
    pub invitation: Option<String>,
    /// Those that wait, the oldest first, then the last decided ones.
    pub rows: Vec<ApplicationRow>,
}

impl ApplicationList {
    /// The one that has waited longest for a decision.
    pub fn first_waiting(&self) -> Option<&ApplicationRow> {
        self.rows.iter().find(|row| row.tone == Tone::Waiting)
    }
}

/// A member who may be the applicant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Twin {
    /// The member's record.
    pub id: RecordId,
    /// The member's name.
    pub title: String,
    /// The label of the field that is equal.
    pub equal: Label,
}

/// An application with what is needed to decide it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApplicationView {
    /// What was filled in, the state and the steps.
    pub record: RecordView,
    /// Why it cannot be decided; empty: it can.
    pub locked: Vec<Reason>,
    /// Members with the same numbers.
    pub twins: Vec<Twin>,
    /// The member that approval made.
    pub member: Option<RecordId>,
}

const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

/// The token of 160 random bits: 32 characters of base32 (RFC 4648) in small letters.
pub fn token(random: [u8; 20]) -> String {
    let mut text = String::with_capacity(32);
    for five in random.chunks_exact(5) {
        let bits = five.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        for shift in (0..8).rev() {
            text.push(ALPHABET[(bits >> (5 * shift) & 31) as usize] as char);
        }
    }
    text
}

/// Whether a text has the form of a token; anything else is not looked up.
pub fn is_token(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| ALPHABET.contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::Uid;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn invitation(expires_on: &str, revoked: bool) -> Invitation {
        let id = Uid::compose(1, [0; 10]);
        Invitation {
            id: InvitationId(id),
            org: OrgId(id),
            name: "2026 年招募".into(),
            member_kind: String::new(),
            token: token([0; 20]),
            expires_on: day(expires_on),
            cap: None,
            note: String::new(),
            revoked_at: revoked.then_some(Instant(0)),
            applications: 0,
            created_at: Instant(0),
            created_by_name: String::new(),
        }
    }

    #[test]
    fn last_day_is_good_and_the_next_is_not() {
        for (today, expected) in
            [("2026-11-20", Standing::Valid), ("2026-11-21", Standing::Valid), ("2026-11-22", Standing::Expired)]
        {
            assert_eq!(standing(&invitation("2026-11-21", false), day(today)), expected, "{today}");
            assert_eq!(standing(&invitation("2026-11-21", true), day(today)), Standing::Revoked, "{today}");
        }
    }

    #[test]
    fn token_is_base32_of_all_bits() {
        assert_eq!(token([0; 20]), "a".repeat(32));
        assert_eq!(token([0xff; 20]), "7".repeat(32));
        // RFC 4648: "fooba" is MZXW6YTB.
        assert_eq!(token(*b"foobafoobafoobafooba"), "mzxw6ytb".repeat(4));
        let mut one_bit = [0; 20];
        one_bit[19] = 1;
        assert_ne!(token(one_bit), token([0; 20]));
    }

    #[test]
    fn only_tokens_have_the_form_of_a_token() {
        assert!(is_token(&token([7; 20])));
        for text in ["", "a", &"A".repeat(32), &"1".repeat(32), &"a".repeat(33), "ａ", &"邀".repeat(32)] {
            assert!(!is_token(text), "{text}");
        }
    }

    #[test]
    fn typed_invitation_names_every_problem() {
        let today = day("2026-11-21");
        let wrong = NewInvitation {
            name: " ".into(),
            member_kind: "王".into(),
            expires_on: "2026-11-20".into(),
            cap: "0".into(),
            note: "长".repeat(201),
        };
        let problems = wrong.read(today).unwrap_err();
        assert_eq!(
            problems.iter().map(|p| (&*p.path, p.code)).collect::<Vec<_>>(),
            [
                ("name", ProblemCode::Required),
                ("member_kind", ProblemCode::NotAnOption),
                ("expires_on", ProblemCode::DayBefore),
                ("cap", ProblemCode::TooSmall),
                ("note", ProblemCode::TooLong),
            ]
        );
        let far = NewInvitation { name: "甲".into(), expires_on: "9999-12-31".into(), ..NewInvitation::default() };
        assert_eq!(far.read(today).unwrap_err()[0].code, ProblemCode::TooLarge);
        let good = NewInvitation { name: " 甲 ".into(), expires_on: "2026-11-21".into(), ..NewInvitation::default() };
        assert_eq!(good.read(today), Ok(("甲".to_owned(), today, None)));
        let cap = |typed: &str| NewInvitation { cap: typed.into(), ..good.clone() }.read(today);
        assert_eq!(cap(" 30 "), Ok(("甲".to_owned(), today, Some(30))));
        assert_eq!(cap("３０"), Ok(("甲".to_owned(), today, Some(30))));
        for (typed, code) in [
            ("-1", ProblemCode::TooSmall),
            ("1.5", ProblemCode::NotWhole),
            ("三", ProblemCode::NotANumber),
            ("100001", ProblemCode::TooLarge),
            ("99999999999999999999", ProblemCode::TooLarge),
        ] {
            assert_eq!(cap(typed).unwrap_err()[0].code, code, "{typed}");
        }
    }

    #[test]
    fn cap_is_used_up_by_that_many_applications() {
        let today = day("2026-11-21");
        let with = |cap, applications| Invitation { cap, applications, ..invitation("2026-11-21", false) };
        assert_eq!(standing(&with(Some(2), 1), today), Standing::Valid);
        assert_eq!(standing(&with(Some(2), 2), today), Standing::UsedUp);
        assert_eq!(standing(&with(None, 1_000_000), today), Standing::Valid);
        let expired = Invitation { cap: Some(1), applications: 1, ..invitation("2026-11-20", false) };
        assert_eq!(standing(&expired, today), Standing::Expired);
    }
}
