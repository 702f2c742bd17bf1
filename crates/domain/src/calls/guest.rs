//! A client at the door of a call.

use crate::string_enum::string_enum;

string_enum! {
    /// Where a client is who opened the link and gave a name.
    "guest state": GuestState {
        /// At the door, with the page open.
        Waiting = "waiting",
        /// May go in, and come back in.
        Admitted = "admitted",
        Refused = "refused",
        /// Closed the page before anybody answered.
        Left = "left",
        /// Was inside, and was taken out.
        Removed = "removed",
    }
}

impl GuestState {
    /// The state after staff answered: the last answer counts. Admitting mends a refusal, which is easily a slip;
    /// refusing takes out who was let in.
    #[must_use]
    pub const fn answered(self, admit: bool) -> Self {
        match (self, admit) {
            (_, true) => Self::Admitted,
            (Self::Removed, false) => Self::Removed,
            (_, false) => Self::Refused,
        }
    }

    /// Whether staff have sent this person away.
    pub const fn is_sent_away(self) -> bool {
        matches!(self, Self::Refused | Self::Removed)
    }

    /// Where someone is who has just given a name. Without a waiting room they go in at once, unless staff have
    /// sent someone away from this call: the same person may have come back under another name.
    #[must_use]
    pub const fn on_arrival(waiting_room: bool, somebody_sent_away: bool) -> Self {
        if waiting_room || somebody_sent_away { Self::Waiting } else { Self::Admitted }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_answer_stands() {
        use GuestState::{Admitted, Left, Refused, Removed, Waiting};
        for (state, admit, expected) in [
            (Waiting, true, Admitted),
            (Waiting, false, Refused),
            (Refused, true, Admitted),
            (Admitted, false, Refused),
            (Removed, true, Admitted),
            (Removed, false, Removed),
            (Left, false, Refused),
        ] {
            assert_eq!(state.answered(admit), expected, "{state} {admit}");
        }
    }

    #[test]
    fn after_somebody_was_sent_away_everyone_waits() {
        assert_eq!(GuestState::on_arrival(false, false), GuestState::Admitted);
        for (waiting_room, sent_away) in [(true, false), (false, true), (true, true)] {
            assert_eq!(GuestState::on_arrival(waiting_room, sent_away), GuestState::Waiting);
        }
    }
}
