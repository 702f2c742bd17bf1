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
    identity::fields::{LanguageSelect, RoleSelect, ZoneSelect, chosen_language},
    records::{conflict::ConflictOrFailure, editing::Editing, words::field},
    session::Session,
    ui::{Button, ButtonKind, Dialog, TextField, Toasts},
};

/// Open while `editing` holds someone.
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
    let id = member.id;
    let may_own = member.role == Role::Owner || session.me_now().is_some_and(|me| me.role == Role::Owner);
    let had = member.permissions;
    let (opened, version) = written(member);
    let editing = Editing::undrafted(opened.clone(), version);
    let form = editing.form;
    let text = || RwSignal::new(String::new());
    let (name, title, zone, language, role) = (text(), text(), text(), text(), text());
    let own = RwSignal::new(None::<PermissionSet>);
    let fill = move |now: &MemberChange| {
        name.set(now.name.clone());
        title.set(now.title.clone());
        zone.set(now.time_zone.clone());
        language.set(now.language.as_str().to_owned());
        role.set(now.role.as_str().to_owned());
        own.set(now.permissions);
    };
    fill(&opened);
    let chosen_role = Signal::derive(move || role.get().parse().unwrap_or(Role::Viewer));
    let typed = move || MemberChange {
        name: name.get(),
        title: title.get(),
        role: chosen_role.get(),
        permissions: own.get(),
        language: chosen_language(language),
        time_zone: zone.get(),
    };
    editing.keep(typed, fill);
    let save = move || {
        let Some(version) = editing.version_to_replace() else { return };
        let change = untrack(typed);
        let call = async move {
            let saved = session.call(session.client().change_user(id, version, &change)).await;
            if let Err(error) = &saved {
                editing.failed(&untrack(typed), error, |now: Member| {
                    let name = now.name.clone();
                    let (now, version) = written(now);
                    (name, now, version)
                });
            }
            saved
        };
        form.send(call, move |member: Member| {
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
            <div class="identity-pair">
                <TextField label=words::name value=name name="name" error=form.error("name") />
                <TextField label=w::job_title value=title name="title" error=form.error("title") optional=true />
                <LanguageSelect value=language />
                <ZoneSelect value=zone error=form.error("time_zone") />
            </div>
            <RoleSelect value=role with_owner=may_own error=form.error("role") />
            <Permissions role=chosen_role own=own had=had />
            <ConflictOrFailure editing=editing label=label />
            <div class="form__actions">
                <Button on_press=move |()| open.set(false)>{u::cancel}</Button>
                <Button kind=ButtonKind::Primary submit=true busy=form.busy()>{u::save}</Button>
            </div>
        </form>
    }
}

/// Someone of the team as their form shows them, and their version.
fn written(now: Member) -> (MemberChange, i64) {
    let change = MemberChange {
        name: now.name,
        title: now.title,
        role: now.role,
        permissions: now.own_permissions.then_some(now.permissions),
        language: now.language,
        time_zone: now.time_zone,
    };
    (change, now.version)
}

/// A title is a person's here, and not a case's.
fn label(name: &str) -> String {
    if name == "title" { w::job_title().to_owned() } else { field(name) }
}
