//! Exports of the log.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::response::Response;

use super::plain::sentence;
use super::preference;
use super::sheet::{Source, download};
use crate::domain::error::AppError;
use crate::domain::log::{LogLine, LogQuery};
use crate::domain::text::log::LogText;
use crate::domain::text::{Lang, Text};
use crate::service::Ctx;
use crate::service::log::{Export, begin_export};

const HEAD: [LogText; 11] = [
    LogText::When,
    LogText::Unit,
    LogText::Number,
    LogText::Person,
    LogText::Action,
    LogText::Kind,
    LogText::Subject,
    LogText::Remote,
    LogText::Details,
    LogText::SubjectId,
    LogText::Seal,
];

/// Gives out all lines that match, as `csv` or `xlsx`.
pub async fn export(
    Extension(ctx): Extension<Ctx>,
    Path(format): Path<String>,
    Query(asked): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let lang = preference::read(&headers).lang;
    match give(&ctx, &format, &asked, lang).await {
        Ok(response) => response,
        Err(error) => sentence(&error, &headers),
    }
}

async fn give(ctx: &Ctx, format: &str, asked: &BTreeMap<String, String>, lang: Lang) -> Result<Response, AppError> {
    let query = LogQuery::of_address(|name| asked.get(name).cloned()).map_err(|_| AppError::NotFound)?;
    ctx.actor()?;
    if !matches!(format, "csv" | "xlsx") {
        return Err(AppError::NotFound);
    }
    let export = begin_export(ctx, &query, format).await?;
    let head = HEAD.map(|key| key.text(lang).to_owned()).into();
    download(ctx, format, LogText::Title.text(lang), head, Lines { export, lang }).await
}

/// The lines of an export in words.
struct Lines {
    export: Export,
    lang: Lang,
}

impl Source for Lines {
    async fn batch(&mut self) -> Result<Option<Vec<Vec<String>>>, AppError> {
        let lines = self.export.batch().await?;
        Ok(lines.map(|lines| lines.iter().map(|line| cells(line, self.lang)).collect()))
    }
}

/// The cells of a line.
fn cells(line: &LogLine, lang: Lang) -> Vec<String> {
    let details = line.details.iter().map(|detail| {
        let name = detail.name.text(lang);
        match &detail.before {
            Some(before) => format!("{name}: {before} → {}", detail.after),
            None => format!("{name}: {}", detail.after),
        }
    });
    let name = if line.name.is_empty() { LogText::Visitor.text(lang) } else { &line.name };
    vec![
        line.at.second_text(),
        line.org_name.clone(),
        line.seq.to_string(),
        name.to_owned(),
        line.action.text(lang).to_owned(),
        line.kind.text(lang).to_owned(),
        line.subject.clone(),
        line.remote.clone(),
        details.collect::<Vec<_>>().join("; "),
        line.subject_id.clone(),
        line.hash.clone(),
    ]
}
