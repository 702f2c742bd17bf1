//! An applicant's record: who it is, how to reach them, what happened.

use domain::ApplicantId;
use domain::event::RecordRef;
use domain::permission::Permission;
use domain::person::full_name;
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_params_map};
use wire::applicants::Applicant;
use wire::cases::CaseSummary;

use crate::{
    cases::list::CaseRows,
    cases::words::StageChip,
    chat::state::ChatState,
    i18n::{applicants as p, records as r, records::field as f},
    realtime::Realtime,
    records::{
        comments::Comments,
        details::{self, Fact},
        tabs::{applicant_actions, applicant_tabs},
        timeline::Timeline,
        words,
    },
    session::Session,
    shell::page::{Breadcrumbs, Crumb},
    ui::{
        Avatar, AvatarSize, Button, ButtonKind, ButtonLink, Copyable, Empty, Icon, IconView, NotFound, Size,
        TabLink, TabLinks, Time, Toasts, load::Loaded, time::TimeFormat,
    },
    words::phone_number,
};

type Found<T> = LocalResource<client::Result<T>>;

#[component]
pub fn ApplicantPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id")).and_then(|id| id.parse().ok()));
    move || match id.get() {
        Some(id) => view! { <Record id=id /> }.into_any(),
        None => view! { <NotFound /> }.into_any(),
    }
}

#[component]
fn Record(id: ApplicantId) -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let record = RecordRef::Applicant(id);
    let applicant = LocalResource::new(move || {
        let client = session.client();
        async move { session.call(client.applicant(id)).await }
    });
    let cases = LocalResource::new(move || {
        let (client, may) = (session.client(), session.may(Permission::CaseRead));
        async move { if may { session.call(client.cases_of_applicant(id)).await } else { Ok(Vec::new()) } }
    });
    realtime.records.listen(move |changed| {
        if *changed == record {
            applicant.refetch();
        }
        if matches!(changed, RecordRef::Case(_)) {
            cases.refetch();
        }
    });
    realtime.resync.listen(move |()| {
        applicant.refetch();
        cases.refetch();
    });
    let crumbs = Signal::derive(move || {
        let name = match applicant.get() {
            Some(Ok(applicant)) => full_name(&applicant.given_names, &applicant.family_names),
            _ => String::new(),
        };
        vec![Crumb::to("/applicants", p::title), Crumb::here(name)]
    });
    view! {
        <Breadcrumbs crumbs=crumbs />
        <div class="record scroll">
            <Loaded of=applicant rows=2 view=move |applicant| view! { <Head applicant=applicant cases=cases /> } />
            <RecordTabs id=id cases=cases />
            <div class="record__body"><Body id=id applicant=applicant cases=cases /></div>
        </div>
    }
}

#[component]
fn Head(applicant: Applicant, cases: Found<Vec<CaseSummary>>) -> impl IntoView {
    let chat = expect_context::<ChatState>();
    let session = expect_context::<Session>();
    let name = full_name(&applicant.given_names, &applicant.family_names);
    let responsible = applicant.responsible;
    let called = Signal::derive(move || chat.name_of(responsible));
    let actions = applicant_actions().into_iter().map(|action| action(&applicant)).collect_view();
    let dial = applicant.phones.first().map(|phone| format!("tel:{}", phone.number));
    let toasts = expect_context::<Toasts>();
    let no_phone = dial.is_none().then_some(move |()| toasts.failed(p::no_phone_to_call()));
    let edit = format!("/applicants/{}/edit", applicant.id);
    let comment = format!("/applicants/{}/comments", applicant.id);
    let stages = move || match cases.get() {
        None => ().into_any(),
        Some(Ok(cases)) => cases
            .into_iter()
            .take(3)
            .map(|case| view! { <StageChip stage=case.stage /> })
            .collect_view()
            .into_any(),
        // Without a word it would look as if there were no case.
        Some(Err(_)) => view! {
            <span class="record__unknown" role="status">{p::cases_not_read}</span>
            <Button kind=ButtonKind::Quiet size=Size::Small on_press=move |()| cases.refetch()>
                {crate::i18n::ui::retry}
            </Button>
        }
        .into_any(),
    };
    view! {
        <header class="record__head">
            <A href="/applicants" attr:class="button button--quiet button--icon pane__back" attr:aria-label=crate::i18n::ui::back>
                <IconView icon=Icon::ArrowLeft />
            </A>
            <Avatar id=applicant.id.as_uuid() name=name.clone() size=AvatarSize::Large />
            <div class="record__who">
                <h1 class="record__name"><bdi>{name}</bdi></h1>
                <p class="record__line">
                    {(!applicant.preferred_name.is_empty()).then(|| view! {
                        <bdi class="record__called">{applicant.preferred_name.clone()}</bdi>
                    })}
                    <Copyable text=applicant.folio.clone() />
                    {stages}
                    <span class="record__responsible" title=f::responsible>
                        <Avatar id=responsible.as_uuid() name=called size=AvatarSize::Tiny />
                        {called}
                    </span>
                </p>
            </div>
            <div class="record__actions">
                {actions}
                {dial.map(|dial| view! {
                    <a class="button button--secondary button--small" href=dial>
                        <span class="button__content"><IconView icon=Icon::Phone /> {r::action::call}</span>
                    </a>
                })}
                {no_phone.map(|say| view! {
                    <Button size=Size::Small icon=Icon::Phone on_press=say>{r::action::call}</Button>
                })}
                {session.may(Permission::CommentWrite).then(|| view! {
                    <ButtonLink href=comment size=Size::Small icon=Icon::MessageSquareText>{r::action::comment}</ButtonLink>
                })}
                {session.may(Permission::ApplicantWrite).then(|| view! {
                    <ButtonLink href=edit size=Size::Small icon=Icon::Pencil>{r::action::edit}</ButtonLink>
                })}
            </div>
        </header>
    }
    .into_any()
}

#[component]
fn RecordTabs(id: ApplicantId, cases: Found<Vec<CaseSummary>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let base = format!("/applicants/{id}");
    let count = Signal::derive(move || {
        cases.get().and_then(Result::ok).and_then(|cases| u64::try_from(cases.len()).ok())
    });
    let mut tabs = vec![TabLink::new(base.clone(), r::tab::overview).exact()];
    if session.may(Permission::CaseRead) {
        tabs.push(TabLink::new(format!("{base}/cases"), r::tab::cases).count(count));
    }
    tabs.push(TabLink::new(format!("{base}/comments"), r::tab::comments));
    let others =
        applicant_tabs().into_iter().filter(|tab| tab.needs.is_none_or(|needed| session.may(needed)));
    tabs.extend(others.map(|tab| TabLink::new(format!("{base}/{}", tab.path), tab.label)));
    view! { <TabLinks label=r::tab::all tabs=tabs /> }
}

#[component]
fn Body(id: ApplicantId, applicant: Found<Applicant>, cases: Found<Vec<CaseSummary>>) -> impl IntoView {
    let params = use_params_map();
    let tab = Memo::new(move |_| params.with(|params| params.get("tab")).unwrap_or_default());
    move || match tab.get().as_str() {
        "" => view! { <Overview id=id applicant=applicant /> }.into_any(),
        "cases" => view! { <Cases id=id cases=cases /> }.into_any(),
        "comments" => view! { <Comments record=RecordRef::Applicant(id) /> }.into_any(),
        path => match applicant_tabs().into_iter().find(|tab| tab.path == path) {
            Some(tab) => (tab.view)(id),
            None => view! { <NotFound /> }.into_any(),
        },
    }
}

#[component]
fn Overview(id: ApplicantId, applicant: Found<Applicant>) -> impl IntoView {
    view! {
        <div class="record-overview">
            <div class="record-overview__facts">
                <Loaded of=applicant shape="line" view=|applicant| view! { <Facts applicant=applicant /> } />
            </div>
            <Timeline record=RecordRef::Applicant(id) />
        </div>
    }
}

#[component]
fn Facts(applicant: Applicant) -> impl IntoView {
    let phones = applicant.phones.into_iter().map(|phone| {
        let also = phone.also_of.into_iter().map(|other| {
            view! { <A href=format!("/applicants/{}", other.id)><bdi>{other.name}</bdi></A> " " }
        });
        let also: Vec<_> = also.collect();
        let shared = (!also.is_empty()).then(|| view! { <span class="record-fact__note">" " {r::also_of} " " {also}</span> });
        let extension = phone.extension.as_ref().map(|ext| format!(";ext={ext}")).unwrap_or_default();
        view! {
            <div>
                <a class="numbers" href=format!("tel:{}{}", phone.number, extension)>{phone_number(&phone.number)}</a>
                {phone.extension.map(|extension| view! { <span class="numbers">" x" {extension}</span> })}
                {(!phone.label.is_empty()).then(|| view! { <span class="record-fact__note">" " {phone.label.clone()}</span> })}
                {shared}
            </div>
        }
    });
    let phones = or_missing(phones.collect(), p::no_phone);
    let emails = applicant.emails.into_iter().map(|email| {
        view! { <div><a href=format!("mailto:{}", email.address)>{email.address.clone()}</a></div> }
    });
    let emails = or_missing(emails.collect(), p::no_email);
    let (language, country, nationality) = (applicant.language, applicant.country, applicant.nationality);
    let (born, channel, zone) = (applicant.date_of_birth, applicant.preferred_channel, applicant.time_zone);
    // The client's clocks are the server's to tell, as in mails.
    let there = crate::zones::known(Signal::stored(Some(zone.clone())));
    let created = applicant.created_at;
    view! {
        <dl class="record-facts">
            <Fact label=f::phones>{phones}</Fact>
            <Fact label=f::emails>{emails}</Fact>
            {channel.map(|channel| view! {
                <Fact label=f::preferred_channel>{move || words::channel(channel.as_str())}</Fact>
            })}
            <Fact label=f::language>{move || details::language(&language)}</Fact>
            <Fact label=f::time_zone>
                {zone.replace('_', " ")} " "
                <span class="record-fact__note">
                    {move || there.get().map(|there| {
                        let now = crate::js::clock::Minute::get();
                        crate::i18n::ui::time::there(&crate::ui::time::clock(now, &there))
                    })}
                </span>
            </Fact>
            {country.map(|code| view! { <Fact label=f::country>{move || details::country(&code)}</Fact> })}
            {nationality.map(|code| view! { <Fact label=f::nationality>{move || details::country(&code)}</Fact> })}
            {born.map(|date| view! { <Fact label=f::date_of_birth>{move || details::date(date)}</Fact> })}
            {(!applicant.address.is_empty()).then(|| view! {
                <Fact label=f::address><span class="record-fact__text" dir="auto">{applicant.address.clone()}</span></Fact>
            })}
            {(!applicant.notes.is_empty()).then(|| view! {
                <Fact label=f::notes><span class="record-fact__text" dir="auto">{applicant.notes.clone()}</span></Fact>
            })}
            <Fact label=r::since><Time at=created format=TimeFormat::Spoken /></Fact>
        </dl>
    }
    .into_any()
}

/// What is there, or that it is missing: nobody has to guess whether it was left out.
fn or_missing<V: IntoView + 'static>(there: Vec<V>, missing: crate::i18n::Text) -> AnyView {
    if there.is_empty() {
        view! { <span class="muted">{missing}</span> }.into_any()
    } else {
        there.into_any()
    }
}

#[component]
fn Cases(id: ApplicantId, cases: Found<Vec<CaseSummary>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let new = format!("/cases/new?applicant={id}");
    let add = move || {
        let new = new.clone();
        session.may(Permission::CaseWrite).then(move || view! {
            <ButtonLink href=new kind=ButtonKind::Secondary size=Size::Small icon=Icon::Plus>{r::open_case}</ButtonLink>
        })
    };
    let list = |cases: Vec<CaseSummary>| {
        if cases.is_empty() {
            view! { <Empty icon=Icon::Briefcase title=r::no_case /> }.into_any()
        } else {
            view! { <CaseRows cases=cases principal=false /> }.into_any()
        }
    };
    view! {
        <div class="stack">
            <div class="cluster cluster--end">{add}</div>
            <Loaded of=cases rows=2 view=list />
        </div>
    }
}
