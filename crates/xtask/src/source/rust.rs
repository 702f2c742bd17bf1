//! Rust without comments and without the contents of strings.

use super::{Scanner, is_word};

pub fn rust_code(source: &str) -> String {
    let mut scan = Scanner::new(source);
    let mut in_word = false;
    while let Some(char) = scan.peek(0) {
        if scan.sees("//") {
            scan.blank_line();
        } else if scan.sees("/*") {
            scan.blank_block_comment(true);
        } else if char == '"' {
            scan.string('"', false);
        } else if !in_word && let Some(hashes) = raw_string(&scan) {
            raw(&mut scan, hashes);
        } else if char == '\'' && is_char_literal(&scan) {
            scan.string('\'', false);
        } else {
            scan.keep();
        }
        in_word = is_word(char);
    }
    scan.out
}

/// The number of `#` when a raw string (`r"`, `br#"`, `cr##"`) starts here.
fn raw_string(scan: &Scanner) -> Option<usize> {
    let prefix = usize::from(matches!(scan.peek(0), Some('b' | 'c')));
    if scan.peek(prefix) != Some('r') {
        return None;
    }
    let mut hashes = 0;
    while scan.peek(prefix + 1 + hashes) == Some('#') {
        hashes += 1;
    }
    (scan.peek(prefix + 1 + hashes) == Some('"')).then_some(hashes)
}

fn raw(scan: &mut Scanner, hashes: usize) {
    while scan.peek(0).is_some_and(|char| char != '"') {
        scan.keep();
    }
    scan.keep();
    let end = format!("\"{}", "#".repeat(hashes));
    while scan.peek(0).is_some() && !scan.sees(&end) {
        scan.blank();
    }
    for _ in 0..end.len() {
        scan.keep();
    }
}

/// Tells `'a'` and `'\n'` from the lifetime `'a`.
fn is_char_literal(scan: &Scanner) -> bool {
    scan.peek(1) == Some('\\') || scan.peek(2) == Some('\'')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source: &str, expected: &str) {
        assert_eq!(rust_code(source), expected);
    }

    #[test]
    fn comments_go() {
        check("a // b\nc", "a     \nc");
        check("a /* b /* c */ d */ e", "a                   e");
    }

    #[test]
    fn strings_are_emptied() {
        check(r#"f("a // b\" c") d"#, r#"f("          ") d"#);
        check(r##"r#"a " b"# c"##, r##"r#"     "# c"##);
    }

    #[test]
    fn char_literals_and_lifetimes_are_told_apart() {
        check("'\"' x", "' ' x");
        check("fn f<'a>(b: &'a str) // c", "fn f<'a>(b: &'a str)     ");
        check(r"'\'' x", "'  ' x");
    }
}
