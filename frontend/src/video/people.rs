//! Who waits at the door, and who is inside, as it happens.

use domain::call::GuestState;
use domain::{CallId, GuestId, UserId};
use leptos::prelude::*;
use uuid::Uuid;
use wire::video::{CallAttendance, CallGuest, CallPeople};

use super::list::changes;
use crate::{
    i18n::video,
    session::Session,
    ui::{
        Avatar, AvatarSize, Button, ButtonKind, Chip, Form, FormFailure, Icon, IconView, Said, Size, Time,
        Tone,
    },
};

/// The people of a call; read anew with every piece of news.
pub fn people_of(id: CallId) -> LocalResource<client::Result<CallPeople>> {
    let session = expect_context::<Session>();
    let changed = changes();
    LocalResource::new(move || {
        changed.track();
        async move { session.call(session.client().call_people(id)).await }
    })
}

/// Those who wait, with what to answer them. Nothing while nobody waits.
#[component]
pub fn Door(id: CallId, may_answer: bool) -> impl IntoView {
    let people = people_of(id);
    view! { <Waiting people=people id=id may_answer=may_answer /> }
}

/// The same, of people that the caller has at hand.
#[component]
pub fn Waiting(
    people: LocalResource<client::Result<CallPeople>>,
    id: CallId,
    may_answer: bool,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let form = Form::new();
    let waiting = Memo::new(move |_| {
        let guests = people.get().and_then(Result::ok).map(|people| people.guests).unwrap_or_default();
        guests.into_iter().filter(|guest| guest.state == GuestState::Waiting).collect::<Vec<_>>()
    });
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
        form.send(call, move |_| people.refetch());
    });
    view! {
        <section class="door" aria-label=video::waiting aria-live="polite">
            <For each=move || waiting.get() key=|guest| guest.id let:guest>
                <Guest guest=guest may_answer=may_answer on_answer=answer />
            </For>
            <FormFailure form=form />
        </section>
    }
}

#[component]
fn Guest(guest: CallGuest, may_answer: bool, on_answer: Callback<(GuestId, bool)>) -> impl IntoView {
    let CallGuest { id, name, knocked_at, .. } = guest;
    let shown = name.clone();
    view! {
        <div class="door__guest">
            <IconView icon=Icon::Hand />
            <p class="grow">
                {move || video::is_waiting(&shown)} <span class="muted">" " <Time at=knocked_at said=Said::Ago /></span>
            </p>
            {may_answer.then(|| view! {
                <div class="cluster">
                    <Button size=Size::Small on_press=move |()| on_answer.run((id, false))>{video::refuse}</Button>
                    <Button size=Size::Small kind=ButtonKind::Primary on_press=move |()| on_answer.run((id, true))>
                        {video::admit}
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

/// Who is inside now.
#[component]
pub fn Inside(people: LocalResource<client::Result<CallPeople>>) -> impl IntoView {
    let inside = Memo::new(move |_| {
        let all = people.get().and_then(Result::ok).map(|people| people.attendance).unwrap_or_default();
        all.into_iter().filter(|stay| stay.left_at.is_none()).collect::<Vec<_>>()
    });
    view! {
        <ul class="inside" aria-label=video::inside_now>
            <For each=move || inside.get() key=|stay| stay.id let:stay>
                <li>
                    <Avatar id=person(&stay) name=stay.name.clone() size=AvatarSize::Small />
                    <bdi class="truncate">{stay.name}</bdi>
                    {stay.guest.map(|_| view! { <Chip tone=Tone::Info>{video::client}</Chip> })}
                </li>
            </For>
        </ul>
    }
}
