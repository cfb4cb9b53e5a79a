//! Texts of the congress pages.

use super::texts;

texts! {
    /// Texts of the congress pages.
    pub enum CongressText {
        Title: "Congress", "Congress";
    }
}
