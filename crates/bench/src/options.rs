//! Options of a scenario: `--name value` or `--name`.

use std::collections::BTreeMap;
use std::str::FromStr;

/// Names the database to measure on.
const POSTGRES: &str = "BENCH_POSTGRES";

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

    /// Refuses what `known` does not name: a misspelt option would measure something else in silence.
    pub fn only(&self, known: &[&str]) -> Result<(), String> {
        match self.0.keys().find(|name| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) if known.is_empty() => {
                Err(format!("there is no option --{name}; this bench has none"))
            }
            Some(name) => Err(format!("there is no option --{name}; there are --{}", known.join(", --"))),
        }
    }

    /// The address of the PostgreSQL to measure on, where `--postgres` asks for one.
    pub fn postgres(&self) -> Result<Option<String>, String> {
        if !self.has("postgres") {
            return Ok(None);
        }
        match std::env::var(POSTGRES) {
            Ok(url) if !url.is_empty() => Ok(Some(url)),
            _ => Err(format!(
                "--postgres needs {POSTGRES}, the address of an empty database; `cargo xtask bench` starts one"
            )),
        }
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
    fn unknown_options_are_refused() {
        let options = parse(&["--senders", "8", "--postgres"]).unwrap();
        options.only(&["senders", "postgres"]).unwrap();
        let refused = options.only(&["senders", "seconds"]).unwrap_err();
        assert!(refused.contains("--postgres") && refused.contains("--seconds"), "{refused}");
        assert!(options.only(&[]).is_err());
    }

    #[test]
    fn mistakes_are_errors() {
        assert!(parse(&["senders"]).is_err());
        assert!(parse(&["--senders", "many"]).unwrap().number("senders", 1).is_err());
    }
}
