//! The invitation: filled in, looked over, changed and sent by a person.

use domain::CallId;
use leptos::prelude::*;
use wire::calls::{Call, InvitationDraft};
use wire::mail::NewMail;

use crate::{
    i18n::calls,
    mail::MailStopped,
    session::Session,
    ui::{
        Banner, Button, ButtonKind, Dialog, Form, FormFailure, Icon, LeaveGuard, Loaded, SendKey, TextArea,
        TextField, Toasts, Tone,
    },
};

#[component]
pub fn InviteDialog(
    open: RwSignal<bool>,
    call: CallId,
    /// The call as it is now.
    now: LocalResource<client::Result<Call>>,
) -> impl IntoView {
    view! {
        <Dialog open=open title=calls::invite wide=true steady=true>
            <Drafted open=open call=call now=now />
        </Dialog>
    }
}

#[component]
fn Drafted(open: RwSignal<bool>, call: CallId, now: LocalResource<client::Result<Call>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let drafts =
        LocalResource::new(move || async move { session.call(session.client().call_invitation(call)).await });
    // Of the call as it is, so that the dialog notices when someone moves it, cancels it, or changes its link.
    let version = Signal::derive(move || now.get().and_then(Result::ok).map(|call| call.version));
    view! {
        <Loaded of=drafts rows=6 shape="line" view=move |draft: InvitationDraft| view! {
            <Compose open=open call=call draft=draft version=version renew=move |()| drafts.refetch() />
        } />
    }
}

#[component]
fn Compose(
    open: RwSignal<bool>,
    call: CallId,
    draft: InvitationDraft,
    version: Signal<Option<i64>>,
    #[prop(into)] renew: Callback<()>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let key = SendKey::default();
    let no_address = draft.to.is_none();
    let written_from = draft.call_version;
    let to = RwSignal::new(draft.to.unwrap_or_default());
    let subject = RwSignal::new(draft.subject);
    let text = RwSignal::new(draft.text.clone());
    // Not kept as a draft: the call may move meanwhile, and an old date must not be mailed.
    let unsaved = Signal::derive(move || text.with(|text| *text != draft.text));
    let outdated = Signal::derive(move || version.get().is_some_and(|version| version > written_from));
    // What nobody changed is written again by itself; what someone did is theirs to give up.
    Effect::new(move |_| {
        if outdated.get() && !unsaved.get_untracked() {
            renew.run(());
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if outdated.get_untracked() {
            return;
        }
        let mail = NewMail {
            kind: "invitation".to_owned(),
            call: Some(call),
            call_version: Some(written_from),
            to: to.get_untracked(),
            subject: subject.get_untracked(),
            text: text.get_untracked(),
            ..NewMail::default()
        };
        let (client, sent) = (session.client(), key.of(&mail));
        let send = async move { session.call(client.send_mail(&sent, &mail)).await };
        form.send(send, move |_| {
            key.finish();
            toasts.done(calls::invitation_sent());
            open.set(false);
        });
    };
    view! {
        <form class="stack" on:submit=submit novalidate>
            <LeaveGuard unsaved=unsaved />
            <MailStopped />
            {no_address.then(|| view! { <Banner tone=Tone::Warning>{calls::no_address}</Banner> })}
            {move || outdated.get().then(|| view! {
                <Banner tone=Tone::Warning>
                    <p>{calls::invitation_outdated}</p>
                    <Button icon=Icon::RefreshCw on_press=renew>{calls::invitation_renew}</Button>
                </Banner>
            })}
            <TextField label=calls::field::to kind="email" value=to error=form.error("to") />
            <TextField label=calls::field::subject value=subject error=form.error("subject") />
            <TextArea label=calls::field::text value=text rows=16 error=form.error("text") />
            <FormFailure form=form />
            <div class="cluster cluster--end">
                <Button on_press=move |()| open.set(false)>{calls::cancel}</Button>
                <Button
                    kind=ButtonKind::Primary
                    icon=Icon::Send
                    submit=true
                    busy=form.busy()
                    disabled=outdated
                >
                    {calls::send}
                </Button>
            </div>
        </form>
    }
}
