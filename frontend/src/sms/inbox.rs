//! The inbox: conversations left, the one that is open right. The address says which, and which filter is on.

use std::time::Duration;

use domain::SmsThreadId;
use domain::permission::Permission;
use domain::sms::DeliveryState;
use domain::sms::marks::shows_something;
use leptos::{prelude::*, text_prop::TextProp};
use leptos_router::components::A;
use leptos_router::hooks::{use_params_map, use_query_map};
use wire::sms::{Direction, SmsFilter, SmsMessage, SmsThread};

use super::conversation::Conversation;
use super::new::NewText;
use super::state::SmsState;
use super::words;
use crate::chat::state::ChatState;
use crate::i18n::sms as w;
use crate::js::timer;
use crate::realtime::Realtime;
use crate::records::paged::{Paged, Pages};
use crate::session::Session;
use crate::shell::page::{Breadcrumbs, Crumb};
use crate::ui::{
    Banner, ButtonKind, ButtonLink, Empty, Icon, IconView, List, NotFound, PaneHead, Panes, Row, SearchField,
    Showing, Size, Tone,
};

/// Searches after the last key by so much.
const REST: Duration = Duration::from_millis(160);

/// What the main pane shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    New,
    Thread(SmsThreadId),
    Wrong,
}

#[component]
pub fn InboxPage() -> impl IntoView {
    let params = use_params_map();
    let open = Memo::new(move |_| match params.with(|params| params.get("thread")).as_deref() {
        None => Open::Nothing,
        Some("new") => Open::New,
        Some(id) => id.parse().map_or(Open::Wrong, Open::Thread),
    });
    let showing =
        Signal::derive(move || if open.get() == Open::Nothing { Showing::List } else { Showing::Main });
    let main = move || match open.get() {
        Open::Nothing => view! {
            <Breadcrumbs crumbs=vec![Crumb::here(w::title)] />
            <Empty icon=Icon::MessageSquareText title=w::choose text=w::choose_text>
                <NewLink />
            </Empty>
        }
        .into_any(),
        Open::New => view! {
            <Breadcrumbs crumbs=vec![Crumb::to("/sms", w::title), Crumb::here(w::new)] />
            <NewText />
        }
        .into_any(),
        Open::Thread(id) => view! { <Conversation id=id /> }.into_any(),
        Open::Wrong => view! { <NotFound /> }.into_any(),
    };
    let list = view! { <Threads /> }.into_any();
    view! {
        <Panes showing=showing list_label=w::conversations list=list>
            {main}
        </Panes>
    }
    .into_any()
}

#[component]
fn NewLink() -> impl IntoView {
    view! {
        <ButtonLink href="/sms/new" kind=ButtonKind::Primary size=Size::Small icon=Icon::Plus>{w::new}</ButtonLink>
    }
}

#[component]
fn Threads() -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let state = expect_context::<SmsState>();
    let query = use_query_map();
    let filter = Memo::new(move |_| match query.with(|query| query.get("filter")).as_deref() {
        Some("unread") => SmsFilter::Unread,
        Some("unlinked") => SmsFilter::Unlinked,
        _ => SmsFilter::All,
    });
    let wanted = RwSignal::new(String::new());
    let paged = Paged::new(move |cursor| {
        let (filter, q) = (filter.get(), wanted.get());
        let client = session.client();
        async move {
            let q = Some(q.trim()).filter(|q| !q.is_empty());
            if q.is_some() && cursor.is_none() {
                timer::sleep(REST).await;
            }
            session.call(client.find_sms_threads(filter, q, cursor.as_deref())).await
        }
    });
    // What was paged to stays in the page: the list is read again as far as it was read.
    realtime.sms.listen(move |_| paged.reload());
    realtime.resync.listen(move |()| paged.reload());
    let title = view! { <h2 class="pane__name">{w::title}</h2> }.into_any();
    let may = move || session.may(Permission::SmsSend);
    let empty = move || {
        let narrowed = filter.get() != SmsFilter::All || !wanted.with(|q| q.trim().is_empty());
        if narrowed {
            view! { <Empty icon=Icon::Inbox title=w::nothing_here text=w::nothing_here_text /> }.into_any()
        } else {
            view! { <Empty icon=Icon::MessageSquareText title=w::empty text=w::empty_text /> }.into_any()
        }
    };
    view! {
        <PaneHead title=title>{move || may().then(|| view! { <NewLink /> })}</PaneHead>
        {move || state.simulated().then(|| view! {
            <p class="sms-simulated">
                <IconView icon=Icon::Smartphone size="small" /> {w::simulated} " "
                {may().then(|| view! { <A href="/sms/phone" attr:class="link">{w::phone_on_screen}</A> })}
            </p>
        })}
        {move || state.stopped().map(|stop| view! {
            <Banner tone=Tone::Danger icon=Icon::TriangleAlert>
                <p><strong>{w::stopped}</strong> " " {move || words::advice(stop.advice)} " " {move || w::error_code(&stop.code.to_string())}</p>
                <p>{move || w::stopped_waiting(stop.waiting)}</p>
            </Banner>
        })}
        <div class="pane__search">
            <SearchField label=w::search hint=w::search_hint wanted=wanted />
        </div>
        <nav class="tabs" aria-label=w::filters>
            <Filter filter=filter of=SmsFilter::All label=w::all />
            <Filter filter=filter of=SmsFilter::Unread label=w::unread />
            <Filter filter=filter of=SmsFilter::Unlinked label=w::unlinked />
        </nav>
        <div class="scroll grow">
            <Pages of=paged view=|threads| view! { <ThreadList threads=threads /> } empty=empty />
        </div>
    }
    .into_any()
}

#[component]
fn Filter(filter: Memo<SmsFilter>, of: SmsFilter, label: crate::i18n::Text) -> impl IntoView {
    let href = if of == SmsFilter::All { "/sms".to_owned() } else { format!("/sms?filter={}", of.as_str()) };
    view! {
        <a href=href class="tab" aria-current=move || (filter.get() == of).then_some("page")>{label}</a>
    }
}

#[component]
fn ThreadList(threads: Vec<SmsThread>) -> impl IntoView {
    let rows = threads.into_iter().map(|thread| view! { <ThreadRow thread=thread /> }).collect_view();
    view! { <List label=w::conversations principal=true>{rows}</List> }.into_any()
}

#[component]
fn ThreadRow(thread: SmsThread) -> impl IntoView {
    let last = thread.last.clone();
    let failed = last.as_ref().map(|last| (last.direction, last.state)).filter(|(direction, state)| {
        *direction == Direction::Out && (state.is_failure() || *state == DeliveryState::Unknown)
    });
    // Small enough to leave the room to the number: two that nobody knows are told apart by it.
    let beside = if let Some((_, state)) = failed {
        view! { <Mark icon=words::state_icon(state) text=move || words::state(state) danger=true /> }
            .into_any()
    } else if thread.unfiled > 0 {
        view! { <Mark icon=Icon::CircleHelp text=w::owner::ask /> }.into_any()
    } else {
        ().into_any()
    };
    let (chat, session) = (expect_context::<ChatState>(), expect_context::<Session>());
    let detail = move || last.as_ref().map(|last| preview(last, session, chat)).unwrap_or_default();
    let (name, at, unread, href) =
        (words::with(&thread), thread.last_at, thread.unread, format!("/sms/{}", thread.id));
    view! { <Row href=href title=name detail=detail at=at unread=unread beside=beside /> }.into_any()
}

/// What a row says of the last message: ours with who wrote it, as in a messenger.
fn preview(last: &SmsMessage, session: Session, chat: ChatState) -> String {
    let said = excerpt(last);
    match last.author.filter(|_| last.direction == Direction::Out) {
        Some(author) => w::preview(&words::colleague(author, session, chat), &said),
        None => said,
    }
}

fn excerpt(last: &SmsMessage) -> String {
    if shows_something(&last.body) {
        last.body.clone()
    } else if last.media > 0 {
        w::media(u64::from(last.media))
    } else {
        w::shows_nothing().to_owned()
    }
}

/// An icon whose words are read out, and shown on hover.
#[component]
fn Mark(icon: Icon, #[prop(into)] text: TextProp, #[prop(optional)] danger: bool) -> impl IntoView {
    let said = text.clone();
    view! {
        <span class="sms-mark" class:sms-mark--danger=danger title=move || text.get()>
            <IconView icon=icon size="small" />
            <span class="unseen">{move || said.get()}</span>
        </span>
    }
}
