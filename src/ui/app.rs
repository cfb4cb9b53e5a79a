//! The document, the frame of every page and the route table.

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};

use super::browser;
use super::pages::{
    Accounts, Congress, Desk, Entering, Evaluation, Forms, Imports, Invitations, Joining, Logs, Messages, Notices,
    Orgs, Particulars, Portal, Records, Recoveries, RegisterIndex, Registers, Restructure, Review, Shell, Signing,
    Units,
};
use super::parts::failure::Missing;
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
            <Routes fallback=Missing>
                <Route path=path!("/sign-in") view=Signing::IN ssr=SsrMode::Async/>
                <Route path=path!("/forgot") view=Entering::FORGOT ssr=SsrMode::Async/>
                <Route path=path!("/reset/:token") view=Entering::RESET ssr=SsrMode::Async/>
                <Route path=path!("/welcome") view=Entering::WELCOME ssr=SsrMode::Async/>
                <Route path=path!("/confirm/:token") view=Entering::CONFIRM ssr=SsrMode::Async/>
                <Route path=path!("/terms") view=Entering::TERMS ssr=SsrMode::Async/>
                <Route path=path!("/privacy") view=Entering::PRIVACY ssr=SsrMode::Async/>
                <Route path=path!("/outbox") view=Entering::OUTBOX ssr=SsrMode::Async/>
                <Route path=path!("/join/:token") view=Joining::APPLY ssr=SsrMode::Async/>
                <Route path=path!("/join/mend/:link") view=Joining::MEND ssr=SsrMode::Async/>
                <Route path=path!("/join/status/:link") view=Joining::STATUS ssr=SsrMode::Async/>
                <Route path=path!("/setup") view=Accounts::SETUP ssr=SsrMode::Async/>
                <ParentRoute path=path!("/portal") view=Portal::FRAME ssr=SsrMode::Async>
                    <Route path=path!("") view=Portal::HOME/>
                    <Route path=path!("/notices") view=Portal::LIST/>
                    <Route path=path!("/notices/:id") view=Portal::NOTICE/>
                    <Route path=path!("/services/:key") view=Portal::SERVICE/>
                </ParentRoute>
                <ParentRoute path=path!("") view=Shell::FRAME ssr=SsrMode::Async>
                    <Route path=path!("/") view=Desk::WORKBENCH/>
                    <Route path=path!("/account") view=Accounts::OWN/>
                    <Route path=path!("/log") view=Logs::LINES/>
                    <Route path=path!("/account/mobile") view=Accounts::MOBILE/>
                    <Route path=path!("/account/notifications") view=Desk::CHOICES/>
                    <Route path=path!("/rights") view=Accounts::RIGHTS/>
                    <Route path=path!("/notices") view=Notices::LIST/>
                    <Route path=path!("/notices/new") view=Notices::EDIT/>
                    <Route path=path!("/notices/:id") view=Notices::VIEW/>
                    <Route path=path!("/notices/:id/edit") view=Notices::EDIT/>
                    <Route path=path!("/notices/:id/publish") view=Notices::PUBLISH/>
                    <Route path=path!("/notices/:id/readers") view=Notices::READERS/>
                    <Route path=path!("/messages") view=Messages::LIST/>
                    <Route path=path!("/messages/new") view=Messages::EDIT/>
                    <Route path=path!("/messages/:id") view=Messages::VIEW/>
                    <Route path=path!("/messages/:id/edit") view=Messages::EDIT/>
                    <Route path=path!("/messages/:id/send") view=Messages::SEND/>
                    <Route path=path!("/notifications") view=Desk::NOTIFICATIONS/>
                    <Route path=path!("/cases") view=RegisterIndex::CASES/>
                    <Route path=path!("/support") view=Desk::SUPPORT/>
                    <Route path=path!("/congress") view=Congress::LIST/>
                    <Route path=path!("/congress/:congress") view=Congress::BOARD/>
                    <Route path=path!("/imports") view=Imports::LIST/>
                    <Route path=path!("/imports/:id") view=Imports::PLAN/>
                    <Route path=path!("/invitations") view=Invitations::LIST/>
                    <Route path=path!("/invitations/:id") view=Invitations::POSTER/>
                    <Route path=path!("/applications") view=Invitations::APPLICATIONS/>
                    <Route path=path!("/applications/:id") view=Invitations::APPLICATIONS/>
                    <Route path=path!("/orgs") view=Units::TREE/>
                    <Route path=path!("/evaluation") view=Evaluation::TREE/>
                    <Route path=path!("/evaluation/extras") view=Evaluation::EXTRAS/>
                    <Route path=path!("/review") view=Review::CASES/>
                    <Route path=path!("/review/:id") view=Review::CASE/>
                    <Route path=path!("/orgs/:org") view=Orgs::ORG/>
                    <Route path=path!("/orgs/:org/edit") view=Particulars::ORG/>
                    <Route path=path!("/orgs/:org/change") view=Restructure::CHANGE/>
                    <Route path=path!("/posts") view=Particulars::POSTS/>
                    <Route path=path!("/registers") view=RegisterIndex::ALL/>
                    <Route path=path!("/help") view=RegisterIndex::CHAPTERS/>
                    <Route path=path!("/registers/:register") view=Registers::LIST/>
                    <Route path=path!("/registers/:register/new") view=Forms::EDIT/>
                    <Route path=path!("/registers/:register/blank") view=Registers::BLANK/>
                    <Route path=path!("/registers/:register/help") view=RegisterIndex::HELP/>
                    <Route path=path!("/registers/:register/recycled") view=Recoveries::RECYCLED/>
                    <Route path=path!("/registers/:register/:id") view=Records::RECORD/>
                    <Route path=path!("/registers/:register/:id/edit") view=Forms::EDIT/>
                    <Route path=path!("/registers/:register/:id/restore") view=Recoveries::RESTORE/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}
