//! What came of an answer, as one number: FNV-1a over all problems and values.

use crate::domain::error::{FieldProblem, Severity};
use crate::domain::form::{Answer, Value};

pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    pub fn value(&self) -> u64 {
        self.0
    }

    fn text(&mut self, text: &str) {
        for byte in text.bytes().chain([0xff]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    pub fn problems(&mut self, problems: &[FieldProblem]) {
        for problem in problems {
            self.text(&problem.path);
            self.text(problem.code.code());
            problem.args.iter().for_each(|arg| self.text(arg));
            self.text(match problem.severity {
                Severity::Note => "note",
                Severity::Warning => "warning",
                Severity::Error => "error",
            });
        }
        self.text("problems");
    }

    pub fn answer(&mut self, answer: &Answer) {
        for (key, value) in &answer.0 {
            self.text(key);
            match value {
                Value::Text(text) => self.text(text),
                Value::Many(values) => values.iter().for_each(|value| self.text(value)),
                Value::Files(files) => files.iter().for_each(|file| {
                    self.text(&file.name);
                    self.text(&file.size_bytes.to_string());
                }),
                Value::Rows(rows) => rows.iter().for_each(|row| self.answer(row)),
            }
        }
        self.text("answer");
    }
}
