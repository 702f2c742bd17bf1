//! Lists of records, calls and mails a page at a time: every row once, none twice, on every database.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::calls::{CallMinutes, CallPurpose, CallState, CallTitle, CancelReason, JoinMargins};
use domain::cases::{CaseRole, CaseStage, CaseType};
use domain::language::Language;
use domain::mail::MailState::{Failed, Queued, Sending, Sent, Unknown};
use domain::mail::{MailKind, MailState, MailSubject, MailText};
use domain::person::{EmailAddress, TimeZoneName};
use domain::{ApplicantId, CallId, CaseId, MailId};
use storage::applicants::ApplicantFilter;
use storage::calls::{CallFilter, NewCall};
use storage::cases::{CaseFields, CaseFilter};
use storage::mail::{MailFilter, MailOutcome, MailParty, MailSubjects, NewMail};
use storage::outbox::claim::Lease;
use storage::{Author, Search, Store, StoreError};
use testkit::database::{Recorder, TestDatabase};
use uuid::Uuid;

use crate::records::{add, by, person};
use crate::writer::practice;

async fn open_case(
    store: &Store,
    by: Author,
    applicant: ApplicantId,
    title: &str,
    stage: CaseStage,
) -> CaseId {
    let id = CaseId::new(Uuid::now_v7());
    let fields = CaseFields {
        case_type: CaseType::Other,
        title: title.to_owned(),
        stage,
        responsible: by.user,
        ircc_number: String::new(),
        ircc_deadline: None,
        opened_on: by.at.date_naive(),
        closed_on: None,
        outcome: String::new(),
        people: vec![(applicant, CaseRole::Principal)],
    };
    store.write(async move |tx| tx.insert_case(by, id, fields).await).await.unwrap();
    id
}

#[tokio::test]
async fn a_search_is_paged_with_the_folio_in_front_and_once() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (one, two) = (by(practice(&store).await), by(practice(&store).await));
        for n in 0..23 {
            // The folio that is searched for is also a word of others.
            let family = if n % 2 == 0 { "García 5" } else { "Ruiz 5" };
            let ana = add(&store, one, person(one, "Ana", family, &format!("+1514555{:04}", 200 + n))).await;
            let stage = if n % 3 == 0 { CaseStage::Approved } else { CaseStage::Intake };
            open_case(&store, one, ana.applicant.id, "Number 5", stage).await;
        }
        add(&store, two, person(two, "Ana", "García 5", "+15145550123")).await;
        for q in [None, Some("ana"), Some("garcia"), Some("5"), Some("CON5")] {
            let filter = ApplicantFilter { search: q.and_then(Search::parse), responsible: None };
            let all = store.practice(one.practice).applicants().list(&filter, None, 100).await.unwrap();
            let mut walked = store.practice(one.practice).applicants().list(&filter, None, 4).await.unwrap();
            let mut page = walked.clone();
            while page.len() == 4 {
                page = store
                    .practice(one.practice)
                    .applicants()
                    .list(&filter, Some(page[3].seq), 4)
                    .await
                    .unwrap();
                // The one in front comes again where its place in the order is: callers show it once.
                walked.extend(page.iter().filter(|row| !all.is_empty() && row.seq != all[0].seq).cloned());
            }
            let mut expected: Vec<i32> = all.iter().map(|row| row.folio_number).collect();
            let mut found: Vec<i32> = walked.iter().map(|row| row.folio_number).collect();
            if q.is_some_and(|q| q.contains('5')) {
                assert_eq!((expected[0], found[0]), (5, 5), "{q:?}");
            }
            expected.sort_unstable();
            found.sort_unstable();
            assert_eq!(found, expected, "{q:?}");
            assert_eq!(
                expected.len(),
                match q {
                    Some("garcia") => 12,
                    Some("CON5") => 1,
                    _ => 23,
                }
            );
        }
        let approved = CaseFilter { stage: Some(CaseStage::Approved), ..CaseFilter::default() };
        for filter in [approved.clone(), CaseFilter { search: Search::parse("garcia"), ..approved }] {
            let all = store.practice(one.practice).cases().list(&filter, None, 100).await.unwrap();
            assert!(all.is_sorted_by_key(|case| std::cmp::Reverse(case.seq)) && all.len() >= 4);
            let mut walked = Vec::new();
            let mut before = None;
            loop {
                let page = store.practice(one.practice).cases().list(&filter, before, 3).await.unwrap();
                before = page.last().map(|case| case.seq);
                walked.extend(page);
                if before.is_none() {
                    break;
                }
            }
            assert_eq!(walked, all);
            assert!(store.practice(two.practice).cases().list(&filter, None, 9).await.unwrap().is_empty());
        }
        store.close().await.unwrap();
    }
}

pub fn call(by: Author, applicant: ApplicantId, case: Option<CaseId>, starts_at: DateTime<Utc>) -> NewCall {
    NewCall {
        id: CallId::new(Uuid::now_v7()),
        practice: by.practice,
        title: CallTitle::parse("Review").unwrap(),
        purpose: CallPurpose::DocumentReview,
        applicant,
        case,
        starts_at,
        time_zone: TimeZoneName::parse("America/Toronto").unwrap(),
        minutes: CallMinutes::try_from(30).unwrap(),
        host: by.user,
        participants: Vec::new(),
        delegates: Vec::new(),
        notes: String::new(),
        waiting_room: true,
        room_name: Uuid::new_v4().simple().to_string(),
        at: by.at,
    }
}

#[tokio::test]
async fn calls_to_come_and_past_are_paged_in_their_own_order() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (one, two) = (by(practice(&store).await), by(practice(&store).await));
        let ana = add(&store, one, person(one, "Ana", "Ruiz", "+15145550123")).await.applicant.id;
        let eva = add(&store, one, person(one, "Eva", "Rey", "+15145550124")).await.applicant.id;
        let case = open_case(&store, one, ana, "", CaseStage::Intake).await;
        let now = one.at + TimeDelta::days(10);
        for n in -6..7_i64 {
            // Two begin at the same instant: the id decides.
            for (applicant, case) in [(ana, Some(case)), (eva, None)] {
                let new = call(one, applicant, case, now + TimeDelta::days(n) + TimeDelta::hours(1));
                store.write(async move |tx| tx.schedule_call(new).await).await.unwrap();
            }
        }
        let (practice, author) = (one.practice, one.user);
        let coming = CallFilter::default();
        let first = store.practice(practice).calls().list(&coming, None, 1, now).await.unwrap().remove(0);
        let reason = CancelReason::parse("Ill").unwrap();
        let id = first.id;
        store
            .write(async move |tx| {
                tx.practice(practice).calls().cancel(id, reason, author, JoinMargins::default(), now).await
            })
            .await
            .unwrap();
        for (past, count) in [(false, 13), (true, 13)] {
            let filter = CallFilter { past, ..CallFilter::default() };
            let all = store.practice(practice).calls().list(&filter, None, 100, now).await.unwrap();
            assert_eq!(all.len(), count, "past: {past}");
            let mut walked = Vec::new();
            let mut after = None;
            loop {
                let page = store.practice(practice).calls().list(&filter, after, 3, now).await.unwrap();
                after = page.last().map(|call| (call.starts_at, call.id));
                walked.extend(page);
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(walked, all);
            let times: Vec<_> = all.iter().map(|call| call.starts_at).collect();
            assert!(if past { times.is_sorted_by(|a, b| a >= b) } else { times.is_sorted() });
            let of_ana = CallFilter { applicant: Some(ana), ..filter.clone() };
            let of_case = CallFilter { case: Some(case), ..filter.clone() };
            let hers = store.practice(practice).calls().list(&of_ana, None, 100, now).await.unwrap();
            assert!(hers.len() < count && hers.iter().all(|call| call.applicant_id == ana));
            assert_eq!(store.practice(practice).calls().list(&of_case, None, 100, now).await.unwrap(), hers);
            assert!(
                store.practice(two.practice).calls().list(&filter, None, 9, now).await.unwrap().is_empty()
            );
        }
        let cancelled = store.practice(practice).calls().find(id).await.unwrap();
        assert_eq!(
            (cancelled.state, cancelled.cancel_reason.as_deref()),
            (CallState::Cancelled, Some("Ill"))
        );
        assert!(matches!(store.practice(two.practice).calls().find(id).await, Err(StoreError::NotFound)));
        store.close().await.unwrap();
    }
}

fn mail(by: Author, applicant: ApplicantId, subject: &str) -> NewMail {
    let party = |address: &str| MailParty {
        name: "Élodie".to_owned(),
        address: EmailAddress::parse(address).unwrap(),
    };
    NewMail {
        id: MailId::new(Uuid::now_v7()),
        practice: by.practice,
        kind: MailKind::Message,
        from: party("office@example.org"),
        reply_to: None,
        to: party("ana@example.org"),
        subject: MailSubject::parse(subject).unwrap(),
        text: MailText::parse("Hello").unwrap(),
        html: None,
        language: Language::Fr,
        author: Some(by.user),
        about: MailSubjects { applicant: Some(applicant), ..MailSubjects::default() },
        at: by.at,
    }
}

#[tokio::test]
async fn a_mail_is_claimed_once_and_keeps_what_became_of_it() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (one, two) = (by(practice(&store).await), by(practice(&store).await));
        let ana = add(&store, one, person(one, "Ana", "Ruiz", "+15145550123")).await.applicant.id;
        for n in 0..4 {
            let new = mail(one, ana, &format!("Mail {n}"));
            store.write(async move |tx| tx.queue_mail(new).await).await.unwrap();
        }
        let lease = |now| Lease { token: Uuid::now_v7(), now, until: now + TimeDelta::seconds(60) };
        let (first, second) =
            tokio::join!(store.claim_mail(lease(one.at), 3), store.claim_mail(lease(one.at), 3));
        let mut taken = first.unwrap();
        taken.extend(second.unwrap());
        assert_eq!(taken.len(), 4, "nobody holds what another has");
        taken.sort_by_key(|carry| carry.mail.seq);
        let later = one.at + TimeDelta::minutes(5);
        let outcomes = [
            MailOutcome::Sent { carrier: "smtp" },
            MailOutcome::Failed { why: "550 no such mailbox".to_owned(), reached: true },
            MailOutcome::Later { due_at: later, why: "450 greylisted".to_owned() },
        ];
        for (carry, outcome) in taken.iter().zip(outcomes) {
            store.settle_mail(carry.lease.clone(), outcome, one.at).await.unwrap();
        }
        let states = async || -> Vec<MailState> {
            let mails =
                store.practice(one.practice).mail().list(MailFilter::Applicant(ana), None, 9).await.unwrap();
            mails.into_iter().rev().map(|mail| mail.state).collect()
        };
        assert_eq!(states().await, [Sent, Failed, Queued, Sending]);
        // The fourth was in the hands of someone who died: nobody knows.
        assert_eq!(store.recover_mail(one.at + TimeDelta::seconds(61)).await.unwrap(), 1);
        assert_eq!(states().await, [Sent, Failed, Queued, Unknown]);
        let again = store.claim_mail(lease(later), 9).await.unwrap();
        assert_eq!(again.iter().map(|carry| carry.mail.seq).collect::<Vec<_>>(), [taken[2].mail.seq]);
        assert_eq!(again[0].lease.attempt, 2);
        // Anyone who lost the lease moves nothing.
        let stale = MailOutcome::Later { due_at: one.at, why: "late".to_owned() };
        store.settle_mail(taken[2].lease.clone(), stale, later).await.unwrap();
        assert_eq!(states().await, [Sent, Failed, Sending, Unknown]);
        // Who wrote them hears of the two that did not arrive, once each.
        let bell = store.practice(one.practice).notifications().list(one.user, None, 9).await.unwrap();
        let kinds: Vec<_> = bell.iter().map(|line| line.kind.as_str()).collect();
        assert_eq!(kinds, ["mail_unknown", "mail_failed"]);
        assert!(bell.iter().all(|line| line.body.contains("/mails/")), "{bell:?}");

        let page = store
            .practice(one.practice)
            .mail()
            .list(MailFilter::OnRecords, Some(taken[2].mail.seq), 9)
            .await
            .unwrap();
        let subjects: Vec<_> = page.iter().map(|mail| mail.subject.as_str()).collect();
        assert_eq!(subjects, ["Mail 1", "Mail 0"], "newest first, before the cursor");
        let by_smtp = store
            .practice(one.practice)
            .mail()
            .list(MailFilter::TakenBy { carrier: "smtp", reader: String::new() }, None, 9)
            .await
            .unwrap();
        assert_eq!(by_smtp.len(), 1);
        assert!(
            store
                .practice(two.practice)
                .mail()
                .list(MailFilter::OnRecords, None, 9)
                .await
                .unwrap()
                .is_empty()
        );
        assert!(matches!(
            store.practice(two.practice).mail().find(taken[0].mail.id).await,
            Err(StoreError::NotFound)
        ));
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn calls_are_found_by_title_client_and_folio_to_the_last_of_them() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (one, two) = (by(practice(&store).await), by(practice(&store).await));
        let ana = add(&store, one, person(one, "Ana", "Nuñez", "+15145550123")).await.applicant;
        let eva = add(&store, one, person(one, "Eva", "Rey", "+15145550124")).await.applicant;
        let case = open_case(&store, one, eva.id, "Spouse of a citizen", CaseStage::Intake).await;
        let now = one.at;
        // More than are looked through at once, and what is sought is at the end.
        for n in 0..520_i64 {
            let new = call(one, ana.id, None, now + TimeDelta::hours(1 + n));
            store.write(async move |tx| tx.schedule_call(new).await).await.unwrap();
        }
        let last = NewCall {
            title: CallTitle::parse("Révision des formulaires").unwrap(),
            ..call(one, eva.id, Some(case), now + TimeDelta::days(100))
        };
        let last = store.write(async move |tx| tx.schedule_call(last).await).await.unwrap();
        let folio = store.practice(one.practice).cases().find(case).await.unwrap().case.folio();
        for (given, count) in [
            ("revision", 1),
            ("REVISION rey", 1),
            ("eva formul", 1),
            ("nunez", 100),
            ("ana revision", 0),
            ("spouse", 1),
            (folio.as_str(), 1),
            (eva.folio().as_str(), 1),
            ("—", 0),
        ] {
            let filter = CallFilter { search: Search::parse(given), ..CallFilter::default() };
            let found = store.practice(one.practice).calls().list(&filter, None, 100, now).await.unwrap();
            assert_eq!(found.len(), count, "{given}");
            if count == 1 {
                assert_eq!(found[0].id, last.id, "{given}");
            }
            assert!(
                store.practice(two.practice).calls().list(&filter, None, 100, now).await.unwrap().is_empty()
            );
        }
        // A search pages on as the list does.
        let filter = CallFilter { search: Search::parse("nunez"), ..CallFilter::default() };
        let (mut after, mut walked) = (None, 0);
        loop {
            let page = store.practice(one.practice).calls().list(&filter, after, 100, now).await.unwrap();
            let Some(end) = page.last() else { break };
            after = Some((end.starts_at, end.id));
            walked += page.len();
        }
        assert_eq!(walked, 520);
        let of_eva =
            CallFilter { applicant: Some(eva.id), search: Search::parse("nunez"), ..CallFilter::default() };
        assert!(store.practice(one.practice).calls().list(&of_eva, None, 100, now).await.unwrap().is_empty());
        store.close().await.unwrap();
    }
}
