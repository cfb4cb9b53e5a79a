//! Texts of the import pages.

use super::texts;

texts! {
    /// Texts of the import pages.
    pub enum ImportText {
        Title: "Import", "Import";
    }
}
