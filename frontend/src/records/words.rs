//! Words of records: field names, reasons, and what an editor must look at again.

use domain::phone::PhoneNumber;
use domain::timeline::{ChangeValue, ChangedField};
use wire::{FieldCode, FieldError};

use crate::{
    calls,
    cases::words::{role, stage, type_name},
    i18n::{calls as v, date_locale, identity as i, language, records as r, records::field as f, ui},
    identity::fields::role_name,
    js::intl::{self, Style},
    records::{details, merge::Fields},
    words,
    zones::written,
};

/// What is wrong with a field of a record, beneath it: as everywhere, but for what a record can say better.
pub fn wrong(error: &FieldError) -> String {
    match FieldCode::parse(&error.code) {
        Some(FieldCode::Duplicate) => r::wrong::duplicate().to_owned(),
        Some(FieldCode::TooMany) => r::wrong::too_many().to_owned(),
        Some(FieldCode::InTheFuture | FieldCode::TooLongAgo) => r::wrong::birth().to_owned(),
        _ => words::field(error),
    }
}

/// A field whose changes stand in the history.
pub fn changed_field(field: ChangedField) -> &'static str {
    match field {
        ChangedField::GivenNames => f::given_names(),
        ChangedField::FamilyNames => f::family_names(),
        ChangedField::PreferredName => f::preferred_name(),
        ChangedField::DateOfBirth => f::date_of_birth(),
        ChangedField::Nationality => f::nationality(),
        ChangedField::Language => f::language(),
        ChangedField::TimeZone => f::time_zone(),
        ChangedField::Country => f::country(),
        ChangedField::PreferredChannel => f::preferred_channel(),
        ChangedField::Address => f::address(),
        ChangedField::Notes => f::notes(),
        ChangedField::Responsible => f::responsible(),
        ChangedField::Phones => f::phones(),
        ChangedField::Emails => f::emails(),
        ChangedField::CaseType => f::case_type(),
        ChangedField::Title => f::title(),
        ChangedField::IrccNumber => f::ircc_number(),
        ChangedField::IrccDeadline => f::ircc_deadline(),
        ChangedField::OpenedOn => f::opened_on(),
        ChangedField::ClosedOn => f::closed_on(),
        ChangedField::Outcome => f::outcome(),
        ChangedField::People => f::people(),
    }
}

/// A field by its name in the request.
pub fn field(name: &str) -> String {
    if let Ok(known) = name.parse() {
        return changed_field(known).to_owned();
    }
    let text = match name {
        "stage" => f::stage(),
        "purpose" => v::field::purpose(),
        "starts_at" => v::when(),
        "name" => i::name(),
        "phone" => f::phones(),
        "email" => f::emails(),
        "role" => i::role::label(),
        "permissions" => i::team::permissions(),
        "minutes" => v::field::length(),
        "participants" => v::field::participants(),
        "delegates" => v::field::delegates(),
        "waiting_room" => v::field::waiting_room(),
        other => return other.to_owned(),
    };
    text.to_owned()
}

/// How a person would rather be reached.
pub fn channel(name: &str) -> String {
    match name {
        "sms" => r::channel::sms().to_owned(),
        "email" => r::channel::email().to_owned(),
        "phone" => r::channel::phone().to_owned(),
        other => other.to_owned(),
    }
}

/// What stood in a field, as a person reads it; `names` says who a colleague is.
pub fn changed_value(
    field: ChangedField,
    value: &ChangeValue,
    names: impl Fn(&str) -> String + Copy,
) -> String {
    match value {
        ChangeValue::Nothing => r::nothing().to_owned(),
        ChangeValue::Text(text) => text_value(field.as_str(), text, names),
        ChangeValue::List(list) if list.is_empty() => r::nothing().to_owned(),
        ChangeValue::List(list) => list.join(", "),
    }
}

/// The value of a field as a person reads it; `names` says who a colleague is.
pub fn value(field: &str, value: &serde_json::Value, names: impl Fn(&str) -> String + Copy) -> String {
    use serde_json::Value;
    match value {
        Value::Null => r::nothing().to_owned(),
        Value::String(text) => text_value(field, text, names),
        Value::Array(items) if items.is_empty() => r::nothing().to_owned(),
        Value::Array(items) => {
            let items = items.iter().map(|item| line(item, names));
            let items: Vec<String> = items.filter(|item| !item.is_empty()).collect();
            items.join(", ")
        }
        Value::Bool(yes) => if *yes { ui::yes() } else { ui::no() }.to_owned(),
        Value::Number(minutes) if field == "minutes" => {
            calls::length(minutes.as_i64().unwrap_or_default() * 60)
        }
        other => other.to_string(),
    }
}

/// One side of a field that two people changed, as a person reads it.
pub fn disputed(field: &str, side: &Fields, names: impl Fn(&str) -> String + Copy) -> String {
    use serde_json::Value;
    let main = side.get(field).unwrap_or(&Value::Null);
    if field == "permissions" {
        return permissions(main);
    }
    let text = value(field, main, names);
    match side.get("time_zone").and_then(Value::as_str) {
        Some(zone) if field == "starts_at" => format!("{text} ({})", written(zone)),
        _ => text,
    }
}

/// What someone may do; without a set of their own, what their role may.
fn permissions(value: &serde_json::Value) -> String {
    let Some(items) = value.as_array() else { return i::team::permissions_as_role().to_owned() };
    let names = items.iter().filter_map(|item| item.as_str()?.parse().ok());
    let names: Vec<&str> = names.map(words::permission).collect();
    if names.is_empty() { r::nothing().to_owned() } else { names.join(", ") }
}

fn text_value(field: &str, text: &str, names: impl Fn(&str) -> String) -> String {
    if text.is_empty() {
        return r::nothing().to_owned();
    }
    match field {
        "stage" => text.parse().map_or_else(|_| text.to_owned(), |known| stage(known).to_owned()),
        "case_type" => text.parse().map_or_else(|_| text.to_owned(), |known| type_name(known).to_owned()),
        "nationality" | "country" => details::country(text),
        "language" => details::language(text),
        "preferred_channel" => channel(text),
        "responsible" => names(text),
        "purpose" => text.parse().map_or_else(|_| text.to_owned(), |known| calls::purpose(known).to_owned()),
        "starts_at" => wall_time(text),
        "time_zone" => written(text),
        "phone" => PhoneNumber::parse(text).map_or_else(|_| text.to_owned(), |phone| phone.grouped()),
        "role" => text.parse().map_or_else(|_| text.to_owned(), |known| role_name(known).to_owned()),
        _ => text.parse().map_or_else(|_| text.to_owned(), details::date),
    }
}

/// A time of the wall clock, `2026-03-03T14:30` and perhaps more, in words.
fn wall_time(text: &str) -> String {
    let read = |text: &str| chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok();
    let Some(at) = text.get(..16).and_then(read) else { return text.to_owned() };
    let locale = date_locale(language());
    [Style::Day, Style::Time].map(|style| intl::format_local(at, locale, style)).join(" ")
}

/// One of several: a number or an address with its label, a person with a role, or a colleague.
fn line(item: &serde_json::Value, names: impl Fn(&str) -> String + Copy) -> String {
    if let Some(who) = item.as_str() {
        return names(who);
    }
    let part = |name: &str| item.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
    let main = match (part("number"), part("address"), part("applicant")) {
        ("", "", "") => return String::new(),
        ("", "", who) => names(who),
        ("", address, _) => address.to_owned(),
        (number, ..) => text_value("phone", number, names),
    };
    let label = match (part("label"), part("role")) {
        ("", role_name) => role_name.parse().map(role).unwrap_or_default().to_owned(),
        (label, _) => label.to_owned(),
    };
    if label.is_empty() { main } else { format!("{main} ({label})") }
}
