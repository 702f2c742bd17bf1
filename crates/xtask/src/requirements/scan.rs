//! Finds tests and the ids that their names carry.

use super::id::Id;
use crate::source::{is_word, rust_code, typescript_without_comments};

/// A test that names at least one id.
#[derive(Debug, PartialEq, Eq)]
pub struct Test {
    pub name: String,
    pub ids: Vec<Id>,
}

/// Functions under an attribute whose last part ends in `test` (`#[test]`, `#[tokio::test]`, `#[rstest]`), and those
/// inside a macro whose name ends in `test` or `tests`, which run one body in several settings.
pub fn rust_tests(source: &str) -> Vec<Test> {
    let code = rust_code(source);
    code.match_indices("fn ")
        .filter_map(|(at, _)| {
            let (before, after) = (code.get(..at)?, code.get(at + 3..)?);
            let name: String = after.trim_start().chars().take_while(|char| is_word(*char)).collect();
            let ids = ids_of_suffix(&name);
            let is_test = || is_under_test_attribute(before) || is_inside_test_macro(before);
            (!ids.is_empty() && !before.ends_with(is_word) && is_test()).then_some(Test { name, ids })
        })
        .collect()
}

fn is_under_test_attribute(before: &str) -> bool {
    let mut rest = before.trim_end();
    loop {
        rest = ["pub", "async", "pub(crate)", "pub(super)"]
            .iter()
            .find_map(|word| rest.strip_suffix(word))
            .unwrap_or(rest);
        let trimmed = rest.trim_end();
        if trimmed.ends_with(']') {
            let Some(start) = attribute_start(trimmed) else { return false };
            if trimmed.get(start..).is_some_and(is_test_attribute) {
                return true;
            }
            rest = trimmed.get(..start).unwrap_or_default();
        } else if trimmed.len() == rest.len() {
            return false;
        } else {
            rest = trimmed;
        }
    }
}

/// Where the attribute starts that ends with the last `]` of this text.
fn attribute_start(text: &str) -> Option<usize> {
    let mut depth = 0;
    for (at, char) in text.char_indices().rev() {
        match char {
            ']' => depth += 1,
            '[' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return text.get(..at)?.strip_suffix('#').map(str::len);
        }
    }
    None
}

fn is_test_attribute(attribute: &str) -> bool {
    let path = attribute.trim_start_matches("#[").split(['(', ']']).next().unwrap_or_default();
    path.trim().ends_with("test")
}

/// Looks for the innermost braces around this place and for `…test! {` or `…tests! {` before them.
fn is_inside_test_macro(before: &str) -> bool {
    let mut depth = 0;
    for (at, char) in before.char_indices().rev() {
        match char {
            '}' => depth += 1,
            '{' if depth == 0 => {
                let head = before.get(..at).unwrap_or_default().trim_end();
                return head
                    .strip_suffix('!')
                    .is_some_and(|head| head.ends_with("test") || head.ends_with("tests"));
            }
            '{' => depth -= 1,
            _ => {}
        }
    }
    false
}

/// `bills_as_two_s30_s31` names S30 and S31.
fn ids_of_suffix(name: &str) -> Vec<Id> {
    let mut ids: Vec<Id> = name.rsplit('_').map_while(|part| part.parse().ok()).collect();
    ids.reverse();
    ids
}

/// Titles of `test('…')`; describe blocks and steps do not count.
pub fn playwright_tests(source: &str) -> Vec<Test> {
    let code = typescript_without_comments(source);
    code.match_indices("test(")
        .filter_map(|(at, call)| {
            let (before, after) = (code.get(..at)?, code.get(at + call.len()..)?);
            if before.ends_with(|char| is_word(char) || char == '.' || char == '\'' || char == '"') {
                return None;
            }
            let name = literal(after.trim_start())?;
            let ids = ids_of_title(&name);
            (!ids.is_empty()).then_some(Test { name, ids })
        })
        .collect()
}

fn literal(text: &str) -> Option<String> {
    let quote = text.chars().next().filter(|char| "'\"`".contains(*char))?;
    let mut escaped = false;
    let inside = text.chars().skip(1).take_while(|char| {
        let ends = *char == quote && !escaped;
        escaped = *char == '\\' && !escaped;
        !ends
    });
    Some(inside.collect())
}

/// `sends once [S15 S16]` names S15 and S16; brackets with anything else in them are text.
fn ids_of_title(title: &str) -> Vec<Id> {
    title
        .split('[')
        .skip(1)
        .filter_map(|part| part.split_once(']'))
        .filter_map(|(inside, _)| {
            inside
                .split([' ', ','])
                .filter(|word| !word.is_empty())
                .map(|word| word.parse().ok())
                .collect::<Option<Vec<Id>>>()
        })
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_rust(source: &str, expected: &[&str]) {
        let found: Vec<String> =
            rust_tests(source).iter().flat_map(|test| test.ids.iter().map(ToString::to_string)).collect();
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn test_functions_of_every_kind_count() {
        check_rust("#[test]\nfn a_v21() {}", &["V21"]);
        check_rust("#[tokio::test]\nasync fn a_s30_s31() {}", &["S30", "S31"]);
        check_rust(
            "#[actix_web::test]\n#[expect(lint, reason = \"x ] y\")]\npub async fn a_c5() {}",
            &["C5"],
        );
        check_rust("#[tokio::test(flavor = \"multi_thread\")]\nasync fn a_c5() {}", &["C5"]);
        check_rust("#[rstest]\n#[case(1, [2])]\n#[case(2, [3])]\nfn a_c6(#[case] n: u8) {}", &["C6"]);
        check_rust("proptest! {\n  #[test]\n  fn a_s11(n in 0..9) {}\n}", &["S11"]);
        check_rust(
            "storage_tests! {\n  async fn b(db: Db) { x(|| {}); }\n  async fn a_c15(db: Db) {}\n}",
            &["C15"],
        );
    }

    #[test]
    fn what_is_no_test_does_not_count() {
        check_rust("fn a_v21() {}", &[]);
        check_rust("// #[test]\n// fn a_v21() {}", &[]);
        check_rust("/// Proves V21.\n#[test]\nfn a() {} // v21", &[]);
        check_rust("#[cfg(unix)]\nfn helper_v21() {}", &[]);
        check_rust("#[test]\nfn a() { let b = \"#[test] fn x_v21()\"; }\nfn helper_v22() {}", &[]);
        check_rust("#[test]\nfn is_v21_here() {}", &[]);
    }

    #[track_caller]
    fn check_titles(source: &str, expected: &[&str]) {
        let found: Vec<String> = playwright_tests(source)
            .iter()
            .flat_map(|test| test.ids.iter().map(ToString::to_string))
            .collect();
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn playwright_titles_count_and_nothing_else_does() {
        check_titles("test('Enter sends [C17 C18]', async () => {})", &["C17", "C18"]);
        check_titles("  test(\n    \"it's [V21, C5]\", f)", &["V21", "C5"]);
        check_titles("test(`at ${width} [S16]`, f)", &["S16"]);
        check_titles("// test('Enter sends [C17]')", &[]);
        check_titles("test.step('Enter sends [C17]', f)", &[]);
        check_titles("test.skip('Enter sends [C17]', f)", &[]);
        check_titles("test.describe('Enter [C17]', f)", &[]);
        check_titles("test('an array [0] and [V21 x]', f)", &[]);
        check_titles("expect('test([C17])')", &[]);
    }
}
