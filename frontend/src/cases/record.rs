//! A case's record: who is in it, how far it is, what happened.

use domain::CaseId;
use domain::cases::CaseStage;
use domain::event::RecordRef;
use domain::permission::Permission;
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_params_map};
use wire::cases::{Case, NewCase};

use super::words::{StageChip, role, stage, type_name};
use crate::{
    chat::state::ChatState,
    i18n::{cases as c, records as r, records::field as f},
    realtime::Realtime,
    records::{
        comments::Comments,
        details::{self, Fact},
        tabs::{case_actions, case_tabs},
        timeline::Timeline,
    },
    session::Session,
    shell::page::{Breadcrumbs, Crumb},
    ui::{
        Avatar, AvatarSize, ButtonLink, Copyable, Form, Icon, IconView, Menu, MenuHeading, MenuItem,
        NotFound, Size, TabLink, TabLinks, Toasts, load::Loaded,
    },
    words as said,
};

type Found<T> = LocalResource<client::Result<T>>;

#[component]
pub fn CasePage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse().ok()));
    move || match id.get() {
        Some(id) => view! { <Record id=id /> }.into_any(),
        None => view! { <NotFound /> }.into_any(),
    }
}

#[component]
fn Record(id: CaseId) -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let record = RecordRef::Case(id);
    let case = LocalResource::new(move || {
        let client = session.client();
        async move { session.call(client.case(id)).await }
    });
    realtime.records.listen(move |changed| {
        if *changed == record {
            case.refetch();
        }
    });
    realtime.resync.listen(move |()| case.refetch());
    let crumbs = Signal::derive(move || {
        let name = match case.get() {
            Some(Ok(case)) => case.folio,
            _ => String::new(),
        };
        vec![Crumb::to("/cases", c::title), Crumb::here(name)]
    });
    let base = format!("/cases/{id}");
    let mut tabs = vec![
        TabLink::new(base.clone(), r::tab::overview).exact(),
        TabLink::new(format!("{base}/comments"), r::tab::comments),
    ];
    let others = case_tabs().into_iter().filter(|tab| tab.needs.is_none_or(|needed| session.may(needed)));
    tabs.extend(others.map(|tab| TabLink::new(format!("{base}/{}", tab.path), tab.label)));
    view! {
        <Breadcrumbs crumbs=crumbs />
        <div class="record scroll">
            <Loaded of=case rows=2 view=move |found| view! { <Head case=found of=case /> } />
            <TabLinks label=r::tab::all tabs=tabs />
            <div class="record__body"><Body id=id case=case /></div>
        </div>
    }
}

#[component]
fn Head(case: Case, of: Found<Case>) -> impl IntoView {
    let chat = expect_context::<ChatState>();
    let session = expect_context::<Session>();
    let responsible = case.responsible;
    let called = Signal::derive(move || chat.name_of(responsible));
    let actions = case_actions().into_iter().map(|action| action(&case)).collect_view();
    let (case_type, title) = (case.case_type, case.title.clone());
    let name = move || if title.is_empty() { type_name(case_type).to_owned() } else { title.clone() };
    let people: Vec<_> = case.people.iter().map(|person| person.applicant.name.clone()).collect();
    let (edit, comment) = (format!("/cases/{}/edit", case.id), format!("/cases/{}/comments", case.id));
    let change = case.clone();
    view! {
        <header class="record__head">
            <A href="/cases" attr:class="button button--quiet button--icon pane__back" attr:aria-label=crate::i18n::ui::back>
                <IconView icon=Icon::ArrowLeft />
            </A>
            <span class="record__badge"><IconView icon=Icon::Briefcase size="large" /></span>
            <div class="record__who">
                <h1 class="record__name">{name}</h1>
                <p class="record__line">
                    <Copyable text=case.folio.clone() />
                    <StageChip stage=case.stage />
                    <bdi class="record__called truncate">{people.join(", ")}</bdi>
                    <span class="record__responsible" title=f::responsible>
                        <Avatar id=responsible.as_uuid() name=called size=AvatarSize::Tiny />
                        {called}
                    </span>
                </p>
            </div>
            <div class="record__actions">
                {actions}
                {session.may(Permission::CommentWrite).then(|| view! {
                    <ButtonLink href=comment size=Size::Small icon=Icon::MessageSquareText>{r::action::comment}</ButtonLink>
                })}
                {session.may(Permission::CaseWrite).then(|| view! {
                    <ButtonLink href=edit size=Size::Small icon=Icon::Pencil>{r::action::edit}</ButtonLink>
                    <StageMenu case=change of=of />
                })}
            </div>
        </header>
    }
    .into_any()
}

/// Moves the case to another stage with one press. Someone else was first: the case is read again.
#[component]
fn StageMenu(case: Case, of: Found<Case>) -> impl IntoView {
    let session = expect_context::<Session>();
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let (id, version, now) = (case.id, case.version, case.stage);
    let case = StoredValue::new(NewCase::from(case));
    let enter = move |wanted: CaseStage| {
        let change = NewCase { stage: wanted, ..case.get_value() };
        let client = session.client();
        let save = async move {
            let result = session.call(client.change_case(id, version, &change)).await;
            if let Err(error) = &result {
                toasts.failed(said::error(error));
            }
            of.refetch();
            result
        };
        form.send_through(save, move |_| toasts.done(c::stage_changed(stage(wanted))));
    };
    view! {
        <Menu label=c::change_stage icon=Icon::ArrowRight>
            <MenuHeading text=c::change_stage />
            {CaseStage::ALL.iter().map(|known| {
                let known = *known;
                view! {
                    <MenuItem checked=Signal::stored(known == now) on_press=move |()| enter(known)>{move || stage(known)}</MenuItem>
                }
            }).collect_view()}
        </Menu>
    }
}

#[component]
fn Body(id: CaseId, case: Found<Case>) -> impl IntoView {
    let params = use_params_map();
    let tab = Memo::new(move |_| params.with(|params| params.get("tab")).unwrap_or_default());
    move || match tab.get().as_str() {
        "" => view! {
            <div class="record-overview">
                <div class="record-overview__facts">
                    <Loaded of=case shape="line" view=|case| view! { <Facts case=case /> } />
                </div>
                <Timeline record=RecordRef::Case(id) />
            </div>
        }
        .into_any(),
        "comments" => view! { <Comments record=RecordRef::Case(id) /> }.into_any(),
        path => match case_tabs().into_iter().find(|tab| tab.path == path) {
            Some(tab) => (tab.view)(id),
            None => view! { <NotFound /> }.into_any(),
        },
    }
}

#[component]
fn Facts(case: Case) -> impl IntoView {
    let people = case.people.into_iter().map(|person| {
        let as_what = person.role;
        view! {
            <div class="record-fact__person">
                <Avatar id=person.applicant.id.as_uuid() name=person.applicant.name.clone() size=AvatarSize::Small />
                <A href=format!("/applicants/{}", person.applicant.id)><bdi>{person.applicant.name.clone()}</bdi></A>
                <span class="record-fact__note">{person.applicant.folio.clone()} " · " {move || role(as_what)}</span>
            </div>
        }
    });
    let people = people.collect_view();
    let (case_type, opened, closed, due) =
        (case.case_type, case.opened_on, case.closed_on, case.ircc_deadline);
    view! {
        <dl class="record-facts">
            <Fact label=f::people>{people}</Fact>
            <Fact label=f::case_type>{move || type_name(case_type)}</Fact>
            {due.map(|day| view! { <Fact label=f::ircc_deadline>{move || details::date(day)}</Fact> })}
            {(!case.ircc_number.is_empty()).then(|| view! {
                <Fact label=f::ircc_number><Copyable text=case.ircc_number.clone() /></Fact>
            })}
            <Fact label=f::opened_on>{move || details::date(opened)}</Fact>
            {closed.map(|day| view! { <Fact label=f::closed_on>{move || details::date(day)}</Fact> })}
            {(!case.outcome.is_empty()).then(|| view! {
                <Fact label=f::outcome><span class="record-fact__text" dir="auto">{case.outcome.clone()}</span></Fact>
            })}
        </dl>
    }
    .into_any()
}
