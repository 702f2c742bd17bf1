//! Someone of the team in the list, with what may be done about them.

use domain::permission::{Permission, Role};
use leptos::prelude::*;
use wire::identity::{Member, MemberState};

use crate::{
    i18n::identity::team as w,
    identity::fields::role_name,
    realtime::Realtime,
    session::Session,
    task,
    ui::{Avatar, Button, ButtonKind, Chip, Dialog, Icon, Menu, MenuDivider, MenuItem, Toasts, Tone},
    words,
};

#[component]
pub fn MemberRow(
    member: Member,
    editing: RwSignal<Option<Member>>,
    on_change: Callback<()>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let id = member.id;
    let (role, state) = (member.role, member.state);
    let presence = Signal::derive(move || realtime.presence_of(id));
    let is_me = session.me_now().is_some_and(|me| me.id == id);
    let avatar = if state == MemberState::Active {
        view! { <Avatar id=id.as_uuid() name=member.name.clone() presence=presence /> }.into_any()
    } else {
        view! { <Avatar id=id.as_uuid() name=member.name.clone() /> }.into_any()
    };
    let own = member.own_permissions;
    let second = if member.title.is_empty() {
        member.email.clone()
    } else {
        format!("{} · {}", member.title, member.email)
    };
    let actions = member.clone();
    view! {
        <li class="identity-row" class:identity-row--off=state == MemberState::Deactivated>
            {avatar}
            <span class="identity-row__lines">
                <span class="cluster">
                    <bdi class="identity-row__title">{member.name}</bdi>
                    {is_me.then(|| view! { <span class="muted">{w::you}</span> })}
                </span>
                <bdi class="muted truncate">{second}</bdi>
            </span>
            <span class="cluster identity-row__chips">
                {(state == MemberState::Invited).then(|| view! {
                    <Chip tone=Tone::Info icon=Icon::Mail>{w::state_invited}</Chip>
                })}
                {(state == MemberState::Deactivated).then(|| view! { <Chip icon=Icon::Ban>{w::state_deactivated}</Chip> })}
                {own.then(|| view! { <Chip tone=Tone::Warning>{w::own_permissions}</Chip> })}
                <Chip>{move || role_name(role)}</Chip>
            </span>
            {move || session.may(Permission::UserManage).then(|| view! {
                <Actions member=actions.clone() editing=editing on_change=on_change />
            })}
        </li>
    }
}

/// What one wants to do about someone.
#[derive(Clone, Copy)]
enum Deed {
    Deactivate,
    Reactivate,
    Resend,
}

#[component]
fn Actions(member: Member, editing: RwSignal<Option<Member>>, on_change: Callback<()>) -> impl IntoView {
    let session = expect_context::<Session>();
    let toasts = expect_context::<Toasts>();
    let asking = RwSignal::new(false);
    let (id, state) = (member.id, member.state);
    // Owners are changed by owners alone.
    let untouchable = member.role == Role::Owner && session.me_now().is_none_or(|me| me.role != Role::Owner);
    let name = StoredValue::new(member.name.clone());
    let act = move |deed: Deed| {
        // Detached: the event of what was done draws the list again before the answer has come.
        let name = name.get_value();
        task::detached(async move {
            let call = async move {
                let client = session.client();
                match deed {
                    Deed::Deactivate => client.deactivate_user(id).await.map(drop),
                    Deed::Reactivate => client.reactivate_user(id).await.map(drop),
                    Deed::Resend => client.resend_invitation(id).await,
                }
            };
            match session.call(call).await {
                Ok(()) => {
                    toasts.done(match deed {
                        Deed::Deactivate => w::deactivated(&name),
                        Deed::Reactivate => w::reactivated(&name),
                        Deed::Resend => w::invited(&name),
                    });
                }
                Err(error) => toasts.failed(words::error(&error)),
            }
            asking.set(false);
            on_change.try_run(());
        });
    };
    let member = StoredValue::new(member);
    view! {
        <Menu label=move || w::edit(&name.get_value())>
            <MenuItem icon=Icon::Pencil on_press=move |()| editing.set(Some(member.get_value()))>
                {w::edit_action}
            </MenuItem>
            {(state == MemberState::Invited).then(|| view! {
                <MenuItem icon=Icon::Send on_press=move |()| act(Deed::Resend)>{w::resend}</MenuItem>
            })}
            {(!untouchable).then(|| view! {
                <MenuDivider />
                {if state == MemberState::Deactivated {
                    view! {
                        <MenuItem icon=Icon::UserCheck on_press=move |()| act(Deed::Reactivate)>{w::reactivate}</MenuItem>
                    }.into_any()
                } else {
                    view! {
                        <MenuItem icon=Icon::UserX danger=true on_press=move |()| asking.set(true)>{w::deactivate}</MenuItem>
                    }.into_any()
                }}
            })}
        </Menu>
        <Dialog open=asking title=move || w::deactivate_title(&name.get_value())>
            <p>{w::deactivate_text}</p>
            <div class="form__actions">
                <Button on_press=move |()| asking.set(false)>{crate::i18n::ui::cancel}</Button>
                <Button kind=ButtonKind::Danger icon=Icon::UserX on_press=move |()| act(Deed::Deactivate)>
                    {w::deactivate}
                </Button>
            </div>
        </Dialog>
    }
}
