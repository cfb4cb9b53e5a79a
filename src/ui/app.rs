//! The document, the frame of every page and the route table.

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{ParentRoute, Route, Router, Routes};

use super::at::At;
use super::browser;
use super::pages::{
    Accounts, Congress, Desk, Entering, Evaluation, Forms, Imports, Invitations, Joining, Logs, Messages, Notices,
    Orgs, Panels, Particulars, Portal, Records, Recoveries, RegisterIndex, Registers, Restructure, Review, Shell,
    Signing, Units,
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
                <Route path=At("/sign-in") view=Signing::IN ssr=SsrMode::Async/>
                <Route path=At("/forgot") view=Entering::FORGOT ssr=SsrMode::Async/>
                <Route path=At("/reset/:token") view=Entering::RESET ssr=SsrMode::Async/>
                <Route path=At("/welcome") view=Entering::WELCOME ssr=SsrMode::Async/>
                <Route path=At("/confirm/:token") view=Entering::CONFIRM ssr=SsrMode::Async/>
                <Route path=At("/terms") view=Entering::TERMS ssr=SsrMode::Async/>
                <Route path=At("/privacy") view=Entering::PRIVACY ssr=SsrMode::Async/>
                <Route path=At("/outbox") view=Entering::OUTBOX ssr=SsrMode::Async/>
                <Route path=At("/join/:token") view=Joining::APPLY ssr=SsrMode::Async/>
                <Route path=At("/join/mend/:link") view=Joining::MEND ssr=SsrMode::Async/>
                <Route path=At("/join/status/:link") view=Joining::STATUS ssr=SsrMode::Async/>
                <Route path=At("/setup") view=Accounts::SETUP ssr=SsrMode::Async/>
                <ParentRoute path=At("/portal") view=Portal::FRAME ssr=SsrMode::Async>
                    <Route path=At("") view=Portal::HOME/>
                    <Route path=At("/notices") view=Portal::LIST/>
                    <Route path=At("/notices/:id") view=Portal::NOTICE/>
                    <Route path=At("/services/:key") view=Portal::SERVICE/>
                </ParentRoute>
                <ParentRoute path=At("") view=Shell::FRAME ssr=SsrMode::Async>
                    <Route path=At("/") view=Desk::WORKBENCH/>
                    <Route path=At("/account") view=Accounts::OWN/>
                    <Route path=At("/log") view=Logs::LINES/>
                    <Route path=At("/account/mobile") view=Accounts::MOBILE/>
                    <Route path=At("/account/notifications") view=Desk::CHOICES/>
                    <Route path=At("/rights") view=Accounts::RIGHTS/>
                    <Route path=At("/notices") view=Notices::LIST/>
                    <Route path=At("/notices/new") view=Notices::EDIT/>
                    <Route path=At("/notices/:id") view=Notices::VIEW/>
                    <Route path=At("/notices/:id/edit") view=Notices::EDIT/>
                    <Route path=At("/notices/:id/publish") view=Notices::PUBLISH/>
                    <Route path=At("/notices/:id/readers") view=Notices::READERS/>
                    <Route path=At("/messages") view=Messages::LIST/>
                    <Route path=At("/messages/new") view=Messages::EDIT/>
                    <Route path=At("/messages/:id") view=Messages::VIEW/>
                    <Route path=At("/messages/:id/edit") view=Messages::EDIT/>
                    <Route path=At("/messages/:id/send") view=Messages::SEND/>
                    <Route path=At("/notifications") view=Desk::NOTIFICATIONS/>
                    <Route path=At("/cases") view=RegisterIndex::CASES/>
                    <Route path=At("/cases/panels") view=Panels::SETTINGS/>
                    <Route path=At("/support") view=Desk::SUPPORT/>
                    <Route path=At("/congress") view=Congress::LIST/>
                    <Route path=At("/congress/:congress") view=Congress::BOARD/>
                    <Route path=At("/imports") view=Imports::LIST/>
                    <Route path=At("/imports/:id") view=Imports::PLAN/>
                    <Route path=At("/invitations") view=Invitations::LIST/>
                    <Route path=At("/invitations/:id") view=Invitations::POSTER/>
                    <Route path=At("/applications") view=Invitations::APPLICATIONS/>
                    <Route path=At("/applications/:id") view=Invitations::APPLICATIONS/>
                    <Route path=At("/orgs") view=Units::TREE/>
                    <Route path=At("/evaluation") view=Evaluation::TREE/>
                    <Route path=At("/evaluation/extras") view=Evaluation::EXTRAS/>
                    <Route path=At("/review") view=Review::CASES/>
                    <Route path=At("/review/:id") view=Review::CASE/>
                    <Route path=At("/orgs/:org") view=Orgs::ORG/>
                    <Route path=At("/orgs/:org/edit") view=Particulars::ORG/>
                    <Route path=At("/orgs/:org/change") view=Restructure::CHANGE/>
                    <Route path=At("/posts") view=Particulars::POSTS/>
                    <Route path=At("/registers") view=RegisterIndex::ALL/>
                    <Route path=At("/help") view=RegisterIndex::CHAPTERS/>
                    <Route path=At("/registers/:register") view=Registers::LIST/>
                    <Route path=At("/registers/:register/new") view=Forms::EDIT/>
                    <Route path=At("/registers/:register/blank") view=Registers::BLANK/>
                    <Route path=At("/registers/:register/help") view=RegisterIndex::HELP/>
                    <Route path=At("/registers/:register/recycled") view=Recoveries::RECYCLED/>
                    <Route path=At("/registers/:register/:id") view=Records::RECORD/>
                    <Route path=At("/registers/:register/:id/edit") view=Forms::EDIT/>
                    <Route path=At("/registers/:register/:id/restore") view=Recoveries::RESTORE/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}
