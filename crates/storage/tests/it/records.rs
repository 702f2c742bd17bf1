//! Applicants and cases: folios, the search and who shares a phone, on every database.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use domain::cases::{CaseRole, CaseStage, CaseType};
use domain::event::{Event, RecordRef};
use domain::person::EmailAddress;
use domain::phone::PhoneNumber;
use domain::{ApplicantId, CaseId, PracticeId, UserId};
use storage::applicants::{ApplicantFields, ApplicantFilter, ApplicantRecord, PhoneFields};
use storage::cases::{CaseFields, CaseFilter};
use storage::{Author, Search, Store, StoreError};
use testkit::database::{Recorder, TestDatabase};
use uuid::Uuid;

use crate::writer::practice;

pub fn by((practice, user): (PracticeId, UserId)) -> Author {
    Author { practice, user, at: DateTime::<Utc>::from_timestamp(1_772_463_600, 0).unwrap() }
}

pub fn person(by: Author, given: &str, family: &str, phone: &str) -> ApplicantFields {
    ApplicantFields {
        given_names: given.to_owned(),
        family_names: family.to_owned(),
        preferred_name: String::new(),
        date_of_birth: None,
        nationality: None,
        language: "en".to_owned(),
        time_zone: "America/Toronto".to_owned(),
        country: None,
        preferred_channel: None,
        address: String::new(),
        notes: String::new(),
        responsible: by.user,
        phones: vec![PhoneFields::new(PhoneNumber::parse_international(phone).unwrap(), "")],
        emails: vec![(EmailAddress::parse("someone@example.com").unwrap(), String::new())],
    }
}

pub async fn add(store: &Store, by: Author, fields: ApplicantFields) -> ApplicantRecord {
    let id = ApplicantId::new(Uuid::now_v7());
    store.write(async move |tx| tx.insert_applicant(by, id, fields).await).await.unwrap()
}

async fn found(store: &Store, practice: PracticeId, q: &str) -> Vec<i32> {
    let filter = ApplicantFilter { search: Search::parse(q), responsible: None };
    let rows = store.practice(practice).applicants().list(&filter, None, 50).await.unwrap();
    rows.into_iter().map(|row| row.folio_number).collect()
}

#[tokio::test]
async fn a_search_finds_the_practices_own_by_every_word() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (one, two) = (by(practice(&store).await), by(practice(&store).await));
        add(&store, one, person(one, "María José", "Ñúñez", "+15145550123")).await;
        let mut li = person(one, "Xiaolong", "Li", "+8613123456789");
        li.preferred_name = "李小龙 राहुल".to_owned();
        add(&store, one, li).await;
        add(&store, one, person(one, "Chukwuemeka", "O’Brien-Nguyễn", "+84912345678")).await;
        add(&store, two, person(two, "María", "Nunez", "+15145550123")).await;
        for (q, expected) in [
            ("nunez maria", vec![1]),
            ("NÚÑ jos", vec![1]),
            ("小龙", vec![2]),
            ("राहुल", vec![2]),
            ("o'brien", vec![3]),
            ("nguyen", vec![3]),
            ("(514) 555-0123", vec![1]),
            ("0123", vec![1]),
            ("someone@example.com", vec![3, 2, 1]),
            ("con2", vec![2]),
            ("3", vec![3, 2]),
            ("maria li", vec![]),
            ("it's & (weird | :*) \"quoted\" \\", vec![]),
            // Passport spellings (ICAO 9303), and both forms of composition.
            ("OBRIEN", vec![3]),
            ("n\u{303}u\u{301}n\u{303}ez", vec![1]),
            ("राहल", vec![]),
        ] {
            assert_eq!(found(&store, one.practice, q).await, expected, "{q}");
        }
        assert_eq!(found(&store, two.practice, "nunez").await, [1]);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_name_is_found_however_a_passport_or_a_keyboard_writes_it() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let by = by(practice(&store).await);
        let names = [
            ("Conan", "O'Brien"),
            ("Anita", "D’Souza"),
            ("Omar", "Al-Sayed"),
            ("Jürgen", "Müller"),
            ("Jean-Pierre", "Roy"),
            ("Андрей", "Петров"),
            ("철수", "김"),
            ("ʻAlī", "Rezā"),
            ("SEAN", "OCONNOR"),
            ("JUERGEN", "GROSS"),
        ];
        for (n, (given, family)) in names.into_iter().enumerate() {
            add(&store, by, person(by, given, family, &format!("+1514555{:04}", 100 + n))).await;
        }
        for (q, expected) in [
            ("OBRIEN", 1),
            ("obrien conan", 1),
            ("o brien", 1),
            ("DSOUZA", 2),
            ("ALSAYED", 3),
            ("al sayed", 3),
            ("MUELLER", 4),
            ("muller", 4),
            ("JEANPIERRE", 5),
            ("Андреи\u{306}", 6),
            ("Андрей", 6),
            ("ANDREI", 6),
            ("김철수", 7),
            ("김 철수", 7),
            ("\u{1100}\u{1175}\u{11B7}", 7),
            ("ali", 8),
            ("O'Connor", 9),
            ("Groß", 10),
            ("Jürgen Groß", 10),
        ] {
            assert_eq!(found(&store, by.practice, q).await, [expected], "{q}");
        }
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn words_of_an_older_version_are_made_again_when_the_store_opens() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let by = by(practice(&store).await);
        let ana = add(&store, by, person(by, "Ana", "O’Brien", "+15145550123")).await.applicant;
        let case = CaseId::new(Uuid::now_v7());
        let fields = CaseFields {
            case_type: CaseType::StudyPermit,
            title: String::new(),
            stage: CaseStage::Intake,
            responsible: by.user,
            ircc_number: String::new(),
            ircc_deadline: None,
            opened_on: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(),
            closed_on: None,
            outcome: String::new(),
            people: vec![(ana.id, CaseRole::Principal)],
        };
        store.write(async move |tx| tx.insert_case(by, case, fields).await).await.unwrap();
        store.close().await.unwrap();
        // As a database looks after an upgrade: words as the old program split them, and no version.
        for statement in [
            "UPDATE applicant SET search = 'ana o brien con1 1'",
            "UPDATE case_file SET search = 'cas1 1 ana o brien'",
            "DELETE FROM search_index",
        ] {
            storage::testing::execute(&database.url, statement).await.unwrap();
        }
        let store = database.open(Arc::new(Recorder::default())).await;
        assert_eq!(found(&store, by.practice, "OBRIEN").await, [1]);
        assert_eq!(found(&store, by.practice, "5145550123").await, [1]);
        let filter = CaseFilter { search: Search::parse("OBRIEN"), ..CaseFilter::default() };
        assert_eq!(store.practice(by.practice).cases().list(&filter, None, 9).await.unwrap().len(), 1);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn somebody_very_like_another_is_noticed() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (one, two) = (by(practice(&store).await), by(practice(&store).await));
        let day = NaiveDate::from_ymd_opt(1990, 5, 17);
        let born = |mut fields: ApplicantFields, day| {
            fields.date_of_birth = day;
            fields.emails.clear();
            fields
        };
        add(&store, one, born(person(one, "José", "Núñez", "+5215512345678"), day)).await;
        let alike = async |practice, fields: ApplicantFields| {
            store.practice(practice).applicants().like(&fields).await.unwrap().len()
        };
        let other_phone = |given: &str| person(one, given, "Nunez", "+15145550999");
        assert_eq!(alike(one.practice, born(other_phone("Jose"), day)).await, 1, "names and date of birth");
        assert_eq!(alike(one.practice, born(other_phone("Jose"), None)).await, 0);
        assert_eq!(alike(one.practice, born(other_phone("Josefa"), day)).await, 0);
        let same_phone = person(one, "José", "Núñez", "+525512345678");
        assert_eq!(alike(one.practice, born(same_phone.clone(), None)).await, 1, "names and number");
        let another_day = NaiveDate::from_ymd_opt(2015, 1, 2);
        assert_eq!(alike(one.practice, born(same_phone.clone(), another_day)).await, 0, "father and son");
        let mut only_names = born(same_phone, None);
        only_names.phones.clear();
        assert_eq!(alike(one.practice, only_names.clone()).await, 1, "nothing else is known");
        assert_eq!(alike(two.practice, only_names).await, 0);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_person_may_have_one_name_and_nothing_to_be_reached_by() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let by = by(practice(&store).await);
        let mut suharto = person(by, "", "Suharto", "+15145550123");
        (suharto.phones, suharto.emails) = (Vec::new(), Vec::new());
        let record = add(&store, by, suharto).await;
        assert_eq!(record.applicant.full_name(), "Suharto");
        assert!(record.phones.is_empty() && record.emails.is_empty());
        assert_eq!(found(&store, by.practice, "suharto").await, [1]);
        let names = store.practice(by.practice).sms().people(vec![record.applicant.id]).await.unwrap();
        assert_eq!(names[0].name, "Suharto");
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_changed_name_is_found_and_the_old_one_is_not() {
    for database in TestDatabase::all().await {
        let recorder = Recorder::default();
        let store = database.open(Arc::new(recorder.clone())).await;
        let by = by(practice(&store).await);
        let ana = add(&store, by, person(by, "Ana", "Ruiz", "+15145550123")).await.applicant;
        let case = CaseId::new(Uuid::now_v7());
        let fields = CaseFields {
            case_type: CaseType::StudyPermit,
            title: String::new(),
            stage: CaseStage::Intake,
            responsible: by.user,
            ircc_number: String::new(),
            ircc_deadline: None,
            opened_on: NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(),
            closed_on: None,
            outcome: String::new(),
            people: vec![(ana.id, CaseRole::Principal)],
        };
        let again = fields.clone();
        store.write(async move |tx| tx.insert_case(by, case, fields).await).await.unwrap();
        recorder.take();
        let renamed = person(by, "Ana", "Villaseñor", "+15145550199");
        let id = ana.id;
        store.write(async move |tx| tx.change_applicant(by, id, 1, renamed).await).await.unwrap();
        let record = RecordRef::Applicant(id);
        let told: Vec<Event> = recorder.take().into_iter().map(|published| published.event).collect();
        assert_eq!(told, [Event::TimelineGrew { record }, Event::RecordChanged { record, version: 2 }]);
        assert_eq!(found(&store, by.practice, "villasenor").await, [1]);
        assert!(found(&store, by.practice, "ruiz").await.is_empty());
        assert!(found(&store, by.practice, "0123").await.is_empty());
        let cases = |q: &str| CaseFilter { search: Search::parse(q), ..CaseFilter::default() };
        assert_eq!(
            store.practice(by.practice).cases().list(&cases("villasenor"), None, 9).await.unwrap().len(),
            1
        );
        assert!(store.practice(by.practice).cases().list(&cases("ruiz"), None, 9).await.unwrap().is_empty());
        let elsewhere = CaseFilter { stage: Some(CaseStage::Approved), ..cases("cas1") };
        assert!(store.practice(by.practice).cases().list(&elsewhere, None, 9).await.unwrap().is_empty());
        let stale = store.write(async move |tx| tx.change_case(by, case, 7, again).await).await;
        assert!(matches!(stale, Err(StoreError::Stale { current: 1 })));
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_list_shows_the_first_number_and_address_of_each_and_each_once() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (one, two) = (by(practice(&store).await), by(practice(&store).await));
        let bare = ApplicantFields {
            phones: Vec::new(),
            emails: Vec::new(),
            ..person(one, "Ana", "Ruiz", "+15145550123")
        };
        add(&store, one, bare).await;
        let mut ana = person(one, "Ana", "Rey", "+15145550124");
        ana.phones[0].extension = "12".to_owned();
        ana.phones.push(PhoneFields::new(PhoneNumber::parse_international("+15145550125").unwrap(), ""));
        ana.emails = ["first@example.org", "second@example.org"]
            .map(|address| (EmailAddress::parse(address).unwrap(), String::new()))
            .to_vec();
        let ana = add(&store, one, ana).await.applicant;
        for q in [None, Some("ana"), Some("con2")] {
            let filter = ApplicantFilter { search: q.and_then(Search::parse), responsible: None };
            let mut rows = store.practice(one.practice).applicants().list(&filter, None, 50).await.unwrap();
            let first = rows.remove(0);
            assert_eq!((first.id, first.folio().as_str()), (ana.id, "CON2"), "{q:?}");
            assert_eq!(first.phone.as_deref(), Some("+15145550124"), "{q:?}");
            assert_eq!(first.extension.as_deref(), Some("12"), "{q:?}");
            assert_eq!(first.email.as_deref(), Some("first@example.org"), "{q:?}");
            let others: Vec<_> = rows.into_iter().map(|row| (row.phone, row.extension, row.email)).collect();
            let expected = if q == Some("con2") { vec![] } else { vec![(None, None, None)] };
            assert_eq!(others, expected, "{q:?}");
        }
        let ids = [ana.id, ApplicantId::new(Uuid::now_v7())];
        let listed = store.practice(one.practice).applicants().listed(&ids).await.unwrap();
        assert_eq!(listed.iter().map(|row| row.id).collect::<Vec<_>>(), [ana.id]);
        assert!(store.practice(two.practice).applicants().listed(&ids).await.unwrap().is_empty());
        assert!(store.practice(one.practice).applicants().listed(&[]).await.unwrap().is_empty());
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn one_phone_belongs_to_a_family() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let (one, two) = (by(practice(&store).await), by(practice(&store).await));
        add(&store, one, person(one, "Ana", "Ruiz", "+5215512345678")).await;
        add(&store, one, person(one, "Luis", "Ruiz", "+525512345678")).await;
        add(&store, two, person(two, "Eva", "Rey", "+525512345678")).await;
        // Networks write Mexican mobiles with and without the 1.
        let number = PhoneNumber::parse_international("+525512345678").unwrap();
        let names = |rows: Vec<storage::applicants::Applicant>| -> Vec<String> {
            rows.into_iter().map(|row| row.given_names).collect()
        };
        let family = store.practice(one.practice).applicants().with_phone(&number).await.unwrap();
        assert_eq!(names(family), ["Ana", "Luis"]);
        let other = store.practice(two.practice).applicants().with_phone(&number).await.unwrap();
        assert_eq!(names(other), ["Eva"]);
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn folios_go_up_without_a_double_however_many_write_at_once() {
    for database in TestDatabase::all().await {
        let store = database.open(Arc::new(Recorder::default())).await;
        let by = by(practice(&store).await);
        let adding = (0..20).map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let fields = person(by, "Ana", "Ruiz", &format!("+1514555{:04}", 100 + number));
                add(&store, by, fields).await.applicant.folio_number
            })
        });
        let mut folios = Vec::new();
        for added in adding.collect::<Vec<_>>() {
            folios.push(added.await.unwrap());
        }
        folios.sort_unstable();
        assert_eq!(folios, (1..=20).collect::<Vec<i32>>());
        let many: Vec<_> =
            (0..3).map(|n| person(by, "Eva", "Rey", &format!("+1514555{:04}", 300 + n))).collect();
        store.write(async move |tx| tx.insert_applicants(by, &many).await).await.unwrap();
        assert_eq!(found(&store, by.practice, "rey").await, [23, 22, 21]);
        store.close().await.unwrap();
    }
}
