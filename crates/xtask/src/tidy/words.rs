//! Names and words that do not belong where they are.

use super::File;
use crate::paths::is_kind;
use crate::source::{lines_naming, lines_with, rust_code, typescript_code};

/// Paths of one person's machine.
const HOMES: [&str; 3] = ["/home/", "/Users/", "/root/"];

pub fn check(file: &File) -> Vec<String> {
    let mut problems = Vec::new();
    if file.is_rust() {
        rust(file, &mut problems);
    }
    if file.name.starts_with("e2e/") && is_kind(&file.name, "ts") {
        playwright(file, &mut problems);
    }
    for home in HOMES {
        let lines = lines_with(&file.text, home);
        // This file and its tests have to name them.
        if !file.name.starts_with("crates/xtask/src/tidy/") {
            add(&mut problems, file, &lines, &format!("a path under {home} exists on one machine only"));
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
    let code = rust_code(&file.text);
    let mut forbid = |text: &str, why: &str| add(problems, file, &lines_with(&code, text), why);
    forbid("todo!(", "todo! is no implementation");
    forbid("unimplemented!(", "unimplemented! is no implementation");
    forbid("#[ignore", "an ignored test is no test");
    if file.name.starts_with("frontend/") && !file.name.starts_with("frontend/src/js") {
        add(problems, file, &lines_naming(&code, "JsValue"), "only frontend/src/js names JsValue");
    }
}

fn playwright(file: &File, problems: &mut Vec<String>) {
    let code = typescript_code(&file.text);
    for call in [".only(", "test.skip(", "test.fixme(", "test.describe.skip(", "test.fail("] {
        let why = format!("`{call}` hides tests");
        add(problems, file, &lines_with(&code, call), &why);
    }
    add(problems, file, &lines_with(&code, "waitForTimeout("), "wait for a condition, not for a time");
}

fn add(problems: &mut Vec<String>, file: &File, lines: &[usize], why: &str) {
    problems.extend(lines.iter().map(|line| format!("{}:{line}: {why}", file.name)));
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
    fn unfinished_code_is_found_and_its_mention_is_not() {
        check_text(
            "a/b.rs",
            "//! P.\nfn a() { todo!() }\n#[ignore]\nfn b() {}\n",
            &["a/b.rs:2: todo!", "a/b.rs:3:"],
        );
        check_text("a/b.rs", "//! P.\n// todo!()\nconst A: &str = \"#[ignore]\";\n", &[]);
    }

    #[test]
    fn js_values_stay_in_their_folder() {
        check_text(
            "frontend/src/chat.rs",
            "//! P.\nuse wasm_bindgen::JsValue;\n",
            &["frontend/src/chat.rs:2:"],
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
