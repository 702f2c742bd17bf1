//! The staff router: the frame around every page, and the routes each feature contributes.

use leptos::prelude::*;
use leptos_router::{
    components::{ParentRoute, Redirect, Route, Router, Routes},
    path,
};

use crate::{
    applicants::routes::ApplicantRoutes,
    calls::routes::{InCallRoutes, VideoRoutes},
    cases::routes::CaseRoutes,
    chat::routes::ChatRoutes,
    identity::{EntryRoutes, IdentityRoutes},
    js::{clock::Minute, dom},
    lazy_page,
    mail::routes::MailRoutes,
    modules::modules,
    records::folio::FolioRoutes,
    session::Session,
    shell::Frame,
    sms::SmsRoutes,
    theme::Appearance,
    ui::{NotFound, ToastRegion, Toasts, time::Zone},
};

/// Mounts the application into the page.
pub fn start() {
    mount_to_body(App);
    dom::set_started();
}

#[component]
pub fn App() -> impl IntoView {
    Appearance::provide();
    Minute::provide();
    Zone::provide();
    Toasts::provide();
    Session::provide();
    view! {
        <Router>
            <Routes fallback=NotFound>
                <EntryRoutes />
                <InCallRoutes />
                <ParentRoute path=path!("") view=Frame>
                    <Route path=path!("") view=start_page />
                    <ChatRoutes />
                    <VideoRoutes />
                    <MailRoutes />
                    <ApplicantRoutes />
                    <CaseRoutes />
                    <FolioRoutes />
                    <IdentityRoutes />
                    <SmsRoutes />
                    <GalleryRoutes />
                    <Route path=path!("*any") view=NotFound />
                </ParentRoute>
            </Routes>
            <ToastRegion />
        </Router>
    }
}

lazy_page!(start: START, start_page, fetch_start => Start);

/// The start page is the first module the person may use.
#[component]
fn Start() -> impl IntoView {
    let session = expect_context::<Session>();
    let first = modules().into_iter().find(|module| module.needs.is_none_or(|needed| session.may(needed)));
    first.map(|module| view! { <Redirect path=module.href /> })
}

#[cfg(any(debug_assertions, feature = "gallery"))]
use crate::gallery::GalleryRoutes;

#[cfg(not(any(debug_assertions, feature = "gallery")))]
#[component(transparent)]
fn GalleryRoutes() -> leptos_router::any_nested_route::AnyNestedRoute {
    use leptos_router::any_nested_route::IntoAnyNestedRoute;
    view! { <Route path=path!("design") view=NotFound /> }.into_inner().into_any_nested_route()
}
