//! The history of a record, day by day, growing while one looks at it.

mod head;

use domain::event::RecordRef;
use domain::permission::Permission;
use domain::timeline::{Change, TimelineFact};
use leptos::prelude::*;
use leptos_router::components::A;
use wire::mail::MailStanding;
use wire::records::{TimelineEntry, TimelineQuery};

use self::head::{Head, Narrowed};
use super::{
    paged::{Paged, Pages},
    words,
};
use crate::{
    calls,
    cases::words::{stage, type_name},
    chat::{linked::Linked, state::ChatState},
    i18n::records::timeline as t,
    js::{clock::Minute, intl},
    mail::words as mail_words,
    realtime::Realtime,
    session::Session,
    ui::{
        Chip, Empty, Icon, IconView, Time, TimeFormat,
        time::{self, Zone},
    },
};

#[component]
pub fn Timeline(record: RecordRef) -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let narrowed = Narrowed::provide();
    let paged = Paged::new(move |cursor| {
        let (client, group) = (session.client(), narrowed.group.get());
        async move {
            let query = TimelineQuery { group, limit: Some(50), cursor };
            session.call(client.timeline(record, &query)).await
        }
    });
    realtime.timelines.listen(move |grown| {
        if *grown == record {
            paged.reload();
        }
    });
    realtime.resync.listen(move |()| paged.reload());
    view! {
        <section class="record-timeline" aria-labelledby="timeline-title">
            <Head narrowed=narrowed paged=paged />
            <Pages
                of=paged
                view=move |entries| view! { <Days entries=entries /> }
                empty=move || {
                    let title = if narrowed.group.get().is_some() { t::none_of_these } else { t::empty };
                    view! { <Empty icon=Icon::History title=title /> }
                }
            />
        </section>
    }
}

#[component]
fn Days(entries: Vec<TimelineEntry>) -> impl IntoView {
    let zone = Zone::get();
    let mut days: Vec<Vec<TimelineEntry>> = Vec::new();
    for entry in entries {
        let day = intl::day(entry.at, &zone);
        match days.last_mut() {
            Some(last) if last.first().is_some_and(|first| intl::day(first.at, &zone) == day) => {
                last.push(entry);
            }
            _ => days.push(vec![entry]),
        }
    }
    let one = |day: Vec<TimelineEntry>| {
        let at = day.first().map(|entry| entry.at);
        view! {
            <li>
                <h3 class="record-timeline__day">
                    {move || at.map(|at| time::day_heading(at, &Zone::get(), Minute::get()))}
                </h3>
                <ol class="record-timeline__list">
                    {day.into_iter().map(|entry| view! { <Entry entry=entry /> }).collect_view()}
                </ol>
            </li>
        }
    };
    view! { <ol class="record-timeline__days">{days.into_iter().map(one).collect_view()}</ol> }.into_any()
}

#[component]
fn Entry(entry: TimelineEntry) -> impl IntoView {
    let (chat, session) = (expect_context::<ChatState>(), expect_context::<Session>());
    let at = entry.at;
    let icon = sentence(&entry.fact, "").0;
    let decision = matches!(entry.fact, TimelineFact::Comment { decision: true, .. });
    let actor = entry.actor;
    let fact = StoredValue::new(entry.fact.clone());
    let sentence = move || {
        let who = actor.map_or_else(|| t::client().to_owned(), |who| chat.name_of(who));
        fact.with_value(|fact| sentence(fact, &who).1)
    };
    let headline = match place(&entry, session) {
        Some(href) => view! { <A href=href attr:class="record-moment__lead">{sentence}</A> }.into_any(),
        None => sentence.into_any(),
    };
    view! {
        <li class="record-moment" class:record-moment--decision=decision>
            <span class="record-moment__icon"><IconView icon=icon size="small" /></span>
            <div class="record-moment__body">
                <p class="record-moment__line">
                    <span class="grow">{headline}</span>
                    {entry.mail.as_ref().map(standing)}
                    {decision.then(|| view! { <span class="chip chip--success">{t::decision}</span> })}
                    <span class="record-moment__time"><Time at=at format=TimeFormat::Clock /></span>
                </p>
                {details(entry, chat)}
            </div>
        </li>
    }
    .into_any()
}

/// Where a text or a comment is at home, which its line leads to. Calls and mails are led to by their titles.
fn place(entry: &TimelineEntry, session: Session) -> Option<String> {
    match &entry.fact {
        TimelineFact::SmsSent { thread, .. } | TimelineFact::SmsReceived { thread, .. } => {
            session.may(Permission::ApplicantRead).then(|| format!("/sms/{thread}"))
        }
        TimelineFact::Comment { .. } => {
            let comment = entry.subject?;
            let record = match (entry.case, entry.applicant) {
                (Some(case), _) => format!("/cases/{case}"),
                (None, Some(applicant)) => format!("/applicants/{applicant}"),
                (None, None) => return None,
            };
            Some(format!("{record}/comments?comment={comment}"))
        }
        TimelineFact::Created { .. }
        | TimelineFact::Changed { .. }
        | TimelineFact::StageChanged { .. }
        | TimelineFact::MailWritten { .. }
        | TimelineFact::CallScheduled { .. }
        | TimelineFact::CallRescheduled { .. }
        | TimelineFact::CallHeld { .. }
        | TimelineFact::CallCancelled { .. } => None,
    }
}

/// The sign and the sentence of a line.
fn sentence(fact: &TimelineFact, who: &str) -> (Icon, String) {
    match fact {
        TimelineFact::Created { case_type: Some(of), folio, .. } => {
            (Icon::Briefcase, t::case_opened(who, folio, type_name(*of)))
        }
        TimelineFact::Created { case_type: None, .. } => (Icon::UserPlus, t::applicant_added(who)),
        TimelineFact::Changed { changes, .. } => {
            (Icon::Pencil, t::changed(u64::try_from(changes.len()).unwrap_or_default(), who))
        }
        TimelineFact::StageChanged { folio, old, new } => {
            (Icon::ArrowRight, t::stage_changed(who, folio, stage(*old), stage(*new)))
        }
        TimelineFact::Comment { .. } => (Icon::MessageSquareText, t::commented(who)),
        TimelineFact::SmsSent { .. } => (Icon::Smartphone, t::sms_sent(who)),
        TimelineFact::SmsReceived { .. } => (Icon::Smartphone, t::sms_received().to_owned()),
        TimelineFact::MailWritten { .. } => (Icon::Mail, t::mail_written(who)),
        TimelineFact::CallScheduled { .. } => (Icon::Video, t::call_scheduled(who)),
        TimelineFact::CallRescheduled { .. } => (Icon::Video, t::call_rescheduled(who)),
        TimelineFact::CallHeld { .. } => (Icon::Video, t::call_held().to_owned()),
        TimelineFact::CallCancelled { .. } => (Icon::VideoOff, t::call_cancelled(who)),
    }
}

/// What is beneath the line: the fields that changed, the text, the mail, the call.
fn details(entry: TimelineEntry, chat: ChatState) -> AnyView {
    let call = entry.subject;
    match entry.fact {
        TimelineFact::Changed { changes, .. } => changed(changes, chat),
        TimelineFact::Comment { text, .. }
        | TimelineFact::SmsSent { text, .. }
        | TimelineFact::SmsReceived { text, .. } => (!text.is_empty())
            .then(|| view! { <p class="record-moment__text" dir="auto"><Linked text=text /></p> })
            .into_any(),
        TimelineFact::MailWritten { to, subject, .. } => match &entry.mail {
            Some(mail) => letter(mail),
            None => view! { <p class="record-moment__text"><bdi>{subject}</bdi> " · " <bdi>{to}</bdi></p> }
                .into_any(),
        },
        TimelineFact::CallScheduled { title, starts_at, .. } => {
            call_line(call, title, Some(view! { <Time at=starts_at /> }.into_any()))
        }
        TimelineFact::CallRescheduled { title, from, starts_at } => {
            let times = view! {
                <span class="record-moment__old"><Time at=from /></span>
                <span aria-hidden="true">" → "</span>
                <Time at=starts_at />
            };
            call_line(call, title, Some(times.into_any()))
        }
        TimelineFact::CallHeld { title, seconds, people } => {
            let who = (!people.is_empty()).then(|| people.join(", "));
            let parts: Vec<String> = seconds.map(calls::length).into_iter().chain(who).collect();
            call_line(call, title, stated(parts.join(" · ")))
        }
        TimelineFact::CallCancelled { title, reason } => call_line(call, title, reason.and_then(stated)),
        TimelineFact::Created { .. } | TimelineFact::StageChanged { .. } => ().into_any(),
    }
}

/// The fields that an edit changed, behind a line that opens.
fn changed(changes: Vec<Change>, chat: ChatState) -> AnyView {
    let names = move |who: &str| who.parse().map_or_else(|_| who.to_owned(), |who| chat.name_of(who));
    let one = |Change { field, old, new }: Change| {
        view! {
            <li>
                <span class="record-moment__field">{move || words::changed_field(field)}</span>
                <bdi class="record-moment__old">{move || words::changed_value(field, &old, names)}</bdi>
                <span aria-hidden="true">" → "</span>
                <bdi>{move || words::changed_value(field, &new, names)}</bdi>
            </li>
        }
    };
    let list = changes.into_iter().map(one).collect_view();
    // On paper nothing can be opened.
    let printed = Narrowed::here().printed;
    view! {
        <details class="record-moment__more" open=move || printed.get()>
            <summary>{t::what_changed}</summary>
            <ul>{list}</ul>
        </details>
    }
    .into_any()
}

/// A text, where there is one.
fn stated(text: String) -> Option<AnyView> {
    (!text.is_empty()).then(|| view! { <bdi>{text}</bdi> }.into_any())
}

/// The call, which its title leads to, and what is to be known of it.
fn call_line(call: Option<uuid::Uuid>, title: String, facts: Option<AnyView>) -> AnyView {
    let title = match call {
        Some(id) => {
            view! { <A href=format!("/video/{id}") attr:class="link"><bdi>{title}</bdi></A> }.into_any()
        }
        None => view! { <bdi>{title}</bdi> }.into_any(),
    };
    let facts = facts.map(|facts| view! { " · " {facts} });
    view! { <p class="record-moment__text">{title} {facts}</p> }.into_any()
}

/// How far a mail got.
fn standing(mail: &MailStanding) -> impl IntoView + use<> {
    let (state, kept) = (mail.state, mail.kept_in_mailbox);
    let (tone, icon) = mail_words::look(state);
    view! { <Chip tone=tone icon=icon>{move || mail_words::state(state, kept)}</Chip> }
}

/// The letter itself: its subject leads to it; why it was not sent is beneath.
fn letter(mail: &MailStanding) -> AnyView {
    let (why, subject, to) = (mail.obsolete, mail.subject.clone(), mail.to.clone());
    let href = format!("/mails/{}", mail.id);
    view! {
        <p class="record-moment__text">
            <A href=href attr:class="link"><bdi>{subject}</bdi></A>
            " · " <bdi>{to}</bdi>
        </p>
        {why.map(|why| view! { <p class="muted">{move || mail_words::obsolete(why)}</p> })}
    }
    .into_any()
}
