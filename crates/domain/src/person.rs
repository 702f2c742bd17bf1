//! What is known of people: their names, addresses for mail, and the zone their clocks are in.

use crate::named::named;
use crate::text::{TextError, bounded, one_line, text};

named! {
    /// How a person would rather be reached.
    "channel": Channel {
        Sms = "sms",
        Email = "email",
        Phone = "phone",
    }
}

text! {
    /// A name or a part of one: 1 to 120 characters on one line, in any script, at least one of them a letter or
    /// a digit. Characters that turn the direction of what follows are dropped, so that no name can read as
    /// another.
    PersonName, error = TextError, parse = |given| {
        let name = bounded(one_line(given), 120)?;
        if name.chars().any(char::is_alphanumeric) { Ok(name) } else { Err(TextError::Blank) }
    }
}

impl PersonName {
    /// One or two letters to stand in for a picture: of the first and the last word.
    pub fn initials(&self) -> String {
        let mut letters = self.0.split(' ').filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
        let first = letters.next();
        first.into_iter().chain(letters.next_back()).flat_map(char::to_uppercase).collect()
    }
}

text! {
    /// An address for mail, its domain in lower case: `local@domain.tld`, ASCII, at most 254 characters
    /// (RFC 5321 §4.5.3.1). Quoted local parts and address literals, which no person has, are refused, and with
    /// them everything that could end a header line or add a recipient.
    EmailAddress, error = EmailError, parse = parse_email
}

/// Why an address is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    #[error("type an e-mail address")]
    Blank,
    #[error("an e-mail address has one @ between name and domain, as in name@example.com")]
    NotAnAddress,
    #[error("“{0}” cannot be part of an e-mail address")]
    UnexpectedCharacter(char),
    #[error("what follows the @ is not a domain such as example.com")]
    NotADomain,
    #[error("an e-mail address has at most 254 characters, 64 of them before the @")]
    TooLong,
}

impl EmailAddress {
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// What two spellings of one mailbox have in common: all in lower case. Accounts are unique by this.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

fn parse_email(given: &str) -> Result<String, EmailError> {
    let given = given.trim();
    if given.is_empty() {
        return Err(EmailError::Blank);
    }
    let (local, domain) = given.rsplit_once('@').ok_or(EmailError::NotAnAddress)?;
    if let Some(c) = local.chars().find(|&c| !is_atom(c)) {
        return Err(if c == '@' { EmailError::NotAnAddress } else { EmailError::UnexpectedCharacter(c) });
    }
    if let Some(c) = domain.chars().find(|&c| !(c.is_ascii_alphanumeric() || c == '-' || c == '.')) {
        return Err(EmailError::UnexpectedCharacter(c));
    }
    if local.split('.').any(str::is_empty) {
        return Err(EmailError::NotAnAddress);
    }
    let top = domain.rsplit_once('.').map_or("", |(_, top)| top);
    let is_named = top.len() >= 2 && !top.bytes().all(|byte| byte.is_ascii_digit());
    if !is_named || !domain.split('.').all(is_label) {
        return Err(EmailError::NotADomain);
    }
    if local.len() > 64 || given.len() > 254 {
        return Err(EmailError::TooLong);
    }
    Ok(format!("{local}@{}", domain.to_ascii_lowercase()))
}

/// `atext` of RFC 5322 §3.2.3, and the dot between atoms.
const fn is_atom(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(
            c,
            '!' | '#'
                | '$'
                | '%'
                | '&'
                | '\''
                | '*'
                | '+'
                | '-'
                | '/'
                | '='
                | '?'
                | '^'
                | '_'
                | '`'
                | '{'
                | '|'
                | '}'
                | '~'
                | '.'
        )
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len()) && !label.starts_with('-') && !label.ends_with('-')
}

text! {
    /// The name of a time zone in the tz database's form, `America/Toronto`. That the database has it is checked
    /// where the database is.
    TimeZoneName, error = NoTimeZone, parse = parse_zone
}

/// The text cannot name a time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a time zone is named like America/Toronto")]
pub struct NoTimeZone;

fn parse_zone(given: &str) -> Result<String, NoTimeZone> {
    let given = given.trim();
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+'))
    };
    let is_name = given == "UTC" || (given.contains('/') && given.split('/').all(is_word));
    if is_name && given.len() <= 64 { Ok(given.to_owned()) } else { Err(NoTimeZone) }
}

#[cfg(test)]
#[path = "person_tests.rs"]
mod tests;
