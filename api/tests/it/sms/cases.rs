//! Texts about cases, on phones of one and of several.

use super::*;

async fn sms_of_case(actor: &Actor, case: CaseId) -> Vec<String> {
    actor.case_sms(case, None).await.unwrap().items.into_iter().map(|message| message.body).collect()
}

#[tokio::test]
async fn a_cases_texts_are_listed_with_its_answers_s5() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let (consultant, stranger) = (app.consultant().await, app.stranger().await);
    let maria = applicant(&consultant, "María", MARIA).await;
    let case = case(&consultant, maria).await;
    consultant.send_sms(&key(), &text(MARIA, "About nothing")).await.unwrap();
    let about = NewSms { applicant: Some(maria), case: Some(case), ..text(MARIA, "About the case") };
    consultant.send_sms(&key(), &about).await.unwrap();
    app.settle().await;
    app.text_arrives("SM1", MARIA, "Yes").await;
    assert_eq!(sms_of_case(&consultant, case).await, ["Yes", "About the case"]);
    assert_eq!(stranger.case_sms(case, None).await.unwrap_err().code(), Some(Code::NotFound));
}

#[tokio::test]
async fn on_a_shared_phone_a_text_is_on_the_record_of_whom_its_case_is_about_s18() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    let maria = applicant(&consultant, "María", MARIA).await;
    let jose = applicant(&consultant, "José", MARIA).await;
    let people = vec![NewCasePerson { applicant: jose, role: CaseRole::Principal }];
    let his = consultant.create_case("his", &NewCase { people, ..NewCase::default() }).await.unwrap().id;
    let wrong = NewSms { applicant: Some(maria), case: Some(his), ..text(MARIA, "Hello") };
    let refused = consultant.send_sms(&key(), &wrong).await.unwrap_err();
    assert_eq!(refused.field("case").map(|field| field.code.as_str()), Some("not_of_applicant"));
    // Nobody named: of those who have the phone, one is in the case.
    let sent =
        consultant.send_sms(&key(), &NewSms { case: Some(his), ..text(MARIA, "Hello") }).await.unwrap();
    assert_eq!((sent.applicant, sent.case), (Some(jose), Some(his)));
    let ana = applicant(&consultant, "Ana", "+15145550142").await;
    let others = NewSms { case: Some(his), ..text("+15145550142", "Hello") };
    let refused = consultant.send_sms(&key(), &others).await.unwrap_err();
    assert_eq!(refused.field("case").map(|field| field.code.as_str()), Some("not_of_applicant"));
    assert!(consultant.applicant_sms(ana, None).await.unwrap().items.is_empty());
    app.settle().await;
    // Each message says whose record it is on, and the conversation who they are.
    let thread = consultant.sms_thread(sent.thread).await.unwrap();
    assert_eq!(thread.on_records.iter().map(|person| person.id).collect::<Vec<_>>(), [jose]);
    assert_eq!(thread.candidates.len(), 2);
}

#[tokio::test]
async fn the_same_key_for_another_recipient_or_case_is_refused() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    let maria = applicant(&consultant, "María", MARIA).await;
    let case = case(&consultant, maria).await;
    let first = consultant.send_sms("k", &text(MARIA, "Hello")).await.unwrap();
    assert_eq!(consultant.send_sms("k", &text("+1 514 555-0123", "Hello")).await.unwrap().id, first.id);
    for other in [
        text("+15145550199", "Hello"),
        NewSms { applicant: Some(maria), ..text(MARIA, "Hello") },
        NewSms { case: Some(case), ..text(MARIA, "Hello") },
        text(MARIA, "Hello!"),
    ] {
        assert_eq!(consultant.send_sms("k", &other).await.unwrap_err().code(), Some(Code::KeyReused));
    }
    app.settle().await;
    assert_eq!(carrier.carried().len(), 1);
}
