//! Texts from outside: believed, claimed once, filed, told.

use super::*;
use domain::notification::NotificationFact;
use domain::permission::Role;
use domain::timeline::TimelineKind;

#[tokio::test]
async fn a_signed_text_is_unread_in_the_inbox_and_answered_by_nobody_s17() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    let answer = app.text_arrives("SM1", MARIA, "Voilà 👍").await;
    assert_eq!(answer.status, 200);
    assert!(answer.headers["content-type"].to_str().unwrap().starts_with("text/xml"));
    assert!(answer.body.ends_with("<Response/>"), "{}", answer.body);
    let inbox = consultant.sms_threads(SmsFilter::Unread, None).await.unwrap().items;
    assert_eq!(inbox.len(), 1);
    let last = inbox[0].last.clone().unwrap();
    assert_eq!((last.body.as_str(), last.direction, inbox[0].unread), ("Voilà 👍", Direction::In, 1));
    assert_eq!(consultant.unread_sms().await.unwrap().messages, 1);
    consultant.read_sms(inbox[0].id, last.seq).await.unwrap();
    assert_eq!(consultant.unread_sms().await.unwrap().messages, 0);
    assert!(consultant.sms_threads(SmsFilter::Unread, None).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn forged_unsigned_and_misdirected_webhooks_are_refused_s17() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let path = app.inbound_path(app.practice);
    let form = [("MessageSid", "SM1"), ("From", MARIA), ("To", OWN_NUMBER), ("Body", "Hello")];
    assert_eq!(app.webhook(&path, &form, None).await.status, 403);
    assert_eq!(app.webhook(&path, &form, Some("")).await.status, 403);
    assert_eq!(app.webhook(&path, &form, Some("c2lnbmF0dXJl")).await.status, 403);
    assert_eq!(app.webhook(&path, &form, Some(&app.forged_signature(&path, &form))).await.status, 403);
    // Signed, but for another practice's address.
    let other = app.inbound_path(app.other_practice);
    let url = app.app().sms.signed_url(&other);
    let pairs: Vec<_> = form.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    let elsewhere = providers::sms::twilio::signature::sign(&app.carriers_token(), &url, &pairs);
    assert_eq!(app.webhook(&path, &form, Some(&elsewhere)).await.status, 403);
    let mut wrong = path.clone().into_bytes();
    let at = path.find("sms/").unwrap() + 40;
    wrong[at] = if wrong[at] == b'0' { b'1' } else { b'0' };
    let wrong = String::from_utf8(wrong).unwrap();
    assert_eq!(app.signed_webhook(&wrong, &form).await.status, 404);
    assert_eq!(app.signed_webhook("/api/v1/webhooks/sms/x/inbound", &form).await.status, 404);
    let incomplete = [("From", MARIA), ("To", OWN_NUMBER), ("Body", "Hello")];
    assert_eq!(app.signed_webhook(&path, &incomplete).await.status, 422, "without the carrier's id");
    let big = "a".repeat(70_000);
    let form = [("MessageSid", "SM1"), ("From", MARIA), ("To", OWN_NUMBER), ("Body", big.as_str())];
    assert_eq!(app.signed_webhook(&path, &form).await.status, 413);
    let consultant = app.consultant().await;
    assert!(consultant.sms_threads(SmsFilter::All, None).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn a_text_delivered_many_times_at_once_is_one_s17() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    let deliveries = (0..12).map(|_| app.text_arrives("SM-same", MARIA, "Hello"));
    for answer in futures_util::future::join_all(deliveries).await {
        assert_eq!(answer.status, 200);
    }
    let inbox = consultant.sms_threads(SmsFilter::All, None).await.unwrap().items;
    assert_eq!((inbox.len(), inbox[0].unread), (1, 1));
    assert_eq!(consultant.sms_messages(inbox[0].id, None).await.unwrap().items.len(), 1);
    assert_eq!(consultant.notifications(None).await.unwrap().unseen, 1);
}

#[tokio::test]
async fn a_known_number_is_filed_and_an_unknown_one_linked_by_hand_s18() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    let maria = applicant(&consultant, "María", MARIA).await;
    app.text_arrives("SM1", MARIA, "It is me").await;
    let filed = consultant.applicant_sms(maria, None).await.unwrap().items;
    assert_eq!(filed.iter().map(|m| m.body.as_str()).collect::<Vec<_>>(), ["It is me"]);

    app.text_arrives("SM2", "+15145550177", "My new number").await;
    let unlinked = consultant.sms_threads(SmsFilter::Unlinked, None).await.unwrap().items;
    assert_eq!((unlinked.len(), unlinked[0].unfiled), (1, 1));
    assert!(unlinked[0].person.is_none());
    let linked = consultant.link_sms_thread(unlinked[0].id, maria).await.unwrap();
    assert_eq!((linked.person.unwrap().id, linked.unfiled), (maria, 0));
    app.text_arrives("SM3", "+15145550177", "And again").await;
    let filed = consultant.applicant_sms(maria, None).await.unwrap().items;
    let bodies: Vec<_> = filed.iter().map(|m| m.body.as_str()).collect();
    assert_eq!(bodies, ["And again", "My new number", "It is me"], "what came before and what comes after");
}

#[tokio::test]
async fn a_family_phone_asks_and_files_nothing_twice_s18() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    let maria = applicant(&consultant, "María", MARIA).await;
    let jose = applicant(&consultant, "José", MARIA).await;
    let texts = async |who| consultant.applicant_sms(who, None).await.unwrap().items.len();
    app.text_arrives("SM1", MARIA, "Who am I?").await;
    assert_eq!((texts(maria).await, texts(jose).await), (0, 0));
    let thread = consultant.sms_threads(SmsFilter::Unlinked, None).await.unwrap().items.remove(0);
    let thread = consultant.sms_thread(thread.id).await.unwrap();
    assert_eq!((thread.candidates.len(), thread.unfiled), (2, 1));
    consultant.link_sms_thread(thread.id, jose).await.unwrap();
    assert_eq!((texts(maria).await, texts(jose).await), (0, 1));
    // Asked again: having chosen once does not make the phone José's.
    app.text_arrives("SM2", MARIA, "And now?").await;
    assert_eq!((texts(maria).await, texts(jose).await), (0, 1));
    // The one who was just written to is answering.
    let new = NewSms { applicant: Some(maria), ..text(MARIA, "María, is it you?") };
    consultant.send_sms("1", &new).await.unwrap();
    app.settle().await;
    app.text_arrives("SM3", MARIA, "Yes").await;
    assert_eq!((texts(maria).await, texts(jose).await), (2, 1));
    // One click moves a message, and its line in the history with it.
    let yes = consultant.applicant_sms(maria, None).await.unwrap().items.remove(0);
    consultant.file_sms(yes.id, jose).await.unwrap();
    assert_eq!((texts(maria).await, texts(jose).await), (1, 2));
    let lines = async |who| {
        let page = consultant.timeline(RecordRef::Applicant(who), &TimelineQuery::default()).await.unwrap();
        page.items.into_iter().filter(|line| line.fact.kind() == TimelineKind::SmsReceived).count()
    };
    assert_eq!((lines(maria).await, lines(jose).await), (0, 2));
}

#[tokio::test]
async fn short_codes_and_names_are_kept_as_they_came_s18() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    for (sid, from) in [("SM1", "73737"), ("SM2", "SUPPORT")] {
        assert_eq!(app.text_arrives(sid, from, "Your code").await.status, 200);
    }
    let inbox = consultant.sms_threads(SmsFilter::All, None).await.unwrap().items;
    let parties: Vec<_> = inbox.iter().map(|t| (t.other_party.as_str(), t.can_be_answered)).collect();
    assert_eq!(parties, [("SUPPORT", false), ("73737", false)]);
}

#[tokio::test]
async fn a_number_that_networks_write_differently_is_one_conversation_s18() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    let ana = applicant(&consultant, "Ana", "+525512345678").await;
    consultant.send_sms("1", &text("+525512345678", "Hola")).await.unwrap();
    app.settle().await;
    app.text_arrives("SM1", "+5215512345678", "Hola").await;
    assert_eq!(consultant.sms_threads(SmsFilter::All, None).await.unwrap().items.len(), 1);
    assert_eq!(consultant.applicant_sms(ana, None).await.unwrap().items.len(), 2);
}

#[tokio::test]
async fn the_responsible_person_or_the_last_writer_hears_of_it_s19() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let (consultant, admin) = (app.consultant().await, app.admin().await);
    let writer = app.colleague(Role::Consultant, "Luc Roy").await;
    let unseen = async |who: &Actor| who.notifications(None).await.unwrap().unseen;
    // Nobody's number, nobody has written: everyone who may answer.
    app.text_arrives("SM1", MARIA, "Hello").await;
    assert_eq!((unseen(&consultant).await, unseen(&admin).await, unseen(&writer).await), (1, 1, 1));
    assert_eq!(unseen(&app.viewer().await).await, 0, "who may not send is not rung for");
    // Someone has written.
    writer.send_sms("1", &text(MARIA, "Who is this?")).await.unwrap();
    app.settle().await;
    app.text_arrives("SM2", MARIA, "María").await;
    assert_eq!((unseen(&consultant).await, unseen(&admin).await, unseen(&writer).await), (1, 1, 2));
    // Someone is responsible.
    let maria = applicant(&consultant, "María", MARIA).await;
    case(&consultant, maria).await;
    app.text_arrives("SM3", MARIA, "My case?").await;
    assert_eq!((unseen(&consultant).await, unseen(&admin).await, unseen(&writer).await), (2, 1, 2));
    let line = consultant.notifications(None).await.unwrap().items.remove(0);
    let NotificationFact::SmsReceived { name, .. } = line.fact else { panic!("{line:?}") };
    assert_eq!(name.as_deref(), Some("María García"));
}

#[tokio::test]
async fn a_reply_goes_back_in_the_same_conversation_s20() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    app.text_arrives("SM1", MARIA, "Hello").await;
    let thread = consultant.sms_threads(SmsFilter::All, None).await.unwrap().items.remove(0);
    let sent = consultant.send_sms("1", &text(&thread.other_party, "Good morning")).await.unwrap();
    app.settle().await;
    assert_eq!(sent.thread, thread.id);
    assert_eq!(carrier.carried()[0].to, MARIA);
    let thread = consultant.sms_thread(thread.id).await.unwrap();
    assert_eq!(thread.handled_by, Some(consultant.id), "the conversation shows who took it");
}
