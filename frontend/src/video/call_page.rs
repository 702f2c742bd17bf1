//! In a call: the room fills the window, with our own bar beneath it and the people beside it.

use domain::CallId;
use leptos::task::spawn_local;
use leptos::{html, prelude::*};
use leptos_router::{components::Redirect, hooks::use_params_map};
use wire::video::{Call, RoomGrant, StayReport};

use super::{
    people::{Inside, Waiting, people_of},
    purpose,
};
use crate::{
    i18n::video,
    js::{
        dom,
        jitsi::{self, Call as Room, Entry, Over, Phase},
    },
    realtime::{CallNews, Realtime},
    session::{Person, Session},
    ui::{Button, ButtonKind, ErrorState, Form, FormFailure, Icon, IconView, NotFound, Skeleton},
    words::phone_number,
};

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
    // Read once: a call that is read anew must not open its room anew.
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
                    <h1 class="page__title">{video::title}</h1>
                    <ErrorState error=error />
                    <a class="button button--secondary" href=format!("/video/{id}")>{video::to_call}</a>
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
    Effect::new(move |_| {
        let Some(element) = place.get() else { return };
        if let Some(entry) = opening.try_update_value(Option::take).flatten() {
            room.begin((*element).clone().into(), entry);
        }
    });
    let ended = RwSignal::new(false);
    realtime.calls.listen(move |news| {
        if matches!(news, CallNews::Ended(other) if *other == id) {
            ended.set(true);
            room.dispose();
        }
    });
    if reports {
        jitsi::report_stay(room, move |stay, left| {
            let client = session.client();
            // Not bound to this page: the last report is sent while it goes.
            spawn_local(async move {
                // Unheard, the stay ends when the server's lease does.
                let _ = client.report_stay(id, &StayReport { stay, left }).await;
            });
        });
    }
    let over = Memo::new(move |_| match meeting.with(|meeting| meeting.phase) {
        _ if ended.get() => Some(Over::Ended),
        Phase::Over(why) => Some(why),
        _ => None,
    });
    let people = people_of(id);
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
            </div>
            {move || match over.get() {
                Some(why) => view! { <Afterwards id=id why=why /> }.into_any(),
                None => view! {
                    <aside class="call__side">
                        <Waiting people=people id=id may_answer=true />
                        <section>
                            <h2 class="call__heading">{video::inside_now}</h2>
                            <Inside people=people />
                        </section>
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
            <h2 class="call__heading">{video::field::applicant}</h2>
            <p>{record(format!("/applicants/{}", call.applicant.id), call.applicant.name)}</p>
            <p class="muted">{call.applicant.folio} " · " {purpose(call.purpose)}</p>
            {call.case.map(|case| view! {
                <p>{record(format!("/cases/{}", case.id), case.folio)} " " <span class="muted">{case.title}</span></p>
            })}
        </section>
        {(!call.notes.is_empty()).then(|| view! {
            <section>
                <h2 class="call__heading">{video::field::notes}</h2>
                <p class="pre">{call.notes}</p>
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
            {phone.map(|phone| view! {
                <a class="button button--quiet" href=format!("tel:{phone}") title=video::phone_hint>
                    <span class="button__content"><IconView icon=Icon::Phone /> <span class="call__number">{phone_number(&phone)}</span></span>
                </a>
            })}
            <Button kind=ButtonKind::Danger icon=Icon::PhoneOff on_press=move |()| leaving.update(|open| *open = !*open)>
                {video::leave}
            </Button>
            <Show when=move || leaving.get()>
                <LeaveChoices id=call.id may_end=call.may_end room=room open=leaving />
            </Show>
        </footer>
    }
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
        form.send(end, move |_| room.end_for_everyone());
    };
    view! {
        <div class="call__leave" role="group" aria-label=video::leave>
            <FormFailure form=form />
            <Button wide=true on_press=alone>{video::leave_alone}</Button>
            {may_end.then(|| view! {
                <Button wide=true kind=ButtonKind::Danger busy=form.busy() on_press=everyone>
                    {video::end_for_everyone}
                </Button>
            })}
            <Button wide=true kind=ButtonKind::Quiet on_press=move |()| open.set(false)>{video::stay}</Button>
        </div>
    }
}

#[component]
fn Afterwards(id: CallId, why: Over) -> impl IntoView {
    let text = move || match why {
        Over::Left => video::over::left(),
        Over::Ended => video::over::ended(),
        Over::KickedOut => video::over::kicked(),
        Over::Full => video::over::full(),
        Over::TokenRefused | Over::Unreachable => video::over::unreachable(),
    };
    view! {
        <main class="call-over">
            <h1 class="page__title">{text}</h1>
            <div class="cluster">
                <a class="button button--primary" href=format!("/video/{id}") rel="external">{video::to_call}</a>
                {(why != Over::Ended).then(|| view! {
                    <a class="button button--secondary" href=format!("/call/{id}") rel="external">{video::rejoin}</a>
                })}
            </div>
        </main>
    }
}
