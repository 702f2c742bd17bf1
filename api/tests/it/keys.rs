//! The idempotency key: the same request again is the same thing again, another request under its key is refused.

use client::Error;
use domain::cases::{CaseRole, CaseType};
use domain::event::RecordRef;
use domain::permission::Role;
use testkit::{Actor, TestApp};
use wire::Code;
use wire::applicants::NewApplicant;
use wire::calls::NewCall;
use wire::cases::{NewCase, NewCasePerson};
use wire::chat::NewRoom;
use wire::identity::NewMember;
use wire::mail::NewMail;
use wire::records::NewComment;

use crate::calls::{applicant, key, new_call, scheduled};

/// Sends the first twice and the second under the same key: what the answers say.
async fn again<T: PartialEq + std::fmt::Debug, B>(
    case: &str,
    send: impl AsyncFn(&str, &B) -> client::Result<T>,
    first: B,
    changed: B,
) {
    let key = key();
    let made = send(&key, &first).await.unwrap_or_else(|error| panic!("{case}: {error}"));
    let same = send(&key, &first).await.unwrap_or_else(|error| panic!("{case} again: {error}"));
    assert_eq!(made, same, "{case}: one thing");
    let other = send(&key, &changed).await;
    assert_eq!(other.as_ref().err().and_then(Error::code), Some(Code::KeyReused), "{case}: {other:?}");
    let same = send(&key, &first).await.unwrap_or_else(|error| panic!("{case} after all: {error}"));
    assert_eq!(made, same, "{case}: nothing was changed");
}

#[tokio::test]
async fn a_key_with_something_else_is_refused_wherever_something_is_made() {
    let app = TestApp::start().await;
    let (host, owner) = (app.consultant().await, app.owner().await);
    let maria = applicant(&host, "María").await;

    let person = |name: &str| NewApplicant {
        phones: vec![wire::applicants::NewPhone { number: "+15145550123".into(), label: String::new() }],
        emails: vec![wire::applicants::NewEmail { address: "a@example.org".into(), label: String::new() }],
        given_names: name.to_owned(),
        family_names: "Li".to_owned(),
        ..NewApplicant::default()
    };
    let send = async |key: &str, new: &NewApplicant| host.create_applicant(key, new).await;
    again("applicant", send, person("Ana"), person("Anna")).await;

    let case = |case_type| NewCase {
        case_type,
        people: vec![NewCasePerson { applicant: maria, role: CaseRole::Principal }],
        ..NewCase::default()
    };
    let send = async |key: &str, new: &NewCase| host.create_case(key, new).await;
    again("case", send, case(CaseType::StudyPermit), case(CaseType::ExpressEntry)).await;

    let first = new_call(&app, Some(maria));
    let later = NewCall { minutes: 45, ..first.clone() };
    let send = async |key: &str, new: &NewCall| host.schedule_call(key, new).await;
    again("call", send, first, later).await;

    let comment = |body: &str| NewComment { body: body.to_owned(), decision: false };
    let record = RecordRef::Applicant(maria);
    let send = async |key: &str, new: &NewComment| host.add_comment(record, key, new).await;
    again("comment", send, comment("She called"), comment("She wrote")).await;

    let room = |name: &str| NewRoom { name: name.to_owned(), topic: String::new(), members: Vec::new() };
    let send = async |key: &str, new: &NewRoom| host.create_room(key, new).await;
    again("room", send, room("Intake"), room("Intake 2")).await;

    let member = |name: &str| NewMember {
        name: name.to_owned(),
        email: "noor@maple.example".to_owned(),
        title: String::new(),
        role: Role::Viewer,
        language: None,
    };
    let send = async |key: &str, new: &NewMember| owner.invite_user(key, new).await;
    again("colleague", send, member("Noor"), member("Noor A.")).await;

    let mail = mail_about(&app, &host).await;
    let other = NewMail { text: format!("{}\nP.S. Bring your passport.", mail.text), ..mail.clone() };
    let send = async |key: &str, new: &NewMail| host.send_mail(key, new).await.map(|mail| mail.id);
    again("mail", send, mail, other).await;
}

async fn mail_about(app: &TestApp, host: &Actor) -> NewMail {
    let call = scheduled(app, host).await;
    let draft = host.call_invitation(call.id).await.unwrap();
    NewMail {
        kind: "invitation".to_owned(),
        call: Some(call.id),
        call_version: Some(draft.call_version),
        to: draft.to.unwrap(),
        subject: draft.subject,
        text: draft.text,
        ..NewMail::default()
    }
}

#[tokio::test]
async fn a_comment_under_the_key_of_one_on_another_record_is_refused() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let (maria, ana) = (applicant(&host, "María").await, applicant(&host, "Ana").await);
    let (key, comment) = (key(), NewComment { body: "Called".to_owned(), decision: false });
    host.add_comment(RecordRef::Applicant(maria), &key, &comment).await.unwrap();
    let other = host.add_comment(RecordRef::Applicant(ana), &key, &comment).await.unwrap_err();
    assert_eq!(other.code(), Some(Code::KeyReused));
}

#[tokio::test]
async fn a_message_under_the_key_of_another_text_is_refused() {
    let app = TestApp::start().await;
    let anna = app.consultant().await;
    let room = NewRoom { name: "Intake".to_owned(), topic: String::new(), members: Vec::new() };
    let room = anna.create_room(&key(), &room).await.unwrap().id;
    let nonce = key();
    let first = anna.post_message(room, &nonce, "At three").await.unwrap();
    assert_eq!(anna.post_message(room, &nonce, "At three").await.unwrap(), first);
    let other = anna.post_message(room, &nonce, "At four").await.unwrap_err();
    assert_eq!(other.code(), Some(Code::KeyReused));
}
