//! Changing a call: what is typed stays, and what a colleague saved meanwhile is shown beside it.

use leptos::prelude::*;
use wire::calls::Call;

use super::form::{self, CallFields, CallFieldset};
use crate::{
    chat::state::ChatState,
    i18n::{calls, records as r},
    records::{conflict::ConflictOrFailure, editing::Editing},
    session::Session,
    ui::{Banner, Button, ButtonKind, Checkbox, Toasts, Tone},
};

/// The form of the call in `open`, which it empties when it is done.
#[component]
pub fn EditForm(call: Call, open: RwSignal<Option<Call>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let toasts = expect_context::<Toasts>();
    let chat = expect_context::<ChatState>();
    let id = call.id;
    let (editing, typed) = Editing::begin(&format!("call.{id}"), form::of(&call), call.version);
    let editing = editing.linked(&[&["starts_at", "time_zone"]]);
    let known = call.participants.clone();
    let name = move |who| {
        let known = known.iter().find(|one| one.id == who).map(|one| one.name.clone());
        known.unwrap_or_else(|| chat.name_of(who))
    };
    let fields = CallFields::new(&typed, name.clone());
    let called = name.clone();
    editing.keep(move || fields.typed(), move |value| fields.fill(value, &called));
    let names = Callback::new(move |who: String| who.parse().map_or(who, &name));
    let form = editing.form;
    let has_address = call.applicant.email.is_some();
    let link_revoked = call.link_revoked;
    let client_zone = Signal::stored(Some(call.applicant.time_zone));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(version) = editing.version_to_replace() else { return };
        let (mut outgoing, seen) = (untrack(|| fields.typed()), editing.seen());
        // A time that nobody touched is not sent: nothing can be read into it.
        if (&outgoing.starts_at, &outgoing.time_zone) == (&seen.starts_at, &seen.time_zone) {
            (outgoing.starts_at, outgoing.time_zone) = (None, None);
        }
        let client = session.client();
        let save = async move {
            let result = session.call(client.change_call(id, version, &outgoing)).await;
            if let Err(error) = &result {
                let typed = untrack(|| fields.typed());
                editing.failed(&typed, error, |now: Call| (now.title.clone(), form::of(&now), now.version));
            }
            result
        };
        form.send(save, move |_| {
            editing.finish();
            toasts.done(calls::saved());
            open.set(None);
        });
    };
    let discard = move |()| {
        editing.finish();
        open.set(None);
    };
    view! {
        <form class="stack" on:submit=submit novalidate>
            {editing.is_restored().then(|| view! { <Banner tone=Tone::Info>{r::restored}</Banner> })}
            <CallFieldset fields=fields form=form client_zone=client_zone />
            {(has_address && link_revoked).then(|| view! { <p class="muted">{calls::notice_without_link}</p> })}
            {if has_address {
                view! { <Checkbox label=calls::notify checked=fields.notify hint=calls::notify_hint /> }.into_any()
            } else {
                view! { <p class="muted">{calls::no_notice}</p> }.into_any()
            }}
            <ConflictOrFailure editing=editing names=names />
            <div class="cluster cluster--end">
                <Button on_press=discard>{calls::discard}</Button>
                <Button kind=ButtonKind::Primary submit=true busy=form.busy()>{calls::save}</Button>
            </div>
        </form>
    }
}
