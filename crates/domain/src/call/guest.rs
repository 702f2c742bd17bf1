//! A client at the door of a call.

use crate::named::named;

named! {
    /// Where a client is who opened the link and gave a name.
    "guest state": GuestState {
        /// At the door, with the page open.
        Waiting = "waiting",
        /// May go in, and come back in.
        Admitted = "admitted",
        Refused = "refused",
        /// Closed the page before anybody answered.
        Left = "left",
    }
}

impl GuestState {
    /// The state after staff answered. Two colleagues may answer at once: the first answer stands, and admitting
    /// may follow a refusal, because a refusal is easily a slip.
    #[must_use]
    pub const fn answered(self, admit: bool) -> Self {
        match (self, admit) {
            (_, true) | (Self::Admitted, false) => Self::Admitted,
            (_, false) => Self::Refused,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn admitting_mends_a_refusal_and_not_the_other_way() {
        assert_eq!(GuestState::Waiting.answered(true), GuestState::Admitted);
        assert_eq!(GuestState::Waiting.answered(false), GuestState::Refused);
        assert_eq!(GuestState::Refused.answered(true), GuestState::Admitted);
        assert_eq!(GuestState::Admitted.answered(false), GuestState::Admitted);
    }
}
