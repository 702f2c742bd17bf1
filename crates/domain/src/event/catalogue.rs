//! The events that there are, each defined here and nowhere else.

use serde::de::{Deserialize, Deserializer, Error};

use crate::catalogue::catalogue;
use crate::event::RecordRef;
use crate::fields::Fields;
use crate::{
    CallId, ConversationId, GuestId, MailId, MessageId, NotificationId, SessionId, SmsMessageId, SmsThreadId,
    UserId,
};

catalogue! {
    /// What happened. `seq` numbers are positions in a conversation; a `version` is the record's ETag.
    ///
    /// In JSON an object with its fields beside its `kind`: in the log, and in the frames of the socket.
    #[derive(Clone, Copy, Hash)]
    #[serde(tag = "kind")]
    Event;
    /// The stable name of what happened.
    "kind of event": EventKind;
    MessagePosted = "message_posted" { conversation: ConversationId, message: MessageId, seq: i64 },
    /// Edited or deleted.
    MessageChanged = "message_changed" { conversation: ConversationId, message: MessageId, seq: i64 },
    /// Name, topic or archival.
    ConversationChanged = "conversation_changed" { conversation: ConversationId },
    MemberJoined = "member_joined" { conversation: ConversationId, user: UserId },
    MemberLeft = "member_left" { conversation: ConversationId, user: UserId },
    /// The user has read up to `read_seq`, in any tab.
    ReadMoved = "read_moved" { conversation: ConversationId, user: UserId, read_seq: i64 },
    NotificationAdded = "notification_added" { user: UserId, notification: NotificationId },
    NotificationsSeen = "notifications_seen" { user: UserId },
    RecordChanged = "record_changed" { record: RecordRef, version: i64 },
    TimelineGrew = "timeline_grew" { record: RecordRef },
    /// Links, assignment or read state.
    SmsThreadChanged = "sms_thread_changed" { thread: SmsThreadId },
    SmsMessageAdded = "sms_message_added" { thread: SmsThreadId, message: SmsMessageId },
    SmsMessageChanged = "sms_message_changed" { thread: SmsThreadId, message: SmsMessageId },
    /// Scheduled, moved or cancelled.
    CallChanged = "call_changed" { call: CallId, version: i64 },
    /// Someone knocked, was admitted, entered or left.
    CallParticipantsChanged = "call_participants_changed" { call: CallId },
    /// A client waits to be let in; told to each colleague of the call.
    ClientKnocked = "client_knocked" { call: CallId, guest: GuestId },
    CallEnded = "call_ended" { call: CallId },
    UserChanged = "user_changed" { user: UserId },
    SessionRevoked = "session_revoked" { user: UserId, session: SessionId },
    MailChanged = "mail_changed" { mail: MailId },
    SettingsChanged = "settings_changed",
}

impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut fields = Fields::deserialize(from)?;
        let kind = fields.kind();
        kind.and_then(|kind| Self::read(kind, fields))
            .ok_or_else(|| D::Error::custom("not an event of the catalogue"))
    }
}
