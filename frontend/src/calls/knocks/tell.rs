//! Telling of a knock: a message with the button that lets the client in, which goes when someone has answered.

use domain::{CallId, GuestId, calls::GuestState};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::Knocks;
use crate::{
    i18n::calls,
    realtime::{CallUpdate, Realtime},
    session::Session,
    task,
    ui::{ToastId, Toasts},
    words,
};

/// Those whose knock is on screen.
type Shown = StoredValue<Vec<(CallId, GuestId, ToastId)>>;

#[component]
pub fn Tell() -> impl IntoView {
    let (session, toasts) = (expect_context::<Session>(), expect_context::<Toasts>());
    let (knocks, realtime) = (expect_context::<Knocks>(), expect_context::<Realtime>());
    let path = use_location().pathname;
    let shown = Shown::new(Vec::new());
    Effect::new(move |told: Option<usize>| {
        let all = knocks.0.get();
        for (call, guest) in all.iter().skip(told.unwrap_or(0)).copied() {
            // The call's own page has its door in view.
            if path.get_untracked() != format!("/video/{call}") {
                task::detached(tell(session, toasts, shown, call, guest));
            }
        }
        all.len()
    });
    realtime.calls.listen(move |update| match update {
        CallUpdate::Participants(call) | CallUpdate::Changed(call) => {
            task::detached(look_again(session, toasts, shown, *call));
        }
        CallUpdate::Ended(call) => forget(toasts, shown, |of, _| of == *call),
    });
}

async fn tell(session: Session, toasts: Toasts, shown: Shown, call: CallId, guest: GuestId) {
    let client = session.client();
    let Ok(of) = session.call(client.call(call)).await else { return };
    let Ok(people) = session.call(client.call_people(call)).await else { return };
    let waiting = |one: &wire::calls::CallGuest| one.id == guest && one.state == GuestState::Waiting;
    let Some(name) = people.guests.into_iter().find(waiting).map(|one| one.name) else { return };
    let admit = Callback::new(move |()| {
        let client = session.client();
        task::detached(async move {
            let answer = async move { client.admit_guest(call, guest).await };
            if let Err(error) = session.call(answer).await {
                toasts.failed(words::error(&error));
            }
        });
    });
    let id = toasts.ask(calls::knocks(&name, &of.title), calls::admit, admit);
    if shown.try_update_value(|shown| shown.push((call, guest, id))).is_none() {
        toasts.dismiss(id);
    }
}

/// Takes away the knocks of a call that someone has answered, or that the client gave up.
async fn look_again(session: Session, toasts: Toasts, shown: Shown, call: CallId) {
    if !shown.try_with_value(|shown| shown.iter().any(|(of, ..)| *of == call)).unwrap_or(false) {
        return;
    }
    let Ok(people) = session.call(session.client().call_people(call)).await else { return };
    forget(toasts, shown, |of, guest| {
        let waits = people.guests.iter().any(|one| one.id == guest && one.state == GuestState::Waiting);
        of == call && !waits
    });
}

fn forget(toasts: Toasts, shown: Shown, which: impl Fn(CallId, GuestId) -> bool) {
    let gone = shown.try_update_value(|shown| {
        let gone: Vec<_> = shown.extract_if(.., |(call, guest, _)| which(*call, *guest)).collect();
        gone
    });
    for (_, _, id) in gone.into_iter().flatten() {
        toasts.dismiss(id);
    }
}
