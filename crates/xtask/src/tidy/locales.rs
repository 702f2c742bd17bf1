//! Translations: every language has the same keys, none with an empty text, and the plural forms its language needs.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::File;

const FOLDER: &str = "frontend/locales/";
const LANGUAGES: [&str; 3] = ["en", "fr", "es"];
/// Plural forms that French and Spanish have and English has not.
const MANY: &str = "_many";

/// Reads `frontend/locales/{en,fr,es}.json` or `frontend/locales/{en,fr,es}/*.json`.
pub fn check(files: &[File]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut keys: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for file in files {
        let Some((language, namespace)) = language_of(&file.name) else { continue };
        match serde_json::from_str::<Value>(&file.text) {
            Ok(value) => {
                collect(&value, namespace, keys.entry(language).or_default(), &mut problems, &file.name);
            }
            Err(error) => problems.push(format!("{}: {error}", file.name)),
        }
    }
    if keys.is_empty() {
        return problems;
    }
    let all: BTreeSet<String> = keys.values().flatten().cloned().collect();
    for language in LANGUAGES {
        let has = keys.remove(language).unwrap_or_default();
        let missing =
            all.iter().filter(|key| !(has.contains(*key) || language == "en" && key.ends_with(MANY)));
        problems.extend(missing.map(|key| format!("{FOLDER}{language}: `{key}` is missing")));
        if language != "en" {
            let forms = has.iter().filter_map(|key| key.strip_suffix("_other"));
            let lacking = forms.filter(|key| is_plural(&has, key) && !has.contains(&format!("{key}{MANY}")));
            problems.extend(
                lacking.map(|key| format!("{FOLDER}{language}: `{key}` has no plural form `{MANY}`")),
            );
        }
    }
    problems
}

fn is_plural(keys: &BTreeSet<String>, key: &str) -> bool {
    keys.contains(&format!("{key}_one")) && !key.ends_with("_ordinal")
}

/// `frontend/locales/fr/chat.json` is (`fr`, `chat.`), `frontend/locales/fr.json` is (`fr`, empty).
fn language_of(name: &str) -> Option<(&str, &str)> {
    let stem = name.strip_prefix(FOLDER)?.strip_suffix(".json")?;
    Some(stem.split_once('/').unwrap_or((stem, "")))
}

fn collect(value: &Value, at: &str, keys: &mut BTreeSet<String>, problems: &mut Vec<String>, file: &str) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                let key = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                collect(inner, &key, keys, problems, file);
            }
        }
        Value::String(text) if text.trim().is_empty() => problems.push(format!("{file}: `{at}` is empty")),
        _ => {
            keys.insert(at.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(en: &str, fr: &str, es: &str) -> Vec<File> {
        [("en", en), ("fr", fr), ("es", es)]
            .map(|(language, text)| File::of(&format!("{FOLDER}{language}/chat.json"), text))
            .into()
    }

    #[test]
    fn the_same_keys_everywhere_are_fine() {
        assert!(check(&files(r#"{"a":{"b":"x"}}"#, r#"{"a":{"b":"y"}}"#, r#"{"a":{"b":"z"}}"#)).is_empty());
        assert!(check(&[]).is_empty());
    }

    #[test]
    fn a_missing_key_an_empty_text_and_broken_json_are_problems() {
        assert_eq!(
            check(&files(r#"{"a":"x"}"#, r#"{"a":"y"}"#, "{}")),
            ["frontend/locales/es: `chat.a` is missing"]
        );
        assert_eq!(check(&files(r#"{"a":"x"}"#, r#"{"a":" "}"#, r#"{"a":"z"}"#)).len(), 2);
        assert_eq!(check(&files("{}", "{", "{}")).len(), 1);
    }

    #[test]
    fn french_and_spanish_need_the_form_for_millions() {
        let plural = r#"{"n_one":"a","n_other":"b"}"#;
        let full = r#"{"n_one":"a","n_many":"c","n_other":"b"}"#;
        assert!(check(&files(plural, full, full)).is_empty());
        let problems = check(&files(plural, plural, full));
        assert!(
            problems.iter().all(|problem| problem.contains("fr") && problem.contains("_many")),
            "{problems:?}"
        );
        assert!(!problems.is_empty());
    }
}
