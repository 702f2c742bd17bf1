//! Letters about one call: which of them are still true, and what a client has to be told after a change.
//!
//! A letter waits while the mail server is away, and the call goes on changing. What is sent in the end says what is
//! so then, and speaks of what the client was last told, not of what nobody ever read.

use chrono::{DateTime, Utc};

use super::{MailKind, MailState};
use crate::calls::CallState;
use crate::string_enum::string_enum;

string_enum! {
    /// Why a letter is not sent any more.
    "reason not to send": Obsolete {
        /// It names a time that the call no longer has.
        Moved = "moved",
        /// The call was cancelled.
        Cancelled = "cancelled",
        /// The call is over.
        Over = "over",
        /// It carries a link that no longer works.
        Link = "link",
        /// A newer letter says all of it.
        Replaced = "replaced",
        /// The client knows it: what it takes back never left.
        Known = "known",
    }
}

/// What a letter about a call says, and how far it got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallLetter {
    pub kind: MailKind,
    pub state: MailState,
    /// The beginning that it tells.
    pub tells: DateTime<Utc>,
    /// The beginning that the client knew before it; nothing where it was the first to tell of the call.
    pub knew: Option<DateTime<Utc>>,
    /// The version of the link in it, where it has one.
    pub link_version: Option<i64>,
}

/// What a letter is compared with: the call as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallAsTold {
    pub state: CallState,
    pub starts_at: DateTime<Utc>,
    /// The planned end.
    pub ends_at: DateTime<Utc>,
    pub link_version: i64,
    pub link_revoked: bool,
}

/// Why this letter must not be sent at `now`; nothing while it is true. Letters written by hand are never judged.
pub fn obsolete(letter: &CallLetter, call: &CallAsTold, now: DateTime<Utc>) -> Option<Obsolete> {
    match letter.kind {
        MailKind::Invitation | MailKind::Reschedule => match call.state {
            CallState::Cancelled => Some(Obsolete::Cancelled),
            CallState::Ended => Some(Obsolete::Over),
            CallState::Scheduled | CallState::Live if call.ends_at <= now => Some(Obsolete::Over),
            CallState::Scheduled | CallState::Live if !reads_alike(letter.tells, call.starts_at) => {
                Some(Obsolete::Moved)
            }
            CallState::Scheduled | CallState::Live
                if letter
                    .link_version
                    .is_some_and(|version| call.link_revoked || version != call.link_version) =>
            {
                Some(Obsolete::Link)
            }
            CallState::Scheduled | CallState::Live => None,
        },
        MailKind::Cancellation
        | MailKind::Message
        | MailKind::StaffInvite
        | MailKind::PasswordReset
        | MailKind::SecurityNotice => None,
    }
}

/// What a client knows of a call's beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientKnows {
    /// Letters were written, and none that told of the call has left or will.
    Nothing,
    /// This beginning, from a letter that left or is about to, or without any letter: by telephone.
    Beginning(DateTime<Utc>),
    /// Perhaps this beginning: the letter that tells it is being handed over, or nobody knows whether it left.
    Perhaps(DateTime<Utc>),
}

/// What the client knows once all that waits has left, from the letters about the call in the order of their writing.
/// What is obsolete among those that wait has been marked so before. `otherwise` is what is taken as known where no
/// letter was ever written.
pub fn client_knows(letters: &[CallLetter], otherwise: DateTime<Utc>) -> ClientKnows {
    let telling = |letter: &&CallLetter| matches!(letter.kind, MailKind::Invitation | MailKind::Reschedule);
    let told: Vec<&CallLetter> = letters.iter().filter(telling).collect();
    let reaches = |state: MailState| state.may_have_left() || state == MailState::Queued;
    if let Some(last) = told.iter().rev().find(|letter| reaches(letter.state)) {
        return match last.state {
            MailState::Sent | MailState::Queued => ClientKnows::Beginning(last.tells),
            MailState::Sending | MailState::Unknown | MailState::Failed | MailState::Obsolete => {
                ClientKnows::Perhaps(last.tells)
            }
        };
    }
    match told.first() {
        None => ClientKnows::Beginning(otherwise),
        Some(first) => first.knew.map_or(ClientKnows::Nothing, ClientKnows::Beginning),
    }
}

/// The letter that a change of a call calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// The client knows all of it, or knows nothing that has to be taken back.
    Nothing,
    /// The first word about the call that reaches the client.
    Invitation,
    /// To the beginning there is now, from the one that the client knows, where that is certain.
    Reschedule { from: Option<DateTime<Utc>> },
    /// Of the beginning that the client knows.
    Cancellation { of: DateTime<Utc> },
}

/// What the client has to be written now that the call is as it is.
pub fn due_letter(knows: ClientKnows, call: &CallAsTold) -> Due {
    match (call.state, knows) {
        (CallState::Ended, _) | (CallState::Cancelled, ClientKnows::Nothing) => Due::Nothing,
        (CallState::Cancelled, ClientKnows::Beginning(of) | ClientKnows::Perhaps(of)) => {
            Due::Cancellation { of }
        }
        (CallState::Scheduled | CallState::Live, ClientKnows::Nothing) => Due::Invitation,
        (
            CallState::Scheduled | CallState::Live,
            ClientKnows::Beginning(from) | ClientKnows::Perhaps(from),
        ) if reads_alike(from, call.starts_at) => Due::Nothing,
        (CallState::Scheduled | CallState::Live, ClientKnows::Beginning(from)) => {
            Due::Reschedule { from: Some(from) }
        }
        (CallState::Scheduled | CallState::Live, ClientKnows::Perhaps(_)) => Due::Reschedule { from: None },
    }
}

/// Why a letter that the program wrote about a change is not needed when its turn comes, now that it is known what became
/// of the `earlier` ones.
pub fn needless(letter: &CallLetter, earlier: &[CallLetter], call: &CallAsTold) -> Option<Obsolete> {
    let knows = client_knows(earlier, letter.knew.unwrap_or(letter.tells));
    let told = earlier.iter().any(|one| matches!(one.kind, MailKind::Invitation | MailKind::Reschedule));
    match (letter.kind, knows) {
        (MailKind::Reschedule, ClientKnows::Beginning(known))
            if told && reads_alike(known, call.starts_at) =>
        {
            Some(Obsolete::Known)
        }
        (MailKind::Cancellation, ClientKnows::Nothing) => Some(Obsolete::Cancelled),
        _ => None,
    }
}

/// Letters name minutes: what differs by less is the same to their reader.
fn reads_alike(one: DateTime<Utc>, other: DateTime<Utc>) -> bool {
    one.timestamp().div_euclid(60) == other.timestamp().div_euclid(60)
}

#[cfg(test)]
#[path = "call_tests.rs"]
mod tests;
