//! Stored forms read back to what they were.

use super::*;

fn uuid() -> Uuid {
    Uuid::from_u128(0x018f_2c1e_7a3b_7c4d_8e5f_0123_4567_89ab)
}

fn every_event() -> Vec<Event> {
    let (conversation, message, user) = (uuid().into(), uuid().into(), uuid().into());
    let (thread, sms, call) = (uuid().into(), uuid().into(), uuid().into());
    vec![
        Event::MessagePosted { conversation, message, seq: 7 },
        Event::MessageChanged { conversation, message, seq: 7 },
        Event::ConversationChanged { conversation },
        Event::MemberJoined { conversation, user },
        Event::MemberLeft { conversation, user },
        Event::ReadMoved { conversation, user, read_seq: 9 },
        Event::NotificationAdded { user, notification: uuid().into() },
        Event::NotificationsSeen { user },
        Event::RecordChanged { record: RecordRef::Case(uuid().into()), version: 2 },
        Event::TimelineGrew { record: RecordRef::Applicant(uuid().into()) },
        Event::SmsThreadChanged { thread },
        Event::SmsMessageAdded { thread, message: sms },
        Event::SmsMessageChanged { thread, message: sms },
        Event::CallChanged { call, version: 3 },
        Event::CallParticipantsChanged { call },
        Event::CallEnded { call },
        Event::UserChanged { user },
        Event::SessionRevoked { user, session: uuid().into() },
        Event::MailChanged { mail: uuid().into() },
        Event::SettingsChanged,
    ]
}

#[test]
fn an_event_is_stored_under_its_kind_and_reads_back() {
    for event in every_event() {
        let json = serde_json::to_value(event).unwrap();
        assert_eq!(json["kind"], event.kind());
        assert_eq!(serde_json::from_value::<Event>(json).unwrap(), event);
    }
}

#[test]
fn an_unknown_event_is_refused() {
    assert!(serde_json::from_str::<Event>(r#"{"kind":"moon_landed"}"#).is_err());
}

#[test]
fn an_audience_reads_back_from_its_two_columns() {
    let audiences = [
        Audience::User(uuid().into()),
        Audience::Conversation(uuid().into()),
        Audience::Record(RecordRef::Applicant(uuid().into())),
        Audience::Record(RecordRef::Case(uuid().into())),
        Audience::Permission(Permission::SmsSend),
        Audience::Call(uuid().into()),
        Audience::Practice,
    ];
    for audience in audiences {
        assert_eq!(Audience::from_parts(audience.kind(), &audience.key()), Ok(audience));
    }
}

#[test]
fn a_broken_audience_is_refused() {
    for (kind, key) in [
        ("user", "x"),
        ("record", "case"),
        ("record", "file:x"),
        ("permission", "root"),
        ("practice", "x"),
        ("", ""),
    ] {
        assert!(Audience::from_parts(kind, key).is_err(), "{kind} {key}");
    }
}

#[test]
fn a_record_is_a_kind_and_an_id_in_json() {
    let record = RecordRef::Case(uuid().into());
    let json = serde_json::to_value(record).unwrap();
    assert_eq!(json["kind"], "case");
    assert_eq!(json["id"], uuid().to_string());
    assert_eq!(record.to_string().parse(), Ok(record));
    assert_eq!(RecordRef::from_parts(record.kind(), record.uuid()), Ok(record));
}
