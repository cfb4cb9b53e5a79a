//! Exports of registers: a plain form posts the filters of the list, the format and, for full numbers, a reason.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::{Form, Path};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};

use super::bundle::bundle;
use super::plain::sentence;
use super::preference;
use super::sheet::{Source, attachment, download, excel};
use crate::domain::error::AppError;
use crate::domain::record::RecordQuery;
use crate::domain::text::common::Common;
use crate::domain::text::form::FormText;
use crate::domain::text::{Lang, Text};
use crate::service::Ctx;
use crate::service::register::export::{Export, archive_name, begin_export};

/// Gives out the records of a list.
pub async fn export(
    Extension(ctx): Extension<Ctx>,
    Path(register): Path<String>,
    headers: HeaderMap,
    Form(asked): Form<BTreeMap<String, String>>,
) -> Response {
    let lang = preference::read(&headers).lang;
    match give(&ctx, &register, asked, lang).await {
        Ok(response) => response,
        Err(AppError::NotSignedIn) => Redirect::to("/sign-in").into_response(),
        // One field can be wrong: its sentence says more than their number.
        Err(AppError::Invalid { problems }) if problems.len() == 1 => {
            let words: String = problems.iter().map(|p| p.message(lang)).collect();
            (axum::http::StatusCode::UNPROCESSABLE_ENTITY, words).into_response()
        }
        Err(error) => sentence(&error, &headers),
    }
}

async fn give(ctx: &Ctx, register: &str, asked: BTreeMap<String, String>, lang: Lang) -> Result<Response, AppError> {
    let text = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
    let org = match text("org") {
        "" => None,
        id => Some(id.parse().map_err(|_| AppError::NotFound)?),
    };
    let format = match text("format") {
        "csv" => "csv",
        "zip" => "zip",
        _ => "xlsx",
    };
    let filters = asked.iter().filter_map(|(name, value)| Some((name.strip_prefix("f.")?.to_owned(), value.clone())));
    let query = RecordQuery { q: text("q").to_owned(), filters: filters.collect(), page: 1 };
    let export = begin_export(ctx, org, register, &query, format, text("reason")).await?;
    let mut head: Vec<String> = export.fields().map(|field| field.label.text(lang).to_owned()).collect();
    head.extend([FormText::RecordState.text(lang).to_owned(), Common::UpdatedAt.text(lang).to_owned()]);
    let name = export.name().text(lang).to_owned();
    let mut lines = Lines { export, lang };
    if format != "zip" {
        return download(ctx, format, &name, head, lines).await;
    }
    let book = excel(ctx, &name, &head, &mut lines).await?;
    let body = bundle(ctx, &archive_name(&name), book, lines.export.attached()).await?;
    Ok(attachment(ctx, format, &name, "application/zip", body))
}

struct Lines {
    export: Export,
    lang: Lang,
}

impl Source for Lines {
    async fn batch(&mut self) -> Result<Option<Vec<Vec<String>>>, AppError> {
        self.export.batch(self.lang).await
    }
}
