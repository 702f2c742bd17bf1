//! One conversation: whose it is, what was said, and the answer.

use domain::SmsThreadId;
use domain::sms::SmsOf;
use leptos::prelude::*;
use leptos_router::components::A;
use wire::sms::{SmsPerson, SmsThread};

use super::composer::{Composer, TextDraft};
use super::history::{History, HistoryView};
use super::outgoing::About;
use super::owner::WhoIsThis;
use super::recipient::{AboutWhat, Recipient};
use super::words;
use crate::i18n::sms as w;
use crate::realtime::Realtime;
use crate::session::Session;
use crate::shell::page::{Breadcrumbs, Crumb};
use crate::ui::{Banner, Copyable, Loaded, PaneHead, Tone};

/// The conversation of this address.
#[component]
pub fn Conversation(id: SmsThreadId) -> impl IntoView {
    let session = expect_context::<Session>();
    let realtime = expect_context::<Realtime>();
    let changes = RwSignal::new(0_u32);
    let history = History::new(SmsOf::Thread(id));
    let changed = move || {
        changes.update(|n| *n = n.wrapping_add(1));
        history.refresh();
    };
    realtime.sms.listen(move |news| {
        if news.thread == id {
            changed();
        }
    });
    realtime.resync.listen(move |()| changed());
    let loaded = LocalResource::new(move || {
        changes.track();
        async move { session.call(session.client().sms_thread(id)).await }
    });
    // What was known last, while it is asked for again.
    let thread = RwSignal::new(None::<SmsThread>);
    Effect::new(move |_| {
        if let Some(Ok(now)) = loaded.get() {
            thread.set(Some(now));
        }
    });
    let label =
        Signal::derive(move || thread.with(|thread| thread.as_ref().map(words::with).unwrap_or_default()));
    let people = Signal::derive(move || thread.with(|thread| thread.as_ref().map(named).unwrap_or_default()));
    let again = RwSignal::new(None::<String>);
    let draft = TextDraft::new(&id.to_string());
    let to = Signal::derive(move || thread.with(|thread| thread.as_ref().map(recipient).unwrap_or_default()));
    let answerable =
        Memo::new(move |_| thread.with(|thread| thread.as_ref().map(|thread| thread.can_be_answered)));
    let ready = Signal::derive(move || answerable.get().is_some());
    let asks = Memo::new(move |_| {
        thread.with(|thread| {
            thread.as_ref().filter(|thread| thread.unfiled > 0).map(|t| (t.id, t.candidates.clone()))
        })
    });
    let empty = move || view! { <p class="sms-more">{w::tab::empty}</p> };
    view! {
        <Loaded of=loaded rows=1 view=move |thread| view! { <Head thread=thread /> } />
        <HistoryView
            of=history
            label=move || w::thread_label(&label.get())
            ready=ready
            people=people
            empty=empty
            on_again=move |body| again.set(Some(body))
        />
        {move || asks.get().map(|(id, candidates)| view! {
            <div class="sms-ask"><WhoIsThis thread=id candidates=candidates on_done=move |()| changed() /></div>
        })}
        {move || match answerable.get() {
            Some(true) => view! {
                <Composer to=to draft=draft again=again focused=true on_sent=move |_| changed() />
            }.into_any(),
            Some(false) => view! {
                <div class="sms-ask"><Banner tone=Tone::Neutral>{w::short_code}</Banner></div>
            }.into_any(),
            None => ().into_any(),
        }}
    }
    .into_any()
}

/// Those whose names stand at their texts: where the conversation is not one person's alone.
fn named(thread: &SmsThread) -> Vec<SmsPerson> {
    let mut people = thread.on_records.clone();
    for one in thread.candidates.iter().chain(&thread.person) {
        if people.iter().all(|known| known.id != one.id) {
            people.push(one.clone());
        }
    }
    if people.len() > 1 { people } else { Vec::new() }
}

/// Whom an answer goes to. It is about the case that was written about last, if that is a case of the same person:
/// on a shared phone the last word may have been another one's.
fn recipient(thread: &SmsThread) -> Recipient {
    let only = match thread.candidates.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    let person = thread.person.as_ref().or(only);
    let applicant = person.map(|person| person.id);
    let last = thread.last.as_ref().filter(|last| applicant.is_some() && last.applicant == applicant);
    let mut people: Vec<_> = thread.candidates.iter().map(|one| (one.id, one.name.clone())).collect();
    if let Some(person) = person.filter(|person| people.iter().all(|(id, _)| *id != person.id)) {
        people.push((person.id, person.name.clone()));
    }
    Recipient {
        number: thread.other_party.clone(),
        shown: thread.shown_as.clone(),
        name: person.map(|person| person.name.clone()).unwrap_or_default(),
        about: AboutWhat {
            people,
            usual: About { applicant, case: last.and_then(|last| last.case) },
            fixed_case: false,
        },
    }
}

#[component]
fn Head(thread: SmsThread) -> impl IntoView {
    let name = words::with(&thread);
    let record = thread.person.as_ref().map(|person| format!("/applicants/{}", person.id));
    let crumbs = vec![Crumb::to("/sms", w::title), Crumb::here(name.clone())];
    let number = (!thread.other_party.is_empty()).then(|| {
        view! { <Copyable text=thread.other_party.clone() label=thread.shown_as.clone() /> }
    });
    let title = view! {
        <h1 class="pane__name truncate"><bdi>{name}</bdi></h1>
        {number}
    }
    .into_any();
    view! {
        <Breadcrumbs crumbs=crumbs />
        <PaneHead back="/sms" title=title>
            {record.map(|record| view! { <A href=record attr:class="link">{w::open_record}</A> })}
        </PaneHead>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::folio::{Folio, FolioKind};
    use domain::sms::{DeliveryState, Encoding};
    use domain::{ApplicantId, CaseId, SmsMessageId};
    use uuid::Uuid;
    use wire::sms::{Direction, SmsMessage};

    use super::*;

    fn id(n: u128) -> ApplicantId {
        ApplicantId::new(Uuid::from_u128(n))
    }

    fn person(n: u128) -> SmsPerson {
        let folio = Folio::new(FolioKind::Applicant, u32::try_from(n).unwrap()).unwrap();
        SmsPerson { id: id(n), folio, name: n.to_string() }
    }

    fn thread(owner: Option<u128>, candidates: &[u128], last: (Option<u128>, Option<u128>)) -> SmsThread {
        let case = |n| CaseId::new(Uuid::from_u128(n));
        let thread = SmsThreadId::new(Uuid::nil());
        let at = DateTime::UNIX_EPOCH;
        SmsThread {
            id: thread,
            own_number: String::new(),
            other_party: "+15145550123".to_owned(),
            shown_as: "+1 514-555-0123".to_owned(),
            can_be_answered: true,
            person: owner.map(person),
            candidates: candidates.iter().copied().map(person).collect(),
            on_records: Vec::new(),
            unfiled: 0,
            unread: 0,
            read_seq: 0,
            handled_by: None,
            last: Some(SmsMessage {
                id: SmsMessageId::new(Uuid::nil()),
                thread,
                seq: 1,
                direction: Direction::In,
                number: String::new(),
                number_confirmed: false,
                author: None,
                applicant: last.0.map(id),
                case: last.1.map(case),
                body: String::new(),
                segments: 1,
                encoding: Encoding::Gsm7,
                media: 0,
                state: DeliveryState::Received,
                state_at: at,
                advice: None,
                error_code: None,
                error_text: None,
                created_at: at,
                unread: false,
            }),
            last_at: at,
        }
    }

    #[test]
    fn an_answer_takes_person_and_case_that_belong_together() {
        for (given, applicant, case) in [
            (thread(Some(1), &[1], (Some(1), Some(7))), Some(1), Some(7)),
            // The last word was José's, about his case; the conversation is María's.
            (thread(Some(1), &[1, 2], (Some(2), Some(7))), Some(1), None),
            (thread(Some(1), &[1, 2], (None, Some(7))), Some(1), None),
            (thread(None, &[1, 2], (Some(2), Some(7))), None, None),
            (thread(None, &[], (None, None)), None, None),
            (thread(None, &[2], (None, None)), Some(2), None),
        ] {
            let usual = recipient(&given).about.usual;
            assert_eq!(usual.applicant, applicant.map(id));
            assert_eq!(usual.case, case.map(|n| CaseId::new(Uuid::from_u128(n))));
        }
    }

    #[test]
    fn names_stand_at_texts_where_there_are_several_people() {
        let shared = thread(Some(1), &[1, 2], (None, None));
        assert_eq!(named(&shared).len(), 2);
        assert!(named(&thread(Some(1), &[1], (None, None))).is_empty());
        let moved = SmsThread { on_records: vec![person(3)], ..thread(Some(1), &[1], (None, None)) };
        assert_eq!(named(&moved).len(), 2);
    }
}
