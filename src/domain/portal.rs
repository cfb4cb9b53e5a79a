//! The portal (门户): what everybody sees without signing in: the hall of services, public notices, guides, downloads.

use serde::{Deserialize, Serialize};

use super::form::FileRef;
use super::notice::NoticeRow;
use super::text::Label;
use super::text::notice::NoticeText as T;

/// What a notice is; the portal lists each kind by itself (P-045).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// 通知公告
    #[default]
    Announcement,
    /// 办事指南
    Guide,
    /// 资料下载
    Download,
}

impl Category {
    /// Every category in the order of the portal.
    pub const ALL: [Self; 3] = [Self::Announcement, Self::Guide, Self::Download];

    /// The text in the store and in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Announcement => "announcement",
            Self::Guide => "guide",
            Self::Download => "download",
        }
    }

    /// Reads the text of the store.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.key() == key)
    }

    /// The word.
    pub fn name(self) -> T {
        match self {
            Self::Announcement => T::Announcement,
            Self::Guide => T::Guide,
            Self::Download => T::Downloads,
        }
    }
}

/// A service of the hall, as the catalog defines it (C-011, P-044).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Names it in addresses.
    pub key: String,
    /// What it is called.
    pub name: Label,
    /// What it is for, in one line.
    pub note: Label,
    /// Kinds of units that have it, and the page where their people find it; none: it has no page yet and is not shown.
    #[serde(default)]
    pub pages: Vec<(String, String)>,
}

impl Service {
    /// Where people of a unit of that kind find it.
    pub fn page(&self, org_kind: &str) -> Option<&str> {
        self.pages.iter().find(|(kind, _)| kind == org_kind).map(|(_, page)| page.as_str())
    }
}

/// A service as the hall shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceCard {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub name: Label,
    /// What it is for.
    pub note: Label,
    /// The kinds of units that have it.
    pub kinds: Vec<Label>,
}

/// So many of each category stand on the first page.
pub const LATEST: i64 = 6;

/// The first page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portal {
    /// The unit at the top of the tree; empty before there is one.
    pub host: String,
    /// The hall.
    pub services: Vec<ServiceCard>,
    /// The latest of each category.
    pub latest: Vec<(Category, Vec<NoticeRow>)>,
}

/// Public notices of a category, a page at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicList {
    /// The lines: those on top, then the latest.
    pub rows: Vec<NoticeRow>,
    /// How many there are in all.
    pub total: i64,
}

/// A public notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicNotice {
    /// The line of the list.
    pub row: NoticeRow,
    /// The text.
    pub body: String,
    /// Attachments.
    pub files: Vec<FileRef>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn category_is_stored_under_its_key() {
        for category in Category::ALL {
            assert_eq!(Category::from_key(category.key()), Some(category));
            assert_eq!(serde_json::to_value(category).unwrap(), category.key());
        }
        assert_eq!(Category::from_key(""), None);
    }
}
