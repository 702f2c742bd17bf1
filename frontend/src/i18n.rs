//! The words of the interface in the language the user chose, checked when the program is built.
//!
//! `locales/<language>/<namespace>.json` becomes a module per namespace with a function per key. Reading a text
//! in a view or an effect subscribes it to the language, so that a change of language shows at once.
//!
//! ```json
//! { "send": "Send", "to": "To {name}", "members": { "one": "{count} person", "other": "{count} people" } }
//! ```
//!
//! gives `send: Text` (called `send()` outside of views), `to(name: &str) -> String` and `members(count: u64) -> String`. French and
//! Spanish have a third form, `many`, for round millions ("1 000 000 de personnes"). Objects nest.

use std::sync::LazyLock;

pub use domain::language::Language;
use leptos::prelude::*;

use crate::js::{casing, dom, storage};

include!(concat!(env!("OUT_DIR"), "/strings.rs"));

/// A text without arguments, in whichever language is in use when it is called.
pub type Text = fn() -> &'static str;

static LANGUAGE: LazyLock<ArcRwSignal<Language>> = LazyLock::new(|| {
    let stored = storage::read("language").and_then(|name| name.parse().ok());
    let language = stored
        .or_else(|| dom::browser_languages().iter().find_map(|tag| Language::of_tag(tag)))
        .unwrap_or_default();
    dom::set_language(tag(language));
    ArcRwSignal::new(language)
});

/// The language in use; subscribes the caller.
pub fn language() -> Language {
    LANGUAGE.get()
}

/// The language in use, without subscribing.
pub fn language_now() -> Language {
    LANGUAGE.get_untracked()
}

/// Speaks `language` from now on, on this device.
pub fn choose_language(language: Language) {
    storage::write("language", language.as_str());
    dom::set_language(tag(language));
    if language_now() != language {
        LANGUAGE.set(language);
    }
}

/// The BCP 47 tag by which dates are formatted. English says the day before the month ("Tue 3 Mar"), so that
/// it reads the same in all three languages.
pub const fn date_locale(language: Language) -> &'static str {
    match language {
        Language::En => "en-GB",
        Language::Fr => "fr-CA",
        Language::Es => "es-419",
    }
}

/// The BCP 47 tag of the document.
pub const fn tag(language: Language) -> &'static str {
    match language {
        Language::En => "en-CA",
        Language::Fr => "fr-CA",
        Language::Es => "es-419",
    }
}

/// Puts things in the order in which people of the language in use look names up.
pub fn sort_by_name<T>(list: &mut [T], name: impl Fn(&T) -> &str) {
    casing::sort_by_name(list, tag(language_now()), name);
}

/// A whole number with its language's grouping: `12,345`, `12 345`.
pub fn number(count: u64) -> String {
    grouped(count, language())
}

fn grouped(count: u64, language: Language) -> String {
    let (separator, smallest) = match language {
        Language::En => (',', 1_000),
        Language::Fr => ('\u{a0}', 1_000),
        Language::Es => ('\u{a0}', 10_000),
    };
    let digits = count.to_string();
    if count < smallest {
        return digits;
    }
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// The text of the language in use among those of all languages.
pub(crate) fn pick<T: Copy>(texts: &[T; 3]) -> T {
    let [english, french, spanish] = *texts;
    match language() {
        Language::En => english,
        Language::Fr => french,
        Language::Es => spanish,
    }
}

/// The form for `count` among `[one, many, other]` (Unicode CLDR, cardinals of whole numbers).
pub(crate) fn plural(count: u64, forms: [&'static str; 3]) -> &'static str {
    form(count, forms, language())
}

fn form(count: u64, forms: [&'static str; 3], language: Language) -> &'static str {
    let [one, many, other] = forms;
    let singular = count == 1 || (count == 0 && language == Language::Fr);
    if singular {
        one
    } else if language != Language::En && count > 0 && count.is_multiple_of(1_000_000) {
        many
    } else {
        other
    }
}

/// The template with `{0}`, `{1}` … replaced.
pub(crate) fn fill(template: &str, arguments: &[&str]) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((index, tail)) = after.split_once('}') else { return out };
        let argument = index.parse::<usize>().ok().and_then(|index| arguments.get(index));
        out.push_str(argument.copied().unwrap_or_default());
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_counts_in_its_own_way() {
        let forms = ["one", "many", "other"];
        for (count, english, french, spanish) in [
            (0, "other", "one", "other"),
            (1, "one", "one", "one"),
            (2, "other", "other", "other"),
            (1_000_000, "other", "many", "many"),
            (1_000_001, "other", "other", "other"),
        ] {
            assert_eq!(form(count, forms, Language::En), english, "{count}");
            assert_eq!(form(count, forms, Language::Fr), french, "{count}");
            assert_eq!(form(count, forms, Language::Es), spanish, "{count}");
        }
    }

    #[test]
    fn large_numbers_are_grouped() {
        assert_eq!(grouped(12_345, Language::En), "12,345");
        assert_eq!(grouped(1_234_567, Language::Fr), "1\u{a0}234\u{a0}567");
        assert_eq!(grouped(1_234, Language::Es), "1234");
        assert_eq!(grouped(12_345, Language::Es), "12\u{a0}345");
        assert_eq!(grouped(999, Language::En), "999");
    }

    #[test]
    fn arguments_take_their_places() {
        assert_eq!(fill("to {0}, {1} people", &["#pr-cases", "12"]), "to #pr-cases, 12 people");
        assert_eq!(fill("{1}: {0}{0}", &["a", "b"]), "b: aa");
        assert_eq!(fill("100 {", &[]), "100 ");
    }

    #[test]
    fn a_text_of_the_user_is_no_template() {
        assert_eq!(fill("{0} wrote {1}", &["{1}", "x"]), "{1} wrote x");
    }
}
