//! Telling of a knock: a message with the button that lets the client in, which goes when someone has answered.

use domain::{CallId, GuestId, calls::GuestState};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use wire::calls::{Call, CallGuest};

use super::Knocks;
use crate::{
    i18n::calls,
    realtime::{CallUpdate, Realtime},
    session::Session,
    task,
    ui::{ToastId, Toasts},
    words,
};

/// Those whose knock is on screen, and how often something happened that may end one.
#[derive(Clone, Copy)]
struct Shown {
    knocks: StoredValue<Vec<(CallId, GuestId, ToastId)>>,
    changes: StoredValue<u32>,
}

impl Shown {
    fn changed(self) {
        self.changes.try_update_value(|changes| *changes = changes.wrapping_add(1));
    }
}

#[component]
pub fn Tell() -> impl IntoView {
    let (session, toasts) = (expect_context::<Session>(), expect_context::<Toasts>());
    let (knocks, realtime) = (expect_context::<Knocks>(), expect_context::<Realtime>());
    let path = use_location().pathname;
    let shown = Shown { knocks: StoredValue::new(Vec::new()), changes: StoredValue::new(0) };
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
    realtime.calls.listen(move |update| {
        let (CallUpdate::Participants(call) | CallUpdate::Changed(call) | CallUpdate::Ended(call)) = *update;
        shown.changed();
        task::detached(look_again(session, toasts, shown, call));
    });
    realtime.resync.listen(move |()| {
        shown.changed();
        let mut calls: Vec<_> = shown.knocks.with_value(|knocks| knocks.iter().map(|one| one.0).collect());
        calls.dedup();
        for call in calls {
            task::detached(look_again(session, toasts, shown, call));
        }
    });
}

async fn tell(session: Session, toasts: Toasts, shown: Shown, call: CallId, guest: GuestId) {
    let Some((of, waiting)) = door(session, shown, call).await else { return };
    let Some(guest) = waiting.into_iter().find(|one| one.id == guest && of.may_join) else { return };
    let (guest, name) = (guest.id, guest.name);
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
    if shown.knocks.try_update_value(|knocks| knocks.push((call, guest, id))).is_none() {
        toasts.dismiss(id);
    }
}

/// Takes away the knocks of a call that someone has answered, or that the client gave up.
async fn look_again(session: Session, toasts: Toasts, shown: Shown, call: CallId) {
    let is_shown = shown.knocks.try_with_value(|knocks| knocks.iter().any(|(of, ..)| *of == call));
    if is_shown != Some(true) {
        return;
    }
    let Some((_, waiting)) = door(session, shown, call).await else { return };
    let gone = shown.knocks.try_update_value(|knocks| {
        let waits = |guest: GuestId| waiting.iter().any(|one| one.id == guest);
        knocks.extract_if(.., |(of, guest, _)| *of == call && !waits(*guest)).collect::<Vec<_>>()
    });
    for (_, _, id) in gone.into_iter().flatten() {
        toasts.dismiss(id);
    }
}

/// A call and who waits at its door; nobody once it is over. Something may happen while it is asked: such an answer is
/// older than what the page knows, and it is asked again.
async fn door(session: Session, shown: Shown, call: CallId) -> Option<(Call, Vec<CallGuest>)> {
    loop {
        let before = shown.changes.try_get_value()?;
        let client = session.client();
        let read = async move { Ok((client.call(call).await?, client.call_people(call).await?.guests)) };
        let (of, mut guests) = session.call(read).await.ok()?;
        if shown.changes.try_get_value()? == before {
            guests.retain(|one| one.state == GuestState::Waiting && !of.state.is_over());
            return Some((of, guests));
        }
    }
}
