//! The SMS tabs of records: of an applicant, with every text on the record, and of a case, with every text about it.

use domain::person::full_name;
use domain::sms::SmsOf;
use domain::{ApplicantId, CaseId};
use leptos::prelude::*;
use wire::applicants::Applicant;
use wire::cases::Case;
use wire::sms::SmsPerson;

use super::composer::{Composer, TextDraft};
use super::history::{History, HistoryView};
use super::outgoing::About;
use super::recipient::{AboutWhat, Recipient};
use crate::i18n::sms as w;
use crate::realtime::Realtime;
use crate::session::Session;
use crate::ui::{Banner, ButtonLink, Choice, Empty, Icon, Loaded, Select, Size, Tone};

/// The tab as an applicant's record mounts it.
pub fn applicant_tab(id: ApplicantId) -> AnyView {
    let session = expect_context::<Session>();
    let loaded =
        LocalResource::new(move || async move { session.call(session.client().applicant(id)).await });
    let history = followed(SmsOf::Applicant(id));
    let draft = TextDraft::new(&id.to_string());
    let tab = move |applicant: Applicant| {
        view! { <ToApplicant applicant=applicant case=None draft=draft history=history people=Vec::new() /> }
    };
    view! { <Loaded of=loaded rows=4 shape="message" view=tab /> }.into_any()
}

/// The tab as a case's record mounts it.
pub fn case_tab(id: CaseId) -> AnyView {
    let session = expect_context::<Session>();
    let loaded = LocalResource::new(move || async move { session.call(session.client().case(id)).await });
    let history = followed(SmsOf::Case(id));
    let draft = TextDraft::new(&id.to_string());
    let tab = move |case: Case| view! { <AboutCase case=case draft=draft history=history /> };
    view! { <Loaded of=loaded rows=4 shape="message" view=tab /> }.into_any()
}

/// The way to the tab, at the head of a record.
pub fn text_action(applicant: &Applicant) -> AnyView {
    let href = format!("/applicants/{}/sms", applicant.id);
    view! { <ButtonLink href=href size=Size::Small icon=Icon::MessageSquareText>{w::new}</ButtonLink> }
        .into_any()
}

/// The texts of a record, as they come.
fn followed(source: SmsOf) -> History {
    let realtime = expect_context::<Realtime>();
    let history = History::new(source);
    realtime.sms.listen(move |_| history.refresh());
    realtime.resync.listen(move |()| history.refresh());
    history
}

/// Texts about a case go to one of its people.
#[component]
fn AboutCase(case: Case, draft: TextDraft, history: History) -> impl IntoView {
    let session = expect_context::<Session>();
    let people: Vec<SmsPerson> = case
        .people
        .iter()
        .filter_map(|one| {
            let folio = one.applicant.folio.parse().ok()?;
            Some(SmsPerson { id: one.applicant.id, folio, name: one.applicant.name.clone() })
        })
        .collect();
    let kept = draft.about.get_untracked().and_then(|about| about.applicant);
    let first = kept.filter(|id| people.iter().any(|one| one.id == *id)).or(people.first().map(|one| one.id));
    let whom = RwSignal::new(first.map(|id| id.to_string()).unwrap_or_default());
    let chosen = Memo::new(move |_| whom.with(|id| id.parse::<ApplicantId>().ok()));
    let id = case.id;
    Effect::new(move |before: Option<Option<ApplicantId>>| {
        let now = chosen.get();
        if before.is_some_and(|before| before != now) {
            draft.about.set(Some(About { applicant: now, case: Some(id) }));
        }
        now
    });
    let choices: Vec<Choice> =
        people.iter().map(|one| Choice::new(one.id.to_string(), one.name.clone())).collect();
    let several = people.len() > 1;
    let loaded = LocalResource::new(move || {
        let (client, id) = (session.client(), chosen.get());
        async move {
            match id {
                Some(id) => session.call(client.applicant(id)).await.map(Some),
                None => Ok(None),
            }
        }
    });
    let names = if several { people } else { Vec::new() };
    let writing = move |applicant: Option<Applicant>| {
        applicant.map(|applicant| view! {
            <ToApplicant applicant=applicant case=Some(id) draft=draft history=history people=names.clone() />
        })
    };
    view! {
        {several.then(|| view! { <Select label=w::about::who value=whom choices=choices /> })}
        <Loaded of=loaded rows=4 shape="message" view=writing />
    }
    .into_any()
}

/// What was said, and writing to one of the numbers on file.
#[component]
fn ToApplicant(
    applicant: Applicant,
    /// Texts are written about this case.
    case: Option<CaseId>,
    draft: TextDraft,
    history: History,
    /// Who is named at the texts on their record.
    people: Vec<SmsPerson>,
) -> impl IntoView {
    let id = applicant.id;
    let name = full_name(&applicant.given_names, &applicant.family_names);
    // No text reaches an extension.
    let phones: Vec<String> = applicant
        .phones
        .into_iter()
        .filter(|phone| phone.extension.is_none())
        .map(|phone| phone.number)
        .collect();
    let kept = draft.chosen().map(|to| to.number).filter(|number| phones.contains(number));
    let number = RwSignal::new(kept.or(phones.first().cloned()).unwrap_or_default());
    Effect::new(move |_| {
        let number = number.get();
        draft.choose(Some(super::outgoing::Chosen { number, applicant: Some(id), name: String::new() }));
    });
    let choices: Vec<Choice> =
        phones.iter().map(|one| Choice::new(one.clone(), crate::words::phone_number(one))).collect();
    let (several, none) = (phones.len() > 1, phones.is_empty());
    let called = name.clone();
    let to = Signal::derive(move || Recipient {
        number: number.get(),
        shown: String::new(),
        name: called.clone(),
        about: AboutWhat {
            people: Vec::new(),
            usual: About { applicant: Some(id), case },
            fixed_case: case.is_some(),
        },
    });
    let again = RwSignal::new(None::<String>);
    let writing = if none {
        view! {
            <div class="sms-composer">
                <Banner tone=Tone::Warning icon=Icon::Phone>
                    <strong>{w::compose::no_phone}</strong>
                    <p>{w::compose::no_phone_text}</p>
                </Banner>
            </div>
        }
        .into_any()
    } else {
        view! {
            {several.then(|| view! { <Select label=w::compose::to value=number choices=choices /> })}
            <Composer to=to draft=draft again=again on_sent=move |_| history.refresh() />
        }
        .into_any()
    };
    let empty = move || {
        let text = if case.is_some() { w::tab::empty_case } else { w::tab::empty_text };
        view! { <Empty icon=Icon::MessageSquareText title=w::tab::empty text=text /> }
    };
    view! {
        <section class="sms-tab" aria-label=w::tab::title>
            <HistoryView
                of=history
                label=move || w::thread_label(&name)
                people=Signal::stored(people)
                empty=empty
                on_again=move |body| again.set(Some(body))
            />
            {writing}
        </section>
    }
    .into_any()
}
