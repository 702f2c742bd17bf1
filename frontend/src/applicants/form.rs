//! Adding and changing an applicant.

use domain::permission::Permission;
use domain::person::full_name;
use domain::{ApplicantId, country};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};
use wire::applicants::{Applicant, ApplicantSummary, NewApplicant, NewEmail, NewPhone};

use super::{
    fields::{ContactField, Fields},
    list::told_apart,
};
use crate::{
    chat::state::ChatState,
    i18n::{self, applicants as p, records as r, records::field as f, ui},
    js::intl,
    records::{conflict::ConflictOrFailure, details, editing::Editing, words},
    session::{Needs, Session},
    shell::page::{Breadcrumbs, Crumb},
    ui::{
        Avatar, AvatarSize, Banner, Button, ButtonKind, ButtonLink, Choice, Dialog, Icon, IconButton, List,
        Loaded, NotFound, Row, Select, SendKey, Size, TextArea, TextField, ThisDialog, Toasts, Tone,
    },
    zones::ZonePicker,
};

/// Languages that clients of such practices speak; a record may name any other.
const LANGUAGES: &[&str] = &[
    "ar", "bn", "en", "es", "fa", "fil", "fr", "hi", "ht", "it", "ja", "ko", "ln", "ne", "pa", "pl", "ps",
    "pt-BR", "pt-PT", "ro", "ru", "so", "sw", "ta", "ti", "tr", "uk", "ur", "vi", "wo", "yo", "zh-Hans",
    "zh-Hant",
];

#[component]
pub fn NewApplicantForm() -> impl IntoView {
    let blank = || NewApplicant {
        phones: vec![NewPhone::default()],
        emails: vec![NewEmail::default()],
        time_zone: Some(intl::device_zone()),
        ..NewApplicant::default()
    };
    view! {
        <Breadcrumbs crumbs=vec![Crumb::to("/applicants", p::title), Crumb::here(p::new)] />
        <Needs permission=Permission::ApplicantWrite>
            <ApplicantForm id=None seen=blank() version=0 />
        </Needs>
    }
}

#[component]
pub fn EditApplicant() -> impl IntoView {
    let session = expect_context::<Session>();
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id")).and_then(|id| id.parse::<ApplicantId>().ok())
    });
    let page = move |id: ApplicantId| {
        let applicant = LocalResource::new(move || {
            let client = session.client();
            async move { session.call(client.applicant(id)).await }
        });
        let crumbs = Signal::derive(move || {
            let name = match applicant.get() {
                Some(Ok(applicant)) => full_name(&applicant.given_names, &applicant.family_names),
                _ => String::new(),
            };
            vec![
                Crumb::to("/applicants", p::title),
                Crumb::to(format!("/applicants/{id}"), name),
                Crumb::here(p::edit),
            ]
        });
        let form = move |applicant: Applicant| {
            let version = applicant.version;
            view! { <ApplicantForm id=Some(id) seen=NewApplicant::from(applicant) version=version /> }
        };
        view! {
            <Breadcrumbs crumbs=crumbs />
            <Needs permission=Permission::ApplicantWrite>
                <Loaded of=applicant shape="line" view=form />
            </Needs>
        }
    };
    move || match id.get() {
        Some(id) => page(id).into_any(),
        None => view! { <NotFound /> }.into_any(),
    }
}

#[component]
fn ApplicantForm(id: Option<ApplicantId>, seen: NewApplicant, version: i64) -> impl IntoView {
    let session = expect_context::<Session>();
    let toasts = expect_context::<Toasts>();
    let key = id.map_or_else(|| "applicant.new".to_owned(), |id| format!("applicant.{id}"));
    let (editing, typed) = Editing::begin(&key, seen, version);
    let fields = Fields::new(&typed);
    editing.keep(move || fields.typed(), move |value| fields.fill(value));
    let once = SendKey::beside(&key);
    let navigate = StoredValue::new_local(use_navigate());
    let form = editing.form;
    // Who the person may be already, and whether that is asked.
    let alike = RwSignal::new(Vec::<ApplicantSummary>::new());
    let asking = RwSignal::new(false);
    let save = Callback::new(move |allow_duplicate: bool| {
        let Some(version) = editing.version_to_replace() else { return };
        let typed = move || without_blanks(untrack(|| fields.typed()));
        let outgoing = NewApplicant { allow_duplicate, ..typed() };
        let (client, sent) = (session.client(), once.of(&outgoing));
        let save = async move {
            let result = session
                .call(async {
                    match id {
                        Some(id) => client.change_applicant(id, version, &outgoing).await,
                        None => client.create_applicant(&sent, &outgoing).await,
                    }
                })
                .await;
            if let Err(error) = &result {
                if let Some(known) = error.possible_duplicates() {
                    alike.set(known.items);
                    asking.set(true);
                }
                editing.failed(&typed(), error, |now: Applicant| {
                    let (name, version) = (full_name(&now.given_names, &now.family_names), now.version);
                    (name, NewApplicant::from(now), version)
                });
            }
            result
        };
        form.send(save, move |saved: Applicant| {
            editing.finish();
            once.finish();
            toasts.done(p::saved());
            navigate.with_value(|navigate| {
                navigate(&format!("/applicants/{}", saved.id), NavigateOptions::default());
            });
        });
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save.run(false);
    };
    let add_anyway = Callback::new(move |()| {
        asking.set(false);
        save.run(true);
    });
    let back = id.map_or_else(|| "/applicants".to_owned(), |id| format!("/applicants/{id}"));
    let discard = move |()| editing.discard();
    let chat = expect_context::<ChatState>();
    let names = Callback::new(move |who: String| who.parse().map_or(who, |who| chat.name_of(who)));
    view! {
        <form class="record__form scroll" on:submit=submit>
            <h1 class="record__name">{move || if id.is_some() { p::edit() } else { p::new() }}</h1>
            {editing.is_restored().then(|| view! {
                <Banner tone=Tone::Info>
                    {r::restored} " "
                    <Button kind=ButtonKind::Quiet size=Size::Small on_press=discard>{r::discard}</Button>
                </Banner>
            })}
            <Inputs fields=fields editing=editing />
            <ConflictOrFailure editing=editing names=names />
            <div class="record__save">
                <Button kind=ButtonKind::Primary submit=true busy=form.busy()>{ui::save}</Button>
                <ButtonLink href=back kind=ButtonKind::Quiet>{ui::cancel}</ButtonLink>
                {move || editing.is_unsaved().then(|| view! { <span class="record__kept">{ui::draft_kept}</span> })}
            </div>
        </form>
        <Dialog open=asking title=p::alike::title>
            <Alike known=alike.get() on_add=add_anyway />
        </Dialog>
    }
    .into_any()
}

/// Rows that were left empty are no contacts.
fn without_blanks(applicant: NewApplicant) -> NewApplicant {
    let NewApplicant { mut phones, mut emails, .. } = applicant.clone();
    phones.retain(|phone| !is_blank(&phone.number, &phone.label));
    emails.retain(|email| !is_blank(&email.address, &email.label));
    NewApplicant { phones, emails, ..applicant }
}

fn is_blank(value: &str, label: &str) -> bool {
    value.trim().is_empty() && label.trim().is_empty()
}

/// In a dialog: people of the same name with something else in common, to open their records or add one more.
#[component]
fn Alike(known: Vec<ApplicantSummary>, on_add: Callback<()>) -> impl IntoView {
    let dialog = ThisDialog::here();
    let one = |one: ApplicantSummary| {
        let name = full_name(&one.given_names, &one.family_names);
        let avatar = view! { <Avatar id=one.id.as_uuid() name=name.clone() size=AvatarSize::Small /> };
        view! {
            <Row
                href=format!("/applicants/{}", one.id)
                title=name
                detail=told_apart(&one)
                leading=avatar.into_any()
            />
        }
    };
    view! {
        <div class="stack">
            <p>{p::alike::text}</p>
            <List label=p::alike::title>{known.into_iter().map(one).collect_view()}</List>
            <div class="cluster cluster--end">
                <Button on_press=move |()| dialog.close()>{ui::cancel}</Button>
                <Button kind=ButtonKind::Primary on_press=move |()| on_add.run(())>{p::alike::add}</Button>
            </div>
        </div>
    }
}

#[component]
fn Inputs(fields: Fields, editing: Editing<NewApplicant>) -> impl IntoView {
    let wrong = move |field: &'static str| editing.wrong(move || field.to_owned());
    let chat = expect_context::<ChatState>();
    let session = expect_context::<Session>();
    let none = || Choice::new("", r::nothing());
    let countries = Signal::derive(move || {
        let mut all: Vec<Choice> =
            country::codes().map(|code| Choice::new(code, details::country(code))).collect();
        i18n::sort_by_name(&mut all, |choice| &choice.label);
        all.insert(0, none());
        all
    });
    let languages = Signal::derive(move || {
        let own = fields.language.get();
        let mut tags: Vec<&str> = LANGUAGES.to_vec();
        if !own.is_empty() && !tags.contains(&own.as_str()) {
            tags.push(&own);
        }
        let mut all: Vec<Choice> =
            tags.into_iter().map(|tag| Choice::new(tag, details::language(tag))).collect();
        i18n::sort_by_name(&mut all, |choice| &choice.label);
        if own.is_empty() {
            all.insert(0, none());
        }
        all
    });
    let channels = Signal::derive(move || {
        let mut all = vec![none()];
        all.extend(["sms", "email", "phone"].map(|name| Choice::new(name, words::channel(name))));
        all
    });
    let colleagues = Signal::derive(move || {
        let mut all: Vec<Choice> =
            session.me().into_iter().map(|me| Choice::new(me.id.to_string(), me.name)).collect();
        all.extend(chat.others().into_iter().map(|one| Choice::new(one.id.to_string(), one.name)));
        if fields.responsible.with(String::is_empty) {
            all.insert(0, Choice::new("", r::whoever_adds()));
        }
        all
    });
    view! {
        <div class="columns">
            <TextField label=f::given_names value=fields.given_names error=wrong("given_names") hint=p::as_in_passport />
            <TextField label=f::family_names value=fields.family_names error=wrong("family_names") hint=p::one_name_here />
            <TextField label=f::preferred_name value=fields.preferred_name error=wrong("preferred_name") optional=true hint=p::any_script />
            <TextField label=f::date_of_birth value=fields.date_of_birth kind="date" error=wrong("date_of_birth") optional=true />
        </div>
        <Contacts list=fields.phones editing=editing name="phones" part="number" kind="tel" title=f::phones first=p::first_phone add=p::add_phone hint=p::phone_hint />
        <Contacts list=fields.emails editing=editing name="emails" part="address" kind="email" title=f::emails first=p::first_email add=p::add_email hint=p::email_hint />
        <div class="columns">
            <Select label=f::language value=fields.language choices=languages error=wrong("language") />
            <ZonePicker label=f::time_zone value=fields.time_zone error=wrong("time_zone") />
            <Select label=f::country value=fields.country choices=countries error=wrong("country") optional=true />
            <Select label=f::nationality value=fields.nationality choices=countries error=wrong("nationality") optional=true />
            <Select label=f::preferred_channel value=fields.preferred_channel choices=channels optional=true />
            <Select label=f::responsible value=fields.responsible choices=colleagues error=wrong("responsible") />
        </div>
        <TextArea label=f::address value=fields.address rows=2 error=wrong("address") optional=true />
        <TextArea label=f::notes value=fields.notes rows=4 error=wrong("notes") optional=true />
    }
    .into_any()
}

/// Several numbers or addresses, the one to use first in front.
#[component]
fn Contacts(
    list: RwSignal<Vec<ContactField>>,
    editing: Editing<NewApplicant>,
    name: &'static str,
    part: &'static str,
    kind: &'static str,
    title: crate::i18n::Text,
    first: crate::i18n::Text,
    add: crate::i18n::Text,
    hint: crate::i18n::Text,
) -> impl IntoView {
    let missing = editing.wrong(move || name.to_owned());
    let row = move |field: ContactField| {
        let key = StoredValue::new(field.key.clone());
        // Its place among those that are sent.
        let at = move || {
            list.with(|all| {
                let before = all.iter().take_while(|one| key.with_value(|key| one.key != *key));
                before.filter(|one| !is_blank(&one.value.get(), &one.label.get())).count()
            })
        };
        let (value, label) = (RwSignal::from(field.value), RwSignal::from(field.label));
        let blank = move || is_blank(&value.get(), &label.get());
        let wrong = editing.wrong(move || format!("{name}[{}].{part}", at()));
        let error = Signal::derive(move || wrong.get().filter(|_| !blank()));
        let remove = move |()| list.update(|all| all.retain(|one| key.with_value(|key| one.key != *key)));
        view! {
            <div class="record-contact">
                <div class="record-contact__value">
                    <TextField label=title value=value kind=kind error=error placeholder=hint optional=true />
                </div>
                <div class="record-contact__label">
                    <TextField label=r::label value=label optional=true />
                </div>
                <IconButton icon=Icon::Trash2 label=move || ui::remove_item(&value.get()) on_press=remove />
            </div>
        }
    };
    view! {
        <fieldset class="stack stack--tight">
            <legend class="unseen">{title}</legend>
            <For each=move || list.get() key=|field| field.key.clone() children=row />
            {move || missing.get().map(|text| view! { <p class="field__error">{text}</p> })}
            <div>
                <Button
                    kind=ButtonKind::Quiet
                    size=Size::Small
                    icon=Icon::Plus
                    on_press=move |()| list.update(|all| all.push(ContactField::new("", "")))
                >
                    {move || if list.with(Vec::is_empty) { first() } else { add() }}
                </Button>
            </div>
        </fieldset>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_were_left_empty_are_not_sent() {
        let phone = |number: &str, label: &str| NewPhone { number: number.into(), label: label.into() };
        let typed = NewApplicant {
            family_names: "Suharto".into(),
            phones: vec![phone("", ""), phone("+15145550123", ""), phone(" ", ""), phone("", "work")],
            emails: vec![NewEmail::default()],
            ..NewApplicant::default()
        };
        let sent = without_blanks(typed);
        assert_eq!(sent.phones, [phone("+15145550123", ""), phone("", "work")]);
        assert!(sent.emails.is_empty());
    }
}
