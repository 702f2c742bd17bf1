//! Addresses of cases.

use domain::permission::Permission;
use leptos::prelude::*;
use leptos_router::{
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::{Outlet, ParentRoute, Route},
    hooks::use_location,
    path,
};

use super::{
    form::{EditCase, NewCaseForm},
    list::CaseList,
    record::CasePage,
};
use crate::{
    i18n::cases as c,
    lazy_page,
    session::Needs,
    shell::page::{Breadcrumbs, Crumb},
    ui::{Empty, Icon, Panes, Showing},
};

lazy_page!(rest: CASES, cases, fetch_cases => Cases);
lazy_page!(rest: NOTHING, nothing, fetch_nothing => Nothing);
lazy_page!(rest: NEW_CASE, new_case, fetch_new_case => NewCaseForm);
lazy_page!(rest: EDIT_CASE, edit_case, fetch_edit_case => EditCase);
lazy_page!(rest: CASE, case_page, fetch_case => CasePage);

#[component(transparent)]
pub fn CaseRoutes() -> AnyNestedRoute {
    view! {
        <ParentRoute path=path!("cases") view=cases>
            <Route path=path!("") view=nothing />
            <Route path=path!("new") view=new_case />
            <Route path=path!(":id/edit") view=edit_case />
            <Route path=path!(":id/:tab?") view=case_page />
        </ParentRoute>
    }
    .into_inner()
    .into_any_nested_route()
}

#[component]
fn Cases() -> impl IntoView {
    let path = use_location().pathname;
    let showing = Signal::derive(move || {
        if path.get().trim_end_matches('/') == "/cases" { Showing::List } else { Showing::Main }
    });
    view! {
        <Needs permission=Permission::CaseRead>
            <Panes showing=showing list_label=c::title list=view! { <CaseList /> }.into_any()>
                <Outlet />
            </Panes>
        </Needs>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <Breadcrumbs crumbs=vec![Crumb::here(c::title)] />
        <Empty icon=Icon::Briefcase title=c::choose text=c::choose_text />
    }
}
