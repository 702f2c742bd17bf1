//! Translations: every language has the same keys, no text is empty and no sentence was left in English.
//!
//! The build of the browser application checks placeholders and plural forms as well; this runs without compiling it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::File;

const FOLDER: &str = "frontend/locales/";
const LANGUAGES: [&str; 3] = ["en", "fr", "es"];
/// The plural form for millions, which English does not have.
const MANY: &str = ".many";
/// Names and single words may be the same in two languages; a text of so many words is not.
const SENTENCE: usize = 4;

/// Text by key, the file's name first: `chat.empty.title`.
type Texts = BTreeMap<String, String>;

/// Reads `frontend/locales/{en,fr,es}/*.json`.
pub fn check(files: &[File]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut languages: BTreeMap<&str, Texts> = BTreeMap::new();
    for file in files {
        let Some((language, namespace)) = language_of(&file.name) else { continue };
        match serde_json::from_str::<Value>(&file.text) {
            Ok(value) => collect(&value, namespace, languages.entry(language).or_default()),
            Err(error) => problems.push(format!("{}: {error}", file.name)),
        }
    }
    if languages.is_empty() {
        return problems;
    }
    let english = languages.get("en").cloned().unwrap_or_default();
    let keys: Vec<String> = languages.values().flat_map(BTreeMap::keys).cloned().collect();
    for language in LANGUAGES {
        let texts = languages.remove(language).unwrap_or_default();
        for key in keys.iter().filter(|key| !(texts.contains_key(*key) || key.ends_with(MANY))) {
            problems.push(format!("{FOLDER}{language}: `{key}` is missing"));
        }
        for (key, text) in &texts {
            if text.trim().is_empty() {
                problems.push(format!("{FOLDER}{language}: `{key}` is empty"));
            }
            if language != "en" && english.get(key) == Some(text) && words(text) >= SENTENCE {
                problems.push(format!("{FOLDER}{language}: `{key}` is not translated: “{text}”"));
            }
        }
    }
    problems.sort();
    problems.dedup();
    problems
}

/// Numbers and placeholders are no words.
fn words(text: &str) -> usize {
    let is_word = |part: &&str| part.starts_with(char::is_alphabetic);
    text.split(' ').filter(is_word).count()
}

/// `frontend/locales/fr/chat.json` is (`fr`, `chat`).
fn language_of(name: &str) -> Option<(&str, &str)> {
    name.strip_prefix(FOLDER)?.strip_suffix(".json")?.split_once('/')
}

fn collect(value: &Value, at: &str, texts: &mut Texts) {
    if let Value::Object(map) = value {
        for (name, inner) in map {
            collect(inner, &format!("{at}.{name}"), texts);
        }
    } else {
        texts.insert(at.to_owned(), value.as_str().unwrap_or_default().to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_texts(en: &str, fr: &str, es: &str, expected: &[&str]) {
        let files = [("en", en), ("fr", fr), ("es", es)]
            .map(|(language, text)| File::of(&format!("{FOLDER}{language}/chat.json"), text));
        let found = check(&files);
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (problem, part) in found.iter().zip(expected) {
            assert!(problem.contains(part), "{problem}");
        }
    }

    #[test]
    fn the_same_keys_everywhere_are_fine() {
        check_texts(r#"{"a":{"b":"x"}}"#, r#"{"a":{"b":"y"}}"#, r#"{"a":{"b":"z"}}"#, &[]);
        assert!(check(&[]).is_empty());
    }

    #[test]
    fn a_missing_key_an_empty_text_and_broken_json_are_problems() {
        check_texts(r#"{"a":"x"}"#, r#"{"a":"y"}"#, "{}", &["locales/es: `chat.a` is missing"]);
        check_texts(r#"{"a":"x"}"#, r#"{"a":" "}"#, r#"{"a":"z"}"#, &["locales/fr: `chat.a` is empty"]);
        check_texts("{}", "{", "{}", &["locales/fr/chat.json"]);
    }

    #[test]
    fn english_has_no_form_for_millions() {
        let full = r#"{"n":{"one":"a","many":"c","other":"b"}}"#;
        check_texts(r#"{"n":{"one":"a","other":"b"}}"#, full, full, &[]);
    }

    #[test]
    fn a_sentence_left_in_english_is_found_and_a_name_is_not() {
        let en = r#"{"a":"You have no messages yet"}"#;
        check_texts(en, en, r#"{"a":"Aún no hay mensajes"}"#, &["locales/fr: `chat.a` is not translated"]);
        check_texts(r#"{"a":"Liaison"}"#, r#"{"a":"Liaison"}"#, r#"{"a":"Liaison"}"#, &[]);
        let number = r#"{"a":"+1 514 555 0123"}"#;
        check_texts(number, number, number, &[]);
    }
}
