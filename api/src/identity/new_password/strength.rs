//! How soon a password would be guessed.

use zxcvbn::feedback::{Feedback, Warning};
use zxcvbn::zxcvbn;

use super::{Owner, PasswordError};

/// Fewer guesses than this a stolen database gives away within a day, slow hash or not (zxcvbn's highest score).
const ENOUGH: u64 = 10_000_000_000;

/// So many letters and digits have to be there besides words of the owner's own.
const FEWEST_OTHERS: usize = 5;

/// Words that people stretch to a password with digits and signs, in this trade and in the languages of its practices;
/// zxcvbn's own lists are English.
const WORDS: &[&str] = &[
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
    "bienvenida",
    "bienvenido",
    "bienvenue",
    "bonjour",
    "bridge",
    "cabinet",
    "canada",
    "canadien",
    "changeme",
    "chocolat",
    "citizen",
    "citizenship",
    "citoyen",
    "client",
    "consultant",
    "contrasena",
    "contraseña",
    "default",
    "despacho",
    "doudou",
    "dragon",
    "football",
    "futur",
    "hello",
    "hola",
    "iloveyou",
    "immigrant",
    "immigration",
    "inmigracion",
    "jetaime",
    "letmein",
    "liaison",
    "login",
    "loulou",
    "maple",
    "master",
    "migracion",
    "migration",
    "monkey",
    "montreal",
    "montréal",
    "mot",
    "motdepasse",
    "ncc",
    "ottawa",
    "pass",
    "passe",
    "passw",
    "password",
    "permit",
    "princess",
    "qazwsx",
    "quebec",
    "québec",
    "qwer",
    "qwert",
    "qwerty",
    "qwertyuiop",
    "qwertz",
    "residence",
    "root",
    "secret",
    "secreto",
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
    "vancouver",
    "visa",
    "welcome",
    "whatever",
    "zxcvbn",
    "zxcvbnm",
];

/// Why it would be guessed too soon; `None` where it would not.
pub(super) fn fault(given: &str, owner: &Owner<'_>) -> Option<PasswordError> {
    if is_mostly_known(given, owner) {
        return Some(PasswordError::Personal);
    }
    let known = known(owner);
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let estimate = zxcvbn(given, &known);
    if estimate.guesses() >= ENOUGH {
        return is_one_word(given).then_some(PasswordError::Common);
    }
    let warning = estimate.feedback().and_then(Feedback::warning);
    if let Some(fault) = warning.and_then(of_warning) {
        return Some(fault);
    }
    let by_strangers = zxcvbn(given, &[]).guesses();
    Some(if by_strangers >= ENOUGH { PasswordError::Personal } else { PasswordError::Guessable })
}

/// Whether its letters are one of the words, once or several times, and nothing else: digits around it are soon tried.
fn is_one_word(given: &str) -> bool {
    let letters: String = given.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
    !letters.is_empty() && WORDS.iter().any(|word| letters.replace(word, "").is_empty())
}

/// Whether next to nothing is left once the owner's words are taken out, in whatever order they stand.
fn is_mostly_known(given: &str, owner: &Owner<'_>) -> bool {
    let lower = given.to_lowercase();
    let mut left = lower.clone();
    for text in [owner.name, owner.practice, owner.email.as_str()] {
        for word in text.to_lowercase().split(|c: char| !c.is_alphanumeric()) {
            // Short ones are in every sentence.
            if word.chars().count() > 3 {
                left = left.replace(word, "");
            }
        }
    }
    left != lower && left.chars().filter(|c| c.is_alphanumeric()).count() < FEWEST_OTHERS
}

/// What someone who knows the owner would try, in parts and as a whole.
fn known(owner: &Owner<'_>) -> Vec<String> {
    let whole = [owner.email.as_str(), owner.email.local_part(), owner.name, owner.practice];
    let parts = whole.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    let joined = whole.iter().map(|text| text.split_whitespace().collect::<String>());
    let all = parts.map(str::to_owned).chain(joined).chain(WORDS.iter().map(|word| (*word).to_owned()));
    // A letter or two are in every password.
    all.filter(|word| word.chars().count() > 2).map(|word| word.to_lowercase()).collect()
}

const fn of_warning(warning: Warning) -> Option<PasswordError> {
    Some(match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            PasswordError::Keys
        }
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            PasswordError::Repeats
        }
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => PasswordError::Common,
        Warning::SequencesLikeAbcAreEasyToGuess => PasswordError::Sequence,
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => PasswordError::Dates,
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => PasswordError::Names,
        Warning::AWordByItselfIsEasyToGuess => return None,
    })
}
