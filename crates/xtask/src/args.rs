//! The options of a command: flags, values, and what is passed on.

use anyhow::{Result, bail};

/// The words after the command's name, taken out one by one; what is left over is an error or passed on.
#[derive(Debug)]
pub struct Args(Vec<String>);

impl Args {
    pub fn new(words: impl IntoIterator<Item = String>) -> Self {
        Self(words.into_iter().collect())
    }

    pub fn asks_help(&self) -> bool {
        self.0.iter().take_while(|word| *word != "--").any(|word| word == "--help" || word == "-h")
    }

    /// Takes a flag such as `--release` out.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|word| word != name);
        self.0.len() < before
    }

    /// Takes `--port 8080` or `--port=8080` out.
    pub fn value(&mut self, name: &str) -> Result<Option<String>> {
        let prefix = format!("{name}=");
        let Some(at) = self.0.iter().position(|word| word == name || word.starts_with(&prefix)) else {
            return Ok(None);
        };
        let word = self.0.remove(at);
        if let Some(value) = word.strip_prefix(&prefix) {
            return Ok(Some(value.to_owned()));
        }
        if at < self.0.len() {
            return Ok(Some(self.0.remove(at)));
        }
        bail!("`{name}` needs a value: write `{name} VALUE`")
    }

    /// Takes the first word that is left.
    pub fn word(&mut self) -> Option<String> {
        if self.0.is_empty() { None } else { Some(self.0.remove(0)) }
    }

    /// Everything that is left, to pass on to another program; a leading `--` is dropped.
    pub fn rest(mut self) -> Vec<String> {
        if self.0.first().is_some_and(|word| word == "--") {
            self.0.remove(0);
        }
        self.0
    }

    /// An error when something is left that nobody took.
    pub fn done(self) -> Result<()> {
        match self.0.first() {
            None => Ok(()),
            Some(word) => bail!("unexpected `{word}`; --help after the command lists its options"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(words: &[&str]) -> Args {
        Args::new(words.iter().map(|word| (*word).to_owned()))
    }

    #[test]
    fn flags_and_values_are_taken_out() {
        let mut args = args(&["--release", "--port", "8080"]);
        assert!(args.flag("--release"));
        assert!(!args.flag("--release"));
        assert_eq!(args.value("--port").unwrap().as_deref(), Some("8080"));
        args.done().unwrap();
    }

    #[test]
    fn a_value_may_follow_an_equals_sign() {
        assert_eq!(args(&["--port=1"]).value("--port").unwrap().as_deref(), Some("1"));
    }

    #[test]
    fn a_missing_value_and_a_stray_word_are_errors() {
        assert!(args(&["--port"]).value("--port").is_err());
        assert!(args(&["stray"]).done().is_err());
    }

    #[test]
    fn help_after_a_double_dash_belongs_to_the_other_program() {
        assert!(args(&["--help"]).asks_help());
        assert!(!args(&["--", "--help"]).asks_help());
        assert_eq!(args(&["--", "--help"]).rest(), ["--help"]);
    }
}
