//! One call: its facts, the client's link, the invitation, changes, and afterwards who was there.

use domain::CallId;
use domain::call::CallState;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use wire::video::Call;

use super::{
    StateChip,
    attendance::Attendance,
    edit::EditForm,
    invite::InviteDialog,
    length,
    list::{JoinLink, changes},
    people::Door,
    purpose,
};
use crate::{
    i18n::video,
    js::clock::Minute,
    session::Session,
    shell::page::{Crumb, Here},
    ui::{
        Button, ButtonKind, Copyable, Dialog, Form, FormFailure, Icon, Loaded, NotFound, TextArea, Time,
        Toasts,
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
    // Dialogs hold what somebody typed, so they stand outside of what is read anew.
    let dialogs =
        Dialogs { invite: RwSignal::new(false), edit: RwSignal::new(None), cancel: RwSignal::new(false) };
    let editing = RwSignal::new(false);
    Effect::new(move |_| editing.set(dialogs.edit.with(Option::is_some)));
    let closed = move |()| dialogs.edit.set(None);
    view! {
        <Loaded of=call rows=5 shape="line" view=move |call: Call| view! { <Facts call=call dialogs=dialogs /> } />
        <InviteDialog open=dialogs.invite call=id />
        <Dialog open=editing title=video::edit wide=true steady=true on_close=closed>
            {move || dialogs.edit.get().map(|call| view! { <EditForm call=call open=dialogs.edit /> })}
        </Dialog>
        <Dialog open=dialogs.cancel title=video::cancel_call steady=true>
            <CancelForm id=id open=dialogs.cancel />
        </Dialog>
    }
}

#[derive(Clone, Copy)]
struct Dialogs {
    invite: RwSignal<bool>,
    edit: RwSignal<Option<Call>>,
    cancel: RwSignal<bool>,
}

#[component]
fn Facts(call: Call, dialogs: Dialogs) -> impl IntoView {
    let crumbs = vec![Crumb::to("/video", video::title), Crumb::here(call.title.clone())];
    let now = {
        let (from, until) = (call.highlight_from, call.closes_at);
        move || (from..until).contains(&Minute::get())
    };
    let open = !call.state.is_over();
    let planned = call.state == CallState::Scheduled;
    let may_change = call.may_change;
    let whole = StoredValue::new(call.clone());
    let team = std::iter::once(&call.host).chain(&call.participants).map(|one| one.name.clone());
    let team = team.collect::<Vec<_>>().join(", ");
    let client_zone = (call.applicant.time_zone != call.time_zone).then(|| call.applicant.time_zone.clone());
    let record = format!("/applicants/{}", call.applicant.id);
    view! {
        <Here crumbs=Signal::stored(crumbs) />
        <div class="page stack stack--loose">
            <div class="cluster cluster--apart">
                <div class="cluster">
                    <h1 class="page__title"><bdi>{call.title.clone()}</bdi></h1>
                    <StateChip state=call.state />
                </div>
                <div class="cluster">
                    {(open && may_change && call.link.is_some()).then(|| view! {
                        <Button icon=Icon::Mail on_press=move |()| dialogs.invite.set(true)>{video::invite}</Button>
                    })}
                    {(planned && may_change).then(|| view! {
                        <Button icon=Icon::Pencil on_press=move |()| dialogs.edit.set(Some(whole.get_value()))>
                            {video::edit}
                        </Button>
                        <Button icon=Icon::Ban on_press=move |()| dialogs.cancel.set(true)>
                            {video::cancel_call}
                        </Button>
                    })}
                    {call.may_join.then(|| view! { <JoinLink id=call.id loud=Signal::derive(now) /> })}
                </div>
            </div>
            {open.then(|| view! { <Door id=call.id may_answer=call.may_join /> })}
            <dl class="call-facts">
                <dt>{video::when}</dt>
                <dd>
                    <Time at=call.starts_at /> " · " {length(call.minutes * 60)}
                    {client_zone.map(|zone| view! {
                        <p class="muted">{video::for_client} " " <Time at=call.starts_at zone=zone /></p>
                    })}
                </dd>
                <dt>{video::field::purpose}</dt>
                <dd>{move || purpose(call.purpose)}</dd>
                <dt>{video::field::applicant}</dt>
                <dd>
                    <a href=record><bdi>{call.applicant.name.clone()}</bdi></a> " · " {call.applicant.folio.clone()}
                    {call.applicant.phone.clone().map(|phone| view! {
                        " · " <a href=format!("tel:{phone}")>{phone_number(&phone)}</a>
                    })}
                </dd>
                {call.case.clone().map(|case| view! {
                    <dt>{video::field::case}</dt>
                    <dd><a href=format!("/cases/{}", case.id)>{case.folio}</a> " " {case.title}</dd>
                })}
                <dt>{video::team}</dt>
                <dd>{team}</dd>
                {call.cancel_reason.clone().map(|reason| view! {
                    <dt>{video::reason}</dt> <dd class="pre">{reason}</dd>
                })}
                {(!call.notes.is_empty()).then(|| view! {
                    <dt>{video::field::notes}</dt>
                    <dd class="pre">{call.notes.clone()} <p class="muted">{video::notes_hint}</p></dd>
                })}
                {open.then(|| view! {
                    <dt>{video::link}</dt>
                    <dd><LinkTools call=whole.get_value() /></dd>
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
fn LinkTools(call: Call) -> impl IntoView {
    let session = expect_context::<Session>();
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let id = call.id;
    let rotate = move |()| {
        let client = session.client();
        let call = async move { session.call(client.rotate_call_link(id)).await };
        form.send(call, move |_| toasts.done(video::link_replaced()));
    };
    let revoke = move |()| {
        let client = session.client();
        let call = async move { session.call(client.revoke_call_link(id)).await };
        form.send(call, move |_| toasts.done(video::link_withdrawn()));
    };
    let revoked = call.link_revoked;
    view! {
        <div class="stack stack--tight">
            {call.link.map(|link| view! { <Copyable text=Signal::stored(link) /> })}
            {revoked.then(|| view! { <p class="muted">{video::link_is_withdrawn}</p> })}
            {call.may_change.then(|| view! {
                <div class="cluster">
                    <Button kind=ButtonKind::Quiet icon=Icon::RefreshCw busy=form.busy() on_press=rotate>
                        {video::link_replace}
                    </Button>
                    {(!revoked).then(|| view! {
                        <Button kind=ButtonKind::Quiet icon=Icon::Ban busy=form.busy() on_press=revoke>
                            {video::link_withdraw}
                        </Button>
                    })}
                </div>
            })}
            <FormFailure form=form />
        </div>
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
            <TextArea label=video::reason value=reason hint=video::reason_hint error=form.error("reason") />
            <FormFailure form=form />
            <div class="cluster cluster--end">
                <Button on_press=move |()| open.set(false)>{video::keep_call}</Button>
                <Button kind=ButtonKind::Danger submit=true busy=form.busy()>{video::cancel_call}</Button>
            </div>
        </form>
    }
}
