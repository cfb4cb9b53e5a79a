//! The document, the frame of every page and the route table.

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};

use super::browser;
use super::pages;
use super::pages::frame::Frame;
use super::pages::{Accounts, Congress, Evaluation, Forms, Imports, Invitations, Joining, Orgs, Registers, Review};
use super::parts::post::Refused;
use super::preference::{Preference, t};
use crate::domain::text::common::Common;

/// The HTML document around the application; server only, but compiled for both.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let preference = use_context::<Preference>().unwrap_or_default();
    let style = format!("/{}/societas.css", options.site_pkg_dir);
    // A form that came back stands at the address that it was posted to, where the browser's router finds no page.
    let scripts = use_context::<Refused>().is_none().then(|| view! { <HydrationScripts options=options/> });
    view! {
        <!DOCTYPE html>
        <html lang=preference.lang.tag() data-theme=preference.theme.key()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=style/>
                {scripts}
                <MetaTags/>
            </head>
            <body>
                <Root/>
            </body>
        </html>
    }
}

/// The application.
#[component]
pub fn Root() -> impl IntoView {
    provide_meta_context();
    if use_context::<Preference>().is_none() {
        provide_context(browser::preference());
    }
    // Asked here: the head is written at a moment that knows of no language.
    let product = t(Common::Product);
    view! {
        <Title formatter=move |title: String| {
            if title.is_empty() { product.to_owned() } else { format!("{title} · {product}") }
        }/>
        <Router>
            <Routes fallback=pages::missing::Missing>
                <Route path=path!("/sign-in") view=pages::sign_in::SignIn ssr=SsrMode::Async/>
                <Route path=path!("/join/:token") view=Joining::Apply ssr=SsrMode::Async/>
                <Route path=path!("/join/mend/:link") view=Joining::Mend ssr=SsrMode::Async/>
                <Route path=path!("/join/status/:link") view=Joining::Status ssr=SsrMode::Async/>
                <Route path=path!("/setup") view=Accounts::Setup ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("/") view=pages::workbench::Workbench/>
                    <Route path=path!("/account") view=Accounts::Own/>
                    <Route path=path!("/rights") view=Accounts::Rights/>
                    <Route path=path!("/congress") view=Congress::List/>
                    <Route path=path!("/congress/:congress") view=Congress::Board/>
                    <Route path=path!("/imports") view=Imports::List/>
                    <Route path=path!("/imports/:id") view=Imports::Plan/>
                    <Route path=path!("/invitations") view=Invitations::List/>
                    <Route path=path!("/invitations/:id") view=Invitations::Poster/>
                    <Route path=path!("/applications") view=Invitations::Applications/>
                    <Route path=path!("/applications/:id") view=Invitations::Applications/>
                    <Route path=path!("/orgs") view=Orgs::Tree/>
                    <Route path=path!("/evaluation") view=Evaluation::Tree/>
                    <Route path=path!("/evaluation/extras") view=Evaluation::Extras/>
                    <Route path=path!("/review") view=Review::Cases/>
                    <Route path=path!("/review/:id") view=Review::Case/>
                    <Route path=path!("/orgs/:org") view=Orgs::Org/>
                    <Route path=path!("/registers") view=Registers::Index/>
                    <Route path=path!("/registers/:register") view=Registers::List/>
                    <Route path=path!("/registers/:register/new") view=Forms::Edit/>
                    <Route path=path!("/registers/:register/:id") view=Registers::Record/>
                    <Route path=path!("/registers/:register/:id/edit") view=Forms::Edit/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}
