//! What clients know of a call, which letters are still so, and which are due.

use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;

fn at(hour: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap() + TimeDelta::hours(hour)
}

fn call(state: CallState, hour: i64) -> CallAsTold {
    CallAsTold {
        state,
        starts_at: at(hour),
        ends_at: at(hour) + TimeDelta::minutes(45),
        link_version: 1,
        link_revoked: false,
    }
}

fn letter(kind: MailKind, state: MailState, tells: i64, knew: Option<i64>) -> CallLetter {
    CallLetter { kind, state, tells: at(tells), knew: knew.map(at), link_version: Some(1) }
}

fn invitation(state: MailState, tells: i64) -> CallLetter {
    letter(MailKind::Invitation, state, tells, None)
}

fn moved(state: MailState, from: i64, to: i64) -> CallLetter {
    letter(MailKind::Reschedule, state, to, Some(from))
}

#[test]
fn a_letter_is_obsolete_once_the_call_is_not_what_it_says() {
    use CallState::{Cancelled, Ended, Live, Scheduled};
    let (invited, new_time) = (invitation(MailState::Queued, 5), moved(MailState::Queued, 3, 5));
    for letter in [invited, new_time] {
        for (call, expected) in [
            (call(Scheduled, 5), None),
            (call(Live, 5), None),
            (call(Scheduled, 6), Some(Obsolete::Moved)),
            (call(Cancelled, 5), Some(Obsolete::Cancelled)),
            (call(Ended, 5), Some(Obsolete::Over)),
            (CallAsTold { link_version: 2, ..call(Scheduled, 5) }, Some(Obsolete::Link)),
            (CallAsTold { link_revoked: true, ..call(Scheduled, 5) }, Some(Obsolete::Link)),
        ] {
            assert_eq!(obsolete(&letter, &call, at(0)), expected, "{:?} of {call:?}", letter.kind);
        }
        let late = at(5) + TimeDelta::minutes(45);
        assert_eq!(obsolete(&letter, &call(Scheduled, 5), late), Some(Obsolete::Over), "nobody was there");
    }
    let without = CallLetter { link_version: None, ..moved(MailState::Queued, 3, 5) };
    let revoked = CallAsTold { link_revoked: true, ..call(Scheduled, 5) };
    assert_eq!(obsolete(&without, &revoked, at(0)), None, "it has no link");
    for kind in [MailKind::Cancellation, MailKind::Message] {
        let always = letter(kind, MailState::Queued, 5, None);
        assert_eq!(obsolete(&always, &call(Cancelled, 6), at(9)), None, "{kind}");
    }
}

#[test]
fn a_client_knows_what_left_last_or_is_about_to() {
    use ClientKnows::{Beginning, Nothing, Perhaps};
    use MailState::{Failed, Obsolete, Queued, Sending, Sent, Unknown};
    for (letters, expected) in [
        (vec![], Beginning(at(9))),
        (vec![invitation(Sent, 1)], Beginning(at(1))),
        (vec![invitation(Unknown, 1)], Perhaps(at(1))),
        (vec![invitation(Sending, 1)], Perhaps(at(1))),
        (vec![invitation(Sent, 1), moved(Sending, 1, 2)], Perhaps(at(2))),
        (vec![invitation(Queued, 1)], Beginning(at(1))),
        (vec![invitation(Failed, 1)], Nothing),
        (vec![invitation(Obsolete, 1)], Nothing),
        (vec![invitation(Sent, 1), moved(Queued, 1, 2)], Beginning(at(2))),
        (vec![invitation(Sent, 1), moved(Obsolete, 1, 2)], Beginning(at(1))),
        (vec![invitation(Sent, 1), moved(Failed, 1, 2)], Beginning(at(1))),
        (vec![invitation(Sent, 1), moved(Sent, 1, 2), moved(Obsolete, 2, 3)], Beginning(at(2))),
        (vec![invitation(Obsolete, 1), invitation(Failed, 2)], Nothing),
        (vec![moved(Obsolete, 1, 2)], Beginning(at(1))),
        (vec![moved(Obsolete, 1, 2), moved(Failed, 1, 3)], Beginning(at(1))),
        (vec![letter(MailKind::Message, Sent, 4, None)], Beginning(at(9))),
    ] {
        assert_eq!(client_knows(&letters, at(9)), expected, "{letters:?}");
    }
}

#[test]
fn a_change_calls_for_the_letter_that_fits_what_is_known() {
    use ClientKnows::{Beginning, Nothing, Perhaps};
    for (state, knows, expected) in [
        (CallState::Scheduled, Nothing, Due::Invitation),
        (CallState::Scheduled, Beginning(at(1)), Due::Reschedule { from: Some(at(1)) }),
        (CallState::Scheduled, Perhaps(at(1)), Due::Reschedule { from: None }),
        (CallState::Scheduled, Perhaps(at(5)), Due::Nothing),
        (CallState::Cancelled, Perhaps(at(1)), Due::Cancellation { of: at(1) }),
        (CallState::Scheduled, Beginning(at(5)), Due::Nothing),
        (CallState::Cancelled, Nothing, Due::Nothing),
        (CallState::Cancelled, Beginning(at(1)), Due::Cancellation { of: at(1) }),
        (CallState::Ended, Beginning(at(1)), Due::Nothing),
    ] {
        assert_eq!(due_letter(knows, &call(state, 5)), expected, "{state} {knows:?}");
    }
}

#[test]
fn what_never_left_needs_no_taking_back() {
    use MailState::{Failed, Obsolete as Old, Queued, Sent, Unknown};
    let back = letter(MailKind::Reschedule, Queued, 5, None);
    let cancelled = letter(MailKind::Cancellation, Queued, 5, None);
    for (letter, earlier, expected) in [
        (back, vec![invitation(Sent, 5), moved(Old, 5, 6)], Some(Obsolete::Known)),
        (back, vec![invitation(Sent, 5), moved(Failed, 5, 6)], Some(Obsolete::Known)),
        (back, vec![invitation(Sent, 5), moved(Sent, 5, 6)], None),
        (back, vec![invitation(Sent, 5), moved(Unknown, 5, 6)], None),
        (back, vec![], None),
        (cancelled, vec![invitation(Old, 5)], Some(Obsolete::Cancelled)),
        (cancelled, vec![invitation(Sent, 5)], None),
        (cancelled, vec![invitation(Unknown, 5)], None),
        (cancelled, vec![], None),
    ] {
        assert_eq!(needless(&letter, &earlier, &call(CallState::Scheduled, 5)), expected, "{earlier:?}");
    }
}

/// What happens to a call and to the mail server, in any order.
#[derive(Debug, Clone, Copy)]
enum Step {
    Move(i64),
    Leave,
    Fail,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![(0..6_i64).prop_map(Step::Move), Just(Step::Leave), Just(Step::Fail)];
    proptest::collection::vec(step, 0..12)
}

proptest! {
    /// However often a call is moved while letters wait, what leaves is true, names as "before" what the client had
    /// read last, and in the end the client knows the time.
    #[test]
    fn letters_that_leave_tell_one_story(steps in steps()) {
        let mut call = call(CallState::Scheduled, 0);
        let mut letters = vec![invitation(MailState::Queued, 0)];
        let mut read: Option<DateTime<Utc>> = None;
        let leave = |letters: &mut Vec<CallLetter>, read: &mut Option<DateTime<Utc>>, call: &CallAsTold| {
            for letter in letters.iter_mut().filter(|letter| letter.state == MailState::Queued) {
                assert_eq!(obsolete(letter, call, at(-1)), None);
                assert_eq!(letter.knew, *read, "{letter:?}");
                letter.state = MailState::Sent;
                *read = Some(letter.tells);
            }
        };
        for step in steps.into_iter().chain([Step::Move(7), Step::Leave]) {
            match step {
                Step::Move(hour) => {
                    let before = call.starts_at;
                    call.starts_at = at(hour);
                    call.ends_at = at(hour) + TimeDelta::minutes(45);
                    for letter in &mut letters {
                        if letter.state == MailState::Queued && obsolete(letter, &call, at(-1)).is_some() {
                            letter.state = MailState::Obsolete;
                        }
                    }
                    match due_letter(client_knows(&letters, before), &call) {
                        Due::Nothing => {}
                        Due::Invitation => letters.push(invitation(MailState::Queued, hour)),
                        Due::Reschedule { from } => {
                            letters.push(CallLetter { knew: from, ..moved(MailState::Queued, 0, hour) });
                        }
                        Due::Cancellation { .. } => unreachable!("nobody cancels"),
                    }
                }
                Step::Leave => leave(&mut letters, &mut read, &call),
                Step::Fail => {
                    for letter in letters.iter_mut().filter(|letter| letter.state == MailState::Queued) {
                        letter.state = MailState::Failed;
                    }
                }
            }
        }
        prop_assert_eq!(read, Some(call.starts_at));
    }
}
