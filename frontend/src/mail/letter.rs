//! One letter: whom it is for, what it says, how far it got, and sending it again where it failed.

use domain::MailId;
use domain::mail::MailState;
use domain::permission::Permission;
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use wire::mail::{Mail, MailAddress};

use super::{linked, stopped::MailStopped, words};
use crate::{
    chat::state::ChatState,
    i18n::mail as w,
    realtime::Realtime,
    session::Session,
    shell::page::{Breadcrumbs, Crumb},
    ui::{
        Banner, Button, ButtonKind, Chip, Dialog, Form, FormFailure, Icon, Loaded, NotFound, Time, Toasts,
        Tone,
    },
};

#[component]
pub fn LetterPage() -> impl IntoView {
    let params = use_params_map();
    let id =
        Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<MailId>().ok()));
    move || match id.get() {
        Some(id) => view! { <Letter id=id /> }.into_any(),
        None => view! { <NotFound /> }.into_any(),
    }
}

#[component]
fn Letter(id: MailId) -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let (changes, set_changes) = signal(0_u32);
    let changed = move || set_changes.update(|count| *count = count.wrapping_add(1));
    realtime.mail.listen(move |mail| {
        if *mail == id {
            changed();
        }
    });
    realtime.resync.listen(move |()| changed());
    let letter = LocalResource::new(move || {
        changes.track();
        async move { session.call(session.client().mail(id)).await }
    });
    // A question that is open stays while the letter is read again.
    let asking = RwSignal::new(false);
    view! {
        <Loaded of=letter rows=6 shape="line" view=move |mail: Mail| view! { <Facts mail=mail asking=asking /> } />
        <Twice id=id open=asking />
    }
}

#[component]
fn Facts(mail: Mail, asking: RwSignal<bool>) -> impl IntoView {
    let session = expect_context::<Session>();
    let chat = expect_context::<ChatState>();
    let (state, kept) = (mail.state, mail.kept_in_mailbox);
    let (tone, icon) = words::look(state);
    let author = mail.author;
    let author = move || author.map_or_else(|| w::program().to_owned(), |who| chat.name_of(who));
    let again = state.may_be_sent_again() && session.may(Permission::EmailSend);
    view! {
        <Breadcrumbs crumbs=Signal::stored(vec![Crumb::here(w::title)]) />
        <div class="page stack">
            <div class="cluster cluster--apart">
                <div class="cluster">
                    <h1 class="page__title"><bdi>{mail.subject.clone()}</bdi></h1>
                    <Chip tone=tone icon=icon>{move || words::state(state, kept)}</Chip>
                </div>
                {again.then(|| view! { <Again id=mail.id state=state asking=asking /> })}
            </div>
            {(state == MailState::Queued).then(|| view! { <MailStopped /> })}
            <Standing mail=mail.clone() />
            <dl class="facts">
                <dt>{w::to}</dt>
                <dd><bdi>{party(&mail.to)}</bdi></dd>
                <dt>{w::from}</dt>
                <dd><bdi>{party(&mail.from)}</bdi></dd>
                <dt>{w::author}</dt>
                <dd><bdi>{author}</bdi></dd>
                <dt>{w::written}</dt>
                <dd><Time at=mail.written_at /></dd>
                {mail.sent_at.filter(|_| !kept).map(|at| view! {
                    <dt>{w::sent}</dt>
                    <dd><Time at=at /></dd>
                })}
                <dt>{w::about}</dt>
                <dd class="cluster">
                    {mail.applicant.map(|id| view! { <A href=format!("/applicants/{id}")>{w::applicant}</A> })}
                    {mail.case.map(|id| view! { <A href=format!("/cases/{id}")>{w::case}</A> })}
                    {mail.call.map(|id| view! { <A href=format!("/video/{id}")>{w::call}</A> })}
                </dd>
            </dl>
            <div class="mail__text" lang=mail.language.as_str()>{linked(&mail.text)}</div>
        </div>
    }
}

/// What became of it, and what to do.
#[component]
fn Standing(mail: Mail) -> impl IntoView {
    let said = mail.error.clone().filter(|said| !said.is_empty());
    let said = said.map(|said| view! { <p><bdi>{move || w::server_said(&said)}</bdi></p> });
    match mail.state {
        MailState::Queued => {
            view! { <Banner tone=Tone::Info><p>{w::advice::queued}</p> {said}</Banner> }.into_any()
        }
        MailState::Failed => {
            view! { <Banner tone=Tone::Danger><p>{w::advice::failed}</p> {said}</Banner> }.into_any()
        }
        MailState::Unknown => {
            view! { <Banner tone=Tone::Warning><p>{w::advice::unknown}</p> {said}</Banner> }.into_any()
        }
        MailState::Obsolete => mail
            .obsolete
            .map(|why| view! { <Banner tone=Tone::Info>{move || words::obsolete(why)}</Banner> })
            .into_any(),
        MailState::Sent if mail.kept_in_mailbox => {
            view! { <Banner tone=Tone::Info>{w::no_server}</Banner> }.into_any()
        }
        MailState::Sending | MailState::Sent => ().into_any(),
    }
}

#[component]
fn Again(id: MailId, state: MailState, asking: RwSignal<bool>) -> impl IntoView {
    let form = Form::new();
    let press = move |()| {
        if state == MailState::Unknown {
            asking.set(true);
        } else {
            send_again(id, false, form, || ());
        }
    };
    view! {
        <div class="stack stack--tight">
            <Button kind=ButtonKind::Primary icon=Icon::Send busy=form.busy() on_press=press>{w::again}</Button>
            <FormFailure form=form />
        </div>
    }
}

/// Asks before a letter goes out that may have arrived.
#[component]
fn Twice(id: MailId, open: RwSignal<bool>) -> impl IntoView {
    let form = Form::new();
    view! {
        <Dialog open=open title=w::twice_title>
            <p>{w::twice_text}</p>
            <FormFailure form=form />
            <div class="form__actions">
                <Button on_press=move |()| open.set(false)>{w::cancel}</Button>
                <Button
                    kind=ButtonKind::Primary
                    icon=Icon::Send
                    busy=form.busy()
                    on_press=move |()| send_again(id, true, form, move || open.set(false))
                >
                    {w::twice_yes}
                </Button>
            </div>
        </Dialog>
    }
}

fn send_again(id: MailId, may_arrive_twice: bool, form: Form, done: impl FnOnce() + 'static) {
    let session = expect_context::<Session>();
    let toasts = expect_context::<Toasts>();
    let client = session.client();
    let call = async move { session.call(client.resend_mail(id, may_arrive_twice)).await };
    form.send(call, move |_| {
        toasts.done(w::again_done());
        done();
    });
}

fn party(party: &MailAddress) -> String {
    if party.name.is_empty() { party.address.clone() } else { format!("{} <{}>", party.name, party.address) }
}
