//! Addresses of applicants.

use domain::permission::Permission;
use leptos::prelude::*;
use leptos_router::{
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::{Outlet, ParentRoute, Route},
    hooks::use_location,
    path,
};

use super::{
    form::{EditApplicant, NewApplicantForm},
    list::ApplicantList,
    record::ApplicantPage,
};
use crate::{
    i18n::applicants as p,
    lazy_page,
    session::Needs,
    shell::page::{Breadcrumbs, Crumb},
    ui::{Empty, Icon, Panes, Showing},
};

lazy_page!(rest: pub APPLICANTS, applicants, fetch_applicants => Applicants);
lazy_page!(rest: NOBODY, nobody, fetch_nobody => Nobody);
lazy_page!(rest: NEW_APPLICANT, new_applicant, fetch_new_applicant => NewApplicantForm);
lazy_page!(rest: EDIT_APPLICANT, edit_applicant, fetch_edit_applicant => EditApplicant);
lazy_page!(rest: APPLICANT, applicant_page, fetch_applicant => ApplicantPage);

#[component(transparent)]
pub fn ApplicantRoutes() -> AnyNestedRoute {
    view! {
        <ParentRoute path=path!("applicants") view=applicants>
            <Route path=path!("") view=nobody />
            <Route path=path!("new") view=new_applicant />
            <Route path=path!(":id/edit") view=edit_applicant />
            <Route path=path!(":id/:tab?") view=applicant_page />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

#[component]
fn Applicants() -> impl IntoView {
    let path = use_location().pathname;
    let showing = Signal::derive(move || {
        if path.get().trim_end_matches('/') == "/applicants" { Showing::List } else { Showing::Main }
    });
    view! {
        <Needs permission=Permission::ApplicantRead>
            <Panes showing=showing list_label=p::title list=view! { <ApplicantList /> }.into_any()>
                <Outlet />
            </Panes>
        </Needs>
    }
}

#[component]
fn Nobody() -> impl IntoView {
    view! {
        <Breadcrumbs crumbs=vec![Crumb::here(p::title)] />
        <Empty icon=Icon::Users title=p::choose text=p::choose_text />
    }
}
