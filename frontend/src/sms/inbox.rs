//! The inbox: conversations left, the one that is open right. The address says which, and which filter is on.

use domain::SmsThreadId;
use domain::permission::Permission;
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::{use_params_map, use_query_map};
use wire::Page;
use wire::sms::{Direction, SmsFilter, SmsThread};

use super::conversation::Conversation;
use super::new::NewText;
use super::state::SmsState;
use super::words;
use crate::i18n::sms as w;
use crate::realtime::Realtime;
use crate::session::Session;
use crate::shell::page::{Crumb, Here};
use crate::ui::{
    Banner, ButtonKind, ButtonLink, Chip, Empty, Icon, IconView, List, Loaded, NotFound, PaneHead, Panes,
    Row, Showing, Size, Tone,
};

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
            <Here crumbs=vec![Crumb::here(w::title)] />
            <Empty icon=Icon::MessageSquareText title=w::choose text=w::choose_text>
                <NewLink />
            </Empty>
        }
        .into_any(),
        Open::New => view! {
            <Here crumbs=vec![Crumb::to("/sms", w::title), Crumb::here(w::new)] />
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
    let changes = RwSignal::new(0_u32);
    realtime.sms.listen(move |_| changes.update(|n| *n = n.wrapping_add(1)));
    realtime.resync.listen(move |()| changes.update(|n| *n = n.wrapping_add(1)));
    let loaded = LocalResource::new(move || {
        changes.track();
        let filter = filter.get();
        async move { session.call(session.client().sms_threads(filter, None)).await }
    });
    let title = view! { <h2 class="pane__name">{w::title}</h2> }.into_any();
    let may = move || session.may(Permission::SmsSend);
    view! {
        <PaneHead title=title>{move || may().then(|| view! { <NewLink /> })}</PaneHead>
        {move || state.simulated().then(|| view! {
            <p class="sms-simulated">
                <IconView icon=Icon::Smartphone size="small" /> {w::simulated} " "
                <A href="/sms/phone" attr:class="link">{w::phone_on_screen}</A>
            </p>
        })}
        {move || state.stopped().map(|stop| view! {
            <Banner tone=Tone::Danger icon=Icon::TriangleAlert>
                <p><strong>{w::stopped}</strong> " " {move || words::advice(stop.advice)} " " {move || w::error_code(&stop.code.to_string())}</p>
                <p>{move || w::stopped_waiting(stop.waiting)}</p>
            </Banner>
        })}
        <nav class="tabs" aria-label=w::filters>
            <Filter filter=filter of=SmsFilter::All label=w::all />
            <Filter filter=filter of=SmsFilter::Unread label=w::unread />
            <Filter filter=filter of=SmsFilter::Unlinked label=w::unlinked />
        </nav>
        <div class="scroll grow">
            <Loaded of=loaded view=move |page| view! { <ThreadList page=page filter=filter.get_untracked() /> } />
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
fn ThreadList(page: Page<SmsThread>, filter: SmsFilter) -> impl IntoView {
    if page.items.is_empty() {
        return if filter == SmsFilter::All {
            view! { <Empty icon=Icon::MessageSquareText title=w::empty text=w::empty_text /> }.into_any()
        } else {
            view! { <Empty icon=Icon::Inbox title=w::nothing_here text=w::nothing_here_text /> }.into_any()
        };
    }
    let rows = page.items.into_iter().map(|thread| view! { <ThreadRow thread=thread /> }).collect_view();
    view! { <List label=w::conversations principal=true>{rows}</List> }.into_any()
}

#[component]
fn ThreadRow(thread: SmsThread) -> impl IntoView {
    let last = thread.last.as_ref().map(|last| (last.body.clone(), last.direction, last.state));
    let (body, direction, state) =
        last.unwrap_or((String::new(), Direction::In, domain::sms::DeliveryState::Received));
    let failed =
        direction == Direction::Out && (state.is_failure() || state == domain::sms::DeliveryState::Unknown);
    let beside = if failed {
        Some(view! { <Chip tone=Tone::Danger>{move || words::state(state)}</Chip> }.into_any())
    } else if thread.unfiled > 0 {
        Some(view! { <Chip tone=Tone::Warning icon=Icon::CircleHelp>{w::owner::ask}</Chip> }.into_any())
    } else {
        None
    };
    let (name, at, unread, href) =
        (words::with(&thread), thread.last_at, thread.unread, format!("/sms/{}", thread.id));
    match beside {
        Some(beside) => {
            view! { <Row href=href title=name detail=body at=at unread=unread beside=beside /> }.into_any()
        }
        None => view! { <Row href=href title=name detail=body at=at unread=unread /> }.into_any(),
    }
}
