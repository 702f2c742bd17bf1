//! How far a text message got. Reports come late, twice and out of order; a message only moves forward.

use crate::string_enum::string_enum;

string_enum! {
    /// Where a message is. Outgoing ones walk from `queued`; incoming ones are `received` and stay so.
    "delivery state": DeliveryState {
        /// Waiting in our own outbox.
        Queued = "queued",
        /// Handed to the provider, or about to be: written before the provider is called.
        Sending = "sending",
        /// The provider passed it to the carrier.
        Sent = "sent",
        /// The carrier says the phone has it.
        Delivered = "delivered",
        /// The recipient opened it, on channels that can tell.
        Read = "read",
        /// Refused: nothing reached the phone.
        Failed = "failed",
        /// The carrier could not deliver it.
        Undelivered = "undelivered",
        /// Withdrawn before it was sent.
        Canceled = "canceled",
        /// The provider was asked and no answer came back: it may have been sent. Never resent by itself.
        Unknown = "unknown",
        /// Came in from outside.
        Received = "received",
    }
}

impl DeliveryState {
    /// The state after a report, or `None` where the report changes nothing: a duplicate, a late one, or one
    /// that would take the message back.
    ///
    /// `unknown` is entered from `sending` alone and left by any report of the provider; a provider that says
    /// `queued` has the message, so it is `sending` and never again in our own queue.
    #[must_use]
    pub const fn advance(self, reported: Self) -> Option<Self> {
        use DeliveryState as S;
        let moves = match reported {
            S::Queued => matches!(self, S::Unknown),
            S::Sending => matches!(self, S::Queued | S::Unknown),
            S::Unknown => matches!(self, S::Sending),
            S::Sent => matches!(self, S::Queued | S::Sending | S::Unknown),
            S::Delivered | S::Failed | S::Undelivered | S::Canceled => {
                matches!(self, S::Queued | S::Sending | S::Unknown | S::Sent)
            }
            S::Read => matches!(self, S::Queued | S::Sending | S::Unknown | S::Sent | S::Delivered),
            S::Received => false,
        };
        match reported {
            _ if !moves => None,
            S::Queued => Some(S::Sending),
            _ => Some(reported),
        }
    }

    /// No report can change it any more.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Read | Self::Failed | Self::Undelivered | Self::Canceled | Self::Received)
    }

    /// The phone did not get it and will not.
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Failed | Self::Undelivered)
    }

    /// Whether a person may send the same text once more. Where the outcome is unknown that may deliver it
    /// twice, so the person is told.
    pub const fn may_be_sent_again(self) -> bool {
        matches!(self, Self::Failed | Self::Undelivered | Self::Canceled | Self::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use DeliveryState as S;
    use proptest::{prelude::*, sample::select};

    use super::*;

    fn check(current: S, reported: S, expected: Option<S>) {
        assert_eq!(current.advance(reported), expected, "{current} then {reported}");
    }

    #[test]
    fn a_message_walks_forward() {
        check(S::Queued, S::Sending, Some(S::Sending));
        check(S::Sending, S::Sent, Some(S::Sent));
        check(S::Sent, S::Delivered, Some(S::Delivered));
        check(S::Delivered, S::Read, Some(S::Read));
        check(S::Queued, S::Delivered, Some(S::Delivered));
        check(S::Queued, S::Failed, Some(S::Failed));
        check(S::Sent, S::Undelivered, Some(S::Undelivered));
    }

    #[test]
    fn a_late_report_changes_nothing() {
        check(S::Delivered, S::Sent, None);
        check(S::Delivered, S::Failed, None);
        check(S::Delivered, S::Undelivered, None);
        check(S::Read, S::Delivered, None);
        check(S::Failed, S::Delivered, None);
        check(S::Canceled, S::Sent, None);
        check(S::Sent, S::Sending, None);
        check(S::Received, S::Failed, None);
        check(S::Queued, S::Received, None);
    }

    #[test]
    fn an_unknown_outcome_is_resolved_by_any_report_and_never_queued_again() {
        check(S::Sending, S::Unknown, Some(S::Unknown));
        check(S::Queued, S::Unknown, None);
        check(S::Sent, S::Unknown, None);
        check(S::Unknown, S::Unknown, None);
        check(S::Unknown, S::Queued, Some(S::Sending));
        for reported in [S::Sent, S::Delivered, S::Read, S::Failed, S::Undelivered, S::Canceled] {
            check(S::Unknown, reported, Some(reported));
        }
    }

    #[test]
    fn final_means_final() {
        for &current in S::ALL {
            let stays = S::ALL.iter().all(|&reported| current.advance(reported).is_none());
            assert_eq!(current.is_final(), stays, "{current}");
        }
    }

    fn after(first: S, reports: &[S]) -> S {
        reports.iter().fold(first, |current, &reported| current.advance(reported).unwrap_or(current))
    }

    proptest! {
        #[test]
        fn no_report_changes_anything_twice(first in select(S::ALL), reported in select(S::ALL)) {
            if let Some(next) = first.advance(reported) {
                prop_assert_ne!(next, first);
                prop_assert_eq!(next.advance(reported), None);
            }
        }

        #[test]
        fn the_order_of_good_reports_does_not_matter(
            reports in proptest::collection::vec(select(&[S::Sending, S::Sent, S::Delivered, S::Read][..]), 1..8)
        ) {
            let furthest = reports.iter().copied().max().unwrap_or(S::Queued);
            prop_assert_eq!(after(S::Queued, &reports), furthest);
        }

        #[test]
        fn delivered_stays_delivered_whatever_comes(
            reports in proptest::collection::vec(select(S::ALL), 0..12)
        ) {
            prop_assert!(matches!(after(S::Delivered, &reports), S::Delivered | S::Read));
        }

        #[test]
        fn nothing_returns_to_the_queue(first in select(S::ALL), reports in proptest::collection::vec(select(S::ALL), 1..12)) {
            if first != S::Queued {
                prop_assert_ne!(after(first, &reports), S::Queued);
            }
        }
    }
}
