//! In a call: the room fills the window, with our own bar beneath it and the people beside it.

use std::rc::Rc;
use std::time::Duration;

use domain::{CallId, GuestId, UserId};
use leptos::task::spawn_local;
use leptos::{html, prelude::*};
use leptos_router::{components::Redirect, hooks::use_params_map};
use uuid::Uuid;
use wire::Code;
use wire::calls::{Call, RoomGrant, StayReport};

use super::{
    participants::{Inside, Waiting, people_of},
    purpose,
};
use crate::{
    cases::words::case_name,
    i18n::calls,
    js::{
        dom,
        jitsi::{self, Call as Room, EndReason, Entry, Meeting, Phase, Renew},
        timer,
    },
    realtime::{CallUpdate, Realtime},
    session::{Person, Session},
    task,
    ui::{Button, ButtonKind, ErrorState, Form, FormFailure, Icon, IconView, NotFound, Scope, Skeleton},
    words::phone_number,
};

/// How long a room that ended by itself may be entered again before the call is over.
const GRACE: Duration = Duration::from_secs(10);

#[component]
pub fn CallPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let params = use_params_map();
    let id =
        Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse::<CallId>().ok()));
    let signed_in = Memo::new(move |_| match session.person() {
        Person::Asking => None,
        Person::SignedIn(_) => Some(true),
        _ => Some(false),
    });
    move || match (signed_in.get(), id.get()) {
        (None, _) => view! { <Skeleton rows=1 /> }.into_any(),
        (Some(false), Some(id)) => view! { <Redirect path=format!("/sign-in?to=/call/{id}") /> }.into_any(),
        (Some(true), Some(id)) => view! { <Entering id=id /> }.into_any(),
        (_, None) => view! { <NotFound /> }.into_any(),
    }
}

#[component]
fn Entering(id: CallId) -> impl IntoView {
    let session = expect_context::<Session>();
    Realtime::provide(session);
    let found = LocalResource::new(move || async move {
        let client = session.client();
        session
            .call(async move {
                let grant = client.join_call(id).await?;
                Ok((client.call(id).await?, grant))
            })
            .await
    });
    // Read once: a call that is read again must not open its room again.
    let once = RwSignal::new(None);
    Effect::new(move |_| {
        if let Some(result) = found.get()
            && once.with_untracked(Option::is_none)
        {
            once.set(Some(result));
        }
    });
    move || {
        once.get().map(|result| match result {
            Ok((call, grant)) => view! { <InCall call=call grant=grant /> }.into_any(),
            Err(error) => view! {
                <main class="call-over">
                    <h1 class="page__title">{calls::title}</h1>
                    <ErrorState error=error />
                    <a class="button button--secondary" href=format!("/video/{id}")>{calls::to_call}</a>
                </main>
            }
            .into_any(),
        })
    }
}

#[component]
fn InCall(call: Call, grant: RoomGrant) -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let id = call.id;
    dom::set_title(&call.title);
    let room = Room::new();
    let meeting = room.meeting();
    let place = NodeRef::<html::Div>::new();
    let reports = grant.report_presence;
    let opening = StoredValue::new(Some(Entry::from(grant)));
    let renew: Renew = Rc::new(move || {
        let client = session.client();
        Box::pin(async move {
            let granted = session.call(async move { client.join_call(id).await }).await;
            granted.map(Entry::from).map_err(|error| why(&error))
        })
    });
    let renew = StoredValue::new_local(renew);
    Effect::new(move |_| {
        let Some(element) = place.get() else { return };
        if let Some(entry) = opening.try_update_value(Option::take).flatten() {
            room.begin((*element).clone().into(), entry, renew.get_value());
        }
    });
    let ended = RwSignal::new(false);
    realtime.calls.listen(move |news| {
        if matches!(news, CallUpdate::Ended(other) if *other == id) {
            ended.set(true);
            // The news may come before the answer to who ended it: the room has to end all the same.
            room.finish();
        }
    });
    if reports {
        jitsi::report_stay(room, move |stay, word| {
            let client = session.client();
            // Not bound to this page: the last report is sent while it goes.
            spawn_local(async move {
                let report = StayReport { stay, left: word.left, hidden: word.hidden };
                // Unheard, the stay ends when the server's lease does.
                let _ = client.report_stay(id, &report).await;
            });
        });
        follow_room(session, room, id, call.may_end, ended);
    }
    let over = Memo::new(move |_| match meeting.with(|meeting| meeting.phase) {
        _ if ended.get() => Some(EndReason::Ended),
        Phase::Over(why) => Some(why),
        _ => None,
    });
    let people = people_of(id);
    let stalled = room.stalled();
    let phone = call.applicant.phone.clone();
    let whole = StoredValue::new(call);
    // The room's own page has a heading too, but it need not be ours.
    let heading = move || {
        over.get()
            .is_none()
            .then(|| view! { <h1 class="unseen">{whole.with_value(|call| call.title.clone())}</h1> })
    };
    view! {
        <div class="call">
            <div class="call__room" role=move || over.get().is_none().then_some("main")>
                {heading}
                <div class="call__place" node_ref=place></div>
                <Show when=move || stalled.get() && over.get().is_none()>
                    <div class="call__stalled" role="alert">
                        <p>{calls::stalled}</p>
                        <div class="cluster">
                            <Button icon=Icon::RotateCcw on_press=move |()| room.try_again()>{calls::try_again}</Button>
                            {phone.clone().map(phone_link)}
                        </div>
                    </div>
                </Show>
            </div>
            {move || match over.get() {
                Some(why) => view! { <Afterwards id=id why=why ended=ended.get() /> }.into_any(),
                None => view! {
                    <aside class="call__side">
                        <Waiting people=people may_answer=true may_end=whole.with_value(|call| call.may_end) />
                        <section>
                            <h2 class="call__heading">{calls::inside_now}</h2>
                            <Inside people=people room=room />
                        </section>
                        <Show when=move || meeting.with(Meeting::has_moderating_client)>
                            <p class="call__warning" role="status">
                                <IconView icon=Icon::TriangleAlert /> {calls::client_moderates}
                            </p>
                        </Show>
                        <Show when=move || meeting.with(|meeting| meeting.whole_screen)>
                            <p class="call__warning" role="status">
                                <IconView icon=Icon::TriangleAlert /> {calls::whole_screen}
                            </p>
                        </Show>
                        {whole.with_value(|call| view! { <About call=call.clone() /> })}
                    </aside>
                    <Bar call=whole.get_value() room=room />
                }
                .into_any(),
            }}
        </div>
    }
}

/// With whom and about what, and the notes that were made before.
#[component]
fn About(call: Call) -> impl IntoView {
    // Another tab: this one holds the call.
    let record = |href: String, text: String| {
        view! { <a href=href target="_blank" rel="noopener"><bdi>{text}</bdi></a> }
    };
    view! {
        <section>
            <h2 class="call__heading">{calls::field::applicant}</h2>
            <p>{record(format!("/applicants/{}", call.applicant.id), call.applicant.name)}</p>
            <p class="muted">{call.applicant.folio} " · " {purpose(call.purpose)}</p>
            {call.case.map(|case| view! {
                <p>{record(format!("/cases/{}", case.id), case.folio)} " " <span class="muted">{move || case_name(&case.title, case.case_type)}</span></p>
            })}
        </section>
        {(!call.notes.is_empty()).then(|| view! {
            <section>
                <h2 class="call__heading">{calls::field::notes}</h2>
                <p class="call-pre">{call.notes}</p>
            </section>
        })}
    }
}

/// What the room itself does not have: how to reach the client when the connection fails, and the way out.
#[component]
fn Bar(call: Call, room: Room) -> impl IntoView {
    let leaving = RwSignal::new(false);
    let phone = call.applicant.phone.clone();
    view! {
        <footer class="call__bar">
            <p class="call__title truncate">
                <bdi>{call.title.clone()}</bdi> " " <span class="muted"><bdi>{call.applicant.name.clone()}</bdi></span>
            </p>
            {phone.map(phone_link)}
            <Button kind=ButtonKind::Danger icon=Icon::PhoneOff on_press=move |()| leaving.update(|open| *open = !*open)>
                {calls::leave}
            </Button>
            <Show when=move || leaving.get()>
                <LeaveChoices id=call.id may_end=call.may_end room=room open=leaving />
            </Show>
        </footer>
    }
}

/// How to reach the client when the picture fails.
fn phone_link(phone: String) -> AnyView {
    view! {
        <a class="button button--quiet" href=format!("tel:{phone}") title=calls::phone_hint>
            <span class="button__content">
                <IconView icon=Icon::Phone /> <span class="call__number">{phone_number(&phone)}</span>
            </span>
        </a>
    }
    .into_any()
}

/// Why the server does not let one in again, in the room's terms.
fn why(error: &client::Error) -> EndReason {
    match error.code() {
        Some(Code::CallEnded | Code::CallCancelled) => EndReason::Ended,
        Some(Code::RemovedFromCall) => EndReason::KickedOut,
        _ => EndReason::Unreachable,
    }
}

/// Tells the server what was done by the means of a room that cannot tell it: whom its menu took out, and that it was ended
/// for everyone. After an end one has a moment to come back before the call is over.
fn follow_room(session: Session, room: Room, id: CallId, may_end: bool, ended: RwSignal<bool>) {
    let meeting = room.meeting();
    let scope = Scope::here();
    let told = StoredValue::new(0_usize);
    Effect::new(move |_| {
        let all = meeting.with(|meeting| meeting.taken_out.clone());
        for one in all.iter().skip(told.get_value()) {
            let Some((kind, person)) = one.split_once('-') else { continue };
            let Ok(person) = Uuid::try_parse(person) else { continue };
            let is_guest = kind == "g";
            let client = session.client();
            // Also when this page is left at once: until the server knows it, the person may come back.
            task::detached(async move {
                // Refused, the person is out of the room and may come back, which the list shows.
                let _ = if is_guest {
                    client.refuse_guest(id, GuestId::new(person)).await.map(drop)
                } else {
                    client.remove_colleague(id, UserId::new(person)).await
                };
            });
        }
        told.set_value(all.len());
    });
    let room_ended =
        Memo::new(move |_| meeting.with(|meeting| meeting.phase == Phase::Over(EndReason::Ended)));
    Effect::new(move |_| {
        if may_end && room_ended.get() && !ended.get_untracked() {
            let client = session.client();
            scope.spawn(async move {
                timer::sleep(GRACE).await;
                if !ended.get_untracked() {
                    let _ = session.call(async move { client.end_call(id).await }).await;
                }
            });
        }
    });
}

/// Leaving alone, the others stay; or ending it for everyone, which is the host's.
#[component]
fn LeaveChoices(id: CallId, may_end: bool, room: Room, open: RwSignal<bool>) -> impl IntoView {
    let session = expect_context::<Session>();
    let form = Form::new();
    let alone = move |()| {
        open.set(false);
        room.leave();
    };
    let everyone = move |()| {
        let client = session.client();
        // The server first: whatever the room does then, the call is over.
        let end = async move { session.call(client.end_call(id)).await };
        form.send(end, move |_| room.finish());
    };
    view! {
        <div class="call__leave" role="group" aria-label=calls::leave>
            <FormFailure form=form />
            <Button wide=true on_press=alone>{calls::leave_alone}</Button>
            {may_end.then(|| view! {
                <Button wide=true kind=ButtonKind::Danger busy=form.busy() on_press=everyone>
                    {calls::end_for_everyone}
                </Button>
            })}
            <Button wide=true kind=ButtonKind::Quiet on_press=move |()| open.set(false)>{calls::stay}</Button>
        </div>
    }
}

#[component]
fn Afterwards(
    id: CallId,
    why: EndReason,
    /// The server has ended the call, so that nobody comes back.
    ended: bool,
) -> impl IntoView {
    let text = move || match why {
        EndReason::Left => calls::over::left(),
        EndReason::Ended => calls::over::ended(),
        EndReason::KickedOut => calls::over::kicked(),
        EndReason::Full => calls::over::full(),
        EndReason::Replaced => calls::over::elsewhere(),
        EndReason::TokenRefused | EndReason::Unreachable => calls::over::unreachable(),
    };
    view! {
        <main class="call-over">
            <h1 class="page__title">{text}</h1>
            <div class="cluster">
                <a class="button button--primary" href=format!("/video/{id}") rel="external">{calls::to_call}</a>
                {(!ended && why != EndReason::KickedOut).then(|| view! {
                    <a class="button button--secondary" href=format!("/call/{id}") rel="external">{calls::rejoin}</a>
                })}
            </div>
        </main>
    }
}
