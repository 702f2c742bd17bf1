//! Why a mail server takes no letter at all from the practice.

use crate::string_enum::string_enum;

string_enum! {
    /// What is wrong between the practice and its mail server, whatever the letter. An administrator mends it.
    "mail fault": MailFault {
        /// No connection: the name is unknown, or nothing listens there.
        Unreachable = "unreachable",
        /// The server answers, and refuses to talk.
        Refused = "refused",
        /// The connection cannot be encrypted as the settings ask.
        Encryption = "encryption",
        /// The server does not accept the account or its password.
        Account = "account",
        /// The server does not accept the practice's address as a sender.
        Sender = "sender",
        /// The server is busy or falls silent: it mends itself, usually.
        Busy = "busy",
    }
}

impl MailFault {
    /// Administrators are told only when it lasts.
    pub const fn mends_itself(self) -> bool {
        matches!(self, Self::Busy)
    }
}
