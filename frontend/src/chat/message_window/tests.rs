//! A window of messages against late, lost and swapped answers.

use std::collections::VecDeque;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;

const FAR: i32 = 10_000;
/// Lists at their beginning, at their end, and so short that they are at both.
const HIGH: OutOfSight = OutOfSight { above: 0, below: FAR };
const LOW: OutOfSight = OutOfSight { above: FAR, below: 0 };
const SHORT: OutOfSight = OutOfSight { above: 0, below: 0 };

fn user(n: u128) -> UserId {
    UserId::new(Uuid::from_u128(n))
}

fn message(seq: i64, author: u128, minute: i64) -> Message {
    Message {
        id: Uuid::from_u128(u128::try_from(seq).unwrap()).into(),
        conversation: Uuid::from_u128(9).into(),
        seq,
        author: user(author),
        body: seq.to_string(),
        nonce: seq.to_string(),
        version: 1,
        created_at: DateTime::from_timestamp(1_772_463_600 + minute * 60, 0).unwrap(),
        edited_at: None,
        deleted_at: None,
    }
}

fn history(seqs: std::ops::Range<i64>, more_before: bool, more_after: bool) -> History {
    History { items: seqs.map(|seq| message(seq, 1, 0)).collect(), more_before, more_after }
}

fn answer(window: &mut Window, ask: Ask, history: History) {
    let asked = window.ask(ask).expect("nothing is on its way");
    window.answered(asked, history).expect("it is the newest question");
}

fn opened(history: History) -> Window {
    let mut window = Window::default();
    answer(&mut window, Ask::Newest, history);
    window
}

fn seqs(window: &Window) -> Vec<i64> {
    window.messages.iter().map(|message| message.seq).collect()
}

#[test]
fn a_conversation_opens_at_what_is_new() {
    assert_eq!(Ask::opening(0, 7), Ask::Newest);
    assert_eq!(Ask::opening(2, 7), Ask::Around(7));
}

#[test]
fn more_is_asked_for_near_an_end_that_is_not_the_conversations() {
    for (more_before, more_after, above, below, wanted, at_end) in [
        (true, true, 399, FAR, Some(Ask::Before(10)), false),
        (true, true, 400, 399, Some(Ask::After(19)), false),
        (true, true, 400, 400, None, false),
        (true, true, 0, 0, Some(Ask::Before(10)), false),
        (false, false, 0, 47, None, true),
        (false, false, 0, 48, None, false),
        (false, true, 0, 47, Some(Ask::After(19)), false),
    ] {
        let window = opened(history(10..20, more_before, more_after));
        let list = OutOfSight { above, below };
        assert_eq!((window.wanted(list), window.at_end(list)), (wanted, at_end), "{list:?}");
    }
}

#[test]
fn the_page_holds_a_bounded_part_without_gaps() {
    let mut window = opened(history(500..600, true, false));
    answer(&mut window, Ask::Before(500), history(400..500, true, true));
    assert_eq!((window.messages.len(), window.more_after), (200, false));
    answer(&mut window, Ask::Before(400), history(300..400, true, true));
    assert_eq!((window.first_seq(), window.last_seq(), window.more_after), (Some(300), Some(499), true));
    window.put(message(600, 1, 0));
    assert_eq!(window.last_seq(), Some(499), "it would leave a gap");
    answer(&mut window, Ask::After(499), history(500..600, true, false));
    assert_eq!((window.first_seq(), window.last_seq()), (Some(400), Some(599)));
    assert!(window.more_before && !window.more_after);
    window.put(message(600, 1, 0));
    assert_eq!((window.first_seq(), window.last_seq()), (Some(401), Some(600)));
}

#[test]
fn a_message_is_there_once_and_at_its_place() {
    let mut window = opened(history(1..3, false, false));
    window.put(message(5, 1, 0));
    window.put(message(4, 1, 0));
    window.put(message(5, 1, 0));
    assert_eq!(seqs(&window), [1, 2, 4, 5]);
    let edited = Message { body: "edited".into(), version: 2, ..message(5, 1, 0) };
    window.put(edited.clone());
    window.put(message(5, 1, 0));
    assert_eq!(window.messages.last(), Some(&edited), "an old version does not come back");
    answer(&mut window, Ask::Newest, history(1..6, false, false));
    assert_eq!(window.messages.last(), Some(&edited), "by an answer neither");
}

/// Each way to ask, and what is posted while the answer is on its way.
#[test]
fn what_is_posted_while_an_answer_is_on_its_way_is_shown() {
    for (case, before, ask, answer) in [
        ("opening", None, Ask::Newest, history(1..4, false, false)),
        ("opening at what is new", None, Ask::Around(2), history(1..4, false, false)),
        ("to the newest", Some(history(1..3, false, true)), Ask::Newest, history(1..4, false, false)),
        ("paging down", Some(history(1..3, false, true)), Ask::After(2), history(3..4, true, false)),
        ("paging up", Some(history(3..4, true, false)), Ask::Before(3), history(1..3, false, true)),
    ] {
        let mut window = before.map(opened).unwrap_or_default();
        let asked = window.ask(ask).unwrap();
        window.put(message(4, 2, 0));
        window.put(message(5, 2, 0));
        assert_eq!(window.answered(asked, answer), Some(Vec::new()), "{case}");
        assert_eq!(seqs(&window), [1, 2, 3, 4, 5], "{case}");
        assert!(!window.more_after, "{case}");
    }
}

#[test]
fn what_the_answer_does_not_reach_comes_as_one_goes_there() {
    let mut window = Window::default();
    let asked = window.ask(Ask::Around(50)).unwrap();
    window.put(message(200, 2, 0));
    window.answered(asked, history(30..80, true, true));
    assert_eq!((window.last_seq(), window.more_after), (Some(79), true));
    assert_eq!(window.wanted(LOW), Some(Ask::After(79)));
}

#[test]
fn an_answer_whose_place_another_question_took_changes_nothing() {
    let mut window = opened(history(300..350, true, true));
    let before = window.ask(Ask::Before(300)).unwrap();
    assert_eq!(window.ask(Ask::After(349)), None, "one at a time");
    let newest = window.ask(Ask::Newest).expect("going to the end is never in vain");
    window.answered(newest, history(500..550, true, false));
    assert_eq!(window.answered(before, history(250..300, true, true)), None);
    assert!(!window.unanswered(before));
    assert_eq!((window.first_seq(), window.last_seq()), (Some(500), Some(549)), "no gap");
}

#[test]
fn what_was_edited_while_an_answer_is_on_its_way_is_read_again() {
    let mut window = opened(history(3..5, true, false));
    let asked = window.ask(Ask::Before(3)).unwrap();
    assert_eq!(window.change(message(2, 1, 0).id), None, "not in the page yet");
    assert_eq!(window.change(message(3, 1, 0).id), Some(3));
    assert_eq!(window.change(message(99, 1, 0).id), None);
    let again = window.answered(asked, history(1..3, false, true)).unwrap();
    assert_eq!(again, [message(2, 1, 0).id, message(3, 1, 0).id]);
}

#[test]
fn what_failed_is_not_asked_for_by_itself() {
    let mut window = opened(history(10..20, true, true));
    let asked = window.ask(window.wanted(HIGH).unwrap()).unwrap();
    assert!(window.unanswered(asked));
    assert_eq!((window.failed, window.wanted(SHORT)), (Some(Ask::Before(10)), None));
    let again = window.ask(Ask::Before(10)).unwrap();
    window.answered(again, history(1..10, false, true));
    assert_eq!((window.failed, window.first_seq()), (None, Some(1)));
}

/// What happens in one step of the property below.
#[derive(Clone, Copy, Debug)]
enum Step {
    Post,
    /// The next event reaches the browser.
    Hear,
    Ask(bool, bool),
    ToNewest,
    Around(u8),
    /// The server reads what was asked for longest.
    Read,
    /// The answer reaches the browser, or does not.
    Answer(bool),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => Just(Step::Post),
        4 => Just(Step::Hear),
        4 => (any::<bool>(), any::<bool>()).prop_map(|(up, down)| Step::Ask(up, down)),
        1 => Just(Step::ToNewest),
        1 => any::<u8>().prop_map(Step::Around),
        4 => Just(Step::Read),
        4 => any::<bool>().prop_map(Step::Answer),
    ]
}

/// A server of messages 1 to `newest`, and what is on its way to the browser.
#[derive(Default)]
struct Network {
    newest: i64,
    events: VecDeque<i64>,
    questions: VecDeque<Asked>,
    answers: VecDeque<(Asked, History)>,
}

impl Network {
    fn read(&mut self) {
        let Some(asked) = self.questions.pop_front() else { return };
        let (from, to) = match asked.ask {
            Ask::Newest => (self.newest - 4, self.newest),
            Ask::Around(seq) => (seq - 2, seq + 2),
            Ask::Before(seq) => (seq - 5, seq - 1),
            Ask::After(seq) => (seq + 1, seq + 5),
        };
        let (from, to) = (from.max(1), to.min(self.newest));
        self.answers.push_back((asked, history(from..to + 1, from > 1, to < self.newest)));
    }

    fn hear(&mut self, window: &mut Window) {
        if let Some(seq) = self.events.pop_front() {
            window.put(message(seq, 2, 0));
        }
    }

    fn answer(&mut self, window: &mut Window, arrives: bool) {
        match self.answers.pop_front() {
            Some((asked, history)) if arrives => {
                window.answered(asked, history);
            }
            Some((asked, _)) => {
                window.unanswered(asked);
            }
            None => {}
        }
    }
}

proptest! {
    #[test]
    fn whatever_changes_places_there_is_no_gap_and_the_end_is_the_end(steps in prop::collection::vec(step(), 0..120)) {
        let (mut window, mut net) = (Window::default(), Network { newest: 3, ..Network::default() });
        net.questions.extend(window.ask(Ask::Newest));
        for step in steps {
            match step {
                Step::Post => {
                    net.newest += 1;
                    net.events.push_back(net.newest);
                }
                Step::Hear => net.hear(&mut window),
                Step::Ask(up, down) => {
                    let far = |near: bool| if near { 0 } else { FAR };
                    let wanted = window.wanted(OutOfSight { above: far(up), below: far(down) });
                    net.questions.extend(wanted.and_then(|ask| window.ask(ask)));
                }
                Step::ToNewest => net.questions.extend(window.ask(Ask::Newest)),
                Step::Around(at) => {
                    let seq = i64::from(at) % net.newest + 1;
                    net.questions.extend(window.ask(Ask::Around(seq)));
                }
                Step::Read => net.read(),
                Step::Answer(arrives) => net.answer(&mut window, arrives),
            }
            let shown = seqs(&window);
            prop_assert!(shown.windows(2).all(|pair| pair[1] == pair[0] + 1), "a gap: {shown:?}");
        }
        // Everything arrives, and the person goes to the end.
        for _ in 0..200 {
            net.hear(&mut window);
            net.read();
            net.answer(&mut window, true);
            let wanted = window.failed.or_else(|| window.wanted(LOW));
            net.questions.extend(wanted.and_then(|ask| window.ask(ask)));
        }
        prop_assert_eq!(window.last_seq(), Some(net.newest));
        prop_assert!(!window.more_after);
    }
}

#[test]
fn messages_within_five_minutes_are_a_group() {
    let messages =
        [message(1, 1, 0), message(2, 1, 4), message(3, 1, 9), message(4, 2, 9), message(5, 2, 10)];
    let laid = items(&messages, user(1), Some(4), |at| at.date_naive());
    let leads: Vec<_> = laid.iter().map(|item| item.leads).collect();
    assert_eq!(leads, [true, false, true, true, true]);
    let lines: Vec<_> = laid.iter().map(|item| item.first_new).collect();
    assert_eq!(lines, [false, false, false, false, true], "the new line begins a group");
    assert_eq!(laid.iter().filter(|item| item.new_day).count(), 1);
}

#[test]
fn what_one_wrote_oneself_is_not_new() {
    let laid = items(&[message(1, 1, 0), message(2, 2, 1)], user(1), Some(0), |at| at.date_naive());
    assert_eq!(laid.iter().map(|item| item.first_new).collect::<Vec<_>>(), [false, true]);
}
