//! The invitation: filled in, looked over, changed and sent by a person.

use domain::CallId;
use leptos::prelude::*;
use uuid::Uuid;
use wire::mail::NewMail;
use wire::video::InvitationDraft;

use crate::{
    i18n::video,
    session::Session,
    ui::{
        Banner, Button, ButtonKind, Dialog, Form, FormFailure, Icon, LeaveGuard, Loaded, TextArea, TextField,
        Toasts, Tone,
    },
};

#[component]
pub fn InviteDialog(open: RwSignal<bool>, call: CallId) -> impl IntoView {
    view! {
        <Dialog open=open title=video::invite wide=true steady=true>
            <Drafted open=open call=call />
        </Dialog>
    }
}

#[component]
fn Drafted(open: RwSignal<bool>, call: CallId) -> impl IntoView {
    let session = expect_context::<Session>();
    let draft =
        LocalResource::new(move || async move { session.call(session.client().call_invitation(call)).await });
    view! {
        <Loaded of=draft rows=6 shape="line" view=move |draft: InvitationDraft| view! {
            <Compose open=open call=call draft=draft />
        } />
    }
}

#[component]
fn Compose(open: RwSignal<bool>, call: CallId, draft: InvitationDraft) -> impl IntoView {
    let session = expect_context::<Session>();
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let key = Uuid::new_v4().to_string();
    let no_address = draft.to.is_none();
    let to = RwSignal::new(draft.to.unwrap_or_default());
    let subject = RwSignal::new(draft.subject);
    let text = RwSignal::new(draft.text.clone());
    // Not kept as a draft: the call may move meanwhile, and an old date must not be mailed.
    let unsaved = Signal::derive(move || text.with(|text| *text != draft.text));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let mail = NewMail {
            kind: "invitation".to_owned(),
            call: Some(call),
            to: to.get_untracked(),
            subject: subject.get_untracked(),
            text: text.get_untracked(),
            ..NewMail::default()
        };
        let (client, key) = (session.client(), key.clone());
        let send = async move { session.call(client.send_mail(&key, &mail)).await };
        form.send(send, move |_| {
            toasts.done(video::invitation_sent());
            open.set(false);
        });
    };
    view! {
        <form class="stack" on:submit=submit novalidate>
            <LeaveGuard unsaved=unsaved />
            {no_address.then(|| view! { <Banner tone=Tone::Warning>{video::no_address}</Banner> })}
            <TextField label=video::field::to kind="email" value=to error=form.error("to") />
            <TextField label=video::field::subject value=subject error=form.error("subject") />
            <TextArea label=video::field::text value=text rows=16 error=form.error("text") />
            <FormFailure form=form />
            <div class="cluster cluster--end">
                <Button on_press=move |()| open.set(false)>{video::cancel}</Button>
                <Button kind=ButtonKind::Primary icon=Icon::Send submit=true busy=form.busy()>{video::send}</Button>
            </div>
        </form>
    }
}
