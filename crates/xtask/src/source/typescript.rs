//! TypeScript and JavaScript without comments, and where wanted without the contents of strings.

use super::Scanner;

/// Code only: comments blanked, strings and regular expressions emptied.
pub fn typescript_code(source: &str) -> String {
    scan(source, false)
}

/// Comments blanked, strings kept.
pub fn typescript_without_comments(source: &str) -> String {
    scan(source, true)
}

fn scan(source: &str, keep_strings: bool) -> String {
    let mut scan = Scanner::new(source);
    // The last character that is no blank tells a regular expression from a division.
    let mut last = '\n';
    while let Some(char) = scan.peek(0) {
        if scan.sees("//") {
            scan.blank_line();
        } else if scan.sees("/*") {
            scan.blank_block_comment(false);
        } else if matches!(char, '"' | '\'' | '`') {
            scan.string(char, keep_strings);
            last = char;
        } else if char == '/' && "(,=:[!&|?{};\n>".contains(last) {
            regex(&mut scan, keep_strings);
            last = '/';
        } else {
            if !char.is_whitespace() {
                last = char;
            }
            scan.keep();
        }
    }
    scan.out
}

fn regex(scan: &mut Scanner, keep: bool) {
    scan.keep();
    let mut in_class = false;
    while let Some(char) = scan.peek(0) {
        match char {
            '\n' => return,
            '/' if !in_class => return scan.keep(),
            '[' => in_class = true,
            ']' => in_class = false,
            _ => {}
        }
        for _ in 0..=usize::from(char == '\\') {
            if keep {
                scan.keep();
            } else {
                scan.blank();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_strings_stay_or_are_emptied() {
        let source = "test('a // b', () => {}) // c\n/* d */ e";
        assert_eq!(typescript_without_comments(source), "test('a // b', () => {})     \n        e");
        assert_eq!(typescript_code(source), "test('      ', () => {})     \n        e");
    }

    #[test]
    fn a_regular_expression_with_quotes_and_slashes_derails_nothing() {
        let source = r#"x.match(/["'/]\//) // c"#;
        assert_eq!(typescript_without_comments(source), r#"x.match(/["'/]\//)     "#);
        assert_eq!(typescript_without_comments("a / b // c"), "a / b     ");
    }
}
