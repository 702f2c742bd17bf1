//! Where a tab is in the log of events, and the rhythm of what it says. No clock, no socket.

use std::time::Duration;

use wire::realtime::{EventsFrame, SequencedEvent};

/// An answer to a heartbeat that takes longer means that the connection is dead.
const PATIENCE: i64 = 10_000;
/// What is of the moment is said at most once in so long.
const PACE: i64 = 1_500;
const LONGEST_PAUSE: f64 = 30.0;
/// Without input for so long, a person counts as idle.
const IDLE: i64 = 5 * 60_000;

/// The last event known, and how often connecting failed since.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// `None` after something not understood: everything is to be read again.
    pub seq: Option<i64>,
    failures: i32,
}

impl Place {
    /// Begins after an event: what was read since is not older than it.
    pub fn after(seq: i64) -> Self {
        Self { seq: Some(seq), failures: 0 }
    }

    /// The server said that everything up to `seq` is known here.
    pub fn connected(&mut self, seq: i64) {
        self.seq = Some(self.seq.map_or(seq, |known| known.max(seq)));
        self.failures = 0;
    }

    /// The server said that the log begins at `seq` for this tab, whatever it knew: it reads everything again.
    pub fn restarted(&mut self, seq: i64) {
        self.seq = Some(seq);
        self.failures = 0;
    }

    /// The new events of a frame, oldest first; each is given out once. After a gap the place from which to be told again.
    pub fn take(&mut self, frame: EventsFrame) -> Result<Vec<SequencedEvent>, i64> {
        let known = self.seq.unwrap_or(frame.prev);
        if frame.prev > known {
            return Err(known);
        }
        let new = |event: &SequencedEvent| event.seq > known;
        let events: Vec<_> = frame.events.into_iter().filter(new).collect();
        if let Some(last) = events.last() {
            self.seq = Some(last.seq);
        }
        Ok(events)
    }

    /// Seconds until the next attempt, with `random` from 0 up to 1: full jitter (Brooker, "Exponential backoff and
    /// jitter"), so that everybody comes back at another time.
    pub fn pause(&mut self, random: f64) -> f64 {
        let ceiling = 2_f64.powi(self.failures.min(5)).min(LONGEST_PAUSE);
        self.failures += 1;
        ceiling * random
    }
}

/// When a heartbeat is due, whatever else arrives, and when its answer is overdue. Times are milliseconds of any clock.
#[derive(Clone, Copy, Debug)]
pub struct Heartbeat {
    every: i64,
    due: i64,
    asked_at: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beat {
    NotYet,
    Due,
    /// No answer came: the connection is dead.
    Dead,
}

impl Heartbeat {
    pub fn new(every: u32, now: i64) -> Self {
        Self { every: every.into(), due: now + i64::from(every), asked_at: None }
    }

    pub fn beat(&mut self, now: i64) -> Beat {
        match self.asked_at {
            Some(at) if now - at >= PATIENCE => Beat::Dead,
            None if now >= self.due => {
                self.asked_at = Some(now);
                self.due = now + self.every;
                Beat::Due
            }
            _ => Beat::NotYet,
        }
    }

    /// Beats at the next occasion: the connection may have died in its sleep.
    pub fn hurry(&mut self, now: i64) {
        self.due = self.due.min(now);
    }

    pub fn answered(&mut self) {
        self.asked_at = None;
    }

    /// How long there is nothing to do.
    pub fn rest(&self, now: i64) -> Duration {
        span(self.asked_at.map_or(self.due, |at| at + PATIENCE) - now)
    }
}

/// Whether a person who last used the keyboard or the pointer at `input` is at it still.
pub fn is_active(input: i64, now: i64) -> bool {
    now - input < IDLE
}

/// What the server was told of whether the person is at the keyboard. It takes anyone who connects to be there.
#[derive(Clone, Copy, Debug)]
pub struct Activity {
    told: bool,
}

impl Default for Activity {
    fn default() -> Self {
        Self { told: true }
    }
}

impl Activity {
    /// What to say now, where it is something else.
    pub fn due(&mut self, active: bool) -> Option<bool> {
        (std::mem::replace(&mut self.told, active) != active).then_some(active)
    }
}

/// The newest of something that is only of the moment: said at once, and then not again before a while.
#[derive(Clone, Debug)]
pub struct Paced<T> {
    waiting: Option<T>,
    said: Option<T>,
    said_at: Option<i64>,
}

impl<T> Default for Paced<T> {
    fn default() -> Self {
        Self { waiting: None, said: None, said_at: None }
    }
}

impl<T: Clone + PartialEq> Paced<T> {
    pub fn want(&mut self, value: T) {
        self.waiting = Some(value);
    }

    /// What to say now.
    pub fn due(&mut self, now: i64) -> Option<T> {
        if self.said_at.is_some_and(|at| now - at < PACE) {
            return None;
        }
        let value = self.waiting.take()?;
        if self.said.as_ref() == Some(&value) {
            return None;
        }
        self.said = Some(value.clone());
        self.said_at = Some(now);
        Some(value)
    }

    /// How long nothing can be said; `None` when nothing waits.
    pub fn rest(&self, now: i64) -> Option<Duration> {
        self.waiting.as_ref()?;
        Some(span(self.said_at.map_or(now, |at| at + PACE) - now))
    }
}

fn span(milliseconds: i64) -> Duration {
    Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use domain::event::Event;
    use uuid::Uuid;

    use super::*;

    fn frame(prev: i64, seqs: &[i64]) -> EventsFrame {
        let event = |seq: &i64| SequencedEvent {
            seq: *seq,
            event: Event::UserChanged { user: Uuid::from_u128(u128::try_from(*seq).unwrap()).into() },
            with: None,
        };
        EventsFrame { prev, events: seqs.iter().map(event).collect() }
    }

    fn given(taken: Result<Vec<SequencedEvent>, i64>) -> Result<Vec<u128>, i64> {
        let seq = |event: SequencedEvent| match event.event {
            Event::UserChanged { user } => user.as_uuid().as_u128(),
            other => panic!("{other:?}"),
        };
        taken.map(|events| events.into_iter().map(seq).collect())
    }

    #[test]
    fn each_event_is_given_out_once_and_none_is_missed() {
        let mut place = Place::after(10);
        assert_eq!(given(place.take(frame(10, &[11, 12]))), Ok(vec![11, 12]));
        assert_eq!(given(place.take(frame(10, &[11, 12, 13]))), Ok(vec![13]), "what is known is left out");
        assert_eq!(given(place.take(frame(20, &[21]))), Err(13), "a gap is asked for again");
        assert_eq!(place.seq, Some(13));
        assert_eq!(given(place.take(frame(13, &[15, 20, 21]))), Ok(vec![15, 20, 21]));
        place.connected(18);
        assert_eq!(place.seq, Some(21), "a place is not given up");
        place.restarted(5);
        assert_eq!(place.seq, Some(5), "unless the log begins anew");
    }

    #[test]
    fn pauses_grow_to_half_a_minute_and_begin_anew_after_a_connection() {
        let mut place = Place::after(1);
        let pauses: Vec<_> = (0..8).map(|_| place.pause(1.0)).collect();
        assert_eq!(pauses, [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0]);
        place.connected(1);
        assert!(place.pause(0.5) < 1.0);
    }

    #[test]
    fn a_heartbeat_is_due_however_much_arrives_in_between() {
        let mut heart = Heartbeat::new(25_000, 0);
        for now in (0..25_000).step_by(500) {
            assert_eq!(heart.beat(now), Beat::NotYet, "{now}");
        }
        assert_eq!(heart.rest(24_000), Duration::from_secs(1));
        assert_eq!(heart.beat(25_000), Beat::Due);
        heart.answered();
        assert_eq!(heart.beat(49_999), Beat::NotYet);
        assert_eq!(heart.beat(50_000), Beat::Due);
    }

    #[test]
    fn an_answer_that_does_not_come_ends_the_connection() {
        let mut heart = Heartbeat::new(25_000, 0);
        heart.hurry(3_000);
        assert_eq!(heart.beat(3_000), Beat::Due);
        assert_eq!((heart.beat(12_999), heart.rest(12_999)), (Beat::NotYet, Duration::from_millis(1)));
        assert_eq!(heart.beat(13_000), Beat::Dead);
    }

    #[test]
    fn a_computer_that_slept_asks_before_it_believes() {
        let mut heart = Heartbeat::new(25_000, 0);
        assert_eq!(heart.beat(8 * 3_600_000), Beat::Due);
    }

    #[test]
    fn a_person_is_idle_after_five_minutes_and_the_server_hears_it_once() {
        let mut activity = Activity::default();
        for (input, now, said) in [
            (0, 0, None),
            (0, 299_999, None),
            (0, 300_000, Some(false)),
            (0, 400_000, None),
            (400_000, 400_001, Some(true)),
            (400_000, 500_000, None),
        ] {
            assert_eq!(activity.due(is_active(input, now)), said, "{now}");
        }
    }

    #[test]
    fn scrolling_up_and_down_seventy_times_says_little() {
        let mut viewing = Paced::default();
        let mut said = Vec::new();
        for now in (0..28_000).step_by(200) {
            viewing.want(now % 400 == 0);
            said.extend(viewing.due(now));
        }
        assert!(said.len() <= 20, "{}", said.len());
        viewing.want(true);
        let rest = viewing.rest(28_000).unwrap();
        assert!(rest <= Duration::from_millis(1_500));
        viewing.due(40_000);
        assert_eq!(viewing.rest(40_000), None);
        viewing.want(true);
        assert_eq!(viewing.due(50_000), None, "the same is not said twice");
    }
}
