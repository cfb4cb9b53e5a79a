//! 学会通 · Societas: one crate, two targets. `ssr` is the server, `hydrate` the browser module that takes
//! the same pages over. `domain` ← `store` ← `service` ← `api` ← `ui` ← `server`; see README.

#![recursion_limit = "512"]

pub mod api;
pub mod domain;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod store;
pub mod ui;

/// Takes the server-rendered page over in the browser.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        let page = leptos::mount::hydrate_from_async(leptos::tachys::dom::body(), ui::app::Root).await;
        page.forget();
        ui::browser::mark_ready();
    });
}
