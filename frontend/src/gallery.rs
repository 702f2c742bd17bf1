//! Every component on one page, to look at while building; only in debug builds.

mod forms;
mod lists;

use chrono::{DateTime, Duration, Utc};
use leptos::prelude::*;
use leptos_router::{
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::Route,
    path,
};
use uuid::Uuid;

use crate::{
    js::clock,
    shell::page::{Breadcrumbs, Crumb},
    ui::{
        Avatar, AvatarSize, Banner, Button, ButtonKind, Chip, Copyable, Dialog, Empty, Failure, Forbidden,
        Icon, IconButton, IconView, Menu, MenuDivider, MenuItem, PresenceMark, PresenceState, Size, Skeleton,
        Tab, Tabs, Toasts, Tone,
    },
};

#[component(transparent)]
pub fn GalleryRoutes() -> AnyNestedRoute {
    view! { <Route path=path!("design") view=Gallery /> }.into_inner().into_any_nested_route()
}

/// A person who exists only here.
fn person(number: u8) -> Uuid {
    Uuid::from_bytes([number; 16])
}

fn minutes_ago(minutes: i64) -> DateTime<Utc> {
    clock::now() - Duration::minutes(minutes)
}

#[component]
fn Section(title: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="gallery__section">
            <h2>{title}</h2>
            {children()}
        </section>
    }
}

#[component]
fn Gallery() -> impl IntoView {
    view! {
        <Breadcrumbs crumbs=vec![Crumb::to("/", "Practice"), Crumb::here("Design")] />
        <div class="gallery">
            <h1>"Design"</h1>
            <Section title="Buttons"><Buttons /></Section>
            <Section title="People and words"><People /></Section>
            <Section title="Fields"><forms::Fields /></Section>
            <Section title="Lists and panes"><lists::Lists /></Section>
            <Section title="Messages"><Messages /></Section>
            <Section title="States"><States /></Section>
        </div>
    }
}

#[component]
fn Buttons() -> impl IntoView {
    let open = RwSignal::new(false);
    let muted = RwSignal::new(false);
    let tab = RwSignal::new("all");
    let toasts = expect_context::<Toasts>();
    view! {
        <div class="cluster">
            <Button kind=ButtonKind::Primary icon=Icon::Send on_press=move |()| toasts.done("Message sent")>"Send"</Button>
            <Button on_press=move |()| open.set(true)>"Schedule call"</Button>
            <Button kind=ButtonKind::Quiet on_press=move |()| toasts.undoable("Room muted", || ())>"Mute"</Button>
            <Button kind=ButtonKind::Danger icon=Icon::PhoneOff on_press=move |()| toasts.failed("The call could not be ended")>"Leave"</Button>
            <Button busy=true kind=ButtonKind::Primary>"Saving"</Button>
            <Button disabled=true>"Not now"</Button>
            <Button size=Size::Small>"Small"</Button>
            <IconButton icon=Icon::Mic label="Mute microphone" pressed=muted on_press=move |()| muted.update(|m| *m = !*m) />
            <Menu>
                <MenuItem icon=Icon::Pencil on_press=|()| ()>"Edit"</MenuItem>
                <MenuItem icon=Icon::Copy on_press=|()| ()>"Copy link"</MenuItem>
                <MenuDivider />
                <MenuItem icon=Icon::Trash2 danger=true on_press=|()| ()>"Delete"</MenuItem>
            </Menu>
        </div>
        <Button size=Size::Large kind=ButtonKind::Primary icon=Icon::Video>"Join the call"</Button>
        <Tabs
            label="Notifications"
            tabs=vec![
                Tab { key: "all", label: || "All" },
                Tab { key: "mentions", label: || "Mentions" },
                Tab { key: "calls", label: || "Calls" },
            ]
            selected=tab
            on_select=move |key| tab.set(key)
        />
        <Dialog open=open title="Schedule a video call">
            <forms::ShortForm open=open />
        </Dialog>
    }
}

#[component]
fn People() -> impl IntoView {
    let names = [
        "María García",
        "Élodie Tremblay",
        "محمد رضایی",
        "Wei Zhang",
        "Priya Raman",
        "Olu Adeyemi",
        "Kenji Mori",
        "Ana Souza",
    ];
    let one = |(index, name): (u8, &'static str)| {
        let presence = match index % 3 {
            0 => PresenceState::Active,
            1 => PresenceState::Idle,
            _ => PresenceState::Offline,
        };
        view! { <Avatar id=person(index) name=name presence=Signal::stored(presence) /> }
    };
    view! {
        <div class="cluster">
            <Avatar id=person(6) name="Marc Roy" size=AvatarSize::Large />
            {(0..).zip(names).map(one).collect_view()}
            <Avatar id=person(2) name="Small Name" size=AvatarSize::Small />
        </div>
        <div class="cluster">
            <span>"Amélie Roy"</span>
            <PresenceMark state=PresenceState::Active />
            <span>"Samuel Ortiz"</span>
            <PresenceMark state=PresenceState::Idle />
            <span>"Noor Haddad"</span>
            <PresenceMark state=PresenceState::Offline />
            <Copyable text="GAR-2041" />
        </div>
        <div class="cluster">
            <Chip>"Intake"</Chip>
            <Chip tone=Tone::Info icon=Icon::Clock>"Documents"</Chip>
            <Chip tone=Tone::Success icon=Icon::Check>"Delivered"</Chip>
            <Chip tone=Tone::Warning>"2 SMS"</Chip>
            <Chip tone=Tone::Danger>"Not delivered"</Chip>
            <span class="count">"4"</span>
            <span class="count count--muted">"12"</span>
            <IconView icon=Icon::LoaderCircle size="spin" />
        </div>
    }
}

#[component]
fn Messages() -> impl IntoView {
    view! {
        <Banner tone=Tone::Info>"SMS is not encrypted: no passport numbers, passwords or bank details."</Banner>
        <Banner tone=Tone::Success>"The invitation was sent to maria.garcia@example.org."</Banner>
        <Banner tone=Tone::Warning>"It is 23:10 where María is. Her practice hours start at 08:00."</Banner>
        <Banner tone=Tone::Danger>"The call was not saved. " <a href="#retry">"Try again"</a></Banner>
    }
}

#[component]
fn States() -> impl IntoView {
    view! {
        <div class="columns">
            <div class="gallery__box"><Skeleton rows=5 /></div>
            <div class="gallery__box">
                <Empty icon=Icon::MessagesSquare title="No conversations yet" text="Rooms bring a team together; a direct message is for two.">
                    <Button kind=ButtonKind::Primary>"Start a conversation"</Button>
                </Empty>
            </div>
            <div class="gallery__box">
                <Failure text="The server did not answer in time." reference="01JD-7Q2K" on_retry=|()| () />
            </div>
            <div class="gallery__box"><Forbidden permission="Send SMS" /></div>
        </div>
    }
}
