//! What a password must be. Length does the work (NIST SP 800-63B §5.1.1): no rule asks for digits or signs.

use crate::person::EmailAddress;

/// A password someone chose, before it is hashed. It has no serialization and shows nothing of itself.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassword(String);

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    #[error(
        "use at least {} characters; a few words in a row are easy to keep in mind",
        NewPassword::SHORTEST
    )]
    TooShort,
    #[error("use at most {} characters", NewPassword::LONGEST)]
    TooLong,
    #[error("this is one of the first passwords anyone would try")]
    Common,
    #[error("apart from your e-mail address too little is left to guess")]
    ContainsEmail,
}

impl NewPassword {
    /// In characters.
    pub const SHORTEST: usize = 12;
    /// In characters. Hashing takes longer the longer it is, so there is an end.
    pub const LONGEST: usize = 256;

    /// Accepts a password for the account of this address. Every character counts, spaces too.
    pub fn parse(given: &str, email: &EmailAddress) -> Result<Self, PasswordError> {
        match given.chars().count() {
            ..Self::SHORTEST => return Err(PasswordError::TooShort),
            length if length > Self::LONGEST => return Err(PasswordError::TooLong),
            _ => {}
        }
        let lower = given.to_lowercase();
        if is_common(&lower) {
            return Err(PasswordError::Common);
        }
        if is_mostly(&lower, &email.local_part().to_lowercase()) || is_mostly(&lower, &email.key()) {
            return Err(PasswordError::ContainsEmail);
        }
        Ok(Self(given.to_owned()))
    }

    /// The password itself, for the hash.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

/// Words that people stretch to a password with digits and signs: `Password123!`, `qwerty-qwerty-1`.
const COMMON: &[&str] = &[
    "abc",
    "abcd",
    "abcdef",
    "abcdefgh",
    "abcdefghijkl",
    "admin",
    "administrator",
    "amour",
    "asdf",
    "asdfgh",
    "asdfghjkl",
    "azerty",
    "azertyuiop",
    "baseball",
    "bienvenue",
    "bienvenido",
    "bonjour",
    "canada",
    "changeme",
    "chocolat",
    "contrasena",
    "contraseña",
    "default",
    "doudou",
    "dragon",
    "football",
    "hello",
    "hola",
    "iloveyou",
    "immigration",
    "jetaime",
    "liaison",
    "letmein",
    "login",
    "loulou",
    "master",
    "monkey",
    "montreal",
    "motdepasse",
    "ncc",
    "pass",
    "passe",
    "passw",
    "password",
    "princess",
    "qazwsx",
    "qwer",
    "qwert",
    "qwerty",
    "qwertyuiop",
    "qwertz",
    "root",
    "secret",
    "shadow",
    "soleil",
    "starwars",
    "sunshine",
    "superman",
    "tequiero",
    "test",
    "toronto",
    "trustno",
    "user",
    "welcome",
    "whatever",
    "zxcvbn",
    "zxcvbnm",
];

fn is_common(lower: &str) -> bool {
    let mut distinct: Vec<char> = lower.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() <= 3 || is_run(lower) {
        return true;
    }
    let letters: String = lower.chars().filter(|c| c.is_alphabetic()).collect();
    !letters.is_empty() && COMMON.iter().any(|word| repeats(&letters, word))
}

/// `word`, once or several times and nothing else.
fn repeats(letters: &str, word: &str) -> bool {
    letters.replace(word, "").is_empty()
}

/// Digits or letters that count up or down by one, `9` and `0` being neighbours.
fn is_run(lower: &str) -> bool {
    let next = |c: char| match c {
        '9' => '0',
        'z' => 'a',
        _ => char::from_u32(u32::from(c) + 1).unwrap_or(c),
    };
    let pairs = || lower.chars().zip(lower.chars().skip(1));
    pairs().all(|(one, other)| next(one) == other) || pairs().all(|(one, other)| next(other) == one)
}

/// Whether less than a whole password is left once this text is taken out. Short texts are in every sentence.
fn is_mostly(lower: &str, text: &str) -> bool {
    text.len() >= 4 && lower.contains(text) && lower.replace(text, "").chars().count() < NewPassword::SHORTEST
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn email() -> EmailAddress {
        EmailAddress::parse("Ana.Lopez@example.com").unwrap()
    }

    fn check(given: &str, expected: Result<(), PasswordError>) {
        assert_eq!(NewPassword::parse(given, &email()).map(|_| ()), expected, "{given}");
    }

    #[test]
    fn length_is_what_counts() {
        check("twelve chars", Ok(()));
        check("eleven char", Err(PasswordError::TooShort));
        check("éléphant bleu", Ok(()));
        check("éééééé", Err(PasswordError::TooShort));
        check("correct horse battery staple", Ok(()));
        check(&"ow l".repeat(64), Ok(()));
        check(&format!("{}x", "ow l".repeat(64)), Err(PasswordError::TooLong));
    }

    #[test]
    fn what_everyone_tries_first_is_refused() {
        for given in [
            "Password123!",
            "passwordpassword",
            "qwertyuiop12",
            "123456789012",
            "210987654321",
            "abcdefghijklm",
            "aaaaaaaaaaaa",
            "121212121212",
            "Admin2026!2026",
            "MotDePasse-01",
            "iloveyou1234",
            "Welcome_12345",
        ] {
            check(given, Err(PasswordError::Common));
        }
        check("passwords are a nuisance", Ok(()));
        check("830274659183", Ok(()));
    }

    #[test]
    fn the_address_is_no_password() {
        check("ana.lopez2026", Err(PasswordError::ContainsEmail));
        check("Ana.Lopez@example.com", Err(PasswordError::ContainsEmail));
        check("ana.lopez walks her dog", Ok(()));
        let short = EmailAddress::parse("ana@example.com").unwrap();
        assert!(NewPassword::parse("banana bread", &short).is_ok());
    }

    #[test]
    fn a_password_shows_nothing_of_itself() {
        let password = NewPassword::parse("correct horse", &email()).unwrap();
        assert_eq!(
            (format!("{password:?}").as_str(), password.expose()),
            ("NewPassword(…)", "correct horse")
        );
    }

    proptest! {
        #[test]
        fn an_accepted_password_is_kept_as_it_is(given in any::<String>()) {
            if let Ok(password) = NewPassword::parse(&given, &email()) {
                prop_assert_eq!(password.expose(), given);
            }
        }
    }
}
