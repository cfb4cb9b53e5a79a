//! The document, the frame of every page and the route table.

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{Lazy, SsrMode, path};

use super::browser;
use super::pages;
use super::pages::frame::Frame;
use super::preference::{Preference, t};
use crate::domain::text::common::Common;

/// The HTML document around the application; server only, but compiled for both.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let preference = use_context::<Preference>().unwrap_or_default();
    let style = format!("/{}/societas.css", options.site_pkg_dir);
    view! {
        <!DOCTYPE html>
        <html lang=preference.lang.tag() data-theme=preference.theme.key()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=style/>
                <HydrationScripts options=options/>
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
    Effect::new(|_| browser::mark_ready());
    view! {
        <Title formatter=|title: String| {
            if title.is_empty() { t(Common::Product).to_owned() } else { format!("{title} · {}", t(Common::Product)) }
        }/>
        <Router>
            <Routes fallback=pages::missing::Missing>
                <Route path=path!("/sign-in") view=pages::sign_in::SignIn ssr=SsrMode::Async/>
                <Route path=path!("/join/:token") view={Lazy::<pages::join::Join>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/join/mend/:link") view={Lazy::<pages::join::Mend>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/join/status/:link") view={Lazy::<pages::join_status::JoinStatus>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/setup") view={Lazy::<pages::setup::Setup>::new()} ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("/") view=pages::workbench::Workbench/>
                    <Route path=path!("/account") view={Lazy::<pages::account::Account>::new()}/>
                    <Route path=path!("/congress") view={Lazy::<pages::congress::CongressList>::new()}/>
                    <Route path=path!("/congress/:congress") view={Lazy::<pages::congress::CongressPage>::new()}/>
                    <Route path=path!("/imports") view={Lazy::<pages::import::Imports>::new()}/>
                    <Route path=path!("/imports/:id") view={Lazy::<pages::import_plan::ImportPlan>::new()}/>
                    <Route path=path!("/invitations") view={Lazy::<pages::invitation::Invitations>::new()}/>
                    <Route path=path!("/invitations/:id") view={Lazy::<pages::invitation_poster::InvitationPoster>::new()}/>
                    <Route path=path!("/applications") view={Lazy::<pages::application::Applications>::new()}/>
                    <Route path=path!("/applications/:id") view={Lazy::<pages::application::Applications>::new()}/>
                    <Route path=path!("/orgs") view={Lazy::<pages::org_tree::OrgTree>::new()}/>
                    <Route path=path!("/evaluation") view={Lazy::<pages::evaluation::Evaluation>::new()}/>
                    <Route path=path!("/evaluation/extras") view={Lazy::<pages::evaluation_extras::Extras>::new()}/>
                    <Route path=path!("/review") view={Lazy::<pages::review::Review>::new()}/>
                    <Route path=path!("/review/:id") view={Lazy::<pages::review_case::ReviewCase>::new()}/>
                    <Route path=path!("/orgs/:org") view={Lazy::<pages::org::OrgPage>::new()}/>
                    <Route path=path!("/registers") view={Lazy::<pages::register::index::Registers>::new()}/>
                    <Route path=path!("/registers/:register") view={Lazy::<pages::register::list::Records>::new()}/>
                    <Route path=path!("/registers/:register/new") view={Lazy::<pages::register::edit::RecordEdit>::new()}/>
                    <Route path=path!("/registers/:register/:id") view={Lazy::<pages::register::record::Record>::new()}/>
                    <Route path=path!("/registers/:register/:id/edit") view={Lazy::<pages::register::edit::RecordEdit>::new()}/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}
