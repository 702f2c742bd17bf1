//! Who waits at the door, and who is inside, as it happens.

use domain::calls::GuestState;
use domain::{CallId, GuestId, UserId};
use leptos::prelude::*;
use uuid::Uuid;
use wire::calls::{CallAttendance, CallGuest, CallPeople, SameName};

use super::list::changes;
use crate::{
    i18n::{calls, ui},
    js::jitsi::Call as Room,
    session::Session,
    ui::{
        Avatar, AvatarSize, Banner, Button, ButtonKind, Chip, Form, FormFailure, Icon, IconView, Size, Time,
        TimeFormat, Tone,
    },
    words,
};

/// The people of a call, read again with every piece of news. What could not be read again stays as it was: nobody at the
/// door is sent away by a lost answer.
#[derive(Clone, Copy)]
pub struct PeopleOf {
    call: CallId,
    read: LocalResource<client::Result<CallPeople>>,
    known: Memo<Option<CallPeople>>,
}

/// To be made where it lasts: not within what is drawn again when the call is read again.
pub fn people_of(call: CallId) -> PeopleOf {
    let session = expect_context::<Session>();
    let changed = changes();
    let read = LocalResource::new(move || {
        changed.track();
        async move { session.call(session.client().call_people(call)).await }
    });
    let known = Memo::new(move |before: Option<&Option<CallPeople>>| match read.get() {
        Some(Ok(people)) => Some(people),
        _ => before.cloned().flatten(),
    });
    PeopleOf { call, read, known }
}

/// Those who wait, with what to answer them. Nothing while nobody waits.
#[component]
pub fn Waiting(
    people: PeopleOf,
    may_answer: bool,
    /// Whether one may let colleagues in again who were taken out.
    may_end: bool,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let form = Form::new();
    let PeopleOf { call: id, read, known } = people;
    let in_state = move |wanted: fn(GuestState) -> bool| {
        let guests = known.get().map(|people| people.guests).unwrap_or_default();
        guests.into_iter().filter(|guest| wanted(guest.state)).collect::<Vec<_>>()
    };
    let waiting = Memo::new(move |_| in_state(|state| state == GuestState::Waiting));
    // A refusal is easily a slip.
    let sent_away = Memo::new(move |_| in_state(GuestState::is_sent_away));
    let removed = Memo::new(move |_| known.get().map(|people| people.removed).unwrap_or_default());
    let readmit = move |user: UserId| {
        let client = session.client();
        let call = async move { session.call(async move { client.readmit_colleague(id, user).await }).await };
        form.send(call, move |()| read.refetch());
    };
    let answer = Callback::new(move |(guest, admit): (GuestId, bool)| {
        let client = session.client();
        let call = async move {
            session
                .call(async move {
                    if admit {
                        client.admit_guest(id, guest).await
                    } else {
                        client.refuse_guest(id, guest).await
                    }
                })
                .await
        };
        form.send(call, move |_| read.refetch());
    });
    view! {
        <section class="call-door" aria-label=calls::waiting aria-live="polite">
            <For each=move || waiting.get() key=|guest| guest.id let:guest>
                <Guest guest=guest may_answer=may_answer on_answer=answer />
            </For>
            {may_answer.then(|| view! {
                <For each=move || sent_away.get() key=|guest| guest.id let:guest>
                    <SentAway name=guest.name on_undo=Callback::new(move |()| answer.run((guest.id, true))) />
                </For>
            })}
            {may_end.then(|| view! {
                <For each=move || removed.get() key=|person| person.id let:person>
                    <SentAway name=person.name on_undo=Callback::new(move |()| readmit(person.id)) />
                </For>
            })}
            <NotRead people=read />
            <FormFailure form=form />
        </section>
    }
}

/// That who waits could not be read: an empty door would say that nobody does.
#[component]
fn NotRead(people: LocalResource<client::Result<CallPeople>>) -> impl IntoView {
    move || {
        people.get().and_then(Result::err).map(|error| {
            view! {
                <Banner tone=Tone::Danger>
                    <p>{calls::door_not_read} " " {words::error(&error)}</p>
                    <Button size=Size::Small icon=Icon::RotateCcw on_press=move |()| people.refetch()>{ui::retry}</Button>
                </Banner>
            }
        })
    }
}

/// Someone who was refused or taken out, and the way back in.
#[component]
fn SentAway(name: String, on_undo: Callback<()>) -> impl IntoView {
    view! {
        <div class="call-door__guest call-door__guest--away">
            <IconView icon=Icon::Ban />
            <p class="grow muted">{move || calls::sent_away(&name)}</p>
            <Button size=Size::Small kind=ButtonKind::Quiet on_press=on_undo>{calls::let_in_again}</Button>
        </div>
    }
}

/// A sign on whose name equals someone else's.
fn same_name_chip(same: SameName) -> AnyView {
    let text = match same {
        SameName::Colleague => calls::same_name_colleague,
        SameName::Client => calls::same_name_client,
    };
    view! { <Chip tone=Tone::Warning>{text}</Chip> }.into_any()
}

#[component]
fn Guest(guest: CallGuest, may_answer: bool, on_answer: Callback<(GuestId, bool)>) -> impl IntoView {
    let CallGuest { id, name, knocked_at, same_name, .. } = guest;
    let shown = name.clone();
    view! {
        <div class="call-door__guest">
            <IconView icon=Icon::Hand />
            <p class="grow">
                {move || calls::is_waiting(&shown)} <span class="muted">" " <Time at=knocked_at format=TimeFormat::Ago /></span>
                {same_name.map(|same| view! { " " {same_name_chip(same)} })}
            </p>
            {may_answer.then(|| view! {
                <div class="cluster">
                    <Button size=Size::Small on_press=move |()| on_answer.run((id, false))>{calls::refuse}</Button>
                    <Button size=Size::Small kind=ButtonKind::Primary on_press=move |()| on_answer.run((id, true))>
                        {calls::admit}
                    </Button>
                </div>
            })}
        </div>
    }
}

/// By whom the colour of an avatar is chosen: the same person has the same one on every stay.
fn person(stay: &CallAttendance) -> Uuid {
    let user = stay.user.map(UserId::as_uuid);
    user.or(stay.guest.map(GuestId::as_uuid)).unwrap_or_else(|| stay.id.as_uuid())
}

/// Who is inside now; a client can be taken out.
#[component]
pub fn Inside(people: PeopleOf, room: Room) -> impl IntoView {
    let PeopleOf { call: id, known, .. } = people;
    let session = expect_context::<Session>();
    let form = Form::new();
    let take_out = move |guest: GuestId| {
        let client = session.client();
        let call = async move { session.call(async move { client.refuse_guest(id, guest).await }).await };
        // Our own room is closed to them by the server; another one by its moderator's frame.
        form.send(call, move |_| room.take_out_person(&format!("g-{}", guest.as_uuid().simple())));
    };
    let inside = Memo::new(move |_| {
        let stays = known.get().map(|people| people.attendance).unwrap_or_default();
        stays.into_iter().filter(|stay| stay.left_at.is_none()).collect::<Vec<_>>()
    });
    view! {
        <ul class="call-inside" aria-label=calls::inside_now>
            <For each=move || inside.get() key=|stay| stay.id let:stay>
                <li>
                    <Avatar id=person(&stay) name=stay.name.clone() size=AvatarSize::Small />
                    <bdi class="truncate">{stay.name}</bdi>
                    {stay.guest.map(|guest| view! {
                        <Chip tone=Tone::Info>{calls::client}</Chip>
                        <Button size=Size::Small kind=ButtonKind::Quiet icon=Icon::UserX on_press=move |()| take_out(guest)>
                            {calls::take_out}
                        </Button>
                    })}
                </li>
            </For>
        </ul>
        <FormFailure form=form />
    }
}
