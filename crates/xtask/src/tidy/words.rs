//! Names and words that do not belong where they are.

use super::{File, has_word};
use crate::paths::is_kind;

/// Paths of one person's machine.
const HOMES: [&str; 3] = ["/home/", "/Users/", "/root/"];

/// Words that say less than others: a comment is plain English.
const VAGUE: [(&str, &str); 5] = [
    ("anew", "again"),
    ("somebody", "someone, or better who it is"),
    ("whoever", "anyone who, or better who it is"),
    ("oneself", "yourself"),
    ("stands", "is"),
];

/// Names that gave way to the field's own.
const FORMER: [(&str, &str); 29] = [
    ("SmsOffice", "SmsGateway"),
    ("VideoDesk", "CallService"),
    ("RoomDoor", "RoomAuthorizer"),
    ("RoomLedger", "AttendanceLog"),
    ("StayKey", "ParticipationKey"),
    ("Correspondents", "MailContext"),
    ("TicketOffice", "ResumeTokens"),
    ("Entrance", "JoinRequest"),
    ("GuestPass", "GuestCredentials"),
    ("GuestStay", "PresenceReport"),
    ("Announcer", "EventDispatcher"),
    ("Told", "PendingEvents"),
    ("SmsCarrier", "SmsChannel"),
    ("Errand", "Job"),
    ("SmsToCarry", "ClaimedSms"),
    ("SmsSought", "SmsLookup"),
    ("StopReason", "TripReason"),
    ("HotLane", "BatchedJob"),
    ("write_hot", "write_batched"),
    ("NotNow", "InvalidTransition, or Temporary"),
    ("Unfit", "DecodeError"),
    ("outlives_page", "keepalive"),
    ("Fate", "SendStatus"),
    ("Meanwhile", "Placeholder"),
    ("ThreadState", "ConversationState"),
    ("PostOffice", "FakeSmtpServer"),
    ("FakeCarrier", "FakeSmsProvider"),
    ("Courier", "WebhookSender"),
    ("Dice", "SeededRandom"),
];

pub fn check(file: &File) -> Vec<String> {
    let mut problems = Vec::new();
    if file.is_rust() {
        rust(file, &mut problems);
    }
    if file.name.starts_with("e2e/") && is_kind(&file.name, "ts") {
        playwright(file, &mut problems);
    }
    for home in HOMES {
        // This file and its tests have to name them.
        if !file.name.starts_with("crates/xtask/src/tidy/") {
            let why = format!("a path under {home} exists on one machine only");
            forbid(&mut problems, file, &why, |line| line.contains(home));
        }
    }
    problems
}

fn rust(file: &File, problems: &mut Vec<String>) {
    if file.name.ends_with("/mod.rs") {
        problems.push(format!("{}: use foo.rs beside foo/ instead of mod.rs", file.name));
    }
    if !file.text.trim_start().starts_with("//!") {
        problems
            .push(format!("{}: the first line is a //! sentence that says the module's purpose", file.name));
    }
    // This file has to name them.
    if file.name != "crates/xtask/src/tidy/words.rs" {
        for (word, better) in VAGUE {
            forbid(problems, file, &format!("a comment says `{better}` instead of `{word}`"), |line| {
                has_word(&comment(line).to_lowercase(), word)
            });
        }
        for (name, now) in FORMER {
            forbid(problems, file, &format!("`{name}` is called {now}"), |line| has_word(code(line), name));
        }
    }
    forbid(problems, file, "an ignored test is no test", |line| line.trim_start().starts_with("#[ignore"));
    if file.name.starts_with("frontend/") && !file.name.starts_with("frontend/src/js") {
        let why = "only frontend/src/js names JsValue";
        forbid(problems, file, why, |line| has_word(code(line), "JsValue"));
    }
}

fn playwright(file: &File, problems: &mut Vec<String>) {
    for call in [".only(", "test.skip(", "test.fixme(", "test.describe.skip(", "test.fail("] {
        forbid(problems, file, &format!("`{call}` hides tests"), |line| code(line).contains(call));
    }
    let why = "wait for a condition, not for a time";
    forbid(problems, file, why, |line| code(line).contains("waitForTimeout("));
}

/// A line without its comment; the `//` of an address stays.
fn code(line: &str) -> &str {
    if line.trim_start().starts_with("//") { "" } else { line.split(" //").next().unwrap_or(line) }
}

/// The comment of a line.
fn comment(line: &str) -> &str {
    if line.trim_start().starts_with("//") {
        line
    } else {
        line.split_once(" //").map_or("", |(_, after)| after)
    }
}

fn forbid(problems: &mut Vec<String>, file: &File, why: &str, is_found: impl Fn(&str) -> bool) {
    let lines = file.text.lines().enumerate().filter(|(_, line)| is_found(line));
    problems.extend(lines.map(|(at, _)| format!("{}:{}: {why}", file.name, at + 1)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_text(name: &str, text: &str, expected: &[&str]) {
        let found = check(&File::of(name, text));
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (problem, start) in found.iter().zip(expected) {
            assert!(problem.starts_with(start), "{problem}");
        }
    }

    #[test]
    fn modules_say_their_purpose_and_are_not_mod_rs() {
        check_text("a/b.rs", "use c;\n", &["a/b.rs: the first line"]);
        check_text("a/mod.rs", "//! Purpose.\n", &["a/mod.rs: use foo.rs"]);
        check_text("a/b.rs", "//! Purpose.\n", &[]);
    }

    #[test]
    fn an_ignored_test_is_found_and_its_mention_is_not() {
        check_text("a/b.rs", "//! P.\n    #[ignore]\nfn b() {}\n", &["a/b.rs:2:"]);
        check_text("a/b.rs", "//! P.\n// #[ignore]\nconst A: &str = \"#[ignore]\";\n", &[]);
    }

    #[test]
    fn vague_words_and_former_names_do_not_come_back() {
        check_text("a/b.rs", "//! P.\n/// Somebody reads anew.\nfn a() {}\n", &["a/b.rs:2:", "a/b.rs:2:"]);
        check_text("a/b.rs", "//! P.\nstruct HotLane;\n", &["a/b.rs:2: `HotLane` is called BatchedJob"]);
        // What people read on screen is theirs to word, and so are the names of tests.
        check_text("a/b.rs", "//! P.\nfn somebody_waits() { say(\"somebody\"); }\n", &[]);
    }

    #[test]
    fn js_values_stay_in_their_folder() {
        check_text(
            "frontend/src/chat.rs",
            "//! P. JsValue\nuse a::JsValueLike; // JsValue\nf(\"http://\", JsValue);\n",
            &["frontend/src/chat.rs:3:"],
        );
        check_text("frontend/src/js/media.rs", "//! P.\nuse wasm_bindgen::JsValue;\n", &[]);
    }

    #[test]
    fn hidden_browser_tests_and_sleeps_are_found() {
        check_text(
            "e2e/tests/a.spec.ts",
            "test.only('a', f)\n// test.skip('b')\n",
            &["e2e/tests/a.spec.ts:1:"],
        );
        check_text("e2e/tests/a.spec.ts", "await page.waitForTimeout(1)\n", &["e2e/tests/a.spec.ts:1:"]);
    }

    #[test]
    fn home_folders_are_found() {
        check_text("README.md", "see /home/me/x\n", &["README.md:1: a path under"]);
    }
}
