//! The bell: what concerns you, newest first.

use leptos::prelude::*;
use leptos_router::components::A;
use wire::notifications::Notification;

use super::notifications::NotificationsState;
use crate::{
    i18n::shell,
    lazy_page, modules,
    ui::{
        Button, ButtonKind, Empty, ErrorState, Icon, IconView, Popover, Said, Size, Skeleton, Time,
        UnreadMark, lazy,
    },
};

#[component]
pub fn Bell() -> impl IntoView {
    let state = expect_context::<NotificationsState>();
    let open = RwSignal::new(false);
    provide_context(Opened(open));
    let trigger = view! {
        <IconView icon=Icon::Bell size="large" />
        {move || (state.unseen() > 0).then(|| view! {
            <span class="bell__count"><UnreadMark count=state.unseen() /></span>
        })}
    };
    view! {
        <Popover
            label=shell::bell::title
            trigger_class="button button--quiet button--icon bell"
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

#[component]
fn Panel() -> impl IntoView {
    let state = expect_context::<NotificationsState>();
    view! {
        <div class="bell__panel">
            <header class="bell__head">
                <h2>{shell::bell::title}</h2>
                {move || (state.unseen() > 0).then(|| view! {
                    <Button kind=ButtonKind::Quiet size=Size::Small on_press=move |()| state.see_all()>
                        {shell::bell::see_all}
                    </Button>
                })}
            </header>
            {move || match state.known() {
                None => view! { <Skeleton rows=3 /> }.into_any(),
                Some(Err(error)) => {
                    view! { <ErrorState error=error on_retry=move |()| state.refresh() /> }.into_any()
                }
                Some(Ok(items)) if items.is_empty() => {
                    view! { <Empty icon=Icon::Bell title=shell::bell::empty text=shell::bell::empty_text /> }.into_any()
                }
                Some(Ok(items)) => {
                    let lines = items.into_iter().map(|one| view! { <Line notification=one /> });
                    view! { <ul class="bell__list scroll">{lines.collect_view()}</ul> }.into_any()
                }
            }}
        </div>
    }
}

#[component]
fn Line(notification: Notification) -> impl IntoView {
    let state = expect_context::<NotificationsState>();
    let Opened(open) = expect_context();
    let unseen = notification.seen_at.is_none();
    let at = notification.created_at;
    let words = modules::notification(&notification);
    let href = words.href.clone();
    let press = move |_| {
        open.set(false);
        if unseen {
            state.see(&notification);
        }
    };
    view! {
        <li>
            <A href=href attr:class="notice" on:click=press>
                <span class="notice__icon"><IconView icon=words.icon /></span>
                <span class="notice__lines">
                    <bdi class="notice__text">{words.text}</bdi>
                    <span class="muted"><Time at=at said=Said::Ago /></span>
                </span>
                {unseen.then(|| view! { <span class="dot"><span class="unseen">{shell::bell::new}</span></span> })}
            </A>
        </li>
    }
}
