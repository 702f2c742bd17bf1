//! Changing a colleague: name, title, role, permissions, language, time zone.

use domain::permission::{PermissionSet, Role};
use leptos::prelude::*;
use wire::identity::{Member, MemberChange};

use super::permissions::Permissions;
use crate::{
    i18n::{
        identity::{self as words, team as w},
        ui as u,
    },
    identity::{
        fields::{LanguageSelect, RoleSelect, ZoneSelect, chosen_language},
        stale::StaleOrFailure,
    },
    session::Session,
    ui::{Button, ButtonKind, Dialog, Form, TextField, Toasts},
};

/// Open while `editing` holds somebody.
#[component]
pub fn EditDialog(editing: RwSignal<Option<Member>>, on_done: Callback<()>) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(editing.with(Option::is_some)));
    let title = move || {
        editing.with(|member| member.as_ref().map(|member| w::edit(&member.name)).unwrap_or_default())
    };
    view! {
        <Dialog open=open title=title wide=true steady=true on_close=move |()| editing.set(None)>
            {move || editing.get_untracked().map(|member| view! {
                <EditForm member=member open=open on_done=on_done />
            })}
        </Dialog>
    }
}

#[component]
fn EditForm(member: Member, open: RwSignal<bool>, on_done: Callback<()>) -> impl IntoView {
    let session = expect_context::<Session>();
    let toasts = expect_context::<Toasts>();
    let form = Form::new();
    let id = member.id;
    let may_own = member.role == Role::Owner || session.me_now().is_some_and(|me| me.role == Role::Owner);
    let had = member.permissions;
    let text = || RwSignal::new(String::new());
    let (name, title, zone, language, role) = (text(), text(), text(), text(), text());
    let version = RwSignal::new(0);
    let own = RwSignal::new(None::<PermissionSet>);
    let show = move |now: Member| {
        name.set(now.name);
        title.set(now.title);
        zone.set(now.time_zone);
        language.set(now.language.as_str().to_owned());
        role.set(now.role.as_str().to_owned());
        own.set(now.own_permissions.then_some(now.permissions));
        version.set(now.version);
    };
    show(member);
    let chosen_role = Signal::derive(move || role.get().parse().unwrap_or(Role::Viewer));
    let save = move || {
        let change = MemberChange {
            name: name.get_untracked(),
            title: title.get_untracked(),
            role: chosen_role.get_untracked(),
            permissions: own.get_untracked(),
            language: chosen_language(language),
            time_zone: zone.get_untracked(),
        };
        let version = version.get_untracked();
        let call = async move { session.client().change_user(id, version, &change).await };
        form.send(session.call(call), move |member: Member| {
            toasts.done(w::saved(&member.name));
            open.set(false);
            on_done.run(());
        });
    };
    view! {
        <form
            class="form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                save();
            }
        >
            <div class="pair">
                <TextField label=words::name value=name name="name" error=form.error("name") />
                <TextField label=w::job_title value=title name="title" error=form.error("title") optional=true />
                <LanguageSelect value=language />
                <ZoneSelect value=zone error=form.error("time_zone") />
            </div>
            <RoleSelect value=role with_owner=may_own error=form.error("role") />
            <Permissions role=chosen_role own=own had=had />
            <StaleOrFailure<Member>
                form=form
                what=move || w::stale(&name.get())
                on_theirs=move |now| show(now)
                on_mine=move |now: Member| {
                    version.set(now.version);
                    save();
                }
            />
            <div class="form__actions">
                <Button on_press=move |()| open.set(false)>{u::cancel}</Button>
                <Button kind=ButtonKind::Primary submit=true busy=form.busy()>{u::save}</Button>
            </div>
        </form>
    }
}
