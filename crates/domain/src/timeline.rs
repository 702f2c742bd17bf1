//! The history of an applicant or a case: what its lines say.

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};

use crate::calls::CallPurpose;
use crate::cases::{CaseStage, CaseType};
use crate::catalogue::catalogue;
use crate::fields::{Field, Value};
use crate::mail::MailKind;
use crate::sms::Direction;
use crate::string_enum::string_enum;
use crate::{CallId, SmsThreadId};

catalogue! {
    /// What a line of a history says, as facts; who reads it words them.
    #[derive(Clone)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    #[serde(tag = "kind", content = "body")]
    TimelineFact;
    /// The stable name of what a line of a history says.
    "kind of timeline fact": TimelineKind;

    /// The applicant was added; or the case was opened, where `case_type` is there.
    Created = "created" {
        #[serde(skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        folio: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        case_type: Option<CaseType>,
        #[serde(skip_serializing_if = "Option::is_none")]
        stage: Option<CaseStage>,
    },
    /// Fields were edited. `folio` is the case's.
    Changed = "changed" {
        #[serde(skip_serializing_if = "Option::is_none")]
        folio: Option<String>,
        changes: Vec<Change>,
    },
    StageChanged = "stage_changed" { folio: String, old: CaseStage, new: CaseStage },
    /// `text` is its beginning.
    Comment = "comment" { text: String, decision: bool },
    SmsSent = "sms_sent" { direction: Direction, number: String, text: String, thread: SmsThreadId },
    SmsReceived = "sms_received" { direction: Direction, number: String, text: String, thread: SmsThreadId },
    /// How far it got is the mail's own, and changes.
    MailWritten = "mail_written" {
        kind: MailKind,
        to: String,
        subject: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        call: Option<CallId>,
    },
    CallScheduled = "call_scheduled" { title: String, purpose: CallPurpose, starts_at: DateTime<Utc> },
    CallRescheduled = "call_rescheduled" { title: String, from: DateTime<Utc>, starts_at: DateTime<Utc> },
    /// `seconds` is absent where nobody knows when it began.
    CallHeld = "call_held" {
        title: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        seconds: Option<i64>,
        people: Vec<String>,
    },
    CallCancelled = "call_cancelled" {
        title: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
}

string_enum! {
    /// What a history can be narrowed to.
    "timeline group": TimelineGroup {
        Texts = "texts",
        Mails = "mails",
        Calls = "calls",
        Comments = "comments",
        /// What was added, opened, edited or moved to another stage.
        Changes = "changes",
    }
}

impl TimelineGroup {
    /// Every kind is in one group.
    pub const fn of(kind: TimelineKind) -> Self {
        match kind {
            TimelineKind::SmsSent | TimelineKind::SmsReceived => Self::Texts,
            TimelineKind::MailWritten => Self::Mails,
            TimelineKind::CallScheduled
            | TimelineKind::CallRescheduled
            | TimelineKind::CallHeld
            | TimelineKind::CallCancelled => Self::Calls,
            TimelineKind::Comment => Self::Comments,
            TimelineKind::Created | TimelineKind::Changed | TimelineKind::StageChanged => Self::Changes,
        }
    }

    /// The kinds that are in it.
    pub fn kinds(self) -> impl Iterator<Item = TimelineKind> {
        TimelineKind::ALL.iter().copied().filter(move |kind| Self::of(*kind) == self)
    }
}

string_enum! {
    /// A field of an applicant or a case whose changes stand in the history, by its name in the API.
    "changed field": ChangedField {
        GivenNames = "given_names",
        FamilyNames = "family_names",
        PreferredName = "preferred_name",
        DateOfBirth = "date_of_birth",
        Nationality = "nationality",
        Language = "language",
        TimeZone = "time_zone",
        Country = "country",
        PreferredChannel = "preferred_channel",
        Address = "address",
        Notes = "notes",
        Responsible = "responsible",
        Phones = "phones",
        Emails = "emails",
        CaseType = "case_type",
        Title = "title",
        IrccNumber = "ircc_number",
        IrccDeadline = "ircc_deadline",
        OpenedOn = "opened_on",
        ClosedOn = "closed_on",
        Outcome = "outcome",
        People = "people",
    }
}

/// A field that an edit changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Change {
    pub field: ChangedField,
    pub old: ChangeValue,
    pub new: ChangeValue,
}

/// What stood in a field: nothing, a text, or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeValue {
    Nothing,
    Text(String),
    List(Vec<String>),
}

/// What a field held, in the API's document.
#[cfg(feature = "openapi")]
mod schema {
    use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Type};
    use utoipa::openapi::{RefOr, Schema};
    use utoipa::{PartialSchema, ToSchema};

    use super::ChangeValue;

    impl PartialSchema for ChangeValue {
        fn schema() -> RefOr<Schema> {
            let of = |kind| ObjectBuilder::new().schema_type(kind).build();
            OneOfBuilder::new()
                .description(Some("What stood in a field: nothing, a text, or several."))
                .item(of(Type::Null))
                .item(of(Type::String))
                .item(ArrayBuilder::new().items(of(Type::String)).build())
                .into()
        }
    }

    impl ToSchema for ChangeValue {}
}

impl ChangeValue {
    /// A value in its API form.
    pub fn of(value: &(impl ToString + ?Sized)) -> Self {
        Self::Text(value.to_string())
    }

    /// The same where there may be none.
    pub fn of_option(value: Option<&impl ToString>) -> Self {
        value.map_or(Self::Nothing, Self::of)
    }
}

impl Serialize for ChangeValue {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nothing => to.serialize_none(),
            Self::Text(text) => to.serialize_str(text),
            Self::List(list) => list.serialize(to),
        }
    }
}

impl Field for Change {
    fn from_value(value: Value) -> Option<Self> {
        let Value::Object(mut fields) = value else { return None };
        Some(Self { field: fields.take("field")?, old: fields.take("old")?, new: fields.take("new")? })
    }

    fn example() -> Self {
        Self { field: ChangedField::Title, old: ChangeValue::Nothing, new: ChangeValue::example() }
    }
}

impl Field for ChangeValue {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Nothing => Some(Self::Nothing),
            Value::Text(text) => Some(Self::Text(text)),
            Value::List(_) => Field::from_value(value).map(Self::List),
            Value::Number(_) | Value::Bool(_) | Value::Object(_) | Value::Other => None,
        }
    }

    fn example() -> Self {
        Self::List(vec!["María".to_owned()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: TimelineKind, body: &str) -> Option<TimelineFact> {
        TimelineFact::read(kind, serde_json::from_str(body).unwrap())
    }

    #[test]
    fn every_kind_has_an_example_that_reads_as_it_was_written() {
        let examples = TimelineFact::examples();
        assert_eq!(examples.iter().map(TimelineFact::kind).collect::<Vec<_>>(), TimelineKind::ALL);
        for fact in examples {
            let json = serde_json::to_value(&fact).unwrap();
            assert_eq!(json["kind"], fact.kind().as_str());
            assert_eq!(read(fact.kind(), &json["body"].to_string()), Some(fact));
        }
    }

    #[test]
    fn what_earlier_versions_stored_is_read() {
        let stored = r#"{"changes":[{"field":"nationality","old":null,"new":"CA"},
            {"field":"phones","old":[],"new":["+15145550123 (work)"]}]}"#;
        let change = |field, old, new| Change { field, old, new };
        let changes = vec![
            change(ChangedField::Nationality, ChangeValue::Nothing, ChangeValue::of("CA")),
            change(
                ChangedField::Phones,
                ChangeValue::List(Vec::new()),
                ChangeValue::List(vec!["+15145550123 (work)".to_owned()]),
            ),
        ];
        assert_eq!(read(TimelineKind::Changed, stored), Some(TimelineFact::Changed { folio: None, changes }));
        let cancelled = r#"{"title":"Review","reason":null}"#;
        let expected = TimelineFact::CallCancelled { title: "Review".to_owned(), reason: None };
        assert_eq!(read(TimelineKind::CallCancelled, cancelled), Some(expected));
    }

    #[test]
    fn a_part_that_is_missing_or_of_another_type_is_refused() {
        for (kind, body) in [
            (TimelineKind::Comment, r#"{"text":"Called"}"#),
            (TimelineKind::Comment, r#"{"text":7,"decision":true}"#),
            (TimelineKind::StageChanged, r#"{"folio":"CAS1","old":"intake","new":"moon"}"#),
            (TimelineKind::Changed, r#"{"changes":[{"field":"shoe_size","old":null,"new":"44"}]}"#),
            (TimelineKind::CallScheduled, r#"{"title":"A","purpose":"consultation","starts_at":"soon"}"#),
        ] {
            assert_eq!(read(kind, body), None, "{kind} {body}");
        }
    }
}
