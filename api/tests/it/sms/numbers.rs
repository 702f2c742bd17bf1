//! Numbers: who may be texted is one decision, and what a carrier delivers is kept whatever it looks like.

use super::*;
use testkit::database::TestDatabase;
use wire::applicants::Applicant;
use wire::sms::SmsThread;

async fn only_thread(actor: &Actor) -> SmsThread {
    let id = actor.sms_threads(SmsFilter::All, None).await.unwrap().items.remove(0).id;
    actor.sms_thread(id).await.unwrap()
}

#[tokio::test]
async fn whoever_has_texted_us_can_be_answered_s20() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    for (n, (from, to)) in [
        ("+5218112345678", "+528112345678"),
        ("+554188887777", "+5541988887777"),
        ("+541166773399", "+5491166773399"),
        ("+22997123456", "+2290197123456"),
        ("+18445550123", "+18445550123"),
        ("+442079460958", "+442079460958"),
        ("+33142685300", "+33142685300"),
        ("+11145550123", "+11145550123"),
        ("+999123456789", "+999123456789"),
        (MARIA, MARIA),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(app.text_arrives(&format!("SM{n}"), from, "Hello").await.status, 200);
        let thread = only_thread(&consultant).await;
        assert!(thread.can_be_answered, "{from}");
        let sent = consultant.send_sms(&key(), &text(&thread.other_party, "Hi")).await.unwrap();
        app.settle().await;
        assert_eq!((sent.thread, carrier.carried()[n].to.as_str()), (thread.id, to), "{from}");
        assert_eq!(now(&consultant, &sent).await.state, DeliveryState::Sending);
    }
}

#[tokio::test]
async fn what_is_offered_is_what_is_accepted() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    for (n, from) in ["73737", "SUPPORT", "whatsapp:+15145550123", "", OWN_NUMBER].into_iter().enumerate() {
        app.text_arrives(&format!("SM{n}"), from, "Hello").await;
        let thread = only_thread(&consultant).await;
        let answer = consultant.send_sms(&key(), &text(&thread.other_party, "Hi")).await;
        assert_eq!((thread.can_be_answered, answer.is_ok()), (false, false), "{from}");
    }
    let own = consultant.send_sms(&key(), &text(OWN_NUMBER, "Hi")).await.unwrap_err();
    assert_eq!(own.field("to").map(|field| field.code.as_str()), Some("own_number"));
    app.settle().await;
    assert_eq!(carrier.requests(), 0);
}

#[tokio::test]
async fn staff_may_vouch_for_a_number_that_numbering_data_does_not_know() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let (consultant, viewer) = (app.consultant().await, app.viewer().await);
    for (number, code) in [("+442079460958", "takes_no_texts"), ("+999123456789", "not_in_use")] {
        let refused = consultant.send_sms(&key(), &text(number, "Hello")).await.unwrap_err();
        assert_eq!(refused.field("to").map(|field| field.code.as_str()), Some(code));
        let sure = NewSms { number_confirmed: true, ..text(number, "Hello") };
        assert_eq!(viewer.send_sms(&key(), &sure).await.unwrap_err().code(), Some(Code::Forbidden));
        let sent = consultant.send_sms(&key(), &sure).await.unwrap();
        assert!(sent.number_confirmed && now(&consultant, &sent).await.number_confirmed, "it is kept");
        // Said once, it is known.
        assert!(consultant.sms_thread(sent.thread).await.unwrap().can_be_answered);
        let next = consultant.send_sms(&key(), &text(number, "And again")).await.unwrap();
        assert!(!next.number_confirmed);
    }
    app.settle().await;
    assert_eq!(carrier.carried().len(), 4);
    // What is no number at all is not made one by anybody's word.
    for nonsense in ["hello", "+1", "5145550123", "+15145550", "+1 514 555 0123 x12"] {
        let sure = NewSms { number_confirmed: true, ..text(nonsense, "Hello") };
        assert!(consultant.send_sms(&key(), &sure).await.unwrap_err().field("to").is_some(), "{nonsense}");
    }
    let plain = NewSms { number_confirmed: true, ..text(MARIA, "Hello") };
    assert!(!consultant.send_sms(&key(), &plain).await.unwrap().number_confirmed, "nothing to vouch for");
    app.settle().await;
}

#[tokio::test]
async fn old_forms_are_offered_in_the_form_of_today_and_extensions_are_refused() {
    let app = TestApp::start().await;
    let consultant = app.consultant().await;
    for (typed, code, suggestion) in [
        ("+52 1 81 1234 5678", "old_form", Some("+528112345678")),
        ("+55 41 8888-7777", "old_form", Some("+5541988887777")),
        ("+229 97 12 34 56", "old_form", Some("+2290197123456")),
        ("+54 11 6677-3399", "takes_no_texts", Some("+5491166773399")),
        ("514 555 0123", "country_code", Some(MARIA)),
        ("+1 514 555 0123 ext. 12", "extension", None),
        ("+1-514-555-0123;ext=12", "extension", None),
        ("+1 514 555 0123 доб. 12", "extension", None),
    ] {
        let error = consultant.send_sms(&key(), &text(typed, "Hello")).await.unwrap_err();
        let field = error.field("to").unwrap();
        assert_eq!((field.code.as_str(), field.suggestion.as_deref()), (code, suggestion), "{typed}");
    }
}

#[tokio::test]
async fn a_zero_that_belongs_to_a_number_is_not_taken_off_it() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    // A landline: nobody is texted, least of all the mobile +39 376 123456.
    let refused = consultant.send_sms(&key(), &text("+39 (0)376 123456", "Hello")).await.unwrap_err();
    assert_eq!(refused.field("to").map(|field| field.code.as_str()), Some("takes_no_texts"));
    consultant.send_sms(&key(), &text("+33 (0)6 12 34 56 78", "Bonjour")).await.unwrap();
    app.settle().await;
    let to: Vec<_> = carrier.carried().into_iter().map(|text| text.to).collect();
    assert_eq!(to, ["+33612345678"]);
    let record = applicant(&consultant, "Luca", "+39 (0)376 123456").await;
    assert_eq!(consultant.applicant(record).await.unwrap().phones[0].number, "+390376123456");
}

#[tokio::test]
async fn whatever_a_carrier_delivers_is_kept_on_every_database() {
    for database in TestDatabase::all().await {
        let carrier = FakeSmsProvider::start().await;
        let port = carrier.port();
        let app = TestApp::on(database, |config| FakeSmsProvider::configure(config, port)).await;
        let consultant = app.consultant().await;
        let path = app.inbound_path(app.practice);
        let long = "x".repeat(500);
        let forms: [&[(&str, &str)]; 6] = [
            &[("MessageSid", "SM1"), ("From", MARIA), ("To", OWN_NUMBER), ("Body", "a\0b")],
            &[("MessageSid", "SM2"), ("From", MARIA), ("To", "whatsapp:+14155238886"), ("Body", "b")],
            &[("MessageSid", "SM3"), ("From", &long), ("To", OWN_NUMBER), ("Body", "c")],
            &[("MessageSid", "SM4"), ("To", OWN_NUMBER), ("Body", "d")],
            &[("MessageSid", "SM\u{0}5"), ("From", "whatsapp:+15145550123"), ("Body", "e")],
            &[("SmsSid", "SM6"), ("From", "\0"), ("To", &long), ("Body", ""), ("NumMedia", "99999999999")],
        ];
        for form in forms {
            for _ in 0..2 {
                let answer = app.signed_webhook(&path, form).await;
                assert_eq!(answer.status, 200, "{form:?}: {}", answer.body);
            }
        }
        let threads = consultant.sms_threads(SmsFilter::All, None).await.unwrap().items;
        let parties: Vec<_> = threads.iter().map(|thread| thread.other_party.chars().count()).collect();
        assert_eq!(parties, [0, 21, 40, 12], "nobody known, a name, a name cut off, María");
        let mut texts = 0;
        for thread in &threads {
            texts += consultant.sms_messages(thread.id, None).await.unwrap().items.len();
        }
        assert_eq!(texts, 6, "each once");
        let status = app.app().sms.webhook(app.practice, WebhookAddress::Status).path().to_owned();
        for sid in ["SM\0", &long] {
            let report = [("MessageSid", sid), ("MessageStatus", "delivered"), ("ErrorCode", "0")];
            assert_eq!(app.signed_webhook(&status, &report).await.status, 204);
        }
        let words = r#"{"code":21610,"message":"un\u0000subscribed","status":400}"#.to_owned();
        carrier.will([Behaviour::Answer("400 Bad Request", "", words)]);
        let sent = consultant.send_sms(&key(), &text(MARIA, "Hello")).await.unwrap();
        app.settle().await;
        let failed = now(&consultant, &sent).await;
        assert_eq!(
            (failed.state, failed.error_text.as_deref()),
            (DeliveryState::Failed, Some("unsubscribed"))
        );
    }
}

#[tokio::test]
async fn a_number_taken_off_a_record_shows_and_answers_as_nobody() {
    let carrier = FakeSmsProvider::start().await;
    let app = carrier.app().await;
    let consultant = app.consultant().await;
    let maria = applicant(&consultant, "María", MARIA).await;
    app.text_arrives("SM1", MARIA, "It is me").await;
    assert_eq!(only_thread(&consultant).await.person.map(|person| person.id), Some(maria));
    let record: Applicant = consultant.applicant(maria).await.unwrap();
    let mut change = NewApplicant::from(record.clone());
    change.phones = vec![NewPhone { number: "+15145550142".to_owned(), label: String::new() }];
    consultant.change_applicant(maria, record.version, &change).await.unwrap();
    let thread = only_thread(&consultant).await;
    assert!(thread.person.is_none() && thread.candidates.is_empty());
    assert_eq!(consultant.sms_threads(SmsFilter::Unlinked, None).await.unwrap().items.len(), 1);
    app.text_arrives("SM2", MARIA, "I have this number now").await;
    let sent = consultant.send_sms(&key(), &text(MARIA, "Who is this?")).await.unwrap();
    app.settle().await;
    assert_eq!((sent.thread, sent.applicant), (thread.id, None));
    let filed = consultant.applicant_sms(maria, None).await.unwrap().items;
    assert_eq!(filed.iter().map(|m| m.body.as_str()).collect::<Vec<_>>(), ["It is me"]);
}

#[tokio::test]
async fn an_extension_is_kept_on_the_record_and_one_phone_is_there_once() {
    let app = TestApp::start().await;
    let consultant = app.consultant().await;
    let maria = applicant(&consultant, "María", "+1 514 555 0123 poste 12").await;
    let record = consultant.applicant(maria).await.unwrap();
    let phone = &record.phones[0];
    assert_eq!((phone.number.as_str(), phone.extension.as_deref()), (MARIA, Some("12")));
    // Saved again as it was read, it is what it was.
    let mut change = NewApplicant::from(record.clone());
    change.notes = "Asks for María".to_owned();
    let saved = consultant.change_applicant(maria, record.version, &change).await.unwrap();
    assert_eq!(saved.phones[0].extension.as_deref(), Some("12"));
    let with = |numbers: &[&str]| NewApplicant {
        phones: numbers.iter().map(|n| NewPhone { number: (*n).to_owned(), label: String::new() }).collect(),
        ..change.clone()
    };
    for twice in [["+15145550123", "+1 (514) 555-0123"], ["+541166773399", "+5491166773399"]] {
        let refused = consultant.change_applicant(maria, saved.version, &with(&twice)).await.unwrap_err();
        let field = refused.field("phones[1].number").map(|field| field.code.as_str());
        assert_eq!(field, Some("duplicate"), "{twice:?}");
    }
    let old =
        consultant.change_applicant(maria, saved.version, &with(&["+5218112345678"])).await.unwrap_err();
    let field = old.field("phones[0].number").unwrap();
    assert_eq!((field.code.as_str(), field.suggestion.as_deref()), ("old_form", Some("+528112345678")));
    // Two people behind one switchboard have different phones.
    let both = with(&["+1 514 555 0123 x12", "+1 514 555 0123 x13"]);
    assert_eq!(consultant.change_applicant(maria, saved.version, &both).await.unwrap().phones.len(), 2);
}
