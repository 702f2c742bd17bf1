//! Stored forms read back to what they were.

use super::*;

fn uuid() -> Uuid {
    Uuid::from_u128(0x018f_2c1e_7a3b_7c4d_8e5f_0123_4567_89ab)
}

#[test]
fn there_is_an_example_of_every_kind_under_its_name() {
    let examples = Event::examples();
    let kinds: Vec<_> = examples.iter().map(Event::kind).collect();
    assert_eq!(kinds, EventKind::ALL);
    for event in examples {
        let json = serde_json::to_value(event).unwrap();
        assert_eq!(json["kind"], event.kind().as_str());
        assert_eq!(serde_json::from_value::<Event>(json).unwrap(), event);
    }
}

#[test]
fn an_event_reads_as_it_was_stored_by_earlier_versions() {
    let stored = r#"{"kind":"record_changed","record":{"kind":"applicant","id":"018f2c1e-7a3b-7c4d-8e5f-0123456789ab"},"version":2}"#;
    let event = Event::RecordChanged { record: RecordRef::Applicant(uuid().into()), version: 2 };
    assert_eq!(serde_json::from_str::<Event>(stored).unwrap(), event);
    assert_eq!(serde_json::to_string(&event).unwrap(), stored);
}

#[test]
fn a_field_that_is_missing_or_of_another_type_is_refused() {
    for event in Event::examples() {
        let whole = serde_json::to_value(event).unwrap();
        let fields = whole.as_object().unwrap();
        for name in fields.keys() {
            let mut changed = fields.clone();
            changed.remove(name);
            assert!(
                serde_json::from_value::<Event>(changed.clone().into()).is_err(),
                "{whole} without {name}"
            );
            changed.insert(name.clone(), serde_json::json!({ "kind": "person" }));
            assert!(serde_json::from_value::<Event>(changed.into()).is_err(), "{whole} with another {name}");
        }
    }
    for text in [r#"{"kind":"moon_landed"}"#, r#"{"kind":"mail_changed","mail":"me"}"#, "[]", "7"] {
        assert!(serde_json::from_str::<Event>(text).is_err(), "{text}");
    }
}

#[test]
fn a_field_of_a_newer_version_is_passed_over() {
    let newer = r#"{"kind":"settings_changed","at":1.5,"by":null,"all":true,"of":[1,{"a":[]}]}"#;
    assert_eq!(serde_json::from_str::<Event>(newer).unwrap(), Event::SettingsChanged);
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
