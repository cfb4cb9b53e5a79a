//! What is filled in: values as typed, by field.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::ids::FileId;

/// What was filled in, by field key. Fields without a value are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answer(pub BTreeMap<String, Value>);

/// One value as typed, so that a draft keeps even what is wrong. Canonical forms: whole number `12`,
/// decimal and money `12.50`, day `2024-03-05`, minute `2024-03-05 09:30`, yes/no `是`/`否`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Any scalar.
    Text(String),
    /// A multiple choice.
    Many(Vec<String>),
    /// Files.
    Files(Vec<FileRef>),
    /// Repeat rows.
    Rows(Vec<Answer>),
}

/// A file in an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRef {
    /// The stored file.
    pub file: FileId,
    /// Its name as uploaded.
    pub name: String,
    /// Its size.
    pub size_bytes: i64,
}

impl Answer {
    /// Whether nothing is filled in.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The scalar of a field; empty where it is absent or no scalar.
    pub fn text(&self, key: &str) -> &str {
        match self.0.get(key) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// The chosen values: those of a multiple choice, or the one of a scalar.
    pub fn values(&self, key: &str) -> &[String] {
        match self.0.get(key) {
            Some(Value::Many(values)) => values,
            Some(Value::Text(text)) if !text.is_empty() => std::slice::from_ref(text),
            _ => &[],
        }
    }

    /// The rows of a repeat field.
    pub fn rows(&self, key: &str) -> &[Answer] {
        match self.0.get(key) {
            Some(Value::Rows(rows)) => rows,
            _ => &[],
        }
    }

    /// The files of a field.
    pub fn files(&self, key: &str) -> &[FileRef] {
        match self.0.get(key) {
            Some(Value::Files(files)) => files,
            _ => &[],
        }
    }

    /// Sets a scalar; an empty text removes the field.
    pub fn set(&mut self, key: &str, text: impl Into<String>) {
        let text = text.into();
        if text.is_empty() {
            self.0.remove(key);
        } else {
            self.0.insert(key.to_owned(), Value::Text(text));
        }
    }
}
