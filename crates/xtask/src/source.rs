//! Source text without what the compiler does not read: comments, and where wanted the contents of strings.

mod rust;
mod typescript;

pub use rust::rust_code;
pub use typescript::{typescript_code, typescript_without_comments};

/// Copies a source text, character by character, or blanks it, so that lines and columns stay where they are.
struct Scanner {
    chars: Vec<char>,
    at: usize,
    out: String,
}

impl Scanner {
    fn new(source: &str) -> Self {
        Self { chars: source.chars().collect(), at: 0, out: String::with_capacity(source.len()) }
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn sees(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(ahead, char)| self.peek(ahead) == Some(char))
    }

    fn keep(&mut self) {
        if let Some(char) = self.peek(0) {
            self.out.push(char);
            self.at += 1;
        }
    }

    fn blank(&mut self) {
        if let Some(char) = self.peek(0) {
            self.out.push(if char == '\n' { '\n' } else { ' ' });
            self.at += 1;
        }
    }

    fn blank_n(&mut self, count: usize) {
        for _ in 0..count {
            self.blank();
        }
    }

    fn blank_line(&mut self) {
        while self.peek(0).is_some_and(|char| char != '\n') {
            self.blank();
        }
    }

    /// Blanks `/* … */`; Rust's may be nested, those of JavaScript may not.
    fn blank_block_comment(&mut self, nested: bool) {
        let mut depth = 0;
        while self.peek(0).is_some() {
            if self.sees("/*") && (nested || depth == 0) {
                depth += 1;
                self.blank_n(2);
            } else if self.sees("*/") {
                depth -= 1;
                self.blank_n(2);
                if depth == 0 {
                    return;
                }
            } else {
                self.blank();
            }
        }
    }

    /// Passes a string that ends at `quote` and escapes with a backslash; its contents are kept or blanked.
    fn string(&mut self, quote: char, keep: bool) {
        self.keep();
        while let Some(char) = self.peek(0) {
            if char == quote {
                self.keep();
                return;
            }
            for _ in 0..=usize::from(char == '\\') {
                if keep {
                    self.keep();
                } else {
                    self.blank();
                }
            }
        }
    }
}

/// True for a character that can be part of a name.
pub fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

/// The lines (from 1) on which `word` stands as a whole name.
pub fn lines_naming(code: &str, word: &str) -> Vec<usize> {
    let names = |line: &str| {
        line.match_indices(word).any(|(at, _)| {
            let before = line.get(..at).and_then(|text| text.chars().next_back());
            let after = line.get(at + word.len()..).and_then(|text| text.chars().next());
            !before.is_some_and(is_word) && !after.is_some_and(is_word)
        })
    };
    code.lines().enumerate().filter(|(_, line)| names(line)).map(|(at, _)| at + 1).collect()
}

/// The lines (from 1) that contain `text`.
pub fn lines_with(code: &str, text: &str) -> Vec<usize> {
    code.lines().enumerate().filter(|(_, line)| line.contains(text)).map(|(at, _)| at + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_only_whole() {
        assert_eq!(lines_naming("use a::JsValue;\nMyJsValue\nJsValueLike\n(JsValue)", "JsValue"), [1, 4]);
    }
}
