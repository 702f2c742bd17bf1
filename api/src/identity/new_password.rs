//! What a password must be. Length does the work (NIST SP 800-63B §5.1.1): no rule asks for digits or signs. How soon it
//! would be guessed is estimated by `zxcvbn`, which has large word lists and reads the clock, and may think for a while: it
//! takes its turn among the hashes.

use domain::person::EmailAddress;
use unicode_normalization::UnicodeNormalization;

pub mod chosen;
mod strength;

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
    #[error("this is like one of the first passwords anyone would try")]
    Common,
    #[error("keys beside each other on the keyboard are tried early")]
    Keys,
    #[error("what repeats is not harder to guess")]
    Repeats,
    #[error("letters or digits in their order are tried early")]
    Sequence,
    #[error("dates and years are tried early")]
    Dates,
    #[error("names by themselves are tried early")]
    Names,
    #[error("apart from your e-mail address too little is left to guess")]
    ContainsEmail,
    #[error("apart from your name, the practice's and words of the trade too little is left to guess")]
    Personal,
    #[error("it would be guessed too soon: add another word or two")]
    Guessable,
}

/// Whose password it is to be: what someone who knows them would try first.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    pub email: &'a EmailAddress,
    pub name: &'a str,
    pub practice: &'a str,
}

impl NewPassword {
    /// In characters.
    pub const SHORTEST: usize = 12;
    /// In characters. Hashing takes longer the longer it is, so there is an end.
    pub const LONGEST: usize = 256;

    /// Accepts a password for this account. Every character counts, spaces too. It is kept as [`normalized`].
    pub fn parse(given: &str, owner: Owner<'_>) -> Result<Self, PasswordError> {
        let given = normalized(given);
        match given.chars().count() {
            ..Self::SHORTEST => return Err(PasswordError::TooShort),
            length if length > Self::LONGEST => return Err(PasswordError::TooLong),
            _ => {}
        }
        let lower = given.to_lowercase();
        if is_mostly(&lower, &owner.email.local_part().to_lowercase())
            || is_mostly(&lower, &owner.email.key())
        {
            return Err(PasswordError::ContainsEmail);
        }
        match strength::fault(&given, &owner) {
            Some(fault) => Err(fault),
            None => Ok(Self(given)),
        }
    }

    /// The password itself, for the hash.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// A password as it is hashed, by the rules of PRECIS for passwords (RFC 8265 §4.2, `OpaqueString`): spaces of every
/// width are the plain one, and a letter with its mark is one character however the keyboard sent it.
pub fn normalized(given: &str) -> String {
    given.chars().map(|c| if is_wide_space(c) { ' ' } else { c }).nfc().collect()
}

/// Every text that a hash of this password may have been made from, the likeliest first. Before passwords were
/// normalized they were hashed as the keyboard sent them.
pub fn spellings(given: &str) -> Vec<String> {
    let mut all = vec![normalized(given)];
    for other in [given.to_owned(), given.nfc().collect(), given.nfd().collect()] {
        if !all.contains(&other) {
            all.push(other);
        }
    }
    all
}

/// The separators of Unicode's class Zs that are not ASCII.
const fn is_wide_space(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}')
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(…)")
    }
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

    fn parse(given: &str, email: &EmailAddress) -> Result<NewPassword, PasswordError> {
        NewPassword::parse(given, Owner { email, name: "Ana López Rivera", practice: "Maple Bridge" })
    }

    fn check(given: &str, expected: Result<(), PasswordError>) {
        assert_eq!(parse(given, &email()).map(|_| ()), expected, "{given}");
    }

    #[test]
    fn length_is_what_counts() {
        check("eleven char", Err(PasswordError::TooShort));
        check("éléphant bleu", Ok(()));
        check("éééééé", Err(PasswordError::TooShort));
        check("correct horse battery staple", Ok(()));
        check("😀🍁🛂✈🧳📄🏠🎓👪🗽🌉🌲", Ok(()));
        check("a lake behind the hills", Ok(()));
        check("un mot de passe", Ok(()));
        check("830274659183", Ok(()));
        check("пароль на каждый день", Ok(()));
        check(&"ow l".repeat(65), Err(PasswordError::TooLong));
        check(&format!("a lake behind the hills{}", "x".repeat(233)), Ok(()));
    }

    #[test]
    fn what_would_be_guessed_soon_is_refused_with_the_reason() {
        for given in ["P@ssw0rd1234", "Passw0rd2026", "Password123!", "iloveyou1234", "Soleil123456"] {
            check(given, Err(PasswordError::Common));
        }
        for (given, fault) in [
            ("qwertyuiop[]", PasswordError::Keys),
            ("aaaaaaaaaaaa", PasswordError::Repeats),
            ("passwordpassword", PasswordError::Repeats),
            ("123456789012", PasswordError::Sequence),
            ("Admin-7391-5528-0462", PasswordError::Common),
            ("abcdefghijklm", PasswordError::Sequence),
            ("1999-12-31 07", PasswordError::Dates),
            ("christiansen", PasswordError::Names),
            ("correct horse", PasswordError::Guessable),
            ("Summer2026!!", PasswordError::Guessable),
        ] {
            check(given, Err(fault));
        }
        for given in ["Admin2026!2026", "qwertyuiop12", "210987654321", "121212121212", "Welcome_12345"] {
            assert!(parse(given, &email()).is_err(), "{given}");
        }
    }

    #[test]
    fn what_anyone_knows_of_the_owner_or_the_trade_does_not_count() {
        for given in [
            "Welcome2Canada1",
            "Bienvenue2026!",
            "MotDePasse-01",
            "Immigration2026!",
            "maplebridge2026",
            "maple-bridge-demo",
            "Montreal.2026",
            "López-Rivera-1990",
        ] {
            let refused = parse(given, &email()).unwrap_err();
            assert!(
                matches!(refused, PasswordError::Personal | PasswordError::Guessable),
                "{given}: {refused}"
            );
        }
        check("ana.lopez2026", Err(PasswordError::ContainsEmail));
        check("Ana.Lopez@example.com", Err(PasswordError::ContainsEmail));
        check("ana.lopez walks her dog", Ok(()));
        let short = EmailAddress::parse("ana@example.com").unwrap();
        assert!(parse("banana bread and honey", &short).is_ok());
    }

    #[test]
    fn a_password_shows_nothing_of_itself() {
        let password = parse("correct horse battery", &email()).unwrap();
        assert_eq!(
            (format!("{password:?}").as_str(), password.expose()),
            ("NewPassword(…)", "correct horse battery")
        );
    }

    #[test]
    fn one_password_has_one_form_on_every_keyboard() {
        for (given, expected) in [
            ("un e\u{301}le\u{301}phant", "un éléphant"),
            ("\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}", "한글"),
            ("a\u{a0}b\u{3000}c\u{202f}d\u{2003}e", "a b c d e"),
            // What only looks alike is another password: no folding of width, case or ligatures.
            ("ﬁrst Ａ ①", "ﬁrst Ａ ①"),
            ("q\u{323}\u{307} q\u{307}\u{323}", "q\u{323}\u{307} q\u{323}\u{307}"),
        ] {
            assert_eq!(normalized(given), expected, "{given:?}");
        }
        let kept = parse("e\u{301}le\u{301}phant\u{a0}bleu", &email()).unwrap();
        assert_eq!(kept.expose(), "éléphant bleu");
        assert_eq!(spellings("correct horse"), ["correct horse"], "one hash for most");
        assert_eq!(spellings("éà"), ["éà", "e\u{301}a\u{300}"]);
        assert_eq!(spellings("e\u{301} b"), ["é b", "e\u{301} b"]);
        assert_eq!(spellings("é\u{a0}b").len(), 3);
    }

    proptest! {
        #[test]
        fn an_accepted_password_is_kept_in_its_form(given in any::<String>()) {
            if let Ok(password) = parse(&given, &email()) {
                prop_assert_eq!(password.expose(), normalized(&given));
                prop_assert_eq!(normalized(password.expose()), password.expose());
                prop_assert!(spellings(&given).contains(&given));
            }
        }
    }
}
