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
    i18n::people as p,
    session::Needs,
    shell::page::{Crumb, Here},
    ui::{Empty, Icon, Panes, Showing},
};

#[component(transparent)]
pub fn ApplicantRoutes() -> AnyNestedRoute {
    view! {
        <ParentRoute path=path!("applicants") view=Applicants>
            <Route path=path!("") view=Nobody />
            <Route path=path!("new") view=NewApplicantForm />
            <Route path=path!(":id/edit") view=EditApplicant />
            <Route path=path!(":id/:tab?") view=ApplicantPage />
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
        <Here crumbs=vec![Crumb::here(p::title)] />
        <Empty icon=Icon::Users title=p::choose text=p::choose_text />
    }
}
