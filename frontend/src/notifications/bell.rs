//! The bell: what concerns you, newest first.

use leptos::prelude::*;
use leptos_router::components::A;
use wire::notifications::Notification;

use super::{state::NotificationsState, words::sentence};
use crate::{
    i18n::{records, shell, ui},
    lazy_page,
    ui::{
        Banner, Button, ButtonKind, Damaged, Empty, ErrorState, Icon, IconView, Popover, Size, Skeleton,
        Time, TimeFormat, Tone, UnreadMark, lazy,
    },
    words,
};

#[component]
pub fn Bell() -> impl IntoView {
    let state = expect_context::<NotificationsState>();
    let open = RwSignal::new(false);
    provide_context(Opened(open));
    let trigger = view! {
        <IconView icon=Icon::Bell size="large" />
        {move || (state.unseen() > 0).then(|| view! {
            <span class="notification-bell__count"><UnreadMark count=state.unseen() /></span>
        })}
    };
    view! {
        <Popover
            label=shell::bell::title
            trigger_class="button button--quiet button--icon notification-bell"
            trigger=trigger.into_any()
            align_end=true
            open=open
        >
            {lazy::page(PANEL)}
        </Popover>
    }
}

/// Whether the bell is open, in context of what it shows.
#[derive(Clone, Copy)]
struct Opened(RwSignal<bool>);

lazy_page!(rest: PANEL, fetch_panel => Panel);

/// What the panel shows. Only a change of it draws the panel again: the place in the list stays while it grows.
#[derive(Clone)]
enum Phase {
    Asking,
    Failed(client::Error),
    Empty,
    Some,
}

#[component]
fn Panel() -> impl IntoView {
    let state = expect_context::<NotificationsState>();
    let items = move || state.known().and_then(Result::ok).unwrap_or_default();
    let phase = Memo::new_with_compare(
        move |_| match state.known() {
            None => Phase::Asking,
            Some(Err(error)) => Phase::Failed(error),
            Some(Ok(items)) if items.is_empty() && state.unreadable().is_empty() => Phase::Empty,
            Some(Ok(_)) => Phase::Some,
        },
        |before, now| !matches!((before, now), (Some(Phase::Some), Some(Phase::Some))),
    );
    view! {
        <div class="notification-bell__panel">
            <header class="notification-bell__head">
                <h2>{shell::bell::title}</h2>
                {move || (state.unseen() > 0).then(|| view! {
                    <Button kind=ButtonKind::Quiet size=Size::Small on_press=move |()| state.see_all()>
                        {shell::bell::see_all}
                    </Button>
                })}
            </header>
            {move || match phase.get() {
                Phase::Asking => view! { <Skeleton rows=3 /> }.into_any(),
                Phase::Failed(error) => {
                    view! { <ErrorState error=error on_retry=move |()| state.refresh() /> }.into_any()
                }
                Phase::Empty => {
                    view! { <Empty icon=Icon::Bell title=shell::bell::empty text=shell::bell::empty_text /> }.into_any()
                }
                Phase::Some => view! {
                    <ul class="notification-bell__list scroll">
                        <For each=items key=|one| (one.id, one.seen_at.is_some()) let:one>
                            <Line notification=one />
                        </For>
                        {move || view! { <Damaged ids=state.unreadable() /> }}
                        <Older />
                    </ul>
                }
                .into_any(),
            }}
        </div>
    }
}

/// The way to older ones, at the end of the list.
#[component]
fn Older() -> impl IntoView {
    let state = expect_context::<NotificationsState>();
    move || {
        state.has_more().then(|| {
            let label = move || if state.failure().is_some() { ui::retry() } else { records::more() };
            view! {
                <li class="more">
                    {move || state.failure().map(|error| view! {
                        <Banner tone=Tone::Danger>{move || words::error(&error)}</Banner>
                    })}
                    <Button icon=Icon::ChevronDown busy=state.is_loading() on_press=move |()| state.more()>{label}</Button>
                </li>
            }
        })
    }
}

#[component]
fn Line(notification: Notification) -> impl IntoView {
    let state = expect_context::<NotificationsState>();
    let Opened(open) = expect_context();
    let unseen = notification.seen_at.is_none();
    let at = notification.created_at;
    let (icon, text) = sentence(&notification.fact);
    let href = notification.fact.link().to_owned();
    let press = move |_| {
        open.set(false);
        if unseen {
            state.see(&notification);
        }
    };
    view! {
        <li>
            <A href=href attr:class="notification" on:click=press>
                <span class="notification__icon"><IconView icon=icon /></span>
                <span class="notification__lines">
                    <bdi class="notification__text">{text}</bdi>
                    <span class="muted"><Time at=at format=TimeFormat::Ago /></span>
                </span>
                {unseen.then(|| view! { <span class="notification-dot"><span class="unseen">{shell::bell::new}</span></span> })}
            </A>
        </li>
    }
}
