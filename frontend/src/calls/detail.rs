//! One call: its facts, the client's link, the invitation, changes, and afterwards who was there.

use domain::CallId;
use domain::calls::CallState;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use wire::calls::{Call, CallPeople, LinkGuests};

use super::{
    StateChip,
    attendance::Attendance,
    edit::EditForm,
    invite::InviteDialog,
    length,
    list::{JoinLink, changes},
    participants::{PeopleOf, Waiting, people_of},
    purpose,
};
use crate::{
    cases::words::case_name,
    i18n::calls,
    js::{clock::Minute, intl},
    session::Session,
    shell::page::{Breadcrumbs, Crumb},
    ui::{
        Button, ButtonKind, Copyable, Dialog, Form, FormFailure, Icon, Loaded, NotFound, TextArea, Time,
        Toasts,
        time::{Zone, exact_local},
    },
    words::phone_number,
};

#[component]
pub fn CallDetailPage() -> impl IntoView {
    let params = use_params_map();
    let id =
        Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<CallId>().ok()));
    move || match id.get() {
        Some(id) => view! { <CallDetail id=id /> }.into_any(),
        None => view! { <NotFound /> }.into_any(),
    }
}

#[component]
fn CallDetail(id: CallId) -> impl IntoView {
    let session = expect_context::<Session>();
    let changed = changes();
    let call = LocalResource::new(move || {
        changed.track();
        async move { session.call(session.client().call(id)).await }
    });
    let people = people_of(id);
    // Dialogs hold what someone typed, so they stand outside of what is read again.
    let dialogs = Dialogs {
        invite: RwSignal::new(false),
        edit: RwSignal::new(None),
        cancel: RwSignal::new(false),
        link: RwSignal::new(None),
    };
    let editing = RwSignal::new(false);
    Effect::new(move |_| editing.set(dialogs.edit.with(Option::is_some)));
    let closed = move |()| dialogs.edit.set(None);
    view! {
        <Loaded of=call rows=5 shape="line" view=move |call: Call| view! {
            <Facts call=call people=people dialogs=dialogs />
        } />
        <InviteDialog open=dialogs.invite call=id now=call />
        <Dialog open=editing title=calls::edit wide=true steady=true on_close=closed>
            {move || dialogs.edit.get().map(|call| view! { <EditForm call=call open=dialogs.edit /> })}
        </Dialog>
        <Dialog open=dialogs.cancel title=calls::cancel_call steady=true>
            <CancelForm id=id open=dialogs.cancel />
        </Dialog>
        <LinkFlow id=id step=dialogs.link />
    }
}

#[derive(Clone, Copy)]
struct Dialogs {
    invite: RwSignal<bool>,
    edit: RwSignal<Option<Call>>,
    cancel: RwSignal<bool>,
    link: RwSignal<Option<LinkStep>>,
}

#[component]
fn Facts(call: Call, people: PeopleOf, dialogs: Dialogs) -> impl IntoView {
    let crumbs = vec![Crumb::to("/video", calls::title), Crumb::here(call.title.clone())];
    let now = {
        let (from, until) = (call.highlight_from, call.closes_at);
        move || (from..until).contains(&Minute::get())
    };
    let open = !call.state.is_over();
    // Someone asked for a room and nobody came in: it can still be changed.
    let planned =
        call.state == CallState::Scheduled || (call.state == CallState::Live && call.actual_start.is_none());
    let may_change = call.may_change;
    let whole = StoredValue::new(call.clone());
    let team = std::iter::once(&call.host).chain(&call.participants).map(|one| one.name.clone());
    let team = team.collect::<Vec<_>>().join(", ");
    let (starts_at, theirs) = (call.starts_at, call.applicant.local_start);
    let client_zone = StoredValue::new(call.applicant.time_zone.clone());
    // Whenever the client's clocks show something else than the reader's.
    let client_time = move || {
        let own = intl::local(starts_at, &Zone::get());
        (own != theirs.naive_local()).then(|| {
            let text = exact_local(theirs, &client_zone.get_value());
            view! { <p class="muted">{calls::client_time(&text)}</p> }
        })
    };
    let record = format!("/applicants/{}", call.applicant.id);
    view! {
        <Breadcrumbs crumbs=Signal::stored(crumbs) />
        <div class="page stack stack--loose">
            <div class="cluster cluster--apart">
                <div class="cluster">
                    <h1 class="page__title"><bdi>{call.title.clone()}</bdi></h1>
                    <StateChip state=call.state />
                </div>
                <div class="cluster">
                    {(open && may_change && call.link.is_some()).then(|| view! {
                        <Button icon=Icon::Mail on_press=move |()| dialogs.invite.set(true)>{calls::invite}</Button>
                    })}
                    {(planned && may_change).then(|| view! {
                        <Button icon=Icon::Pencil on_press=move |()| dialogs.edit.set(Some(whole.get_value()))>
                            {calls::edit}
                        </Button>
                        <Button icon=Icon::Ban on_press=move |()| dialogs.cancel.set(true)>
                            {calls::cancel_call}
                        </Button>
                    })}
                    {call.may_join.then(|| view! { <JoinLink id=call.id loud=Signal::derive(now) /> })}
                </div>
            </div>
            {open.then(|| view! { <Waiting people=people may_answer=call.may_join may_end=call.may_end /> })}
            <dl class="facts">
                <dt>{calls::when}</dt>
                <dd>
                    <Time at=call.starts_at /> " · " {length(call.minutes * 60)}
                    {client_time}
                </dd>
                <dt>{calls::field::purpose}</dt>
                <dd>{move || purpose(call.purpose)}</dd>
                <dt>{calls::field::applicant}</dt>
                <dd>
                    <a href=record><bdi>{call.applicant.name.clone()}</bdi></a> " · " {call.applicant.folio.clone()}
                    {call.applicant.phone.clone().map(|phone| view! {
                        " · " <a href=format!("tel:{phone}")>{phone_number(&phone)}</a>
                    })}
                </dd>
                {call.case.clone().map(|case| view! {
                    <dt>{calls::field::case}</dt>
                    <dd><a href=format!("/cases/{}", case.id)>{case.folio}</a> " " {move || case_name(&case.title, case.case_type)}</dd>
                })}
                <dt>{calls::team}</dt>
                <dd>{team}</dd>
                {call.cancel_reason.clone().map(|reason| view! {
                    <dt>{calls::reason}</dt> <dd class="call-pre">{reason}</dd>
                })}
                {(!call.notes.is_empty()).then(|| view! {
                    <dt>{calls::field::notes}</dt>
                    <dd class="call-pre">{call.notes.clone()} <p class="muted">{calls::notes_hint}</p></dd>
                })}
                {open.then(|| view! {
                    <dt>{calls::link}</dt>
                    <dd><LinkTools call=whole.get_value() step=dialogs.link /></dd>
                })}
            </dl>
            {(call.actual_start.is_some() || call.state == CallState::Ended).then(|| view! {
                <Attendance call=whole.get_value() />
            })}
        </div>
    }
}

/// The client's link: to copy, to replace, to withdraw.
#[component]
fn LinkTools(call: Call, step: RwSignal<Option<LinkStep>>) -> impl IntoView {
    let revoked = call.link_revoked;
    let busy = move || step.get().is_some();
    view! {
        <div class="stack stack--tight">
            {call.link.map(|link| view! { <Copyable text=Signal::stored(link) /> })}
            {revoked.then(|| view! { <p class="muted">{calls::link_is_withdrawn}</p> })}
            {call.may_change.then(|| view! {
                <div class="cluster">
                    <Button kind=ButtonKind::Quiet icon=Icon::RefreshCw busy=Signal::derive(busy)
                        on_press=move |()| step.set(Some(LinkStep::Replace))>
                        {calls::link_replace}
                    </Button>
                    {(!revoked).then(|| view! {
                        <Button kind=ButtonKind::Quiet icon=Icon::Ban busy=Signal::derive(busy)
                            on_press=move |()| step.set(Some(LinkStep::Withdraw))>
                            {calls::link_withdraw}
                        </Button>
                    })}
                </div>
            })}
        </div>
    }
}

/// What is to become of the client's link.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LinkStep {
    Replace,
    Withdraw,
}

/// Does what was asked for the link. Anyone who came by it and is inside is not thrown out unasked. It is outside of what is
/// read again, because the news of the change comes before its answer.
#[component]
fn LinkFlow(id: CallId, step: RwSignal<Option<LinkStep>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let asking = RwSignal::new(false);
    let go = move |guests: LinkGuests| {
        let Some(chosen) = step.get_untracked() else { return };
        let client = session.client();
        let change = async move {
            session
                .call(async move {
                    match chosen {
                        LinkStep::Replace => client.rotate_call_link(id, guests).await,
                        LinkStep::Withdraw => client.revoke_call_link(id, guests).await,
                    }
                })
                .await
        };
        form.send(change, move |_| {
            asking.set(false);
            step.set(None);
            toasts.done(match chosen {
                LinkStep::Replace => calls::link_replaced(),
                LinkStep::Withdraw => calls::link_withdrawn(),
            });
        });
    };
    Effect::new(move |_| {
        if step.get().is_none() {
            return;
        }
        let client = session.client();
        let people = async move { session.call(async move { client.call_people(id).await }).await };
        form.send(people, move |people: CallPeople| {
            if people.attendance.iter().any(|stay| stay.guest.is_some() && stay.left_at.is_none()) {
                asking.set(true);
            } else {
                go(LinkGuests::Remove);
            }
        });
    });
    // Whatever failed, the buttons are there for another try.
    Effect::new(move |_| {
        if form.failure().is_some() && !asking.get_untracked() {
            step.set(None);
        }
    });
    let closed = move |()| {
        asking.set(false);
        step.set(None);
    };
    let keep = Callback::new(move |()| go(LinkGuests::Keep));
    let remove = Callback::new(move |()| go(LinkGuests::Remove));
    view! {
        <Show when=move || !asking.get()><FormFailure form=form /></Show>
        <Dialog open=asking title=calls::link steady=true on_close=closed>
            <div class="stack">
                <p>{calls::link_guests}</p>
                <FormFailure form=form />
                <div class="cluster cluster--end">
                    <Button kind=ButtonKind::Quiet on_press=closed>{calls::cancel}</Button>
                    <Button busy=form.busy() on_press=keep>{calls::link_guests_keep}</Button>
                    <Button kind=ButtonKind::Danger busy=form.busy() on_press=remove>{calls::link_guests_remove}</Button>
                </div>
            </div>
        </Dialog>
    }
}

#[component]
fn CancelForm(id: CallId, open: RwSignal<bool>) -> impl IntoView {
    let session = expect_context::<Session>();
    let form = Form::new();
    let reason = RwSignal::new(String::new());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (client, reason) = (session.client(), reason.get_untracked());
        let cancel = async move { session.call(client.cancel_call(id, &reason)).await };
        form.send(cancel, move |_| open.set(false));
    };
    view! {
        <form class="stack" on:submit=submit novalidate>
            <TextArea label=calls::reason value=reason hint=calls::reason_hint error=form.error("reason") />
            <FormFailure form=form />
            <div class="cluster cluster--end">
                <Button on_press=move |()| open.set(false)>{calls::keep_call}</Button>
                <Button kind=ButtonKind::Danger submit=true busy=form.busy()>{calls::cancel_call}</Button>
            </div>
        </form>
    }
}
