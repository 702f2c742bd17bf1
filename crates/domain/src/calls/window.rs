//! When the doors of a call are open.
//!
//! Members of the team may enter a call that is not over at any time; from five minutes before the start they
//! are reminded of it. A client's link opens a while before the start and closes a while after the end.

use chrono::{DateTime, TimeDelta, Utc};

use super::{CallMinutes, CallState};

/// How long before the start and after the end a client's link works: settings of the practice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JoinMargins {
    pub before: TimeDelta,
    pub after: TimeDelta,
}

impl Default for JoinMargins {
    fn default() -> Self {
        Self { before: TimeDelta::minutes(15), after: TimeDelta::minutes(30) }
    }
}

/// The instants that matter around one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallWindow {
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// From here on a client may enter.
    pub opens_at: DateTime<Utc>,
    /// From here on a client may not enter, unless the call is still going on.
    pub closes_at: DateTime<Utc>,
    /// From here on Join is put forward.
    pub highlight_from: DateTime<Utc>,
}

/// What a client's link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientDoor {
    /// The page waits and says when it opens.
    Early {
        opens_at: DateTime<Utc>,
    },
    Open,
    /// The time is over and nobody is there.
    Over,
    /// The host ended the call.
    Ended,
    Cancelled,
}

impl CallWindow {
    /// How long before the start Join is put forward and a notification goes out.
    pub const HIGHLIGHT: TimeDelta = TimeDelta::minutes(5);
    /// How long a grant is good at least.
    pub const SHORTEST_GRANT: TimeDelta = TimeDelta::minutes(10);
    /// Who comes so long before the doors open has come for this call.
    const NEAR: TimeDelta = TimeDelta::hours(1);

    pub fn new(starts_at: DateTime<Utc>, length: CallMinutes, margins: JoinMargins) -> Self {
        let ends_at = length.end(starts_at);
        Self {
            starts_at,
            ends_at,
            opens_at: starts_at - margins.before,
            closes_at: ends_at + margins.after,
            highlight_from: starts_at - Self::HIGHLIGHT,
        }
    }

    /// Whether the call is still ahead: a member of the team who looks in now does not begin it.
    pub fn is_ahead(&self, now: DateTime<Utc>) -> bool {
        now < self.opens_at
    }

    /// Until when a grant for a room is good whose server is not ours and checks it at every connection. Around the
    /// call it covers the planned time and its margin, so that a short loss of the network ends nothing; at any other
    /// time it is for minutes.
    pub fn grant_until(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let least = now + Self::SHORTEST_GRANT;
        if now < self.opens_at - Self::NEAR { least } else { least.max(self.closes_at) }
    }

    /// Whether the clock lets a client in; the instant of closing does not.
    pub fn is_joinable(&self, now: DateTime<Utc>) -> bool {
        (self.opens_at..self.closes_at).contains(&now)
    }

    /// Whether Join is put forward to the team.
    pub fn is_highlighted(&self, now: DateTime<Utc>) -> bool {
        (self.highlight_from..self.closes_at).contains(&now)
    }

    /// What a client finds at this instant. A call that runs late stays open, so that a client who lost the
    /// connection can return.
    pub fn client_door(&self, state: CallState, now: DateTime<Utc>) -> ClientDoor {
        match state {
            CallState::Ended => ClientDoor::Ended,
            CallState::Cancelled => ClientDoor::Cancelled,
            _ if now < self.opens_at => ClientDoor::Early { opens_at: self.opens_at },
            CallState::Scheduled if now >= self.closes_at => ClientDoor::Over,
            CallState::Scheduled | CallState::Live => ClientDoor::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
    }

    /// An hour from minute 0.
    fn window() -> CallWindow {
        CallWindow::new(at(0), CallMinutes::try_from(60).unwrap(), JoinMargins::default())
    }

    #[test]
    fn the_clock_opens_a_quarter_before_and_closes_half_an_hour_after() {
        for (minute, joinable, highlighted) in [
            (-16, false, false),
            (-15, true, false),
            (-6, true, false),
            (-5, true, true),
            (0, true, true),
            (89, true, true),
            (90, false, false),
        ] {
            assert_eq!(window().is_joinable(at(minute)), joinable, "{minute}");
            assert_eq!(window().is_highlighted(at(minute)), highlighted, "{minute}");
        }
    }

    #[test]
    fn a_client_finds_what_fits_the_hour_and_the_state() {
        let early = ClientDoor::Early { opens_at: at(-15) };
        for (state, minute, expected) in [
            (CallState::Scheduled, -60, early),
            (CallState::Live, -60, early),
            (CallState::Scheduled, -15, ClientDoor::Open),
            (CallState::Live, 30, ClientDoor::Open),
            (CallState::Scheduled, 90, ClientDoor::Over),
            (CallState::Live, 95, ClientDoor::Open),
            (CallState::Cancelled, -60, ClientDoor::Cancelled),
        ] {
            assert_eq!(window().client_door(state, at(minute)), expected, "{state} at {minute}");
        }
    }

    #[test]
    fn once_ended_the_link_says_so_and_stays_closed_v41() {
        for minute in [-60, 0, 30, 95] {
            assert_eq!(window().client_door(CallState::Ended, at(minute)), ClientDoor::Ended, "{minute}");
        }
    }

    #[test]
    fn a_grant_covers_the_planned_call_and_little_else() {
        for (minute, until) in [
            // Two weeks early, an hour and a minute before the doors open, then from an hour before.
            (-14 * 24 * 60, -14 * 24 * 60 + 10),
            (-76, -66),
            (-75, 90),
            (0, 90),
            (79, 90),
            (85, 95),
            (300, 310),
        ] {
            assert_eq!(window().grant_until(at(minute)), at(until), "{minute}");
        }
    }

    #[test]
    fn a_call_is_ahead_until_its_doors_open() {
        assert!(window().is_ahead(at(-16)) && !window().is_ahead(at(-15)) && !window().is_ahead(at(90)));
    }

    #[test]
    fn margins_are_a_setting() {
        let margins = JoinMargins { before: TimeDelta::zero(), after: TimeDelta::hours(2) };
        let window = CallWindow::new(at(0), CallMinutes::try_from(30).unwrap(), margins);
        assert_eq!((window.opens_at, window.ends_at, window.closes_at), (at(0), at(30), at(150)));
    }

    proptest! {
        #[test]
        fn a_door_opens_once(first in -120_i64..240, later in 0_i64..240) {
            let door = |minute| window().client_door(CallState::Scheduled, at(minute));
            if door(first) == ClientDoor::Over {
                prop_assert_eq!(door(first + later), ClientDoor::Over);
            }
            prop_assert_eq!(door(first) == ClientDoor::Open, window().is_joinable(at(first)));
        }
    }
}
