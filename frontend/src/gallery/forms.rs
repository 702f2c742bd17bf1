//! Fields, and a form as a dialog shows it.

use leptos::prelude::*;

use super::person;
use crate::ui::{
    Button, ButtonKind, Checkbox, Choice, Combobox, Icon, PasswordField, PickMany, Select, Switch, TextArea,
    TextField,
};

fn people() -> Vec<Choice> {
    let names = [
        ("María García", "GAR-2041 · Toronto"),
        ("Mario Garza", "GAR-1877 · Montréal"),
        ("Marie Gagnon", "GAG-0912 · Québec"),
        ("محمد رضایی", "REZ-0031 · Ottawa"),
    ];
    (0..)
        .zip(names)
        .map(|(index, (name, detail))| Choice::new(person(index).to_string(), name).detail(detail))
        .collect()
}

fn searched(query: RwSignal<String>) -> Signal<Option<Vec<Choice>>> {
    Signal::derive(move || {
        let wanted = query.get().to_lowercase();
        Some(people().into_iter().filter(|choice| choice.label.to_lowercase().contains(&wanted)).collect())
    })
}

#[component]
pub fn Fields() -> impl IntoView {
    let name = RwSignal::new("Results presentation".to_owned());
    let email = RwSignal::new("maria.garcia@".to_owned());
    let password = RwSignal::new("correct horse".to_owned());
    let notes = RwSignal::new(String::new());
    let purpose = RwSignal::new("consultation".to_owned());
    let ticked = RwSignal::new(true);
    let waiting_room = RwSignal::new(true);
    let query = RwSignal::new(String::new());
    let many = RwSignal::new(String::new());
    let chosen = RwSignal::new(people().into_iter().take(2).collect::<Vec<_>>());
    let purposes =
        vec![Choice::new("interview", "Initial interview"), Choice::new("consultation", "Consultation")];
    view! {
        <div class="columns">
            <TextField label="Title" value=name hint="The client sees it in the invitation." />
            <TextField
                label="E-mail address"
                kind="email"
                value=email
                error=Signal::stored(Some("Write the whole address, such as name@example.org".to_owned()))
            />
            <PasswordField label="Password" value=password />
            <Select label="Purpose" value=purpose choices=purposes />
            <TextField label="Starts at" kind="time" value=RwSignal::new("14:30".to_owned()) icon=Icon::Clock />
            <TextField label="Folio" value=RwSignal::new("GAR-2041".to_owned()) disabled=true />
        </div>
        <div class="columns">
            <Combobox label="Applicant" query=query choices=searched(query) on_pick=move |choice: Choice| query.set(choice.label) people=true />
            <PickMany label="Participants" chosen=chosen query=many choices=searched(many) people=true optional=true />
        </div>
        <TextArea label="Notes before the call" value=notes optional=true hint="Only your team reads these." placeholder="What to prepare" />
        <div class="cluster">
            <Checkbox label="Send the client a notice" checked=ticked hint="By e-mail, with the old and the new time." />
            <Switch label="Waiting room" checked=waiting_room on_change=move |on| waiting_room.set(on) />
        </div>
    }
}

#[component]
pub fn ShortForm(open: RwSignal<bool>) -> impl IntoView {
    let title = RwSignal::new(String::new());
    let notes = RwSignal::new(String::new());
    view! {
        <form class="form" on:submit=move |event| event.prevent_default()>
            <TextField label="Title" value=title autofocus=true />
            <div class="columns">
                <TextField label="Day" kind="date" value=RwSignal::new("2026-03-03".to_owned()) />
                <TextField label="Starts at" kind="time" value=RwSignal::new("14:30".to_owned()) />
            </div>
            <TextArea label="Notes before the call" value=notes optional=true />
            <div class="form__actions">
                <Button on_press=move |()| open.set(false)>"Cancel"</Button>
                <Button kind=ButtonKind::Primary submit=true>"Schedule call"</Button>
            </div>
        </form>
    }
}
