//! The history of a record, day by day, growing while one looks at it.

use domain::event::RecordRef;
use leptos::prelude::*;
use serde_json::Value;
use wire::PageQuery;
use wire::records::TimelineEntry;

use super::{
    paged::{Paged, Pages},
    words,
};
use crate::{
    cases::words::{stage, type_name},
    chat::state::ChatState,
    i18n::records::timeline as t,
    js::{clock::Minute, intl},
    realtime::Realtime,
    session::Session,
    ui::{
        Empty, Icon, IconView, Said, Time,
        time::{self, Zone},
    },
};

#[component]
pub fn Timeline(record: RecordRef) -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let paged = Paged::new(move |cursor| {
        let client = session.client();
        async move {
            let query = PageQuery { limit: Some(50), cursor };
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
        <section class="timeline" aria-label=t::title>
            <Pages
                of=paged
                view=move |entries| view! { <Days entries=entries /> }
                empty=|| view! { <Empty icon=Icon::History title=t::empty /> }
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
                <h3 class="timeline__day">
                    {move || at.map(|at| time::day_heading(at, &Zone::get(), Minute::get()))}
                </h3>
                <ol class="timeline__list">
                    {day.into_iter().map(|entry| view! { <Entry entry=entry /> }).collect_view()}
                </ol>
            </li>
        }
    };
    view! { <ol class="timeline__days">{days.into_iter().map(one).collect_view()}</ol> }.into_any()
}

#[component]
fn Entry(entry: TimelineEntry) -> impl IntoView {
    let chat = expect_context::<ChatState>();
    let at = entry.at;
    let icon = icon(&entry);
    let decision = entry.body.get("decision").and_then(Value::as_bool).unwrap_or_default();
    let names = move |who: &str| who.parse().map_or_else(|_| who.to_owned(), |who| chat.name_of(who));
    let actor = entry.actor;
    let headline = StoredValue::new(entry.clone());
    let headline = move || {
        let who = actor.map_or_else(|| t::client().to_owned(), |who| chat.name_of(who));
        headline.with_value(|entry| sentence(entry, &who))
    };
    view! {
        <li class="moment" class:moment--decision=decision>
            <span class="moment__icon"><IconView icon=icon size="small" /></span>
            <div class="moment__body">
                <p class="moment__line">
                    <span class="grow">{headline}</span>
                    {decision.then(|| view! { <span class="chip chip--success">{t::decision}</span> })}
                    <span class="moment__time"><Time at=at said=Said::Clock /></span>
                </p>
                {details(&entry, names)}
            </div>
        </li>
    }
    .into_any()
}

/// What opens beneath the line: the fields that changed, or the text.
fn details(entry: &TimelineEntry, names: impl Fn(&str) -> String + Copy + Send + Sync + 'static) -> AnyView {
    if let Some(changes) = entry.body.get("changes").and_then(Value::as_array) {
        let one = |change: &Value| {
            let part = |name: &str| change.get(name).cloned().unwrap_or(Value::Null);
            let field = part("field").as_str().unwrap_or_default().to_owned();
            let (old, new) = (part("old"), part("new"));
            let (label, before, after) = (field.clone(), field.clone(), field);
            view! {
                <li>
                    <span class="moment__field">{move || words::field(&label)}</span>
                    <bdi class="moment__old">{move || words::value(&before, &old, names)}</bdi>
                    <span aria-hidden="true">" → "</span>
                    <bdi>{move || words::value(&after, &new, names)}</bdi>
                </li>
            }
        };
        let list = changes.iter().map(one).collect_view();
        return view! {
            <details class="moment__more">
                <summary>{t::what_changed}</summary>
                <ul>{list}</ul>
            </details>
        }
        .into_any();
    }
    let text = entry.body.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
    if text.is_empty() {
        return ().into_any();
    }
    view! { <p class="moment__text" dir="auto">{text}</p> }.into_any()
}

fn icon(entry: &TimelineEntry) -> Icon {
    match entry.kind.as_str() {
        "created" if entry.case.is_some() => Icon::Briefcase,
        "created" => Icon::UserPlus,
        "changed" => Icon::Pencil,
        "stage_changed" => Icon::ArrowRight,
        "comment" => Icon::MessageSquareText,
        "sms_sent" | "sms_received" => Icon::Smartphone,
        "mail_sent" | "mail_received" => Icon::Mail,
        "call_cancelled" => Icon::VideoOff,
        kind if kind.starts_with("call") => Icon::Video,
        kind if kind.starts_with("sms") => Icon::Smartphone,
        _ => Icon::Info,
    }
}

fn sentence(entry: &TimelineEntry, who: &str) -> String {
    let part = |name: &str| entry.body.get(name).and_then(Value::as_str).unwrap_or_default();
    let stage_named = |name: &str| {
        part(name).parse().map_or_else(|_| part(name).to_owned(), |known| stage(known).to_owned())
    };
    match entry.kind.as_str() {
        "created" if entry.case.is_some() => {
            let of = part("case_type").parse().map(type_name).unwrap_or_default();
            t::case_opened(who, part("folio"), of)
        }
        "created" => t::applicant_added(who),
        "changed" => {
            let count = entry.body.get("changes").and_then(Value::as_array).map_or(0, Vec::len);
            t::changed(u64::try_from(count).unwrap_or_default(), who)
        }
        "stage_changed" => t::stage_changed(who, part("folio"), &stage_named("old"), &stage_named("new")),
        "comment" => t::commented(who),
        "sms_sent" => t::sms_sent(who),
        "sms_received" => t::sms_received().to_owned(),
        "mail_sent" => t::mail_sent(who),
        "call_scheduled" => t::call_scheduled(who),
        "call_held" => t::call_held().to_owned(),
        "call_cancelled" => t::call_cancelled(who),
        _ if !part("title").is_empty() => part("title").to_owned(),
        _ => t::something().to_owned(),
    }
}
