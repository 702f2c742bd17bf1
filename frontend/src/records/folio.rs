//! The address of a folio, `/folios/CAS118`: it leads to the record that is called so.

use domain::folio::{Folio, FolioKind};
use domain::permission::Permission;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::Route,
    hooks::{use_navigate, use_params_map},
    path,
};
use wire::Code;

use crate::{
    i18n::{applicants, cases, records::folio as f},
    js::address,
    lazy_page,
    session::Session,
    shell::page::{Breadcrumbs, Crumb},
    ui::{ButtonKind, ButtonLink, Empty, ErrorState, Icon, Skeleton},
    words,
};

lazy_page!(rest: FOLIO, folio_page, fetch_folio => FolioPage);

#[component(transparent)]
pub fn FolioRoutes() -> AnyNestedRoute {
    view! { <Route path=path!("folios/:folio") view=folio_page /> }.into_inner().into_any_nested_route()
}

/// The address of a record.
pub fn record_address(record: domain::event::RecordRef) -> String {
    match record {
        domain::event::RecordRef::Applicant(id) => format!("/applicants/{id}"),
        domain::event::RecordRef::Case(id) => format!("/cases/{id}"),
    }
}

#[component]
fn FolioPage() -> impl IntoView {
    let params = use_params_map();
    let given = Memo::new(move |_| params.with(|params| params.get("folio")).unwrap_or_default());
    view! {
        <Breadcrumbs crumbs=Signal::derive(move || vec![Crumb::here(given.get())]) />
        {move || match given.with(|given| given.parse::<Folio>()) {
            Ok(folio) => view! { <Found folio=folio /> }.into_any(),
            Err(_) => view! { <Unknown called=given.get() kind=None /> }.into_any(),
        }}
    }
}

#[component]
fn Found(folio: Folio) -> impl IntoView {
    let session = expect_context::<Session>();
    let navigate = use_navigate();
    let found = LocalResource::new(move || async move {
        session.call(session.client().find_folio(&folio.to_string())).await
    });
    Effect::new(move |_| {
        if let Some(Ok(link)) = found.get() {
            // In the place of this address: going back leads to where the folio was written.
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            navigate(&record_address(link.record), options);
        }
    });
    move || match found.get() {
        None | Some(Ok(_)) => view! { <Skeleton rows=2 /> }.into_any(),
        Some(Err(error)) => match error.code() {
            Some(Code::NotFound) => {
                view! { <Unknown called=folio.to_string() kind=Some(folio.kind()) /> }.into_any()
            }
            Some(Code::Forbidden) => {
                let text = move || words::error(&error);
                view! {
                    <Empty icon=Icon::Lock title=crate::i18n::ui::state::forbidden_title text=text>
                        <ButtonLink href="/" kind=ButtonKind::Primary>{crate::i18n::ui::state::not_found_action}</ButtonLink>
                    </Empty>
                }
                .into_any()
            }
            _ => view! { <ErrorState error=error on_retry=move |()| found.refetch() /> }.into_any(),
        },
    }
}

/// No record is called so: the way on is the search, and the list of what it would have been.
#[component]
fn Unknown(called: String, kind: Option<FolioKind>) -> impl IntoView {
    let session = expect_context::<Session>();
    let query = address::escape(&called);
    let title = move || f::unknown(&called);
    let applicants = kind != Some(FolioKind::Case) && session.may(Permission::ApplicantRead);
    let in_cases = kind != Some(FolioKind::Applicant) && session.may(Permission::CaseRead);
    let (to_applicants, to_cases) = (format!("/applicants?q={query}"), format!("/cases?q={query}"));
    view! {
        <Empty icon=Icon::Search title=title text=f::unknown_text>
            {applicants.then(|| view! { <ButtonLink href=to_applicants icon=Icon::Users>{applicants::search}</ButtonLink> })}
            {in_cases.then(|| view! { <ButtonLink href=to_cases icon=Icon::Briefcase>{cases::search}</ButtonLink> })}
        </Empty>
    }
}
