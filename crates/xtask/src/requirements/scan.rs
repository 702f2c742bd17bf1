//! Finds tests and the ids that their names carry, line by line: how rustfmt and our Playwright tests write them.

use super::id::Id;

/// A test that names at least one id.
#[derive(Debug, PartialEq, Eq)]
pub struct Test {
    pub name: String,
    pub ids: Vec<Id>,
}

/// The first function after an attribute whose path ends in `test`: `#[test]`, `#[tokio::test(…)]`, `#[rstest]`.
pub fn rust_tests(source: &str) -> Vec<Test> {
    let mut found = Vec::new();
    let mut is_test = false;
    for line in source.lines().map(str::trim_start) {
        if let Some(attribute) = line.strip_prefix("#[") {
            is_test |= attribute.split(['(', ']']).next().is_some_and(|path| path.ends_with("test"));
        } else if let Some(name) = function(line) {
            let ids = ids_of_suffix(name);
            if is_test && !ids.is_empty() {
                found.push(Test { name: name.to_owned(), ids });
            }
            is_test = false;
        }
    }
    found
}

/// The name of the function that begins on this line.
fn function(line: &str) -> Option<&str> {
    let line = line.trim_start_matches("pub ").trim_start_matches("async ");
    line.strip_prefix("fn ")?.split(['(', '<']).next()
}

/// `bills_as_two_s30_s31` names S30 and S31.
fn ids_of_suffix(name: &str) -> Vec<Id> {
    let mut ids: Vec<Id> = name.rsplit('_').map_while(|part| part.parse().ok()).collect();
    ids.reverse();
    ids
}

/// Titles of `test('…')`, on the same line or alone on the next; describe blocks and steps do not count.
pub fn playwright_tests(source: &str) -> Vec<Test> {
    let mut found = Vec::new();
    let mut lines = source.lines().map(str::trim_start);
    while let Some(line) = lines.next() {
        let Some(after) = line.strip_prefix("test(") else { continue };
        let title = if after.is_empty() { lines.next() } else { Some(after) };
        let Some(name) = title.and_then(literal) else { continue };
        let ids = ids_of_title(name);
        if !ids.is_empty() {
            found.push(Test { name: name.to_owned(), ids });
        }
    }
    found
}

/// What the quotes hold that this text begins with.
fn literal(text: &str) -> Option<&str> {
    let quote = text.chars().next().filter(|char| "'\"`".contains(*char))?;
    let inside = text.get(1..)?;
    let ends = |at: usize| !inside.get(..at).is_some_and(|before| before.ends_with('\\'));
    let (end, _) = inside.match_indices(quote).find(|(at, _)| ends(*at))?;
    inside.get(..end)
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
