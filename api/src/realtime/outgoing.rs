//! What a socket's task is told to do.

use bytestring::ByteString;
use wire::realtime::close;

/// What the socket's task is told.
#[derive(Debug)]
pub enum Outgoing {
    Frame(ByteString),
    Close(CloseCode),
}

/// Why the server ends a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloseCode {
    /// The session ended: sign in again.
    SignedOut,
    /// The page shows another person than the cookie's.
    OtherPerson,
    /// The browser does not read fast enough: come back and resume.
    TooSlow,
    /// Access has changed: come back, and everything is checked again.
    AccessChanged,
    /// The server is about to stop.
    GoingAway,
}

impl CloseCode {
    pub const fn code(self) -> u16 {
        match self {
            Self::SignedOut => close::SIGNED_OUT,
            Self::OtherPerson => close::OTHER_PERSON,
            Self::TooSlow => close::TOO_SLOW,
            Self::AccessChanged => close::ACCESS_CHANGED,
            Self::GoingAway => close::GOING_AWAY,
        }
    }
}
