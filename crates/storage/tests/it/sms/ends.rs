//! Who is at the other end: one conversation for each number, and a number that belongs to nobody for ever.

use super::*;
use storage::applicants::PhoneFields;
use storage::sms::ThreadQuery;

#[tokio::test]
async fn a_key_is_for_one_recipient_applicant_case_and_text() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let own = by(practice(&store).await);
        let ana = add(&store, own, person(own, "Ana", "Li", "+15145550123")).await.applicant.id;
        let eva = add(&store, own, person(own, "Eva", "Li", "+15145550124")).await.applicant.id;
        let job = |to: &str, applicant| SendSms {
            body: "Hello".parse().unwrap(),
            asked: Asked { to: to.parse().unwrap(), applicant, case: None },
            applicant,
            ..text(own.practice, own.user, to, "a")
        };
        let first = store.write_batched(job("+15145550123", Some(ana))).await.unwrap();
        for other in
            [job("+15145550199", Some(ana)), job("+15145550123", Some(eva)), job("+15145550123", None)]
        {
            let refused = store.write_batched(other).await;
            assert!(matches!(refused, Err(StoreError::Conflict(Conflict::KeyReused))), "{refused:?}");
        }
        // Filed elsewhere meanwhile, it is still the message that was asked for.
        store.practice(own.practice).sms().file(first.message.id, eva, own.user, instant()).await.unwrap();
        let again = store.write_batched(job("+15145550123", Some(ana))).await.unwrap();
        assert_eq!((again.fresh, again.message.id), (false, first.message.id));
        // In one batch as well.
        let batch = futures_util::future::join_all([
            store.write_batched(SendSms { nonce: "b".to_owned(), ..job("+15145550123", Some(ana)) }),
            store.write_batched(SendSms { nonce: "b".to_owned(), ..job("+15145550188", Some(ana)) }),
        ])
        .await;
        assert_eq!(batch.iter().filter(|sent| sent.is_ok()).count(), 1, "{batch:?}");
        let threads = store.practice(own.practice).sms().threads(ThreadFilter::All, None, 10).await.unwrap();
        assert!(threads.iter().all(|row| row.last.is_some()), "no conversation in which nothing was said");
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_number_in_either_spelling_and_through_either_of_ours_is_one_conversation() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, author) = practice(&store).await;
        for (n, (old, new)) in [
            ("+5218112345678", "+528112345678"),
            ("+554188887777", "+5541988887777"),
            ("+541166773399", "+5491166773399"),
            ("+22997123456", "+2290197123456"),
        ]
        .into_iter()
        .enumerate()
        {
            // The client writes first, in the form of their network, to another number of the practice.
            let other = IncomingSms {
                to: "+14385550177".parse().unwrap(),
                ..incoming(practice, old, &format!("SM{n}"))
            };
            let came = store.receive_sms(other).await.unwrap().message;
            let sent =
                store.write_batched(text(practice, author, new, &n.to_string())).await.unwrap().message;
            assert_eq!(sent.thread_id, came.thread_id, "{old} and {new}");
            assert_eq!((sent.own_number.as_str(), sent.number.as_str()), (OWN, new));
            let came = store.receive_sms(incoming(practice, new, &format!("SM{n}b"))).await.unwrap().message;
            assert_eq!(came.thread_id, sent.thread_id);
        }
        assert_eq!(
            store.practice(practice).sms().threads(ThreadFilter::All, None, 10).await.unwrap().len(),
            4
        );
        // Two spellings in one batch begin one conversation.
        let both = futures_util::future::join_all([
            store.write_batched(text(practice, author, "+5215599887766", "x")),
            store.write_batched(text(practice, author, "+525599887766", "y")),
        ])
        .await;
        let threads: Vec<_> = both.into_iter().map(|sent| sent.unwrap().message.thread_id).collect();
        assert_eq!(threads[0], threads[1]);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_number_taken_off_a_record_is_nobodys_again() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let own = by(practice(&store).await);
        let fields = person(own, "Ana", "Li", "+525512345678");
        let record = add(&store, own, fields.clone()).await;
        let ana = record.applicant.id;
        let first = store.receive_sms(incoming(own.practice, "+5215512345678", "SM1")).await.unwrap().message;
        assert_eq!(first.applicant_id, Some(ana));
        let thread =
            async || store.practice(own.practice).sms().thread(first.thread_id).await.unwrap().thread;
        let change = async |fields: storage::applicants::ApplicantFields, version| {
            store.write(async move |tx| tx.change_applicant(own, ana, version, fields).await).await.unwrap();
        };
        // Written in the other spelling it is the same number.
        let respelled = PhoneFields::new("+5215512345678".parse().unwrap(), "");
        change(storage::applicants::ApplicantFields { phones: vec![respelled], ..fields.clone() }, 1).await;
        assert_eq!(thread().await.applicant_id, Some(ana));
        let another = PhoneFields::new("+15145550199".parse().unwrap(), "");
        change(storage::applicants::ApplicantFields { phones: vec![another], ..fields }, 2).await;
        assert_eq!(thread().await.applicant_id, None);
        // What was said stays on the record; what a stranger says does not come to it.
        let next = store.receive_sms(incoming(own.practice, "+5215512345678", "SM2")).await.unwrap().message;
        assert_eq!((next.applicant_id, thread().await.applicant_id), (None, None));
        assert_eq!(
            store.practice(own.practice).sms().messages(SmsOf::Applicant(ana), None, 10).await.unwrap().len(),
            1
        );
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn what_a_provider_sends_fits_every_database_and_nobody_known_is_nobody() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let own = by(practice(&store).await);
        let ana = add(&store, own, person(own, "Ana", "Li", "+15145550123")).await.applicant.id;
        for (n, from) in
            ["", "whatsapp:+15145550123", &"é".repeat(300), "A\0B", "+15145550123"].iter().enumerate()
        {
            let odd = IncomingSms {
                body: ProviderText::lines("a\0b\u{1b}", 20_000),
                provider_message_id: ProviderText::line(&format!("SM\0{n}"), 120),
                ..incoming(own.practice, from, "")
            };
            let message = store.receive_sms(odd).await.unwrap().message;
            assert_eq!(message.body, "ab");
            assert_eq!(message.applicant_id.is_some(), n == 4, "{from}");
        }
        let threads =
            store.practice(own.practice).sms().threads(ThreadFilter::Unlinked, None, 10).await.unwrap();
        assert_eq!(threads.len(), 4);
        let nobody = threads.iter().find(|row| row.thread.other_party.is_empty()).unwrap();
        store
            .practice(own.practice)
            .sms()
            .link_thread(nobody.thread.id, ana, own.user, instant())
            .await
            .unwrap();
        let next = store.receive_sms(incoming(own.practice, "", "SM9")).await.unwrap().message;
        assert_eq!(next.applicant_id, None, "two who are not known are not the same one");
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn the_inbox_lists_what_is_on_nobodys_record_and_finds_by_name_number_and_words_s18() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let own = by(practice(&store).await);
        let ana = add(&store, own, person(own, "Ana", "García", "+15145550123")).await.applicant.id;
        add(&store, own, person(own, "Eva", "García", "+15145550123")).await;
        let job = SendSms { applicant: Some(ana), ..text(own.practice, own.user, "+15145550123", "a") };
        let family = store.write_batched(job).await.unwrap().message.thread_id;
        let unlinked = async || {
            let rows =
                store.practice(own.practice).sms().threads(ThreadFilter::Unlinked, None, 10).await.unwrap();
            rows.into_iter().map(|row| row.thread.id).collect::<Vec<_>>()
        };
        assert!(unlinked().await.is_empty());
        // Long after Ana was written to, the family's phone asks whose this is.
        let later = IncomingSms {
            at: instant() + TimeDelta::days(30),
            body: ProviderText::lines("100% sure, José", 20_000),
            ..incoming(own.practice, "+15145550123", "SM1")
        };
        assert_eq!(store.receive_sms(later).await.unwrap().message.applicant_id, None);
        assert_eq!(unlinked().await, [family]);
        store.receive_sms(incoming(own.practice, "+33612345678", "SM2")).await.unwrap();
        store.receive_sms(incoming(own.practice, "SUPPORT", "SM3")).await.unwrap();
        for (q, expected) in [
            ("garcia", 1),
            ("Ana", 1),
            ("514 555-0123", 1),
            ("5550123", 1),
            ("06 12 34 56 78", 1),
            ("support", 1),
            ("100%", 1),
            ("SURE, josé", 1),
            ("%", 1),
            ("_", 0),
            ("hello", 2),
            ("nobody", 0),
        ] {
            let wanted = ThreadQuery { search: Some(q.to_owned()), ..ThreadQuery::default() };
            let found = store.practice(own.practice).sms().threads(wanted, None, 10).await.unwrap();
            assert_eq!(found.len(), expected, "{q}");
        }
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_number_is_known_once_it_has_texted_or_was_vouched_for() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (practice, author) = practice(&store).await;
        let known = async |number: &str| {
            store.practice(practice).sms().is_number_known(Sender::of(number).forms()).await.unwrap()
        };
        store.write_batched(text(practice, author, "+15145550101", "a")).await.unwrap();
        let vouched = SendSms { number_confirmed: true, ..text(practice, author, "+442079460958", "b") };
        store.write_batched(vouched).await.unwrap();
        store.receive_sms(incoming(practice, "+5218112345678", "SM1")).await.unwrap();
        assert!(!known("+15145550101").await, "that we have written proves nothing");
        assert!(known("+442079460958").await && known("+528112345678").await && !known("+33612345678").await);
        store.close().await.unwrap();
    }
}
