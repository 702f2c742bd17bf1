//! States, reasons and faults of mail in words.

use domain::mail::{MailFault, MailState, Obsolete};

use crate::i18n::mail as w;
use crate::ui::{Icon, Tone};

/// How far a letter got. What the mailbox took went to nobody, and is not called sent.
pub fn state(state: MailState, kept_in_mailbox: bool) -> &'static str {
    match state {
        MailState::Queued => w::state::queued(),
        MailState::Sending => w::state::sending(),
        MailState::Sent if kept_in_mailbox => w::state::kept(),
        MailState::Sent => w::state::sent(),
        MailState::Failed => w::state::failed(),
        MailState::Unknown => w::state::unknown(),
        MailState::Obsolete => w::state::obsolete(),
    }
}

pub const fn look(state: MailState) -> (Tone, Icon) {
    match state {
        MailState::Queued | MailState::Sending => (Tone::Neutral, Icon::Clock),
        MailState::Sent => (Tone::Success, Icon::Check),
        MailState::Failed => (Tone::Danger, Icon::CircleAlert),
        MailState::Unknown => (Tone::Warning, Icon::CircleHelp),
        MailState::Obsolete => (Tone::Neutral, Icon::Ban),
    }
}

/// Why a letter was not sent.
pub fn obsolete(why: Obsolete) -> &'static str {
    match why {
        Obsolete::Moved => w::obsolete::moved(),
        Obsolete::Cancelled => w::obsolete::cancelled(),
        Obsolete::Over => w::obsolete::over(),
        Obsolete::Link => w::obsolete::link(),
        Obsolete::Replaced => w::obsolete::replaced(),
        Obsolete::Known => w::obsolete::known(),
    }
}

pub fn fault(fault: MailFault) -> &'static str {
    match fault {
        MailFault::Unreachable => w::fault::unreachable(),
        MailFault::Refused => w::fault::refused(),
        MailFault::Encryption => w::fault::encryption(),
        MailFault::Account => w::fault::account(),
        MailFault::Sender => w::fault::sender(),
        MailFault::Busy => w::fault::busy(),
    }
}
