//! The only file that touches the browser. On the server every function does nothing.

use crate::ui::preference::Preference;

#[cfg(feature = "hydrate")]
mod real {
    use leptos::prelude::*;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::closure::Closure;

    use crate::domain::text::Lang;
    use crate::ui::preference::{Preference, Theme};

    fn root() -> Option<web_sys::Element> {
        document().document_element()
    }

    pub fn preference() -> Preference {
        let attribute = |name: &str| root().and_then(|e| e.get_attribute(name)).unwrap_or_default();
        Preference {
            lang: Lang::from_tag(&attribute("lang")).unwrap_or_default(),
            theme: Theme::from_key(&attribute("data-theme")).unwrap_or_default(),
        }
    }

    pub fn mark_ready() {
        if let Some(root) = root() {
            let _ = root.set_attribute("data-hydrated", "1");
        }
    }

    pub fn install_reload_on_lost_chunk() {
        const KEY: &str = "societas-reloaded";
        let reload = Closure::<dyn FnMut(web_sys::Event)>::new(move |_: web_sys::Event| {
            let Ok(Some(store)) = window().session_storage() else { return };
            let here = location().href().unwrap_or_default();
            if store.get_item(KEY).ok().flatten().as_deref() != Some(&here) {
                let _ = store.set_item(KEY, &here);
                let _ = location().reload();
            }
        });
        let _ = window().add_event_listener_with_callback("unhandledrejection", reload.as_ref().unchecked_ref());
        // Lives as long as the page.
        reload.forget();
    }
}

/// What the page was rendered with.
pub fn preference() -> Preference {
    #[cfg(feature = "hydrate")]
    return real::preference();
    #[cfg(not(feature = "hydrate"))]
    Preference::default()
}

/// Marks the page as taken over: browser tests and styles wait for it.
pub fn mark_ready() {
    #[cfg(feature = "hydrate")]
    real::mark_ready();
}

/// Reloads the page once when a part of the module of an earlier build is gone.
pub fn install_reload_on_lost_chunk() {
    #[cfg(feature = "hydrate")]
    real::install_reload_on_lost_chunk();
}
