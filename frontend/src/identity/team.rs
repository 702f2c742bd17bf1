//! The team: who is in it, who is there, and for those who may, inviting and changing.

mod edit;
mod invite;
mod member;
mod permissions;

use domain::permission::Permission;
use leptos::prelude::*;
use wire::identity::{Member, MemberState, Team};

use self::{edit::EditDialog, invite::InviteDialog, member::MemberRow};
use crate::{
    i18n::identity::{settings, team as w},
    realtime::Realtime,
    session::Session,
    shell::page::{Breadcrumbs, Crumb},
    ui::{Button, ButtonKind, Checkbox, Empty, Icon, Loaded},
};

#[component]
pub fn TeamPage() -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let team = LocalResource::new(move || session.call(async move { session.client().users().await }));
    realtime.users.listen(move |_| team.refetch());
    realtime.resync.listen(move |()| team.refetch());
    let inviting = RwSignal::new(false);
    let editing = RwSignal::new(None::<Member>);
    let with_former = RwSignal::new(false);
    let manages = move || session.may(Permission::UserManage);
    let changed = Callback::new(move |()| team.refetch());

    let list = move |Team { items }: Team| {
        let former = items.iter().any(|member| member.state == MemberState::Deactivated);
        let alone = items.len() == 1;
        let active = items.iter().filter(|member| member.state != MemberState::Deactivated).count();
        let active = u64::try_from(active).unwrap_or_default();
        let items = StoredValue::new(items);
        let rows = move || {
            let shown = items.get_value().into_iter();
            let shown = shown.filter(|one| with_former.get() || one.state != MemberState::Deactivated);
            shown
                .map(|member| view! { <MemberRow member=member editing=editing on_change=changed /> })
                .collect_view()
        };
        view! {
            <p class="muted">{move || w::count(active)}</p>
            <ul class="identity-list">{rows}</ul>
            {former.then(|| view! { <Checkbox label=w::show_deactivated checked=with_former /> })}
            {alone.then(|| view! {
                <Empty icon=Icon::Users title=w::alone text=w::alone_text>
                    <Show when=manages>
                        <Button kind=ButtonKind::Primary icon=Icon::UserPlus on_press=move |()| inviting.set(true)>
                            {w::invite}
                        </Button>
                    </Show>
                </Empty>
            })}
        }
    };
    view! {
        <Breadcrumbs crumbs=vec![Crumb::to("/settings", settings::title), Crumb::here(w::title)] />
        <section class="sheet__section sheet__section--wide">
            <header class="cluster cluster--apart">
                <h1>{w::title}</h1>
                <Show when=manages>
                    <Button kind=ButtonKind::Primary icon=Icon::UserPlus on_press=move |()| inviting.set(true)>
                        {w::invite}
                    </Button>
                </Show>
            </header>
            <Loaded of=team rows=8 view=list />
        </section>
        <InviteDialog open=inviting on_done=changed />
        <EditDialog editing=editing on_done=changed />
    }
}
