//! Texts of the form pages.

use super::texts;

texts! {
    /// Texts of the form pages.
    pub enum FormText {
        Title: "Form", "Form";
    }
}
