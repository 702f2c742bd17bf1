//! Every key of the configuration: what it may hold, and how a wrong one is reported.

use std::borrow::Cow;
use std::sync::LazyLock;

use figment::Figment;
use figment::error::Kind;
use figment::value::Value;
use providers::sms::SmsAccount;

use super::ConfigError;
use super::sms::provider_words;

/// What a variable's text is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As it is, whatever it looks like: `+14385550100` is a number only to a parser, and a token may be all digits.
    Text,
    /// Text that is never shown.
    Secret,
    Number,
    Switch,
    /// Written as in the file: `["10.0.0.1"]`.
    List,
    /// Keys of its own.
    Section,
}

/// A key, its form, and what it may hold.
#[derive(Clone, Debug)]
pub struct Key(pub Cow<'static, str>, pub Form, pub Cow<'static, str>);

/// All keys.
pub static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| {
    let fixed = FIXED.iter().map(|(name, form, allowed)| Key((*name).into(), *form, (*allowed).into()));
    let mut keys = vec![Key("sms.provider".into(), Form::Text, provider_words().into())];
    keys.extend(fixed);
    for key in SmsAccount::keys() {
        let name = format!("sms.{}", key.name);
        let form = if key.is_secret { Form::Secret } else { Form::Text };
        if keys.iter().all(|known| known.0 != name) {
            keys.push(Key(name.into(), form, key.allowed.into()));
        }
    }
    keys
});

/// Those that do not depend on what a provider needs.
const FIXED: &[(&str, Form, &str)] = &[
    ("listen", Form::Text, "an address and a port, such as 127.0.0.1:8080"),
    ("public_url", Form::Text, "http:// or https:// with a host and no path"),
    ("trusted_proxies", Form::List, "a list of IP addresses, such as [\"10.0.0.1\"]"),
    ("extra_origins", Form::List, "a list of addresses, such as [\"http://localhost:8081\"]"),
    ("connections_per_address", Form::Number, "a whole number of connections; 0 is any number"),
    ("data_dir", Form::Text, "a directory"),
    ("database_url", Form::Secret, "postgres://user:password@host/database or sqlite:path"),
    ("key_file", Form::Text, "a file"),
    ("zoneinfo_dir", Form::Text, "a directory with a compiled time zone database"),
    ("web_dir", Form::Text, "a directory"),
    ("workers", Form::Number, "a number of threads; 0 is one for each core"),
    ("log", Form::Text, "text or json"),
    ("metrics_token", Form::Secret, "16 characters or more"),
    ("tls", Form::Section, "certificate and key"),
    ("tls.certificate", Form::Text, "a file in PEM"),
    ("tls.key", Form::Text, "a file in PEM"),
    ("chat", Form::Section, "burst and posts_per_second"),
    ("chat.burst", Form::Number, "a whole number, 1 or more"),
    ("chat.posts_per_second", Form::Number, "a number, more than 0"),
    ("budgets", Form::Section, "sms and mail"),
    ("budgets.sms", Form::Section, "per_minute, per_day and practice_per_day"),
    ("budgets.sms.per_minute", Form::Number, "a whole number, 1 or more"),
    ("budgets.sms.per_day", Form::Number, "a whole number, 1 or more"),
    ("budgets.sms.practice_per_day", Form::Number, "a whole number, 1 or more"),
    ("budgets.mail", Form::Section, "per_minute, per_day and practice_per_day"),
    ("budgets.mail.per_minute", Form::Number, "a whole number, 1 or more"),
    ("budgets.mail.per_day", Form::Number, "a whole number, 1 or more"),
    ("budgets.mail.practice_per_day", Form::Number, "a whole number, 1 or more"),
    ("sms", Form::Section, "provider, from and what the provider needs"),
    ("sms.from", Form::Text, "a number with country code, such as +15145550123"),
    ("sms.base_url", Form::Text, "an address such as https://api.twilio.com"),
    ("mail", Form::Section, "provider, from and the server"),
    ("mail.provider", Form::Text, "mailbox or smtp"),
    ("mail.from", Form::Text, "an e-mail address"),
    ("mail.host", Form::Text, "the mail server's name"),
    ("mail.port", Form::Number, "a whole number from 1 to 65535"),
    ("mail.tls", Form::Text, "starttls, tls or none"),
    ("mail.username", Form::Text, "the account's name"),
    ("mail.password", Form::Secret, "the account's password"),
    ("video", Form::Section, "provider and what it needs"),
    ("video.provider", Form::Text, "builtin or jitsi"),
    ("video.domain", Form::Text, "a host such as meet.practice.example"),
    ("video.app_id", Form::Text, "the app_id of the Jitsi server"),
    ("video.app_secret", Form::Secret, "the app_secret of the Jitsi server, 16 characters or more"),
    (
        "video.ice_servers",
        Form::List,
        "a list such as [{ urls = [\"turn:turn.practice.example\"], username = \"…\", credential = \"…\" }]",
    ),
    ("video.opens_before_minutes", Form::Number, "a whole number of minutes"),
    ("video.closes_after_minutes", Form::Number, "a whole number of minutes"),
    ("video.waiting_room", Form::Switch, "true or false"),
];

fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.0 == name)
}

/// The key that holds `name`: items of a list have none of their own.
fn find_around(name: &str) -> Option<&'static Key> {
    let mut name = name;
    loop {
        if let Some(key) = find(name) {
            return Some(key);
        }
        name = name.rsplit_once('.')?.0;
    }
}

/// The environment variable that sets a key.
pub fn variable(name: &str) -> String {
    format!("LIAISON_{}", name.to_uppercase().replace('.', "__"))
}

/// A variable's value, read as its key wants it.
pub fn typed(name: &str, value: String) -> Value {
    match find(name).map(|key| key.1) {
        Some(Form::Number | Form::Switch | Form::List) => {
            // Parsing a variable's text cannot fail: what is nothing else is a string.
            let Ok(parsed) = value.parse::<Value>();
            parsed
        }
        Some(Form::Text | Form::Secret | Form::Section) | None => Value::from(value),
    }
}

/// A key whose value cannot be used.
pub fn wrong(name: &str, value: impl std::fmt::Display, allowed: &str) -> ConfigError {
    let value = value.to_string();
    let is_secret = find_around(name).is_some_and(|key| key.1 == Form::Secret);
    let value = match value.as_str() {
        "" => "empty".to_owned(),
        _ if is_secret => "not shown here".to_owned(),
        _ => format!("`{value}`"),
    };
    let variable = variable(find_around(name).map_or(name, |key| key.0.as_ref()));
    ConfigError(format!(
        "configuration key `{name}` (environment variable {variable}) is {value}; allowed: {allowed}"
    ))
}

/// What is wrong with a configuration that cannot be read, in the words of who wrote it.
pub fn explain(figment: &Figment, error: &figment::Error) -> String {
    error.clone().into_iter().map(|one| explain_one(figment, &one)).collect::<Vec<_>>().join("\n")
}

fn explain_one(figment: &Figment, error: &figment::Error) -> String {
    let place = error.metadata.as_ref().map(|m| format!(" (from {})", m.name)).unwrap_or_default();
    let path = error.path.join(".");
    if let Kind::UnknownField(given, _) = &error.kind {
        let given = path.rsplit_once('.').map_or_else(
            || if path.is_empty() || path == *given { given.clone() } else { format!("{path}.{given}") },
            |(_, last)| if last == given { path.clone() } else { format!("{path}.{given}") },
        );
        return format!("there is no configuration key `{given}`{place}; {}", known_beside(&given));
    }
    if let Kind::MissingField(field) = &error.kind {
        let name = if path.is_empty() { field.to_string() } else { format!("{path}.{field}") };
        let allowed = find(&name).map_or("a value", |key| key.2.as_ref());
        let variable = variable(&name);
        return format!(
            "configuration key `{name}` (environment variable {variable}) is missing; allowed: {allowed}"
        );
    }
    let Some(key) = find_around(&path) else { return format!("{}{place}", error.kind) };
    let given = shown(figment, &path);
    format!("{}{place}", wrong(&path, given, &key.2).0)
}

/// The names of what may stand where an unknown key stood.
fn known_beside(given: &str) -> String {
    let section = given.rsplit_once('.').map_or("", |(section, _)| section);
    let names: Vec<_> = KEYS
        .iter()
        .filter_map(|key| match key.0.rsplit_once('.') {
            None => section.is_empty().then_some(key.0.as_ref()),
            Some((of, name)) => (of == section).then_some(name),
        })
        .collect();
    match find_around(given) {
        // Within a key that holds a list of tables.
        Some(key) if names.is_empty() => format!("allowed: {}", key.2),
        _ => format!("there are: {}", names.join(", ")),
    }
}

/// The value as it was given.
fn shown(figment: &Figment, path: &str) -> String {
    // An item of a list has no path of its own: the whole list is shown.
    let mut found = figment.find_value(path);
    let mut around = path;
    while let (Err(_), Some((outer, _))) = (&found, around.rsplit_once('.')) {
        around = outer;
        found = figment.find_value(around);
    }
    match found {
        Ok(Value::String(_, text)) => text,
        Ok(Value::Char(_, one)) => one.to_string(),
        Ok(Value::Bool(_, flag)) => flag.to_string(),
        Ok(Value::Num(_, number)) => number
            .to_i128()
            .map(|whole| whole.to_string())
            .or_else(|| number.to_u128().map(|whole| whole.to_string()))
            .or_else(|| number.to_f64().map(|real| real.to_string()))
            .unwrap_or_default(),
        Ok(Value::Array(_, items)) => {
            let texts: Vec<_> = items.iter().map(|item| item.as_str().map_or("…", |text| text)).collect();
            format!("[{}]", texts.join(", "))
        }
        Ok(Value::Dict(..)) => "a section".to_owned(),
        Ok(Value::Empty(..)) | Err(_) => String::new(),
    }
}
