//! The errors of every call: codes and values, worded in one place, never a foreign error's text.

use serde::{Deserialize, Serialize};

use super::text::problem::{ErrorText, ProblemText, ReasonText};
use super::text::{Lang, Text, places};
use super::time::Instant;

/// How serious a problem is: an error blocks, a warning must be accepted, a note only informs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// 提示
    Note,
    /// 警告
    Warning,
    /// 错误
    Error,
}

/// Makes an enum of codes that travel as snake_case text and know their sentence.
macro_rules! codes {
    ($(#[$doc:meta])* pub enum $name:ident: $text:ident { $($code:ident = $wire:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $(#[doc = $wire] $code),* }

        impl $name {
            const ALL: &[(Self, &'static str)] = &[$((Self::$code, $wire)),*];

            /// The code as it stands in JSON.
            pub fn code(self) -> &'static str {
                Self::ALL[self as usize].1
            }

            fn key(self) -> $text {
                match self { $(Self::$code => $text::$code),* }
            }
        }

        // By hand: what is derived compares with one code after the other in machine code, some 15 KB for each enum.
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.code())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let wire = String::deserialize(from)?;
                let found = Self::ALL.iter().find(|(_, code)| *code == wire);
                found.map(|(code, _)| *code).ok_or_else(|| serde::de::Error::custom("a code that is not known"))
            }
        }
    };
}
pub(crate) use codes;

codes! {
    /// What is wrong with a field.
    pub enum ProblemCode: ProblemText {
        Required = "required", TooLong = "too_long", TooShort = "too_short", NotANumber = "not_a_number", NotWhole = "not_whole",
        TooManyDecimals = "too_many_decimals", TooSmall = "too_small", TooLarge = "too_large",
        NotADay = "not_a_day", NotAMinute = "not_a_minute", NotAYear = "not_a_year", DayBefore = "day_before", DayYearAfter = "day_year_after",
        NotNow = "not_now", UnknownSociety = "unknown_society",
        AboveField = "above_field", DayInFuture = "day_in_future", NotAnOption = "not_an_option",
        NotALeaf = "not_a_leaf", NotAnOptionNear = "not_an_option_near",
        OtherMissing = "other_missing", IdNumberLength = "id_number_length",
        IdNumberCharacter = "id_number_character", IdNumberProvince = "id_number_province",
        IdNumberDay = "id_number_day", IdNumberChecksum = "id_number_checksum",
        IdNumberAsNumber = "id_number_as_number", IdNumberBirth = "id_number_birth",
        IdNumberSex = "id_number_sex", Mobile = "mobile", MobileAbroad = "mobile_abroad", Landline = "landline", Email = "email", Url = "url",
        Postcode = "postcode", Uscc = "uscc", UsccNotSociety = "uscc_not_society", Cn = "cn", Issn = "issn",
        UnknownRecord = "unknown_record", TooManyRows = "too_many_rows", TooManyFiles = "too_many_files",
        UnknownFile = "unknown_file", FileTooLarge = "file_too_large", FileKind = "file_kind",
        FileInfected = "file_infected", FileUnchecked = "file_unchecked",
        UnknownField = "unknown_field", WrongShape = "wrong_shape", Duplicate = "duplicate",
        LoginTaken = "login_taken", LoginForm = "login_form", LoginFixed = "login_fixed", OrgCode = "org_code",
        CaptchaNeeded = "captcha_needed", CaptchaWrong = "captcha_wrong", CodeWrong = "code_wrong",
        ConsentMissing = "consent_missing", MobileInUse = "mobile_in_use", EmailInUse = "email_in_use",
        PasswordsDiffer = "passwords_differ", WeakPassword = "weak_password", Phone = "phone",
        UnknownPerson = "unknown_person", TooManyReceivers = "too_many_receivers",
        OwnKey = "own_key", NoSuchField = "no_such_field", DeciderKind = "decider_kind",
        ConditionCircle = "condition_circle", TitleFieldMissing = "title_field_missing",
    }
}

codes! {
    /// Why an action is refused.
    pub enum ReasonCode: ReasonText {
        SignIn = "sign_in", RoleMayNot = "role_may_not", NotOwnUnit = "not_own_unit",
        NotParentUnit = "not_parent_unit", StateForbids = "state_forbids", OpinionMissing = "opinion_missing",
        HeldByAnother = "held_by_another", ChildKind = "child_kind", Disabled = "disabled",
        AdministratorExists = "administrator_exists", ProgressIncomplete = "progress_incomplete",
        ReturnedLeavesOpen = "returned_leaves_open", LeavesUnscored = "leaves_unscored",
        OutsideWindow = "outside_window", NoBatch = "no_batch", NothingReturned = "nothing_returned", QuotaFull = "quota_full", NoQuota = "no_quota",
        MobileTaken = "mobile_taken", AlreadyDecided = "already_decided", PlanHasNothing = "plan_has_nothing",
        PlanStale = "plan_stale", PlanRefused = "plan_refused", LevelInUse = "level_in_use",
        AccountDisabled = "account_disabled", NoPost = "no_post", OtherAccount = "other_account", OwnAccount = "own_account", AlreadyThere = "already_there",
        WrongCurrentPassword = "wrong_current_password",
        WrittenBySystem = "written_by_system", UndoExpired = "undo_expired",
        ViewingOnly = "viewing_only", NotYourself = "not_yourself",
        UnitsBelow = "units_below", ParentDisabled = "parent_disabled", RootStays = "root_stays",
        SamePlace = "same_place", InsideItself = "inside_itself", KindsDiffer = "kinds_differ",
        OneLevel = "one_level", PreviewStale = "preview_stale", ChangedSince = "changed_since",
        NothingChosen = "nothing_chosen", AdministratorHandsOver = "administrator_hands_over",
        AdministratorChanged = "administrator_changed", AlreadyHolds = "already_holds",
        AlreadyReversed = "already_reversed", NotReversible = "not_reversible", UnitsMovedOn = "units_moved_on",
        RecordsChanged = "records_changed", PeopleChanged = "people_changed", AddedSince = "added_since", PostEnded = "post_ended",
        IdentityUnknown = "identity_unknown", IdentityFailed = "identity_failed", IdentityOver = "identity_over",
        ProviderSilent = "provider_silent",
        ServiceOfOthers = "service_of_others",
        NotTheTurn = "not_the_turn", AlreadyTouched = "already_touched", NoSuchStage = "no_such_stage",
        UrgedRecently = "urged_recently", WithdrawFirst = "withdraw_first", NobodyHasIt = "nobody_has_it",
        VoteInTurn = "vote_in_turn", VotesSay = "votes_say", NotVoted = "not_voted",
        NothingTicked = "nothing_ticked", NotKeptHere = "not_kept_here",
        RecycleOver = "recycle_over", OneRecordOnly = "one_record_only", PointsToDeleted = "points_to_deleted",
        ExportFiles = "export_files",
    }
}

/// One problem at one place of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The field's path: `name`, or `people.0.mobile` inside repeat rows (rows count from 0).
    pub path: String,
    /// What is wrong.
    pub code: ProblemCode,
    /// The values that the sentence names, in the order of its places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<String>,
    /// Whether it blocks.
    pub severity: Severity,
}

impl FieldProblem {
    /// A blocking problem.
    pub fn error(path: impl Into<String>, code: ProblemCode, args: &[&str]) -> Self {
        debug_assert!(places(code.key().text(Lang::Zh)) <= args.len(), "{code:?} names more values than {args:?}");
        Self {
            path: path.into(),
            code,
            args: args.iter().map(|a| (*a).to_owned()).collect(),
            severity: Severity::Error,
        }
    }

    /// A problem that must be accepted but does not block.
    pub fn warning(path: impl Into<String>, code: ProblemCode, args: &[&str]) -> Self {
        Self { severity: Severity::Warning, ..Self::error(path, code, args) }
    }

    /// The sentence, naming the values.
    pub fn message(&self, lang: Lang) -> String {
        let args: Vec<&str> = self.args.iter().map(String::as_str).collect();
        self.code.key().fill(lang, &args)
    }
}

/// One reason of a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Why.
    pub code: ReasonCode,
    /// The values that the sentence names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<String>,
}

impl Reason {
    /// A reason with the values that its sentence names.
    pub fn new(code: ReasonCode, args: &[&str]) -> Self {
        Self { code, args: args.iter().map(|a| (*a).to_owned()).collect() }
    }

    /// The sentence, naming the values.
    pub fn message(&self, lang: Lang) -> String {
        let args: Vec<&str> = self.args.iter().map(String::as_str).collect();
        self.code.key().fill(lang, &args)
    }
}

/// Another person's change that stands in the way of a save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// Who changed it meanwhile.
    pub changed_by: String,
    /// When.
    pub changed_at: Instant,
    /// The version that now stands in the store.
    pub version: i64,
    /// The stored content as JSON, for the field-by-field table; absent where there is nothing to compare.
    #[serde(default)]
    pub stored: Option<String>,
}

/// Every way in which a call can fail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppError {
    /// The content has problems, all of them named. HTTP 422.
    Invalid {
        /// The problems, in the order of the form.
        problems: Vec<FieldProblem>,
    },
    /// No session, or it has ended. HTTP 401.
    NotSignedIn,
    /// Login name and password do not belong together. HTTP 401.
    SignInFailed,
    /// Too many tries from here or for this account. HTTP 429.
    TooManyTries {
        /// How long to wait.
        minutes: i64,
    },
    /// Known, but not allowed. HTTP 403.
    Denied {
        /// All reasons.
        reasons: Vec<Reason>,
    },
    /// Missing, or outside the actor's scope: the two are never told apart. HTTP 404.
    NotFound,
    /// A token that was good once: expired, used or revoked. HTTP 410.
    Gone,
    /// Somebody else saved first. HTTP 409.
    Conflict(Conflict),
    /// The store or a limit asks to come back later. HTTP 503.
    Busy,
    /// More bytes than the place takes. HTTP 413.
    TooLarge {
        /// The limit in bytes.
        limit_bytes: i64,
    },
    /// A fault of ours; the log has the details under the reference. HTTP 500.
    Internal {
        /// The reference in the log.
        reference: String,
    },
    /// The browser could not reach the server. Never sent by the server.
    Unreachable,
}

impl AppError {
    /// Whether things are no longer as they were shown to whoever was refused; else what was sent is at fault, or the
    /// way to the server.
    pub fn is_stale(&self) -> bool {
        match self {
            Self::Conflict(_) | Self::NotFound | Self::Gone => true,
            Self::Denied { reasons } => reasons.iter().any(|reason| reason.code != ReasonCode::OpinionMissing),
            _ => false,
        }
    }

    /// A refusal for one reason.
    pub fn denied(code: ReasonCode, args: &[&str]) -> Self {
        Self::Denied { reasons: vec![Reason::new(code, args)] }
    }

    /// Refusal with these reasons, if there are any.
    ///
    /// # Errors
    /// `Denied` with all of them.
    pub fn unless(reasons: Vec<Reason>) -> Result<(), Self> {
        if reasons.is_empty() { Ok(()) } else { Err(Self::Denied { reasons }) }
    }

    /// A refusal of one field.
    pub fn field(path: &str, code: ProblemCode, args: &[&str]) -> Self {
        Self::of(FieldProblem::error(path, code, args))
    }

    /// A refusal for one problem.
    pub fn of(problem: FieldProblem) -> Self {
        Self::Invalid { problems: vec![problem] }
    }

    /// The HTTP status of the answer.
    pub fn status(&self) -> u16 {
        match self {
            Self::Invalid { .. } => 422,
            Self::NotSignedIn | Self::SignInFailed => 401,
            Self::TooManyTries { .. } => 429,
            Self::Denied { .. } => 403,
            Self::NotFound => 404,
            Self::Gone => 410,
            Self::Conflict(_) => 409,
            Self::Busy => 503,
            Self::TooLarge { .. } => 413,
            Self::Internal { .. } => 500,
            Self::Unreachable => 502,
        }
    }

    /// The sentence for a person where no page lists the problems.
    pub fn in_full(&self, lang: Lang) -> String {
        match self {
            Self::Invalid { problems } if !problems.is_empty() => {
                problems.iter().map(|p| p.message(lang)).collect::<Vec<_>>().join(" ")
            }
            _ => self.message(lang),
        }
    }

    /// The sentence for a person; refusals and problems are listed by the page itself.
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::Invalid { problems } => ErrorText::Invalid.fill(lang, &[&problems.len().to_string()]),
            Self::NotSignedIn => ErrorText::NotSignedIn.text(lang).into(),
            Self::SignInFailed => ErrorText::SignInFailed.text(lang).into(),
            Self::TooManyTries { minutes } => ErrorText::TooManyTries.fill(lang, &[&minutes.to_string()]),
            Self::Denied { reasons } if reasons.is_empty() => ErrorText::Denied.text(lang).into(),
            Self::Denied { reasons } => {
                let separator = if lang == Lang::Zh { "；" } else { "; " };
                reasons.iter().map(|r| r.message(lang)).collect::<Vec<_>>().join(separator)
            }
            Self::NotFound => ErrorText::NotFound.text(lang).into(),
            Self::Gone => ErrorText::Gone.text(lang).into(),
            Self::Conflict(c) => ErrorText::Conflict.fill(lang, &[&c.changed_by, &c.changed_at.minute_text()]),
            Self::Busy => ErrorText::Busy.text(lang).into(),
            Self::TooLarge { limit_bytes } => ErrorText::TooLarge.fill(lang, &[&size_text(*limit_bytes)]),
            Self::Internal { reference } => ErrorText::Internal.fill(lang, &[reference]),
            Self::Unreachable => ErrorText::Unreachable.text(lang).into(),
        }
    }
}

/// A size in bytes for people: `3 MB`, `120 KB`, `17 B`.
pub fn size_text(bytes: i64) -> String {
    const UNITS: [(i64, &str); 3] = [(1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")];
    match UNITS.iter().find(|(unit, _)| bytes >= *unit) {
        Some((unit, name)) => {
            let tenths = bytes.saturating_mul(10) / unit;
            if tenths % 10 == 0 {
                format!("{} {name}", tenths / 10)
            } else {
                format!("{}.{} {name}", tenths / 10, tenths % 10)
            }
        }
        None => format!("{bytes} B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_names_the_value() {
        let p = FieldProblem::error(
            "id_no",
            ProblemCode::IdNumberBirth,
            &["110101199003079964", "1990-03-07", "1991-03-07"],
        );
        assert_eq!(
            p.message(Lang::Zh),
            "身份证号“110101199003079964”中的出生日期 1990-03-07 与填写的 1991-03-07 不一致"
        );
    }

    #[test]
    fn sizes_are_readable() {
        assert_eq!(size_text(3 << 20), "3 MB");
        assert_eq!(size_text(1_600_000), "1.5 MB");
        assert_eq!(size_text(17), "17 B");
    }
}
