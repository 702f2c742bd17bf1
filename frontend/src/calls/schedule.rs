//! Scheduling a call: blank from the module, with the applicant or the case filled in from a record.

use client::Client;
use domain::permission::Permission;
use domain::person::full_name;
use domain::{ApplicantId, CaseId};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};
use serde::{Deserialize, Serialize};
use wire::Code;
use wire::applicants::{Applicant, ApplicantQuery};
use wire::calls::{CallChange, NewCall};
use wire::chat::Colleague;

use super::form::{self, CallFields, CallFieldset};
use crate::{
    applicants::list::told_apart,
    i18n::calls,
    js::clock,
    records::editing::Editing,
    session::{Needs, Session},
    shell::page::{Breadcrumbs, Crumb},
    ui::{
        Button, ButtonKind, ButtonLink, Choice, Combobox, ErrorState, Form, FormFailure, RemovableChip,
        Scope, Select, SendKey,
    },
};

/// A call that is being written, and with whom.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Typed {
    applicant: Option<ApplicantId>,
    case: Option<CaseId>,
    call: CallChange,
}

/// What the form begins with.
#[derive(Clone, Debug)]
struct Given {
    /// Under which its draft is kept.
    draft: String,
    /// What the record that one came from fills in.
    record: (Option<ApplicantId>, Option<CaseId>),
    /// The one it is with: the draft's, or else the record's.
    applicant: Option<Applicant>,
    /// Everybody of the team, so that a draft's people have names.
    team: Vec<Colleague>,
}

#[component]
pub fn SchedulePage() -> impl IntoView {
    let crumbs = vec![Crumb::to("/video", calls::title), Crumb::here(calls::schedule)];
    view! {
        <Breadcrumbs crumbs=Signal::stored(crumbs) />
        <div class="page page--form stack">
            <h1 class="page__title">{calls::schedule}</h1>
            <Needs permission=Permission::VideoSchedule>
                <Prefilled />
            </Needs>
        </div>
    }
}

#[component]
fn Prefilled() -> impl IntoView {
    let session = expect_context::<Session>();
    let query = use_query_map();
    let given = LocalResource::new(move || {
        let (applicant, case) = query.with(|query| (query.get("applicant"), query.get("case")));
        let client = session.client();
        async move { session.call(given(&client, applicant, case)).await }
    });
    view! {
        <crate::ui::Loaded of=given rows=5 shape="line" view=move |given: Given| view! { <ScheduleForm given=given /> } />
    }
}

async fn given(client: &Client, applicant: Option<String>, case: Option<String>) -> client::Result<Given> {
    let case = case.and_then(|id| id.parse::<CaseId>().ok());
    let draft =
        format!("call.new.{}", case.map(|id| id.to_string()).or(applicant.clone()).unwrap_or_default());
    let mut applicant = applicant.and_then(|id| id.parse::<ApplicantId>().ok());
    if let (Some(case), None) = (case, applicant) {
        let people = client.case(case).await?.people;
        let principal = people.iter().find(|one| one.role == domain::cases::CaseRole::Principal);
        applicant = principal.or(people.first()).map(|one| one.applicant.id);
    }
    let record = (applicant, case);
    let wanted = Editing::<Typed>::kept(&draft).map_or(applicant, |typed| typed.applicant);
    let applicant = match wanted {
        Some(id) => found(client.applicant(id).await)?,
        None => None,
    };
    Ok(Given { draft, record, applicant, team: client.colleagues().await?.items })
}

/// None where there is none any more: a draft may be older than what it is about.
fn found<T>(answer: client::Result<T>) -> client::Result<Option<T>> {
    match answer {
        Err(error) if error.problem().is_some_and(|problem| problem.code == Code::NotFound) => Ok(None),
        answer => answer.map(Some),
    }
}

#[component]
fn ScheduleForm(given: Given) -> impl IntoView {
    let session = expect_context::<Session>();
    let navigate = use_navigate();
    let key = SendKey::beside(&given.draft);
    let (applicant, case) = given.record;
    let blank = Typed { applicant, case, call: form::blank(clock::now()) };
    let (editing, typed) = Editing::begin(&given.draft, blank, 0);
    let name =
        |id| given.team.iter().find(|one| one.id == id).map(|one| one.name.clone()).unwrap_or_default();
    let fields = CallFields::new(&typed.call, name);
    let state = editing.form;
    let applicant = RwSignal::new(given.applicant);
    let case = RwSignal::new(typed.case.map(|id| id.to_string()).unwrap_or_default());
    let typed = move || Typed {
        applicant: applicant.with(|one| one.as_ref().map(|one| one.id)),
        case: case.with(|id| id.parse().ok()),
        call: fields.typed(),
    };
    // Nobody else saves what is new, so that nothing is ever filled in.
    editing.keep(typed, |_| ());
    let client_zone = Signal::derive(move || applicant.get().map(|one| one.time_zone));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Typed { applicant, case, call } = untrack(typed);
        let new = NewCall {
            title: call.title,
            purpose: call.purpose,
            applicant,
            case,
            starts_at: call.starts_at.unwrap_or_default(),
            time_zone: call.time_zone.unwrap_or_default(),
            minutes: call.minutes,
            participants: call.participants,
            delegates: call.delegates,
            notes: call.notes,
            waiting_room: Some(call.waiting_room),
        };
        let (client, sent, navigate) = (session.client(), key.of(&new), navigate.clone());
        let call = async move { session.call(client.schedule_call(&sent, &new)).await };
        state.send(call, move |call| {
            editing.finish();
            key.finish();
            navigate(&format!("/video/{}", call.id), NavigateOptions::default());
        });
    };
    view! {
        <form class="stack" on:submit=submit novalidate>
            <WithWhom applicant=applicant case=case form=state />
            <CallFieldset fields=fields form=state client_zone=client_zone />
            <FormFailure form=state />
            <div class="cluster cluster--end">
                <ButtonLink href="/video">{calls::cancel}</ButtonLink>
                <Button kind=ButtonKind::Primary submit=true busy=state.busy()>{calls::schedule_submit}</Button>
            </div>
        </form>
    }
}

/// The applicant, and the case among those the applicant is in.
#[component]
fn WithWhom(applicant: RwSignal<Option<Applicant>>, case: RwSignal<String>, form: Form) -> impl IntoView {
    let session = expect_context::<Session>();
    let query = RwSignal::new(String::new());
    let found = LocalResource::new(move || {
        let wanted = ApplicantQuery { q: Some(query.get()), limit: Some(8), ..ApplicantQuery::default() };
        async move { session.call(session.client().applicants(&wanted)).await }
    });
    let more = Signal::derive(move || matches!(found.get(), Some(Ok(page)) if page.next_cursor.is_some()));
    let choices = Signal::derive(move || {
        let page = found.get()?.ok()?;
        let one = |one: wire::applicants::ApplicantSummary| {
            Choice::new(one.id.to_string(), full_name(&one.given_names, &one.family_names))
                .detail(told_apart(&one))
        };
        Some(page.items.into_iter().map(one).collect::<Vec<_>>())
    });
    let scope = Scope::here();
    let pick = move |choice: Choice| {
        let Ok(id) = choice.value.parse::<ApplicantId>() else { return };
        query.set(String::new());
        scope.spawn(async move {
            match session.call(session.client().applicant(id)).await {
                Ok(found) => {
                    form.clear();
                    case.set(String::new());
                    applicant.set(Some(found));
                }
                Err(error) => form.fail(error),
            }
        });
    };
    let cases = LocalResource::new(move || {
        let id = applicant.with(|one| one.as_ref().map(|one| one.id));
        async move {
            match id {
                Some(id) => session.call(session.client().cases_of_applicant(id)).await,
                None => Ok(Vec::new()),
            }
        }
    });
    let case_choices = Signal::derive(move || {
        let list = cases.get().and_then(Result::ok).unwrap_or_default();
        let one = |one: wire::cases::CaseSummary| {
            Choice::new(one.id.to_string(), format!("{} {}", one.folio, one.title).trim().to_owned())
        };
        std::iter::once(Choice::new("", calls::no_case()))
            .chain(list.into_iter().map(one))
            .collect::<Vec<_>>()
    });
    view! {
        {move || match applicant.get() {
            Some(one) => {
                let name = format!("{} · {}", full_name(&one.given_names, &one.family_names), one.folio);
                view! {
                    <div class="field">
                        <span class="field__label">{calls::field::applicant}</span>
                        <div><RemovableChip name=name on_remove=move |()| applicant.set(None) /></div>
                    </div>
                    {move || match cases.get() {
                        // Without them “No case” would be chosen by nobody.
                        Some(Err(error)) => {
                            view! { <ErrorState error=error on_retry=move |()| cases.refetch() /> }.into_any()
                        }
                        _ => view! {
                            <Select label=calls::field::case value=case choices=case_choices error=form.error("case") optional=true />
                        }
                        .into_any(),
                    }}
                }
                .into_any()
            }
            None => view! {
                <Combobox
                    label=calls::field::applicant
                    query=query
                    choices=choices
                    on_pick=pick
                    people=true
                    more=more
                    error=form.error("applicant")
                    failed=Signal::derive(move || found.get().and_then(Result::err))
                    on_retry=Some(Callback::new(move |()| found.refetch()))
                />
            }
            .into_any(),
        }}
    }
}
