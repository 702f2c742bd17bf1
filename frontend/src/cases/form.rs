//! Opening and changing a case.

use domain::cases::{CaseRole, CaseStage, CaseType};
use domain::permission::Permission;
use domain::person::full_name;
use domain::{ApplicantId, CaseId};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map, use_query_map},
};
use wire::cases::{Case, NewCase, NewCasePerson};

use super::{
    fields::Fields,
    people::{People, choice},
    words::{stage, type_name},
};
use crate::{
    chat::state::ChatState,
    i18n::{cases as c, records as r, records::field as f, ui},
    records::{conflict::ConflictOrFailure, editing::Editing},
    session::{Needs, Session},
    shell::page::{Breadcrumbs, Crumb},
    ui::{
        Button, ButtonKind, ButtonLink, Choice, Loaded, NotFound, Select, SendKey, TextArea, TextField,
        Toasts,
    },
};

#[component]
pub fn NewCaseForm() -> impl IntoView {
    let session = expect_context::<Session>();
    let query = use_query_map();
    // Opened from an applicant's record, the case begins with that applicant.
    let first = LocalResource::new(move || {
        let id = query.with(|query| query.get("applicant")).and_then(|id| id.parse::<ApplicantId>().ok());
        let client = session.client();
        async move {
            match id {
                Some(id) => session.call(client.applicant(id)).await.map(Some),
                None => Ok(None),
            }
        }
    });
    let form = |first: Option<wire::applicants::Applicant>| {
        let known = first.iter().map(|applicant| {
            let name = full_name(&applicant.given_names, &applicant.family_names);
            Choice::new(applicant.id.to_string(), name).detail(applicant.folio.clone())
        });
        let known: Vec<Choice> = known.collect();
        let person = |applicant: &wire::applicants::Applicant| NewCasePerson {
            applicant: applicant.id,
            role: CaseRole::Principal,
        };
        let seen = NewCase {
            case_type: CaseType::ExpressEntry,
            people: first.iter().map(person).collect(),
            ..NewCase::default()
        };
        view! { <CaseForm id=None seen=seen version=0 known=known /> }
    };
    view! {
        <Breadcrumbs crumbs=vec![Crumb::to("/cases", c::title), Crumb::here(c::new)] />
        <Needs permission=Permission::CaseWrite>
            <Loaded of=first shape="line" view=form />
        </Needs>
    }
}

#[component]
pub fn EditCase() -> impl IntoView {
    let session = expect_context::<Session>();
    let params = use_params_map();
    let id =
        Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<CaseId>().ok()));
    let page = move |id: CaseId| {
        let case = LocalResource::new(move || {
            let client = session.client();
            async move { session.call(client.case(id)).await }
        });
        let crumbs = Signal::derive(move || {
            let name = case.get().and_then(Result::ok).map(|case| case.folio).unwrap_or_default();
            vec![Crumb::to("/cases", c::title), Crumb::to(format!("/cases/{id}"), name), Crumb::here(c::edit)]
        });
        let form = move |case: Case| {
            let known: Vec<Choice> = case.people.iter().map(|person| choice(&person.applicant)).collect();
            let version = case.version;
            view! { <CaseForm id=Some(id) seen=NewCase::from(case) version=version known=known /> }
        };
        view! {
            <Breadcrumbs crumbs=crumbs />
            <Needs permission=Permission::CaseWrite>
                <Loaded of=case shape="line" view=form />
            </Needs>
        }
    };
    move || match id.get() {
        Some(id) => page(id).into_any(),
        None => view! { <NotFound /> }.into_any(),
    }
}

#[component]
fn CaseForm(id: Option<CaseId>, seen: NewCase, version: i64, known: Vec<Choice>) -> impl IntoView {
    let session = expect_context::<Session>();
    let toasts = expect_context::<Toasts>();
    let key = id.map_or_else(|| "case.new".to_owned(), |id| format!("case.{id}"));
    let (editing, typed) = Editing::begin(&key, seen, version);
    let fields = Fields::new(&typed, &known);
    let known = StoredValue::new(known);
    editing.keep(move || fields.typed(), move |value| fields.fill(value, &known.get_value()));
    let once = SendKey::beside(&key);
    let navigate = StoredValue::new_local(use_navigate());
    let form = editing.form;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(version) = editing.version_to_replace() else { return };
        let outgoing = untrack(|| fields.typed());
        let (client, sent) = (session.client(), once.of(&outgoing));
        let save = async move {
            let result = session
                .call(async {
                    match id {
                        Some(id) => client.change_case(id, version, &outgoing).await,
                        None => client.create_case(&sent, &outgoing).await,
                    }
                })
                .await;
            if let Err(error) = &result {
                let typed = untrack(|| fields.typed());
                editing.failed(&typed, error, |now: Case| {
                    // Someone may be in the case by now whom nobody here has seen.
                    let chosen = fields.people.get_untracked().into_iter().map(|field| field.who);
                    let saved = now.people.iter().map(|person| choice(&person.applicant));
                    known.update_value(|known| known.extend(chosen.chain(saved)));
                    let (name, version) = (now.folio.clone(), now.version);
                    (name, NewCase::from(now), version)
                });
            }
            result
        };
        form.send(save, move |saved: Case| {
            editing.finish();
            once.finish();
            toasts.done(c::saved());
            navigate
                .with_value(|navigate| navigate(&format!("/cases/{}", saved.id), NavigateOptions::default()));
        });
    };
    let back = id.map_or_else(|| "/cases".to_owned(), |id| format!("/cases/{id}"));
    let chat = expect_context::<ChatState>();
    let names = Callback::new(move |who: String| {
        let name = known.with_value(|known| {
            known.iter().find(|choice| choice.value == who).map(|choice| choice.label.clone())
        });
        name.unwrap_or_else(|| who.parse().map_or(who, |who| chat.name_of(who)))
    });
    view! {
        <form class="record__form scroll" on:submit=submit>
            <h1 class="record__name">{move || if id.is_some() { c::edit() } else { c::new() }}</h1>
            <People list=fields.people editing=editing />
            <Inputs fields=fields editing=editing />
            <ConflictOrFailure editing=editing names=names />
            <div class="record__save">
                <Button kind=ButtonKind::Primary submit=true busy=form.busy()>{ui::save}</Button>
                <ButtonLink href=back kind=ButtonKind::Quiet>{ui::cancel}</ButtonLink>
                {move || editing.is_unsaved().then(|| view! { <span class="record__kept">{ui::draft_kept}</span> })}
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Inputs(fields: Fields, editing: Editing<NewCase>) -> impl IntoView {
    let wrong = move |field: &'static str| editing.wrong(move || field.to_owned());
    let chat = expect_context::<ChatState>();
    let session = expect_context::<Session>();
    let types = Signal::derive(move || {
        CaseType::ALL.iter().map(|known| Choice::new(known.as_str(), type_name(*known))).collect::<Vec<_>>()
    });
    let stages = Signal::derive(move || {
        CaseStage::ALL.iter().map(|known| Choice::new(known.as_str(), stage(*known))).collect::<Vec<_>>()
    });
    let colleagues = Signal::derive(move || {
        let mut all: Vec<Choice> =
            session.me().into_iter().map(|me| Choice::new(me.id.to_string(), me.name)).collect();
        all.extend(chat.others().into_iter().map(|one| Choice::new(one.id.to_string(), one.name)));
        if fields.responsible.with(String::is_empty) {
            all.insert(0, Choice::new("", r::whoever_adds()));
        }
        all
    });
    view! {
        <div class="columns">
            <Select label=f::case_type value=fields.case_type choices=types error=wrong("case_type") />
            <Select label=f::stage value=fields.stage choices=stages error=wrong("stage") />
            <TextField label=f::title value=fields.title error=wrong("title") optional=true />
            <Select label=f::responsible value=fields.responsible choices=colleagues error=wrong("responsible") />
            <TextField label=f::ircc_number value=fields.ircc_number error=wrong("ircc_number") optional=true />
            <TextField label=f::ircc_deadline value=fields.ircc_deadline kind="date" error=wrong("ircc_deadline") optional=true />
            <TextField label=f::opened_on value=fields.opened_on kind="date" error=wrong("opened_on") optional=true />
            <TextField label=f::closed_on value=fields.closed_on kind="date" error=wrong("closed_on") optional=true />
        </div>
        <TextArea label=f::outcome value=fields.outcome rows=2 error=wrong("outcome") optional=true />
    }
    .into_any()
}
