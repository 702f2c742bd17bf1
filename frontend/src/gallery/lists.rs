//! Rows and panes.

use leptos::prelude::*;

use super::{minutes_ago, person};
use crate::ui::{
    Avatar, AvatarSize, DaySeparator, Icon, IconButton, List, Menu, MenuItem, PaneHead, Panes, PresenceMark,
    PresenceState, Row, Showing, Size, TabLink, TabLinks, Time,
};

#[component]
pub fn Lists() -> impl IntoView {
    let rows = [
        ("María García", "Thank you, I will bring the originals", 4_u64, 3_i64),
        ("#pr-cases", "Amélie: CAS118 got its AOR this morning", 0, 52),
        ("محمد رضایی", "سلام، مدارک را فرستادم", 0, 60 * 26),
        (
            "Christopher Montgomery-Featherstonehaugh de la Villeneuve",
            "A very long line that does not fit into the three hundred and twenty pixels of this pane",
            300,
            60 * 24 * 6,
        ),
        ("Wei Zhang", "OK", 0, 60 * 24 * 400),
    ];
    let one = |(index, (name, text, unread, age)): (u8, (&'static str, &'static str, u64, i64))| {
        view! {
            <Row
                href=format!("/design#{index}")
                title=name
                detail=text
                at=minutes_ago(age)
                unread=unread
                leading=view! { <Avatar id=person(index) name=name size=AvatarSize::Small /> }.into_any()
                actions=view! {
                    <Menu small=true>
                        <MenuItem icon=Icon::BellOff on_press=|()| ()>"Mute"</MenuItem>
                    </Menu>
                }.into_any()
            />
        }
    };
    let list = view! {
        <PaneHead title=view! { "Conversations" }.into_any()>
            <IconButton icon=Icon::Plus label="New conversation" size=Size::Small />
        </PaneHead>
        <List label="Conversations">{(0..).zip(rows).map(one).collect_view()}</List>
    };
    let title = view! {
        <Avatar id=person(0) name="María García" size=AvatarSize::Small />
        <bdi class="truncate">"María García"</bdi>
        <PresenceMark state=PresenceState::Active />
    };
    view! {
        <div class="gallery__box gallery__panes">
            <Panes showing=Showing::Main list_label="Conversations" list=list.into_any()>
                <PaneHead back="/design" title=title.into_any()>
                    <IconButton icon=Icon::Phone label="Call" />
                    <IconButton icon=Icon::Video label="Schedule call" />
                </PaneHead>
                <div class="scroll grow stack">
                    <TabLinks label="Record" tabs=vec![
                        TabLink::new("/design", "Timeline").exact(),
                        TabLink::new("/design/sms", "SMS").count(Signal::stored(Some(12))),
                        TabLink::new("/design/calls", "Video calls"),
                    ] />
                    <DaySeparator at=minutes_ago(60 * 24) />
                    <p>"Sent " <Time at=minutes_ago(60 * 24) /> ", read " <Time at=minutes_ago(75) format=crate::ui::TimeFormat::Ago /></p>
                </div>
            </Panes>
        </div>
    }
}
