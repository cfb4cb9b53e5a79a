//! The parts of the browser module that a page needs, named in the head of its answer: they come beside the main
//! module, not after it. The framework names them in the page itself, but of whichever page is being made just then,
//! and from a file that a copied program has not beside it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, LINK};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use leptos::PrefetchLazyFn;
use leptos::prelude::ReadValue;

use super::assets;

/// The loader of the parts, which the main module imports.
const LOADER: &str = "__wasm_split.______________________.js";

/// What each area of the application needs, as values of `Link` (RFC 8288).
pub struct Parts {
    loader: HeaderValue,
    areas: BTreeMap<String, Vec<HeaderValue>>,
}

impl Parts {
    /// Those of the site of this program; none without a site.
    pub fn of_site() -> Arc<Self> {
        let manifest = assets::manifest().unwrap_or_default();
        Arc::new(Self::read(&format!("/pkg/{}", assets::build_id()), &manifest))
    }

    /// `manifest` names the modules of each area as JSON.
    fn read(folder: &str, manifest: &[u8]) -> Self {
        let areas: BTreeMap<String, Vec<String>> = serde_json::from_slice(manifest).unwrap_or_default();
        let value = |text: String| HeaderValue::try_from(text).ok();
        let module = |name: String| {
            value(format!("<{folder}/{name}.wasm>; rel=preload; as=fetch; type=\"application/wasm\"; crossorigin"))
        };
        Self {
            loader: value(format!("<{folder}/{LOADER}>; rel=modulepreload")).unwrap_or(HeaderValue::from_static("")),
            areas: areas
                .into_iter()
                .map(|(area, names)| (area, names.into_iter().filter_map(module).collect()))
                .collect(),
        }
    }

    /// What pages of these areas need, each part once.
    fn of<'a>(&self, areas: impl Iterator<Item = &'a str>) -> Vec<&HeaderValue> {
        let mut needed: Vec<&HeaderValue> = Vec::new();
        for part in areas.filter_map(|area| self.areas.get(area)).flatten() {
            if !needed.contains(&part) {
                needed.push(part);
            }
        }
        if !needed.is_empty() {
            needed.insert(0, &self.loader);
        }
        needed
    }
}

/// Names the parts in the answer. `PrefetchLazyFn` takes down the areas of a page while it is made; `provide_call`
/// hands it on.
pub async fn name_parts(State(parts): State<Arc<Parts>>, mut request: Request, next: Next) -> Response {
    if *request.method() != Method::GET {
        return next.run(request).await;
    }
    let met = PrefetchLazyFn::default();
    request.extensions_mut().insert(met.clone());
    let mut response = next.run(request).await;
    let is_page = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if let (true, Some(met)) = (is_page, met.0.try_read_value()) {
        for part in parts.of(met.iter().copied()) {
            response.headers_mut().append(LINK, part.clone());
        }
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_of_a_page_is_named_once_and_the_loader_first() {
        let parts =
            Parts::read("/pkg/b1", br#"{"desk_1": ["split_desk_1", "common"], "shell_1": ["common"], "logs_1": []}"#);
        let named = parts.of(["desk_1", "shell_1", "unknown"].into_iter());
        assert_eq!(
            named,
            [
                "</pkg/b1/__wasm_split.______________________.js>; rel=modulepreload",
                "</pkg/b1/split_desk_1.wasm>; rel=preload; as=fetch; type=\"application/wasm\"; crossorigin",
                "</pkg/b1/common.wasm>; rel=preload; as=fetch; type=\"application/wasm\"; crossorigin",
            ]
        );
        assert!(parts.of(["logs_1"].into_iter()).is_empty());
        assert!(Parts::read("/pkg/b1", b"").of(["desk_1"].into_iter()).is_empty());
    }
}
