//! Texts of the invitation pages.

use super::texts;

texts! {
    /// Texts of the invitation pages.
    pub enum InvitationText {
        Title: "Invitation", "Invitation";
    }
}
