//! Applicants, cases, comments and their histories.

use client::Error;
use domain::cases::{CaseRole, CaseStage, CaseType};
use domain::event::RecordRef;
use domain::permission::Permission;
use domain::timeline::{Change, ChangeValue, ChangedField, TimelineFact, TimelineGroup, TimelineKind};
use domain::{ApplicantId, CaseId, UserId};
use testkit::{Actor, TestApp};
use uuid::Uuid;
use wire::applicants::{Applicant, ApplicantQuery, NewApplicant, NewEmail, NewPhone};
use wire::cases::{Case, CaseQuery, NewCase, NewCasePerson};
use wire::records::{Comment, NewComment, TimelineQuery};
use wire::{Code, PageQuery};

fn new_applicant(given: &str, family: &str, phone: &str) -> NewApplicant {
    NewApplicant {
        given_names: given.to_owned(),
        family_names: family.to_owned(),
        phones: vec![NewPhone { number: phone.to_owned(), label: String::new() }],
        emails: vec![NewEmail { address: "someone@example.com".to_owned(), label: String::new() }],
        ..NewApplicant::default()
    }
}

fn key() -> String {
    Uuid::now_v7().to_string()
}

async fn add(actor: &Actor, given: &str, family: &str, phone: &str) -> Applicant {
    actor.create_applicant(&key(), &new_applicant(given, family, phone)).await.unwrap()
}

fn case_for(applicant: ApplicantId) -> NewCase {
    let person = NewCasePerson { applicant, role: CaseRole::Principal };
    NewCase { case_type: CaseType::StudyPermit, people: vec![person], ..NewCase::default() }
}

fn searched(q: &str) -> ApplicantQuery {
    ApplicantQuery { q: Some(q.to_owned()), ..ApplicantQuery::default() }
}

async fn found(actor: &Actor, q: &str) -> Vec<String> {
    let page = actor.applicants(&searched(q)).await.unwrap();
    page.items.into_iter().map(|applicant| applicant.folio).collect()
}

#[tokio::test]
async fn an_applicant_is_added_once_with_a_folio_and_whoever_adds_is_responsible() {
    let app = TestApp::start().await;
    let consultant = app.consultant().await;
    let (key, new) = (key(), new_applicant("María", "García López", "+1 514 555-0123"));
    let first = consultant.create_applicant(&key, &new).await.unwrap();
    let again = consultant.create_applicant(&key, &new).await.unwrap();
    assert_eq!(first, again);
    assert_eq!((first.folio.as_str(), first.version), ("CON1", 1));
    assert_eq!(first.responsible, consultant.id);
    assert_eq!((first.time_zone.as_str(), first.language.as_str()), ("America/Toronto", "en"));
    assert_eq!(first.phones[0].number, "+15145550123");
    let second = add(&consultant, "Li", "Wei", "+8613123456789").await;
    assert_eq!(second.folio, "CON2");
    let stranger = app.stranger().await;
    assert_eq!(add(&stranger, "Ana", "Ruiz", "+525512345678").await.folio, "CON1");
    let conflict = consultant.create_case(&key, &case_for(first.id)).await.unwrap_err();
    assert_eq!(conflict.code(), Some(Code::KeyReused));
}

#[tokio::test]
async fn every_field_that_is_wrong_is_named() {
    let app = TestApp::start().await;
    let consultant = app.consultant().await;
    let mut wrong = new_applicant(" ", &"x".repeat(121), "+1 514 555 0123");
    wrong.language = Some("klingon!".to_owned());
    wrong.time_zone = Some("Mars/Olympus".to_owned());
    wrong.nationality = Some("XX".to_owned());
    wrong.country = Some("Canada".to_owned());
    wrong.date_of_birth = "2090-01-01".parse().ok();
    wrong.responsible = Some(UserId::new(Uuid::now_v7()));
    wrong.notes = "n".repeat(5_001);
    for number in ["514 555 0123", "+15145550123", "+99912", ""] {
        wrong.phones.push(NewPhone { number: number.to_owned(), label: String::new() });
    }
    wrong.emails = vec![NewEmail { address: "not an address".to_owned(), label: "x".repeat(41) }];
    let error = consultant.create_applicant(&key(), &wrong).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::Invalid));
    let code = |field: &str| error.field(field).map(|error| error.code.as_str());
    assert_eq!(code("given_names"), None, "one of the two names suffices");
    assert_eq!(code("family_names"), Some("too_long"));
    assert_eq!(code("language"), Some("unknown_language"));
    assert_eq!(code("time_zone"), Some("unknown_zone"));
    assert_eq!(code("nationality"), Some("unknown_country"));
    assert_eq!(code("country"), Some("unknown_country"));
    assert_eq!(code("date_of_birth"), Some("in_the_future"));
    assert_eq!(code("responsible"), Some("unknown_user"));
    assert_eq!(code("notes"), Some("too_long"));
    assert_eq!(code("phones[0].number"), None);
    assert_eq!(code("phones[1].number"), Some("country_code"));
    assert_eq!(code("phones[2].number"), Some("duplicate"));
    assert!(code("phones[3].number").is_some());
    assert_eq!(code("phones[4].number"), Some("required"));
    assert_eq!(code("emails[0].address"), Some("not_an_address"));
    assert_eq!(code("emails[0].label"), Some("too_long"));
    for (given, family, field, code) in
        [("", " ", "family_names", "one_name"), ("—", "Suharto", "given_names", "no_letters")]
    {
        let error = consultant.create_applicant(&key(), &new_applicant(given, family, "+15145550123")).await;
        assert_eq!(error.unwrap_err().field(field).unwrap().code, code);
    }
    assert!(found(&consultant, "CON1").await.is_empty(), "nothing was written");
}

#[tokio::test]
async fn a_person_with_one_name_no_phone_and_no_address_is_recorded_v20() {
    let app = TestApp::start().await;
    let consultant = app.consultant().await;
    let body = br#"{"family_names":"Suharto"}"#;
    let headers = [("content-type", "application/json"), ("idempotency-key", "suharto")];
    let answer = consultant.raw("POST", "/api/v1/applicants", &headers, body).await.unwrap();
    assert_eq!(answer.status, 201, "{}", answer.body);
    let suharto: Applicant = serde_json::from_str(&answer.body).unwrap();
    assert_eq!((suharto.given_names.as_str(), suharto.family_names.as_str()), ("", "Suharto"));
    assert!(suharto.phones.is_empty() && suharto.emails.is_empty());
    let case = consultant.create_case(&key(), &case_for(suharto.id)).await.unwrap();
    assert_eq!(case.people[0].applicant.name, "Suharto");
    assert_eq!(consultant.find_folio("CON1").await.unwrap().name, "Suharto");
    let mut given_only = NewApplicant::from(suharto.clone());
    given_only.given_names = std::mem::take(&mut given_only.family_names);
    let changed = consultant.change_applicant(suharto.id, suharto.version, &given_only).await.unwrap();
    assert_eq!((changed.given_names.as_str(), changed.family_names.as_str()), ("Suharto", ""));
    assert_eq!(found(&consultant, "suharto").await, ["CON1"]);
}

#[tokio::test]
async fn a_record_whose_responsible_left_is_edited_and_nobody_who_left_is_chosen() {
    let app = TestApp::start().await;
    let (owner, consultant) = (app.owner().await, app.consultant().await);
    let boris = app.colleague(domain::permission::Role::Consultant, "Boris").await;
    let mut new = new_applicant("María", "García", "+15145550123");
    (new.language, new.time_zone) = (Some("es".to_owned()), Some("America/Bogota".to_owned()));
    let maria = boris.create_applicant(&key(), &new).await.unwrap();
    let case = boris.create_case(&key(), &case_for(maria.id)).await.unwrap();
    owner.deactivate_user(boris.id).await.unwrap();

    let edited = NewApplicant { notes: "Called".to_owned(), ..NewApplicant::from(maria.clone()) };
    let edited = consultant.change_applicant(maria.id, maria.version, &edited).await.unwrap();
    assert_eq!((edited.notes.as_str(), edited.responsible), ("Called", boris.id));
    let titled = NewCase { title: "Express Entry".to_owned(), ..NewCase::from(case.clone()) };
    let titled = consultant.change_case(case.id, case.version, &titled).await.unwrap();
    assert_eq!((titled.title.as_str(), titled.responsible), ("Express Entry", boris.id));

    // What a change leaves out stays as it is.
    let less = NewApplicant {
        responsible: None,
        language: None,
        time_zone: None,
        ..NewApplicant::from(edited.clone())
    };
    let less = consultant.change_applicant(maria.id, edited.version, &less).await.unwrap();
    assert_eq!((less.language, less.time_zone), (edited.language, edited.time_zone));
    assert_eq!(less.responsible, boris.id);

    let li = add(&consultant, "Li", "Wei", "+8613123456789").await;
    let given = NewApplicant { responsible: Some(boris.id), ..NewApplicant::from(li.clone()) };
    let refused = consultant.change_applicant(li.id, li.version, &given).await.unwrap_err();
    assert_eq!(refused.field("responsible").unwrap().code, "user_deactivated");
}

#[tokio::test]
async fn somebody_very_like_another_is_added_only_when_that_is_meant() {
    let app = TestApp::start().await;
    let consultant = app.consultant().await;
    let known = add(&consultant, "María", "García", "+15145550123").await;
    let (once, mut again) = (key(), new_applicant("Maria", "GARCIA", "+1 514 555 0123"));
    let refused = consultant.create_applicant(&once, &again).await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::PossibleDuplicate));
    let alike = refused.possible_duplicates().unwrap().items;
    assert_eq!(alike.iter().map(|one| one.folio.as_str()).collect::<Vec<_>>(), [known.folio.as_str()]);
    assert_eq!(alike[0].phone.as_deref(), Some("+15145550123"));
    assert_eq!(found(&consultant, "garcia").await, ["CON1"], "nothing was written");
    again.allow_duplicate = true;
    let added = consultant.create_applicant(&once, &again).await.unwrap();
    assert_eq!(added.folio, "CON2");
    // The first request sent again is answered with what it made, not asked about.
    let mut repeated = new_applicant("Eva", "Rey", "+15145550129");
    repeated.date_of_birth = "1990-05-17".parse().ok();
    let once = key();
    let first = consultant.create_applicant(&once, &repeated).await.unwrap();
    assert_eq!(consultant.create_applicant(&once, &repeated).await.unwrap().id, first.id);
    let listed = consultant.applicants(&searched("eva")).await.unwrap().items;
    assert_eq!(listed[0].date_of_birth, repeated.date_of_birth, "what tells people of one name apart");
}

#[tokio::test]
async fn what_is_left_out_of_a_history_does_not_look_like_its_end() {
    let app = TestApp::start().await;
    let (owner, consultant) = (app.owner().await, app.consultant().await);
    let ana = add(&consultant, "Ana", "Ruiz", "+15145550123").await;
    for _ in 0..3 {
        consultant.create_case(&key(), &case_for(ana.id)).await.unwrap();
    }
    let blind = app.colleague(domain::permission::Role::Viewer, "Vera").await;
    let member = owner.user(blind.id).await.unwrap();
    let change = wire::identity::MemberChange {
        name: member.name.clone(),
        title: member.title.clone(),
        role: member.role,
        permissions: serde_json::from_str(r#"["applicant.read"]"#).ok(),
        language: member.language,
        time_zone: member.time_zone.clone(),
    };
    owner.change_user(blind.id, member.version, &change).await.unwrap();
    let query = TimelineQuery { limit: Some(2), ..TimelineQuery::default() };
    let page = blind.timeline(RecordRef::Applicant(ana.id), &query).await.unwrap();
    let kinds: Vec<_> = page.items.iter().map(|entry| entry.fact.kind()).collect();
    assert_eq!((kinds, page.next_cursor), (vec![TimelineKind::Created], None));
}

#[tokio::test]
async fn a_history_is_narrowed_to_a_group_page_by_page() {
    let app = TestApp::start().await;
    let consultant = app.consultant().await;
    let ana = add(&consultant, "Ana", "Ruiz", "+15145550123").await;
    let record = RecordRef::Applicant(ana.id);
    for text in ["first", "second", "third"] {
        consultant.create_case(&key(), &case_for(ana.id)).await.unwrap();
        let new = NewComment { body: text.to_owned(), decision: false };
        consultant.add_comment(record, &key(), &new).await.unwrap();
    }
    let mut said = Vec::new();
    let mut query =
        TimelineQuery { group: Some(TimelineGroup::Comments), limit: Some(2), ..TimelineQuery::default() };
    loop {
        let page = consultant.timeline(record, &query).await.unwrap();
        said.extend(page.items.into_iter().map(|entry| match entry.fact {
            TimelineFact::Comment { text, .. } => text,
            other => panic!("{other:?}"),
        }));
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            break;
        }
    }
    assert_eq!(said, ["third", "second", "first"]);
    let of = |group| TimelineQuery { group: Some(group), ..TimelineQuery::default() };
    let counts = [(TimelineGroup::Changes, 4), (TimelineGroup::Texts, 0)];
    for (group, count) in counts {
        assert_eq!(consultant.timeline(record, &of(group)).await.unwrap().items.len(), count, "{group}");
    }
}

#[tokio::test]
async fn whoever_comes_second_sees_what_changed_and_loses_nothing() {
    let app = TestApp::start().await;
    let consultant = app.consultant().await;
    let applicant = add(&consultant, "Harpreet", "Singh", "+919876543210").await;
    let mut mine = NewApplicant::from(applicant.clone());
    mine.preferred_name = "Harry".to_owned();
    let mut theirs = NewApplicant::from(applicant.clone());
    theirs.family_names = "Singh Dhillon".to_owned();
    let changed =
        app.assistant().await.change_applicant(applicant.id, applicant.version, &theirs).await.unwrap();
    assert_eq!(changed.version, 2);
    let error = consultant.change_applicant(applicant.id, applicant.version, &mine).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::Stale));
    let current: Applicant = error.current().unwrap();
    assert_eq!(current, changed);
    mine.family_names = current.family_names;
    let merged = consultant.change_applicant(applicant.id, current.version, &mine).await.unwrap();
    assert_eq!((merged.preferred_name.as_str(), merged.family_names.as_str()), ("Harry", "Singh Dhillon"));
    assert_eq!(merged.folio, applicant.folio);
    let nothing = consultant.change_applicant(applicant.id, merged.version, &mine).await.unwrap();
    assert_eq!(nothing.version, merged.version, "writing what is there is no change");
    let record = RecordRef::Applicant(applicant.id);
    let timeline = consultant.timeline(record, &TimelineQuery::default()).await.unwrap().items;
    let kinds: Vec<_> = timeline.iter().map(|entry| entry.fact.kind()).collect();
    assert_eq!(kinds, [TimelineKind::Changed, TimelineKind::Changed, TimelineKind::Created]);
    let TimelineFact::Changed { changes, .. } = &timeline[1].fact else { panic!("{timeline:?}") };
    let (old, new) = (ChangeValue::of("Singh"), ChangeValue::of("Singh Dhillon"));
    assert_eq!(changes[0], Change { field: ChangedField::FamilyNames, old, new });
}

#[tokio::test]
async fn a_search_finds_people_however_they_are_typed() {
    let app = TestApp::start().await;
    let consultant = app.consultant().await;
    let maria = add(&consultant, "María José", "Ñúñez", "+15145550123").await;
    let duc = add(&consultant, "Đức", "Nguyễn", "+84912345678").await;
    let mut li = new_applicant("Xiaolong", "Li", "+8613123456789");
    li.preferred_name = "李小龙".to_owned();
    li.emails[0].address = "bruce@dragon.example".to_owned();
    let li = consultant.create_applicant(&key(), &li).await.unwrap();
    let mut parisa = new_applicant("Parisa", "Hosseini", "+989123456789");
    parisa.preferred_name = "پریسا".to_owned();
    let parisa = consultant.create_applicant(&key(), &parisa).await.unwrap();
    add(&app.stranger().await, "María", "Nunez", "+15145550123").await;
    for (q, expected) in [
        ("nunez", &maria),
        ("MARIA n", &maria),
        ("nguyen duc", &duc),
        ("小龙", &li),
        ("dragon", &li),
        ("پريسا", &parisa),
        ("514-555-0123", &maria),
        ("+86 131 2345 6789", &li),
        ("con2", &duc),
        ("4", &parisa),
    ] {
        assert_eq!(found(&consultant, q).await.first(), Some(&expected.folio), "{q}");
    }
    assert_eq!(found(&consultant, "nunez").await.len(), 1, "the other practice's stays there");
    assert!(found(&consultant, "nobody").await.is_empty());
    assert!(found(&consultant, "\" OR 1 --").await.is_empty());
    let error = consultant.applicants(&searched(&"x".repeat(201))).await.unwrap_err();
    assert!(error.field("q").is_some());
}

#[tokio::test]
async fn pages_follow_one_another_to_the_end_and_an_exact_folio_is_in_front_once() {
    let app = TestApp::start().await;
    let consultant = app.consultant().await;
    // CON1 is the exact hit of “1”; CON10 to CON12 begin with it.
    for number in 0..12 {
        add(&consultant, "Ana", &format!("Number{number}"), &format!("+1514555{:04}", 200 + number)).await;
    }
    let walk = async |q: Option<&str>, limit: u64| {
        let mut folios = Vec::new();
        let mut cursor = None;
        loop {
            let query =
                ApplicantQuery { q: q.map(str::to_owned), limit: Some(limit), cursor, responsible: None };
            let page = consultant.applicants(&query).await.unwrap();
            assert!(page.items.len() as u64 <= limit);
            folios.extend(page.items.into_iter().map(|item| item.folio));
            cursor = page.next_cursor;
            if cursor.is_none() {
                return folios;
            }
        }
    };
    let all: Vec<String> = (1..=12).rev().map(|number| format!("CON{number}")).collect();
    assert_eq!(walk(None, 5).await, all);
    assert_eq!(walk(Some("ana"), 4).await, all);
    for limit in [1, 2, 3, 4, 50] {
        let ones = walk(Some("con1"), limit).await;
        assert_eq!(ones, ["CON1", "CON12", "CON11", "CON10"], "pages of {limit}");
    }
    for limit in [0, 101] {
        let query = ApplicantQuery { limit: Some(limit), ..ApplicantQuery::default() };
        assert_eq!(consultant.applicants(&query).await.unwrap_err().code(), Some(Code::Invalid));
    }
    let query = ApplicantQuery { cursor: Some("!".to_owned()), ..ApplicantQuery::default() };
    assert_eq!(consultant.applicants(&query).await.unwrap_err().code(), Some(Code::BadRequest));
}

#[tokio::test]
async fn a_family_on_one_phone_is_shown_and_kept_apart() {
    let app = TestApp::start().await;
    let consultant = app.consultant().await;
    let ana = add(&consultant, "Ana", "Ruiz", "+15145550123").await;
    let luis = add(&consultant, "Luis", "Ruiz", "+1 (514) 555-0123").await;
    assert_ne!(ana.id, luis.id);
    let names: Vec<&str> = luis.phones[0].also_of.iter().map(|link| link.name.as_str()).collect();
    assert_eq!(names, ["Ana Ruiz"]);
    let mut both = found(&consultant, "5550123").await;
    both.sort();
    assert_eq!(both, ["CON1", "CON2"]);
}

#[tokio::test]
async fn a_case_moves_through_its_stages_and_its_history_says_so() {
    use TimelineKind::{Changed, Created, StageChanged};

    let app = TestApp::start().await;
    let consultant = app.consultant().await;
    let ana = add(&consultant, "Ana", "Ruiz", "+15145550123").await;
    let luis = add(&consultant, "Luis", "Ruiz", "+15145550124").await;
    let mut new = case_for(ana.id);
    new.people.insert(0, NewCasePerson { applicant: luis.id, role: CaseRole::Spouse });
    let case = consultant.create_case(&key(), &new).await.unwrap();
    assert_eq!(
        (case.folio.as_str(), case.stage, case.responsible),
        ("CAS1", CaseStage::Intake, consultant.id)
    );
    assert_eq!(case.opened_on.to_string(), "2026-03-02");
    let roles: Vec<CaseRole> = case.people.iter().map(|person| person.role).collect();
    assert_eq!(roles, [CaseRole::Principal, CaseRole::Spouse]);
    let mut change = NewCase::from(case.clone());
    change.stage = CaseStage::Submitted;
    change.ircc_number = "E123456789".to_owned();
    let changed = consultant.change_case(case.id, case.version, &change).await.unwrap();
    assert_eq!((changed.stage, changed.version), (CaseStage::Submitted, 2));
    let stale = consultant.change_case(case.id, case.version, &change).await.unwrap_err();
    assert_eq!(stale.current::<Case>().unwrap().stage, CaseStage::Submitted);
    let history = async |record| {
        let page = consultant.timeline(record, &TimelineQuery::default()).await.unwrap();
        page.items.into_iter().map(|entry| entry.fact.kind()).collect::<Vec<_>>()
    };
    assert_eq!(history(RecordRef::Case(case.id)).await, [Changed, StageChanged, Created]);
    assert_eq!(
        history(RecordRef::Applicant(ana.id)).await,
        [Changed, StageChanged, Created, Created],
        "the principal applicant's history tells of the case too"
    );
    assert_eq!(history(RecordRef::Applicant(luis.id)).await, [Created]);
    let of_luis = consultant.cases_of_applicant(luis.id).await.unwrap();
    assert_eq!(of_luis[0].id, case.id);
    let q = |q: &str| CaseQuery { q: Some(q.to_owned()), ..CaseQuery::default() };
    for found in ["ruiz", "e123456789", "cas1", "1"] {
        assert_eq!(consultant.cases(&q(found)).await.unwrap().items[0].folio, "CAS1", "{found}");
    }
    let mut renamed = NewApplicant::from(ana.clone());
    renamed.family_names = "Villaseñor".to_owned();
    consultant.change_applicant(ana.id, ana.version, &renamed).await.unwrap();
    assert_eq!(consultant.cases(&q("villasenor")).await.unwrap().items.len(), 1);
    let staged = CaseQuery { stage: Some(CaseStage::Intake), ..CaseQuery::default() };
    assert!(consultant.cases(&staged).await.unwrap().items.is_empty());
    let link = consultant.find_folio("cas-1").await.unwrap();
    assert_eq!((link.record, link.name.as_str()), (RecordRef::Case(case.id), "Ana Villaseñor"));
}

#[tokio::test]
async fn what_is_wrong_with_a_case_is_named() {
    let app = TestApp::start().await;
    let consultant = app.consultant().await;
    let ana = add(&consultant, "Ana", "Ruiz", "+15145550123").await;
    let theirs = add(&app.stranger().await, "Eva", "Rey", "+15145550129").await;
    let mut wrong = case_for(ana.id);
    wrong.title = "t".repeat(201);
    wrong.ircc_number = "9".repeat(41);
    wrong.opened_on = "2026-03-02".parse().ok();
    wrong.closed_on = "2026-03-01".parse().ok();
    wrong.responsible = Some(app.stranger().await.id);
    wrong.people.push(NewCasePerson { applicant: theirs.id, role: CaseRole::Principal });
    wrong.people.push(NewCasePerson { applicant: ana.id, role: CaseRole::Spouse });
    let error = consultant.create_case(&key(), &wrong).await.unwrap_err();
    for (field, code) in [
        ("title", "too_long"),
        ("ircc_number", "too_long"),
        ("closed_on", "before_opening"),
        ("responsible", "unknown_user"),
        ("people[1].applicant", "unknown_applicant"),
        ("people[2].applicant", "duplicate"),
        ("people", "one_principal"),
    ] {
        assert_eq!(error.field(field).map(|error| error.code.as_str()), Some(code), "{field}");
    }
    let mut nobody = case_for(ana.id);
    nobody.people.clear();
    assert!(consultant.create_case(&key(), &nobody).await.unwrap_err().field("people").is_some());
}

#[tokio::test]
async fn a_comment_keeps_what_it_said_before() {
    let app = TestApp::start().await;
    let (consultant, assistant) = (app.consultant().await, app.assistant().await);
    let ana = add(&consultant, "Ana", "Ruiz", "+15145550123").await;
    let case = consultant.create_case(&key(), &case_for(ana.id)).await.unwrap();
    let record = RecordRef::Case(case.id);
    let (once, new) = (key(), NewComment { body: "We file on Monday.".to_owned(), decision: false });
    let comment = consultant.add_comment(record, &once, &new).await.unwrap();
    assert_eq!(consultant.add_comment(record, &once, &new).await.unwrap().id, comment.id);
    let edited = NewComment { body: "We file on Tuesday.".to_owned(), decision: true };
    let refused = assistant.change_comment(comment.id, 1, &edited).await.unwrap_err();
    assert_eq!(refused.code(), Some(Code::Forbidden));
    let changed = consultant.change_comment(comment.id, 1, &edited).await.unwrap();
    assert!(changed.decision && changed.edited_at.is_some());
    let stale = consultant.change_comment(comment.id, 1, &new).await.unwrap_err();
    assert_eq!(stale.current::<Comment>().unwrap().body, "We file on Tuesday.");
    let versions = assistant.comment_versions(comment.id).await.unwrap();
    assert_eq!((versions.len(), versions[0].body.as_str()), (1, "We file on Monday."));
    let listed = assistant.comments(record, &PageQuery::default()).await.unwrap().items;
    assert_eq!(listed.len(), 1);
    assert!(
        assistant
            .comments(RecordRef::Applicant(ana.id), &PageQuery::default())
            .await
            .unwrap()
            .items
            .is_empty()
    );
    for body in ["  \n", &"x".repeat(10_001)] {
        let new = NewComment { body: body.to_owned(), decision: false };
        assert!(consultant.add_comment(record, &key(), &new).await.unwrap_err().field("body").is_some());
    }
}

#[tokio::test]
async fn another_practice_sees_nothing_of_it() {
    let app = TestApp::start().await;
    let (consultant, stranger) = (app.consultant().await, app.stranger().await);
    let ana = add(&consultant, "Ana", "Ruiz", "+15145550123").await;
    let case = consultant.create_case(&key(), &case_for(ana.id)).await.unwrap();
    let new = NewComment { body: "Ours.".to_owned(), decision: false };
    let comment = consultant.add_comment(RecordRef::Case(case.id), &key(), &new).await.unwrap();
    let gone = |error: Error| assert_eq!(error.code(), Some(Code::NotFound));
    gone(stranger.applicant(ana.id).await.unwrap_err());
    gone(stranger.change_applicant(ana.id, 1, &NewApplicant::from(ana.clone())).await.unwrap_err());
    gone(stranger.cases_of_applicant(ana.id).await.unwrap_err());
    gone(stranger.case(case.id).await.unwrap_err());
    gone(stranger.change_case(case.id, 1, &NewCase::from(case.clone())).await.unwrap_err());
    for record in [RecordRef::Applicant(ana.id), RecordRef::Case(case.id)] {
        gone(stranger.timeline(record, &TimelineQuery::default()).await.unwrap_err());
        gone(stranger.comments(record, &PageQuery::default()).await.unwrap_err());
        gone(stranger.add_comment(record, &key(), &new).await.unwrap_err());
    }
    gone(stranger.change_comment(comment.id, 1, &new).await.unwrap_err());
    gone(stranger.comment_versions(comment.id).await.unwrap_err());
    gone(stranger.find_folio("CON1").await.unwrap_err());
    gone(stranger.find_folio("CAS1").await.unwrap_err());
    gone(consultant.case(CaseId::new(Uuid::now_v7())).await.unwrap_err());
    assert!(stranger.applicants(&ApplicantQuery::default()).await.unwrap().items.is_empty());
    assert!(stranger.cases(&CaseQuery::default()).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn who_may_only_look_is_told_what_is_missing() {
    let app = TestApp::start().await;
    let (consultant, viewer) = (app.consultant().await, app.viewer().await);
    let ana = add(&consultant, "Ana", "Ruiz", "+15145550123").await;
    let case = consultant.create_case(&key(), &case_for(ana.id)).await.unwrap();
    let refused = |error: Error, permission: Permission| {
        let problem = error.problem().cloned().unwrap();
        assert_eq!((problem.code, problem.permission), (Code::Forbidden, Some(permission)));
        assert!(!problem.ask.is_empty(), "it says whom to ask");
    };
    assert_eq!(viewer.applicant(ana.id).await.unwrap().id, ana.id);
    let new = new_applicant("Eva", "Rey", "+15145550129");
    refused(viewer.create_applicant(&key(), &new).await.unwrap_err(), Permission::ApplicantWrite);
    refused(viewer.change_applicant(ana.id, 1, &new).await.unwrap_err(), Permission::ApplicantWrite);
    refused(viewer.create_case(&key(), &case_for(ana.id)).await.unwrap_err(), Permission::CaseWrite);
    refused(viewer.change_case(case.id, 1, &case_for(ana.id)).await.unwrap_err(), Permission::CaseWrite);
    let comment = NewComment { body: "Hm.".to_owned(), decision: false };
    let error = viewer.add_comment(RecordRef::Case(case.id), &key(), &comment).await.unwrap_err();
    refused(error, Permission::CommentWrite);
    let nobody = app.client();
    assert_eq!(nobody.applicant(ana.id).await.unwrap_err().code(), Some(Code::Unauthenticated));
}

#[tokio::test]
async fn a_change_needs_the_version_it_was_made_on() {
    let app = TestApp::start().await;
    let consultant = app.consultant().await;
    let ana = add(&consultant, "Ana", "Ruiz", "+15145550123").await;
    let body = serde_json::to_vec(&NewApplicant::from(ana.clone())).unwrap();
    let path = format!("/api/v1/applicants/{}", ana.id);
    let json = ("content-type", "application/json");
    for (headers, expected) in [
        (vec![json], Code::PreconditionRequired),
        (vec![json, ("if-match", "3")], Code::BadRequest),
        (vec![json, ("if-match", "\"9\"")], Code::Stale),
        (vec![("content-type", "text/plain"), ("if-match", "\"1\"")], Code::UnsupportedMediaType),
    ] {
        let answer = consultant.raw("PUT", &path, &headers, &body).await.unwrap();
        assert_eq!(answer.status, expected.status(), "{expected}: {}", answer.body);
    }
    let answer = consultant.raw("GET", &path, &[], b"").await.unwrap();
    assert_eq!(answer.headers["etag"], "\"1\"");
}
