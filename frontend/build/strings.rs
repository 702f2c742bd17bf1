//! One function per key of `locales/{en,fr,es}/<namespace>.json`.
//!
//! A key missing from a language, a key too many, a placeholder that differs or a plural form that
//! is missing fails the build, with the file and the key.

use std::{collections::BTreeSet, error::Error, fmt::Write, fs, path::Path};

use serde_json::{Map, Value};

/// In the order of `i18n::Language`.
const LANGUAGES: [&str; 3] = ["en", "fr", "es"];
/// The plural categories of each language, in the order of `LANGUAGES` (Unicode CLDR, cardinals).
const FORMS: [&[&str]; 3] = [&["one", "other"], &["one", "many", "other"], &["one", "many", "other"]];
const KEYWORDS: [&str; 12] =
    ["as", "box", "break", "continue", "do", "else", "for", "if", "in", "move", "type", "use"];

type Result<T> = std::result::Result<T, Box<dyn Error>>;

pub fn generate(locales: &Path) -> Result<String> {
    let mut namespaces = BTreeSet::new();
    for language in LANGUAGES {
        for entry in fs::read_dir(locales.join(language))? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "json")
                && let Some(stem) = path.file_stem().and_then(|stem| stem.to_str())
            {
                namespaces.insert(stem.to_owned());
            }
        }
    }
    let mut out = String::new();
    for namespace in &namespaces {
        let mut sources = Vec::new();
        for language in LANGUAGES {
            let file = locales.join(language).join(format!("{namespace}.json"));
            let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
            let value: Value =
                serde_json::from_str(&text).map_err(|error| format!("{}: {error}", file.display()))?;
            sources.push(value);
        }
        let maps = objects(namespace, &sources)?;
        writeln!(
            out,
            "#[doc = \"Words of `{namespace}`.\"]\n\
             #[expect(non_upper_case_globals, reason = \"they are called and read as functions\")]\n\
             pub mod {namespace} {{"
        )?;
        module(&mut out, namespace, &maps)?;
        writeln!(out, "}}")?;
    }
    Ok(out)
}

/// Every language's value as an object, or what is wrong.
fn objects<'a>(at: &str, values: &'a [Value]) -> Result<Vec<&'a Map<String, Value>>> {
    values
        .iter()
        .zip(LANGUAGES)
        .map(|(value, language)| {
            value.as_object().ok_or_else(|| format!("locales/{language}: `{at}` is not an object").into())
        })
        .collect()
}

fn module(out: &mut String, at: &str, maps: &[&Map<String, Value>]) -> Result<()> {
    let keys: BTreeSet<&String> = maps.iter().flat_map(|map| map.keys()).collect();
    for key in keys {
        let at = format!("{at}.{key}");
        check_name(&at, key)?;
        let mut values = Vec::new();
        for (map, language) in maps.iter().zip(LANGUAGES) {
            values
                .push(map.get(key).cloned().ok_or_else(|| format!("locales/{language}: `{at}` is missing"))?);
        }
        if values.iter().all(Value::is_string) {
            plain(out, &at, key, &values)?;
        } else {
            let inner = objects(&at, &values)?;
            if inner.iter().all(|map| is_plural(map)) {
                plural(out, &at, key, &inner)?;
            } else {
                writeln!(out, "#[doc = \"Words of `{at}`.\"]\npub mod {key} {{")?;
                module(out, &at, &inner)?;
                writeln!(out, "}}")?;
            }
        }
    }
    Ok(())
}

/// Every key is a plural form, and `other` is among them.
fn is_plural(map: &Map<String, Value>) -> bool {
    map.contains_key("other")
        && map.keys().all(|key| matches!(key.as_str(), "zero" | "one" | "two" | "few" | "many" | "other"))
}

fn check_name(at: &str, key: &str) -> Result<()> {
    let snake = key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !snake || !key.starts_with(|c: char| c.is_ascii_lowercase()) || KEYWORDS.contains(&key) {
        return Err(format!("`{at}`: a key is a snake_case name and no keyword of Rust").into());
    }
    Ok(())
}

fn plain(out: &mut String, at: &str, key: &str, values: &[Value]) -> Result<()> {
    let texts: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
    let english = texts.first().copied().unwrap_or_default();
    let arguments = placeholders(english);
    let mut templates = Vec::new();
    for (text, language) in texts.iter().zip(LANGUAGES) {
        templates.push(template(at, language, text, &arguments)?);
    }
    let list = literals(&templates);
    writeln!(out, "#[doc = {english:?}]")?;
    if arguments.is_empty() {
        // A constant, so that all of them are of one type: a view's code is made once for it, not once per text.
        writeln!(out, "pub const {key}: crate::i18n::Text = || crate::i18n::pick(&[{list}]);")?;
    } else {
        let names: Vec<String> = arguments.iter().map(|name| parameter(name)).collect();
        let parameters: Vec<String> = names.iter().map(|name| format!("{name}: &str")).collect();
        writeln!(
            out,
            "pub fn {key}({}) -> String {{ crate::i18n::fill(crate::i18n::pick(&[{list}]), &[{}]) }}",
            parameters.join(", "),
            names.join(", ")
        )?;
    }
    Ok(())
}

fn plural(out: &mut String, at: &str, key: &str, maps: &[&Map<String, Value>]) -> Result<()> {
    let form =
        |map: &Map<String, Value>, name: &str| map.get(name).and_then(Value::as_str).map(str::to_owned);
    let english = maps.first().and_then(|map| form(map, "other")).unwrap_or_default();
    let mut arguments = placeholders(&english);
    if !arguments.iter().any(|name| name == "count") {
        return Err(format!("`{at}`: the form `other` says {{count}}").into());
    }
    arguments.retain(|name| name != "count");
    arguments.insert(0, "count".to_owned());
    let mut rows = Vec::new();
    for ((map, language), forms) in maps.iter().zip(LANGUAGES).zip(FORMS) {
        if let Some(extra) = map.keys().find(|name| !forms.contains(&name.as_str())) {
            return Err(format!("locales/{language}: `{at}` has no plural form `{extra}`").into());
        }
        let mut row = Vec::new();
        for name in ["one", "many", "other"] {
            let text = if forms.contains(&name) {
                form(map, name)
                    .ok_or_else(|| format!("locales/{language}: `{at}` lacks the form `{name}`"))?
            } else {
                form(map, "other").unwrap_or_default()
            };
            row.push(template(at, language, &text, &arguments)?);
        }
        rows.push(format!("[{}]", literals(&row)));
    }
    let rest: Vec<String> =
        arguments.iter().skip(1).map(|name| format!(", {}: &str", parameter(name))).collect();
    let pass: Vec<String> = arguments.iter().skip(1).map(|name| format!(", {}", parameter(name))).collect();
    writeln!(out, "#[doc = {english:?}]")?;
    writeln!(
        out,
        "pub fn {key}(count: u64{}) -> String {{ \
           let number = crate::i18n::number(count); \
           crate::i18n::fill(crate::i18n::plural(count, crate::i18n::pick(&[{}])), &[&number{}]) }}",
        rest.concat(),
        rows.join(", "),
        pass.concat()
    )?;
    Ok(())
}

/// Not the bare name of a placeholder: a text of the module may have it, and a constant's name cannot be a parameter's.
fn parameter(placeholder: &str) -> String {
    format!("the_{placeholder}")
}

/// The names between braces, each once, in order of appearance.
fn placeholders(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for piece in text.split('{').skip(1) {
        if let Some((name, _)) = piece.split_once('}')
            && !names.iter().any(|known| known == name)
        {
            names.push(name.to_owned());
        }
    }
    names
}

/// The text with its placeholders numbered as the arguments are, and with the spaces of its language.
fn template(at: &str, language: &str, text: &str, arguments: &[String]) -> Result<String> {
    let mut found = placeholders(text);
    found.retain(|name| name != "count");
    let mut wanted = arguments.to_vec();
    wanted.retain(|name| name != "count");
    found.sort();
    wanted.sort();
    if found != wanted {
        return Err(format!("locales/{language}: `{at}` has placeholders {found:?}, not {wanted:?}").into());
    }
    let mut text = text.to_owned();
    for (index, name) in arguments.iter().enumerate() {
        text = text.replace(&format!("{{{name}}}"), &format!("{{{index}}}"));
    }
    if language == "fr" {
        // Canadian usage: a no-break space before a colon and inside guillemets, none before ; ? !
        text = text.replace(" :", "\u{a0}:").replace("« ", "«\u{a0}").replace(" »", "\u{a0}»");
        if let Some(mark) = [" ;", " ?", " !"].into_iter().find(|mark| text.contains(mark)) {
            return Err(format!("locales/fr: `{at}` has a space before `{}`", mark.trim()).into());
        }
    }
    Ok(text)
}

fn literals(texts: &[String]) -> String {
    texts.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>().join(", ")
}
