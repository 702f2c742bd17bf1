//! Adding and changing an applicant.

use domain::permission::Permission;
use domain::{ApplicantId, country};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};
use uuid::Uuid;
use wire::people::{Applicant, NewApplicant, NewEmail, NewPhone};

use super::{
    fields::{ContactField, Fields},
    list::full_name,
};
use crate::{
    chat::state::ChatState,
    i18n::{people as p, records as r, records::field as f, ui},
    js::{intl, letters},
    records::{conflict::Conflict, editing::Editing, facts, words},
    session::{Needs, Session},
    shell::page::{Crumb, Here},
    ui::{
        Banner, Button, ButtonKind, ButtonLink, Choice, FormFailure, Icon, IconButton, Loaded, NotFound,
        Select, Size, TextArea, TextField, Toasts, Tone,
    },
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
        <Here crumbs=vec![Crumb::to("/applicants", p::title), Crumb::here(p::new)] />
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
            <Here crumbs=crumbs />
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
    editing.keep(move || fields.typed());
    let once = StoredValue::new(Uuid::now_v7().to_string());
    let navigate = StoredValue::new_local(use_navigate());
    let form = editing.form;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = untrack(|| fields.typed());
        let (outgoing, version) = editing.outgoing(typed.clone());
        let (client, once) = (session.client(), once.get_value());
        let save = async move {
            let result = session
                .call(async {
                    match id {
                        Some(id) => client.change_applicant(id, version, &outgoing).await,
                        None => client.create_applicant(&once, &outgoing).await,
                    }
                })
                .await;
            if let Err(error) = &result {
                editing.failed(&typed, error, |now: Applicant| {
                    let version = now.version;
                    (NewApplicant::from(now), version)
                });
            }
            result
        };
        form.send(save, move |saved: Applicant| {
            editing.finish();
            toasts.done(p::saved());
            navigate.with_value(|navigate| {
                navigate(&format!("/applicants/{}", saved.id), NavigateOptions::default());
            });
        });
    };
    let back = id.map_or_else(|| "/applicants".to_owned(), |id| format!("/applicants/{id}"));
    let discard = move |()| {
        fields.fill(&editing.discard());
    };
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
            {move || editing.conflict.get().map(|(_, _, differences)| {
                let chat = expect_context::<ChatState>();
                let names = Callback::new(move |who: String| who.parse().map_or(who, |who| chat.name_of(who)));
                view! { <Conflict differences=differences names=names /> }
            })}
            {move || editing.conflict.with(Option::is_none).then(|| view! { <FormFailure form=form /> })}
            <div class="record__save">
                <Button kind=ButtonKind::Primary submit=true busy=form.busy()>{ui::save}</Button>
                <ButtonLink href=back kind=ButtonKind::Quiet>{ui::cancel}</ButtonLink>
                {move || editing.is_unsaved().then(|| view! { <span class="record__kept">{ui::draft_kept}</span> })}
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn Inputs(fields: Fields, editing: Editing<NewApplicant>) -> impl IntoView {
    let wrong = move |field: &'static str| editing.wrong(move || field.to_owned());
    let chat = expect_context::<ChatState>();
    let session = expect_context::<Session>();
    let none = || Choice::new("", r::nothing());
    let countries = Signal::derive(move || {
        let mut all: Vec<Choice> =
            country::codes().map(|code| Choice::new(code, facts::country(code))).collect();
        all.sort_by_cached_key(|choice| letters::fold(&choice.label));
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
            tags.into_iter().map(|tag| Choice::new(tag, facts::language(tag))).collect();
        all.sort_by_cached_key(|choice| letters::fold(&choice.label));
        if own.is_empty() {
            all.insert(0, none());
        }
        all
    });
    let zones = Signal::derive(move || {
        let own = fields.time_zone.get();
        let mut zones = intl::zones();
        if !own.is_empty() && !zones.contains(&own) {
            zones.push(own);
        }
        zones.into_iter().map(|zone| Choice::new(zone.clone(), zone.replace('_', " "))).collect::<Vec<_>>()
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
            <TextField label=f::family_names value=fields.family_names error=wrong("family_names") />
            <TextField label=f::preferred_name value=fields.preferred_name error=wrong("preferred_name") optional=true hint=p::any_script />
            <TextField label=f::date_of_birth value=fields.date_of_birth kind="date" error=wrong("date_of_birth") optional=true />
        </div>
        <Contacts list=fields.phones editing=editing name="phones" part="number" kind="tel" title=f::phones add=p::add_phone hint=p::phone_hint />
        <Contacts list=fields.emails editing=editing name="emails" part="address" kind="email" title=f::emails add=p::add_email hint=p::email_hint />
        <div class="columns">
            <Select label=f::language value=fields.language choices=languages error=wrong("language") />
            <Select label=f::time_zone value=fields.time_zone choices=zones error=wrong("time_zone") />
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
    add: crate::i18n::Text,
    hint: crate::i18n::Text,
) -> impl IntoView {
    let missing = editing.wrong(move || name.to_owned());
    let row = move |field: ContactField| {
        let key = StoredValue::new(field.key.clone());
        let at = move || {
            list.with(|all| {
                all.iter().position(|one| key.with_value(|key| one.key == *key)).unwrap_or_default()
            })
        };
        let error = editing.wrong(move || format!("{name}[{}].{part}", at()));
        let remove = move |()| list.update(|all| all.retain(|one| key.with_value(|key| one.key != *key)));
        view! {
            <div class="contact">
                <div class="contact__value">
                    <TextField label=title value=field.value kind=kind error=error placeholder=hint />
                </div>
                <div class="contact__label">
                    <TextField label=r::label value=field.label optional=true />
                </div>
                {move || (list.with(Vec::len) > 1).then(|| view! {
                    <IconButton icon=Icon::Trash2 label=move || ui::remove_item(&field.value.get()) on_press=remove />
                })}
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
                    {add}
                </Button>
            </div>
        </fieldset>
    }
    .into_any()
}
