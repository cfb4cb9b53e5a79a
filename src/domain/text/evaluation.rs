//! Texts of the evaluation pages.

use super::texts;

texts! {
    /// Texts of the evaluation pages.
    pub enum EvaluationText {
        Title: "Evaluation", "Evaluation";
    }
}
