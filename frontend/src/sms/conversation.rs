//! One conversation: whose it is, what was said, and the answer.

use domain::SmsThreadId;
use leptos::prelude::*;
use leptos_router::components::A;
use wire::sms::{SmsMessage, SmsThread};

use super::bubble::Bubbles;
use super::composer::{Composer, Recipient};
use super::owner::WhoIsThis;
use super::words;
use crate::js::dom;
use crate::realtime::Realtime;
use crate::session::Session;
use crate::shell::page::{Crumb, Here};
use crate::ui::{Banner, Button, ButtonKind, Copyable, Loaded, PaneHead, Size, Tone};
use crate::{i18n::sms as w, task};

type Page = wire::Page<SmsMessage>;

/// The conversation of this address.
#[component]
pub fn Conversation(id: SmsThreadId) -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let changes = RwSignal::new(0_u32);
    let changed = move || changes.update(|n| *n = n.wrapping_add(1));
    realtime.sms.listen(move |news| {
        if news.thread == id {
            changed();
        }
    });
    realtime.resync.listen(move |()| changed());
    let loaded = LocalResource::new(move || {
        changes.track();
        async move {
            let client = session.client();
            let thread = session.call(client.sms_thread(id)).await?;
            let page = session.call(client.sms_messages(id, None)).await?;
            Ok::<_, client::Error>((thread, page))
        }
    });
    // What is on the screen has been read, by everyone of the practice.
    Effect::new(move |_| {
        let seen = loaded.with(|loaded| match loaded {
            Some(Ok((thread, page))) if thread.unread > 0 => page.items.first().map(|message| message.seq),
            _ => None,
        });
        if let Some(seq) = seen.filter(|_| dom::is_visible()) {
            task::spawn(async move {
                // Failing, it stays unread: nothing is lost.
                let _ = session.call(session.client().read_sms(id, seq)).await;
            });
        }
    });
    let again = RwSignal::new(None::<String>);
    let to = RwSignal::new(Recipient::default());
    Effect::new(move |_| {
        loaded.with(|loaded| {
            if let Some(Ok((thread, _))) = loaded {
                to.set(recipient(thread));
            }
        });
    });
    let answerable = Memo::new(move |_| {
        loaded.with(|loaded| matches!(loaded, Some(Ok((thread, _))) if thread.can_be_answered))
    });
    view! {
        <Loaded of=loaded rows=5 shape="message" view=move |(thread, page)| {
            view! { <Said thread=thread page=page on_change=move |()| changed() on_again=move |body| again.set(Some(body)) /> }
        } />
        {move || answerable.get().then(|| view! {
            <Composer to=to draft=id.to_string() again=again on_sent=move |_| changed() />
        })}
    }
    .into_any()
}

fn recipient(thread: &SmsThread) -> Recipient {
    Recipient {
        number: thread.other_party.clone(),
        applicant: thread.person.as_ref().map(|person| person.id),
        case: thread.last.as_ref().and_then(|last| last.case),
        name: thread.person.as_ref().map(|person| person.name.clone()).unwrap_or_default(),
    }
}

#[component]
fn Said(
    thread: SmsThread,
    page: Page,
    #[prop(into)] on_change: Callback<()>,
    #[prop(into)] on_again: Callback<String>,
) -> impl IntoView {
    let name = words::with(&thread);
    let label = name.clone();
    let record = thread.person.as_ref().map(|person| format!("/applicants/{}", person.id));
    let number = thread.other_party.clone();
    let shown = crate::words::phone_number(&number);
    let crumbs = vec![Crumb::to("/sms", w::title), Crumb::here(name.clone())];
    let title = view! {
        <h1 class="pane__name truncate"><bdi>{name}</bdi></h1>
        <Copyable text=number label=shown />
    }
    .into_any();
    let asks = thread.unfiled > 0;
    let dumb = !thread.can_be_answered;
    view! {
        <Here crumbs=crumbs />
        <PaneHead back="/sms" title=title>
            {record.map(|record| view! { <A href=record attr:class="link">{w::open_record}</A> })}
        </PaneHead>
        <div class="sms-said scroll" role="log" aria-label=move || w::thread_label(&label) tabindex="0">
            <History thread=thread.id page=page on_again=on_again />
        </div>
        {asks.then(|| view! { <div class="sms-ask"><WhoIsThis thread=thread on_done=on_change /></div> })}
        {dumb.then(|| view! { <div class="sms-ask"><Banner tone=Tone::Neutral>{w::short_code}</Banner></div> })}
    }
    .into_any()
}

/// The newest page, and earlier ones as they are asked for.
#[component]
fn History(thread: SmsThreadId, page: Page, on_again: Callback<String>) -> impl IntoView {
    let session = expect_context::<Session>();
    let messages = RwSignal::new(page.items);
    let cursor = RwSignal::new(page.next_cursor);
    let busy = RwSignal::new(false);
    let more = move |()| {
        busy.set(true);
        task::spawn(async move {
            let from = cursor.get_untracked();
            let call = session.client();
            if let Ok(earlier) = session.call(call.sms_messages(thread, from.as_deref())).await {
                messages.update(|messages| messages.extend(earlier.items));
                cursor.set(earlier.next_cursor);
            }
            busy.set(false);
        });
    };
    view! {
        {move || cursor.with(Option::is_some).then(|| view! {
            <div class="sms-more">
                <Button kind=ButtonKind::Quiet size=Size::Small busy=busy on_press=more>{w::more}</Button>
            </div>
        })}
        {move || view! { <Bubbles messages=messages.get() on_again=on_again /> }}
    }
}
