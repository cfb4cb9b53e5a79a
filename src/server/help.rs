//! The whole manual as one file: to keep, to print, to hand on.

use std::borrow::Cow;
use std::fmt::Write;

use axum::Extension;
use axum::body::Body;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};

use super::plain::sentence;
use super::preference;
use super::sheet::attachment;
use crate::domain::error::AppError;
use crate::domain::form::guide::Guide;
use crate::domain::text::common::Common;
use crate::domain::text::guide::GuideText as T;
use crate::domain::text::{Lang, Text};
use crate::service::Ctx;
use crate::service::register::list_guides;

/// Small enough to stand in the file itself; its pages are A4.
const STYLE: &str = "@page{size:A4;margin:18mm}body{font:15px/1.6 system-ui,sans-serif;max-width:820px;margin:2em auto;\
    padding:0 1em}table{border-collapse:collapse;width:100%;margin:.5em 0 1em}th,td{border:1px solid #999;padding:4px 8px;\
    text-align:left;vertical-align:top}th[scope=row]{width:34%;font-weight:600}section{break-before:page}\
    .inner{padding-left:2em;font-weight:400}small{color:#555}";

/// Gives out the manual in the language of the reader.
pub async fn manual(Extension(ctx): Extension<Ctx>, headers: HeaderMap) -> Response {
    let lang = preference::read(&headers).lang;
    let ctx = Ctx { lang, ..ctx };
    match list_guides(&ctx).await {
        Ok(guides) => {
            let media = "text/html; charset=utf-8";
            attachment(&ctx, "html", T::Chapters.text(lang), media, Body::from(page(&guides, lang)))
        }
        Err(AppError::NotSignedIn) => Redirect::to("/sign-in?next=/help").into_response(),
        Err(error) => sentence(&error, &headers),
    }
}

/// Text between tags and in attributes.
fn escaped(text: &str) -> Cow<'_, str> {
    html_escape::encode_double_quoted_attribute(text)
}

fn page(guides: &[Guide], lang: Lang) -> String {
    let title = format!("{} · {}", T::Chapters.text(lang), Common::Product.text(lang));
    let mut out = format!(
        "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1><ol>",
        lang.tag()
    );
    for guide in guides {
        let _ = write!(out, "<li><a href=\"#{}\">{}</a></li>", escaped(&guide.register), escaped(&guide.name));
    }
    out.push_str("</ol>");
    guides.iter().for_each(|guide| chapter(&mut out, guide, lang));
    out.push_str("</body></html>");
    out
}

fn chapter(out: &mut String, guide: &Guide, lang: Lang) {
    let (key, name, purpose) = (escaped(&guide.register), escaped(&guide.name), escaped(&guide.purpose));
    let _ = write!(out, "<section id=\"{key}\"><h2>{name}</h2><p>{purpose}</p><h3>{}</h3><ol>", T::Steps.text(lang));
    for step in &guide.steps {
        let _ = write!(out, "<li>{}</li>", escaped(step));
    }
    out.push_str("</ol>");
    for part in &guide.parts {
        let heading = if part.heading.is_empty() { T::Fields.text(lang) } else { &part.heading };
        let (field, takes) = (T::Field.text(lang), T::Takes.text(lang));
        let _ = write!(out, "<h3>{}</h3><table><tr><th>{field}</th><th>{takes}</th></tr>", escaped(heading));
        for line in &part.lines {
            let class = if line.depth > 0 { " class=\"inner\"" } else { "" };
            let mark = if line.required { " *" } else { "" };
            let note = if line.note.is_empty() {
                String::new()
            } else {
                format!("<br><small>{}</small>", escaped(&line.note))
            };
            let (label, takes) = (escaped(&line.label), escaped(&line.takes));
            let _ = write!(out, "<tr><th scope=\"row\"{class}>{label}{mark}</th><td>{takes}{note}</td></tr>");
        }
        out.push_str("</table>");
    }
    if !guide.leaves.is_empty() {
        let _ = write!(out, "<h3>{}</h3><ul>", T::Leaves.text(lang));
        for leaf in &guide.leaves {
            let _ = write!(out, "<li>{} {}</li>", escaped(&leaf.code), escaped(leaf.name.text(lang)));
        }
        out.push_str("</ul>");
    }
    out.push_str("</section>");
}
