//! What is known of people: their names, addresses for mail, and the zone their clocks are in.

use crate::string_enum::string_enum;
use crate::text::{TextError, bounded, is_visible, one_line, seen, text};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

string_enum! {
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
        // Some of what is drawn as nothing counts as a letter.
        let shows = |c: char| c.is_alphanumeric() && is_visible(c);
        if name.chars().any(shows) { Ok(name) } else { Err(TextError::Blank) }
    }
}

/// As in the passport: given names, then family names. A person may have only one of the two.
pub fn full_name(given_names: &str, family_names: &str) -> String {
    format!("{given_names} {family_names}").trim().to_owned()
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
    /// An address for mail, its domain in lower case: `local@domain.tld`, at most 254 bytes (RFC 5321 §4.5.3.1), with
    /// letters of any script (RFC 6531, UTS 46). Quoted local parts and address literals, which no person has, are
    /// refused, and with them everything that could end a header line or add a recipient. Invisible characters, which
    /// come along when an address is copied, are dropped.
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

    /// What two spellings of one mailbox have in common: all in lower case, the domain in ASCII. Accounts are unique
    /// by this.
    pub fn key(&self) -> String {
        let local = self.local_part().to_lowercase().nfc().collect::<String>();
        format!("{local}@{}", self.ascii_domain())
    }

    /// As mail servers take it: the domain in ASCII, which every server understands. A local part in another script
    /// needs a server that does (RFC 6531).
    pub fn for_servers(&self) -> String {
        format!("{}@{}", self.local_part(), self.ascii_domain())
    }

    fn ascii_domain(&self) -> String {
        // It was such a domain when it was parsed.
        idna::domain_to_ascii_strict(self.domain()).unwrap_or_else(|_| self.domain().to_owned())
    }
}

fn parse_email(given: &str) -> Result<String, EmailError> {
    // Invisible, but they end a line: what is on two lines is two things.
    if let Some(c) = given.trim().chars().find(|c| matches!(c, '\u{2028}' | '\u{2029}')) {
        return Err(EmailError::UnexpectedCharacter(c));
    }
    let given: String = seen(given).nfc().collect();
    let given = given.trim();
    if given.is_empty() {
        return Err(EmailError::Blank);
    }
    let (local, domain) = given.rsplit_once('@').ok_or(EmailError::NotAnAddress)?;
    if let Some(c) = local.chars().find(|&c| !is_atom(c)) {
        return Err(if c == '@' { EmailError::NotAnAddress } else { EmailError::UnexpectedCharacter(c) });
    }
    let is_foreign =
        |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '.' || is_letter_beyond_ascii(c));
    if let Some(c) = domain.chars().find(|&c| is_foreign(c)) {
        return Err(EmailError::UnexpectedCharacter(c));
    }
    if local.split('.').any(str::is_empty) {
        return Err(EmailError::NotAnAddress);
    }
    let domain = parse_domain(domain)?;
    let ascii = idna::domain_to_ascii_strict(&domain).map_err(|_| EmailError::NotADomain)?;
    if local.len() > 64 || local.len() + 1 + domain.len().max(ascii.len()) > 254 {
        return Err(EmailError::TooLong);
    }
    Ok(format!("{local}@{domain}"))
}

/// A domain as people write it, in lower case. One that is in ASCII, `xn--…` too, stays so.
fn parse_domain(given: &str) -> Result<String, EmailError> {
    if !given.is_ascii() {
        let ascii = idna::domain_to_ascii_strict(given).map_err(|_| EmailError::NotADomain)?;
        check_domain(&ascii)?;
        let (unicode, readable) = idna::domain_to_unicode(&ascii);
        return readable.map(|()| unicode).map_err(|_| EmailError::NotADomain);
    }
    let domain = given.to_ascii_lowercase();
    check_domain(&domain)?;
    Ok(domain)
}

fn check_domain(domain: &str) -> Result<(), EmailError> {
    if domain.len() > 253 {
        return Err(EmailError::TooLong);
    }
    let top = domain.rsplit_once('.').map_or("", |(_, top)| top);
    let is_named = top.len() >= 2 && !top.bytes().all(|byte| byte.is_ascii_digit());
    if is_named && domain.split('.').all(is_label) { Ok(()) } else { Err(EmailError::NotADomain) }
}

/// What is written in other scripts: letters, digits, and the marks on them, without which Hindi or Thai cannot be.
fn is_letter_beyond_ascii(c: char) -> bool {
    !c.is_ascii() && (c.is_alphanumeric() || canonical_combining_class(c) != 0 || is_combining_mark(c))
}

/// `atext` of RFC 5322 §3.2.3 and the letters of RFC 6531, and the dot between atoms.
fn is_atom(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || is_letter_beyond_ascii(c)
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
