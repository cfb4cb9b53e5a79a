//! Texts of the org pages.

use super::texts;

texts! {
    /// Texts of the org pages.
    pub enum OrgText {
        Title: "Org", "Org";
    }
}
