//! Options of a scenario: `--name value` or `--name`.

use std::collections::BTreeMap;
use std::str::FromStr;

#[derive(Debug, Default)]
pub struct Options(BTreeMap<String, String>);

impl Options {
    pub fn parse(words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = BTreeMap::new();
        let mut words = words.peekable();
        while let Some(word) = words.next() {
            let Some(name) = word.strip_prefix("--") else {
                return Err(format!("`{word}`: options begin with --"));
            };
            let value = match name.split_once('=') {
                Some((_, value)) => value.to_owned(),
                None => words.next_if(|next| !next.starts_with("--")).unwrap_or_default(),
            };
            let name = name.split('=').next().unwrap_or(name);
            options.insert(name.to_owned(), value);
        }
        Ok(Self(options))
    }

    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The option's value, where it is given.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The option's value, or `default` when it is not given.
    pub fn number<T: FromStr>(&self, name: &str, default: T) -> Result<T, String> {
        match self.0.get(name) {
            None => Ok(default),
            Some(text) => text.parse().map_err(|_| format!("--{name} `{text}` is no number")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Options, String> {
        Options::parse(words.iter().map(|word| (*word).to_owned()))
    }

    #[test]
    fn options_have_values_or_none() {
        let options = parse(&["--senders", "8", "--postgres", "--seconds=3"]).unwrap();
        assert_eq!(options.number("senders", 1), Ok(8));
        assert_eq!(options.number("seconds", 1), Ok(3));
        assert_eq!(options.number("sockets", 50), Ok(50));
        assert!(options.has("postgres") && !options.has("sqlite"));
    }

    #[test]
    fn mistakes_are_errors() {
        assert!(parse(&["senders"]).is_err());
        assert!(parse(&["--senders", "many"]).unwrap().number("senders", 1).is_err());
    }
}
