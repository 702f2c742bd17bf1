//! Video calls: what they are for, when people may enter, and how they end.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    UserId,
    string_enum::string_enum,
    text::{TextError, bounded, many_lines, one_line, text},
};

mod guest;
mod link;
mod seats;
mod window;

pub use guest::GuestState;
pub use link::call_link;
pub use seats::{Attendant, SEATS};
pub use window::{CallWindow, ClientDoor, JoinMargins};

string_enum! {
    /// What a call with a client is for.
    "call purpose": CallPurpose {
        InitialInterview = "initial_interview",
        DocumentReview = "document_review",
        ResultsPresentation = "results_presentation",
        Consultation = "consultation",
    }
}

string_enum! {
    /// Where a call is. Someone who leaves does not end it; the host does, for everyone.
    #[derive(Default)]
    "call state": CallState {
        #[default]
        Scheduled = "scheduled",
        Live = "live",
        Ended = "ended",
        Cancelled = "cancelled",
    }
}

/// What someone wants to do with a call as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallStep {
    /// A member of the team enters.
    Start,
    /// The host ends it for everyone.
    End,
    Cancel,
    /// To another time or length.
    Move,
}

/// The call is past, or not yet at, the point where this can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the call is {0}")]
pub struct InvalidTransition(pub CallState);

impl CallState {
    /// The state after a step. Starting a live call and ending an ended one change nothing: two people may press
    /// at once. A live call is ended, not cancelled.
    pub const fn after(self, step: CallStep) -> Result<Self, InvalidTransition> {
        match (step, self) {
            (CallStep::Start, Self::Scheduled | Self::Live) => Ok(Self::Live),
            (CallStep::End, Self::Live | Self::Ended) => Ok(Self::Ended),
            (CallStep::Cancel, Self::Scheduled) => Ok(Self::Cancelled),
            (CallStep::Move, Self::Scheduled) => Ok(Self::Scheduled),
            _ => Err(InvalidTransition(self)),
        }
    }

    /// Nobody enters any more, whatever the time.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Ended | Self::Cancelled)
    }

    /// The state of a call where nobody is inside. Before its window it is planned again, no matter who looked in; later only if
    /// nobody of the team ever came in, as `began` says.
    #[must_use]
    pub const fn deserted(self, before_window: bool, began: bool) -> Self {
        match self {
            Self::Live if before_window || !began => Self::Scheduled,
            other => other,
        }
    }

    /// The state after its host ended it for everyone. Before its window that only sends everyone out: the client's
    /// link is for the planned hour and must stay good.
    pub const fn after_end(self, before_window: bool) -> Result<Self, InvalidTransition> {
        match (self, before_window) {
            (Self::Live, true) => Ok(Self::Scheduled),
            _ => self.after(CallStep::End),
        }
    }
}

/// Ending for everyone is the host's, who scheduled the call, and of those the host named; leaving is anyone's.
pub fn may_end_for_everyone(user: UserId, host: UserId, delegates: &[UserId]) -> bool {
    user == host || delegates.contains(&user)
}

/// How long a call is planned to last: 5 to 480 minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "i64", into = "i64")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = i32, minimum = 5, maximum = 480))]
pub struct CallMinutes(u16);

/// A length outside what a call may last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a call lasts {} to {} minutes", CallMinutes::SHORTEST, CallMinutes::LONGEST)]
pub struct ParseCallMinutesError;

impl CallMinutes {
    pub const SHORTEST: u16 = 5;
    pub const LONGEST: u16 = 480;

    pub const fn minutes(self) -> u16 {
        self.0
    }

    pub fn duration(self) -> TimeDelta {
        TimeDelta::minutes(self.0.into())
    }

    pub fn end(self, starts_at: DateTime<Utc>) -> DateTime<Utc> {
        starts_at + self.duration()
    }
}

impl TryFrom<i64> for CallMinutes {
    type Error = ParseCallMinutesError;

    fn try_from(minutes: i64) -> Result<Self, Self::Error> {
        let minutes = u16::try_from(minutes).map_err(|_| ParseCallMinutesError)?;
        if (Self::SHORTEST..=Self::LONGEST).contains(&minutes) {
            Ok(Self(minutes))
        } else {
            Err(ParseCallMinutesError)
        }
    }
}

impl From<CallMinutes> for i64 {
    fn from(minutes: CallMinutes) -> Self {
        minutes.0.into()
    }
}

text! {
    /// What a call is called: 1 to 120 characters on one line.
    CallTitle, error = TextError, parse = |given| bounded(one_line(given), 120)
}

text! {
    /// What the team should know before the call; the client never sees it. 1 to 4,000 characters.
    CallNotes, error = TextError, parse = |given| bounded(many_lines(given).trim().to_owned(), 4_000)
}

text! {
    /// Why a call was cancelled, as the client is told: 1 to 500 characters.
    CancelReason, error = TextError, parse = |given| bounded(many_lines(given).trim().to_owned(), 500)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_call_is_for_one_of_four_purposes_v1() {
        let names: Vec<&str> = CallPurpose::ALL.iter().map(|purpose| purpose.as_str()).collect();
        assert_eq!(names, ["initial_interview", "document_review", "results_presentation", "consultation"]);
        assert!("sales".parse::<CallPurpose>().is_err());
    }

    #[test]
    fn a_call_has_a_title_v12() {
        assert_eq!(CallTitle::parse(" \n "), Err(TextError::Blank));
        assert_eq!(CallTitle::parse(" Review\tof forms ").unwrap().as_str(), "Review of forms");
        assert!(CallTitle::parse(&"a".repeat(121)).is_err());
    }

    #[test]
    fn a_call_lasts_five_minutes_to_eight_hours_v14() {
        for (minutes, accepted) in
            [(5, true), (480, true), (4, false), (0, false), (-30, false), (481, false), (65_541, false)]
        {
            assert_eq!(CallMinutes::try_from(minutes).is_ok(), accepted, "{minutes}");
            assert_eq!(
                serde_json::from_str::<CallMinutes>(&minutes.to_string()).is_ok(),
                accepted,
                "{minutes}"
            );
        }
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        assert_eq!(CallMinutes::try_from(45).unwrap().end(start), start + TimeDelta::minutes(45));
    }

    #[test]
    fn a_call_goes_one_way() {
        use CallState::{Cancelled, Ended, Live, Scheduled};
        for (state, step, expected) in [
            (Scheduled, CallStep::Start, Ok(Live)),
            (Live, CallStep::Start, Ok(Live)),
            (Ended, CallStep::Start, Err(InvalidTransition(Ended))),
            (Cancelled, CallStep::Start, Err(InvalidTransition(Cancelled))),
            (Live, CallStep::End, Ok(Ended)),
            (Ended, CallStep::End, Ok(Ended)),
            (Scheduled, CallStep::End, Err(InvalidTransition(Scheduled))),
            (Cancelled, CallStep::End, Err(InvalidTransition(Cancelled))),
            (Scheduled, CallStep::Cancel, Ok(Cancelled)),
            (Live, CallStep::Cancel, Err(InvalidTransition(Live))),
            (Cancelled, CallStep::Cancel, Err(InvalidTransition(Cancelled))),
            (Scheduled, CallStep::Move, Ok(Scheduled)),
            (Live, CallStep::Move, Err(InvalidTransition(Live))),
            (Ended, CallStep::Move, Err(InvalidTransition(Ended))),
        ] {
            assert_eq!(state.after(step), expected, "{state} {step:?}");
        }
    }

    #[test]
    fn an_empty_call_before_its_window_is_planned_again() {
        use CallState::{Cancelled, Ended, Live, Scheduled};
        for (state, before_window, began, expected) in [
            (Live, true, true, Scheduled),
            (Live, true, false, Scheduled),
            (Live, false, false, Scheduled),
            (Live, false, true, Live),
            (Scheduled, true, false, Scheduled),
            (Ended, true, true, Ended),
            (Cancelled, true, false, Cancelled),
        ] {
            assert_eq!(state.deserted(before_window, began), expected, "{state} {before_window} {began}");
        }
    }

    #[test]
    fn ending_before_the_window_keeps_the_appointment() {
        use CallState::{Cancelled, Ended, Live, Scheduled};
        for (state, before_window, expected) in [
            (Live, true, Ok(Scheduled)),
            (Live, false, Ok(Ended)),
            (Ended, true, Ok(Ended)),
            (Scheduled, true, Err(InvalidTransition(Scheduled))),
            (Scheduled, false, Err(InvalidTransition(Scheduled))),
            (Cancelled, true, Err(InvalidTransition(Cancelled))),
        ] {
            assert_eq!(state.after_end(before_window), expected, "{state} {before_window}");
        }
    }

    #[test]
    fn only_the_host_and_the_delegated_end_for_everyone_v40_v41() {
        let [host, delegate, guest] = [1, 2, 3].map(|id| UserId::new(Uuid::from_u128(id)));
        assert!(may_end_for_everyone(host, host, &[]));
        assert!(may_end_for_everyone(delegate, host, &[delegate]));
        assert!(!may_end_for_everyone(guest, host, &[delegate]));
    }

    #[test]
    fn cancelling_needs_a_reason_v50() {
        assert_eq!(CancelReason::parse("  "), Err(TextError::Blank));
        assert_eq!(CancelReason::parse(" Sick\r\ntoday ").unwrap().as_str(), "Sick\ntoday");
    }
}
