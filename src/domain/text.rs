//! Languages and the typed text tables. A view names a key; the sentence lives in the table of its feature.

use serde::{Deserialize, Serialize};

pub mod access;
pub mod account;
pub mod case;
pub mod common;
pub mod congress;
pub mod entry;
pub mod evaluation;
pub mod form;
pub mod guide;
pub mod import;
pub mod invitation;
pub mod legal;
pub mod letter;
pub mod log;
pub mod message;
pub mod nav;
pub mod notice;
pub mod notification;
pub mod org;
pub mod org_change;
pub mod panel;
pub mod portal;
pub mod problem;
pub mod support;
pub mod workbench;
pub mod writing;

/// The languages of the interface. Simplified Chinese is the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Lang {
    /// 简体中文
    #[default]
    Zh,
    /// English
    En,
}

impl Lang {
    /// The value of the `lang` attribute and of the language cookie.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// Reads a cookie value, a `lang` attribute or the first entry of `Accept-Language`.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.get(..2)? {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// A key of a text table: one sentence in each language.
pub trait Text: Copy {
    /// The sentence in that language.
    fn text(self, lang: Lang) -> &'static str;

    /// The sentence with `{0}`, `{1}` … replaced by the arguments.
    fn fill(self, lang: Lang, args: &[&str]) -> String {
        fill(self.text(lang), args)
    }
}

/// How many values a pattern needs: one more than its highest place.
pub fn places(pattern: &str) -> usize {
    let numbers = pattern.split('{').skip(1).filter_map(|rest| rest.split_once('}')?.0.parse::<usize>().ok());
    numbers.map(|n| n + 1).max().unwrap_or(0)
}

/// Replaces `{0}`, `{1}` … of a pattern; a place without an argument stays empty.
pub fn fill(pattern: &str, args: &[&str]) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some(open) = rest.find('{') {
        let (before, tail) = rest.split_at(open);
        out.push_str(before);
        match tail[1..].split_once('}').and_then(|(n, after)| Some((n.parse::<usize>().ok()?, after))) {
            Some((n, after)) => {
                out.push_str(args.get(n).copied().unwrap_or_default());
                rest = after;
            }
            None => {
                out.push('{');
                rest = &tail[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Declares a table: `texts! { pub enum Key { Save: "保存", "Save"; … } }`.
macro_rules! texts {
    ($(#[$doc:meta])* pub enum $name:ident { $($key:ident: $zh:literal, $en:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $(#[doc = $zh] $key),* }

        impl $crate::domain::text::Text for $name {
            fn text(self, lang: $crate::domain::text::Lang) -> &'static str {
                match (self, lang) {
                    $((Self::$key, $crate::domain::text::Lang::Zh) => $zh,
                      (Self::$key, $crate::domain::text::Lang::En) => $en,)*
                }
            }
        }

        #[cfg(test)]
        impl $name {
            /// Every key, for the completeness test.
            pub const ALL: &[Self] = &[$(Self::$key),*];
        }
    };
}
pub(crate) use texts;

/// A name in both languages, as definitions carry it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Label {
    /// The associations' own word.
    pub zh: String,
    /// The English word; empty where the definition's author gave none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl Label {
    /// The name in that language; Chinese where English is missing.
    pub fn text(&self, lang: Lang) -> &str {
        match lang {
            Lang::En if !self.en.is_empty() => &self.en,
            _ => &self.zh,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fill_replaces_places_and_keeps_other_braces() {
        assert_eq!(fill("{0} 与 {1}：{0}", &["a", "b"]), "a 与 b：a");
        assert_eq!(fill("{x} {2} {", &["a"]), "{x}  {");
    }

    #[test]
    fn both_languages_say_the_same() {
        fn check<T: Text + Copy + std::fmt::Debug>(keys: &[T]) {
            for key in keys {
                let (zh, en) = (key.text(Lang::Zh), key.text(Lang::En));
                assert!(!zh.trim().is_empty() && !en.trim().is_empty(), "{key:?}");
                assert_eq!(places(zh), places(en), "{key:?}");
            }
        }
        macro_rules! all {
            ($($module:ident: $($name:ident)+;)*) => { $($(check($module::$name::ALL);)+)* };
        }
        all! {
            access: AccessText;
            account: AccountText;
            case: CaseText;
            common: Common;
            congress: QuotaText CongressText;
            entry: EntryText;
            evaluation: RuleText GapText EvaluationText HintText ReviewText;
            form: ListText ShelfText RecordText PaperText OriginText ExpiryText FormText HistoryText RecycleText BlankText;
            import: RefusedText RowText ImportText;
            invitation: InvitationText JoinText ApplicationText;
            legal: LegalName LegalText;
            letter: LetterText OutboxText;
            message: MessageText;
            log: LogText SightText ViewAsText;
            nav: Nav;
            notice: NoticeText;
            notification: NotificationText;
            org: OrgText;
            org_change: ChangeText;
            panel: PanelText PanelSettingText;
            portal: PortalText;
            problem: ProblemText ReasonText ErrorText;
            support: SupportText;
            workbench: WorkbenchText;
            writing: WritingText;
        }
    }

    #[test]
    fn label_falls_back_to_chinese() {
        let label = Label { zh: "姓名".into(), en: String::new() };
        assert_eq!(label.text(Lang::En), "姓名");
    }
}
