//! Language and theme of a page; fixed until the next page load.

use leptos::prelude::*;

use crate::domain::text::{Lang, Text};

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// 跟随系统
    #[default]
    Auto,
    /// 浅色
    Light,
    /// 深色
    Dark,
}

impl Theme {
    /// The value of the cookie and of `data-theme`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the cookie.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Auto, Self::Light, Self::Dark].into_iter().find(|t| t.key() == key)
    }
}

/// What the visitor chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Preference {
    /// The language.
    pub lang: Lang,
    /// The theme.
    pub theme: Theme,
}

/// The language of this page.
pub fn use_lang() -> Lang {
    use_context::<Preference>().unwrap_or_default().lang
}

/// The sentence of a key in the language of this page.
pub fn t(key: impl Text) -> &'static str {
    key.text(use_lang())
}

/// The sentence of a key with its places filled.
pub fn tf(key: impl Text, args: &[&str]) -> String {
    key.fill(use_lang(), args)
}
