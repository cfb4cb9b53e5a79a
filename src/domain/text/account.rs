//! Texts of the account pages.

use super::texts;

texts! {
    /// Texts of the account pages.
    pub enum AccountText {
        Title: "Account", "Account";
    }
}
