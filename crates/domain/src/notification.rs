//! The bell: what its lines say.

use chrono::{DateTime, Utc};

use crate::catalogue::catalogue;
use crate::mail::MailFault;
use crate::sms::SmsAdvice;
use crate::{ApplicantId, CallId, ConversationId, MailId, SmsMessageId, SmsThreadId, UserId};

catalogue! {
    /// What a line in someone's bell says, as facts; who reads it words them. `link` is the path in the application
    /// that it leads to.
    #[derive(Clone)]
    #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
    #[serde(tag = "kind", content = "body")]
    NotificationFact;
    /// The stable name of what a line in a bell says.
    "kind of notification": NotificationKind;

    /// Someone wrote a direct message.
    ChatMessage = "chat_message" { conversation: ConversationId, by: UserId, link: String },
    /// One was taken into a room.
    ChatAdded = "chat_added" { conversation: ConversationId, room: String, by: UserId, link: String },
    /// A room is your own now: its owner has left.
    ChatOwner = "chat_owner" { conversation: ConversationId, room: String, link: String },
    /// `name` is the applicant's, where it is known who wrote.
    SmsReceived = "sms_received" {
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        number: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        applicant: Option<ApplicantId>,
        thread: SmsThreadId,
        message: SmsMessageId,
        link: String,
    },
    /// A text that one wrote did not arrive.
    SmsFailed = "sms_failed" {
        number: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        advice: Option<SmsAdvice>,
        #[serde(skip_serializing_if = "Option::is_none")]
        applicant: Option<ApplicantId>,
        thread: SmsThreadId,
        message: SmsMessageId,
        link: String,
    },
    /// No texts leave any more. `code` is the provider's.
    SmsStopped = "sms_stopped" {
        advice: SmsAdvice,
        #[serde(skip_serializing_if = "Option::is_none")]
        code: Option<i64>,
        link: String,
    },
    /// A mail that one wrote was refused.
    MailFailed = "mail_failed" { name: String, mail: MailId, link: String },
    /// Nobody knows whether a mail that one wrote was sent.
    MailUnknown = "mail_unknown" { name: String, mail: MailId, link: String },
    /// A mail that one wrote was not sent, because what it says is not true any more.
    MailObsolete = "mail_obsolete" { name: String, mail: MailId, link: String },
    /// No mails leave any more. `code` is the server's.
    MailStopped = "mail_stopped" {
        advice: MailFault,
        #[serde(skip_serializing_if = "Option::is_none")]
        code: Option<i64>,
        link: String,
    },
    /// `name` came last; `others` wait besides.
    ClientWaiting = "client_waiting" {
        call: CallId,
        title: String,
        name: String,
        others: u32,
        link: String,
    },
    CallInvited = "call_invited" {
        call: CallId,
        title: String,
        starts_at: DateTime<Utc>,
        by: UserId,
        link: String,
    },
    CallMoved = "call_moved" {
        call: CallId,
        title: String,
        starts_at: DateTime<Utc>,
        by: UserId,
        link: String,
    },
    CallCancelled = "call_cancelled" {
        call: CallId,
        title: String,
        starts_at: DateTime<Utc>,
        by: UserId,
        link: String,
    },
    /// A call in which one is awaited begins within minutes.
    CallSoon = "call_soon" { call: CallId, title: String, starts_at: DateTime<Utc>, link: String },
}

impl NotificationFact {
    /// The path in the application that it leads to.
    pub fn link(&self) -> &str {
        match self {
            Self::ChatMessage { link, .. }
            | Self::ChatAdded { link, .. }
            | Self::ChatOwner { link, .. }
            | Self::SmsReceived { link, .. }
            | Self::SmsFailed { link, .. }
            | Self::SmsStopped { link, .. }
            | Self::MailFailed { link, .. }
            | Self::MailUnknown { link, .. }
            | Self::MailObsolete { link, .. }
            | Self::MailStopped { link, .. }
            | Self::ClientWaiting { link, .. }
            | Self::CallInvited { link, .. }
            | Self::CallMoved { link, .. }
            | Self::CallCancelled { link, .. }
            | Self::CallSoon { link, .. } => link,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(kind: NotificationKind, body: &str) -> Option<NotificationFact> {
        NotificationFact::read(kind, serde_json::from_str(body).unwrap())
    }

    #[test]
    fn every_kind_has_an_example_that_reads_as_it_was_written() {
        let examples = NotificationFact::examples();
        assert_eq!(examples.iter().map(NotificationFact::kind).collect::<Vec<_>>(), NotificationKind::ALL);
        for fact in examples {
            let json = serde_json::to_value(&fact).unwrap();
            assert_eq!(
                (&json["kind"], &json["body"]["link"]),
                (&fact.kind().as_str().into(), &fact.link().into())
            );
            assert_eq!(read(fact.kind(), &json["body"].to_string()), Some(fact));
        }
    }

    #[test]
    fn what_earlier_versions_stored_is_read() {
        let call = "018f2c1e-7a3b-7c4d-8e5f-0123456789ab";
        let waiting = format!(
            r#"{{"call":"{call}","title":"Review","name":"Mari","others":"2","link":"/video/{call}"}}"#
        );
        let expected = NotificationFact::ClientWaiting {
            call: call.parse().unwrap(),
            title: "Review".to_owned(),
            name: "Mari".to_owned(),
            others: 2,
            link: format!("/video/{call}"),
        };
        assert_eq!(read(NotificationKind::ClientWaiting, &waiting), Some(expected));
        let stopped = r#"{"advice":"account","code":null,"link":"/settings/mail"}"#;
        let link = "/settings/mail".to_owned();
        let expected = NotificationFact::MailStopped { advice: MailFault::Account, code: None, link };
        assert_eq!(read(NotificationKind::MailStopped, stopped), Some(expected));
    }

    #[test]
    fn a_part_that_is_missing_or_of_another_type_is_refused() {
        for fact in NotificationFact::examples() {
            let json = serde_json::to_value(&fact).unwrap();
            let mut body = json["body"].as_object().unwrap().clone();
            body.insert("link".to_owned(), 7.into());
            assert_eq!(read(fact.kind(), &serde_json::to_string(&body).unwrap()), None, "{body:?}");
            body.remove("link");
            assert_eq!(read(fact.kind(), &serde_json::to_string(&body).unwrap()), None, "{body:?}");
        }
    }
}
