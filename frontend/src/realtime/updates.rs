//! What the feeds carry: ids and versions. Anyone who shows the thing reads it again.

use domain::{CallId, ConversationId, MessageId, SmsMessageId, SmsThreadId, UserId};
use wire::chat::Message;

/// Of the messages of the team's conversations.
#[derive(Clone, Debug)]
pub enum MessageUpdate {
    Posted(Message),
    /// Edited or deleted.
    Changed {
        conversation: ConversationId,
        message: MessageId,
    },
}

/// Of the conversations themselves.
#[derive(Clone, Copy, Debug)]
pub enum ConversationUpdate {
    Changed(ConversationId),
    Joined {
        conversation: ConversationId,
        user: UserId,
    },
    Left {
        conversation: ConversationId,
        user: UserId,
    },
    /// Someone read up to `read_seq`; `unread` is the absolute number left, for yourself alone.
    Read {
        conversation: ConversationId,
        user: UserId,
        read_seq: i64,
        unread: Option<u64>,
    },
}

/// Of a conversation by SMS; `message` when it is about one message.
#[derive(Clone, Copy, Debug)]
pub struct SmsUpdate {
    pub thread: SmsThreadId,
    pub message: Option<SmsMessageId>,
}

/// Of video calls.
#[derive(Clone, Copy, Debug)]
pub enum CallUpdate {
    Changed(CallId),
    Participants(CallId),
    Ended(CallId),
}

/// Someone writes; of the moment, never stored.
#[derive(Clone, Copy, Debug)]
pub struct Typing {
    pub conversation: ConversationId,
    pub user: UserId,
}
