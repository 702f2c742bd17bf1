//! Words of records: field names, reasons, and what an editor must look at again.

use wire::FieldError;

use crate::{
    cases::words::{role, stage, type_name},
    i18n::{records as r, records::field as f, ui, video as v},
    records::facts,
    video, words,
};

/// What is wrong with a field of a record, beneath it.
pub fn wrong(error: &FieldError) -> String {
    let text = match error.code.as_str() {
        "country_code" => r::wrong::country_code(),
        "unexpected_character" | "not_a_number" => r::wrong::not_a_number(),
        "not_an_address" => r::wrong::not_an_address(),
        "duplicate" => r::wrong::duplicate(),
        "too_many" => r::wrong::too_many(),
        "in_the_future" | "too_long_ago" => r::wrong::birth(),
        "unknown_language" | "unknown_country" | "unknown_user" | "unknown_applicant" => r::wrong::choose(),
        "before_opening" => r::wrong::before_opening(),
        "one_principal" => r::wrong::one_principal(),
        _ => return words::field(error),
    };
    text.to_owned()
}

/// A field by its name in the request.
pub fn field(name: &str) -> String {
    let text = match name {
        "given_names" => f::given_names(),
        "family_names" => f::family_names(),
        "preferred_name" => f::preferred_name(),
        "date_of_birth" => f::date_of_birth(),
        "nationality" => f::nationality(),
        "language" => f::language(),
        "time_zone" => f::time_zone(),
        "country" => f::country(),
        "preferred_channel" => f::preferred_channel(),
        "address" => f::address(),
        "notes" => f::notes(),
        "responsible" => f::responsible(),
        "phones" => f::phones(),
        "emails" => f::emails(),
        "case_type" => f::case_type(),
        "title" => f::title(),
        "stage" => f::stage(),
        "ircc_number" => f::ircc_number(),
        "ircc_deadline" => f::ircc_deadline(),
        "opened_on" => f::opened_on(),
        "closed_on" => f::closed_on(),
        "outcome" => f::outcome(),
        "people" => f::people(),
        "purpose" => v::field::purpose(),
        "starts_at" => v::when(),
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

/// The value of a field as a person reads it; `names` says who a colleague is.
pub fn value(field: &str, value: &serde_json::Value, names: impl Fn(&str) -> String + Copy) -> String {
    use serde_json::Value;
    match value {
        Value::Null => r::nothing().to_owned(),
        Value::String(text) if text.is_empty() => r::nothing().to_owned(),
        Value::String(text) => match field {
            "stage" => text.parse().map_or_else(|_| text.clone(), |known| stage(known).to_owned()),
            "case_type" => text.parse().map_or_else(|_| text.clone(), |known| type_name(known).to_owned()),
            "nationality" | "country" => facts::country(text),
            "language" => facts::language(text),
            "preferred_channel" => channel(text),
            "responsible" => names(text),
            "purpose" => text.parse().map_or_else(|_| text.clone(), |known| video::purpose(known).to_owned()),
            "starts_at" => text.replace('T', " "),
            _ => text.parse().map_or_else(|_| text.clone(), facts::date),
        },
        Value::Array(items) if items.is_empty() => r::nothing().to_owned(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| line(item, names)).collect();
            items.join(", ")
        }
        Value::Bool(yes) => if *yes { ui::yes() } else { ui::no() }.to_owned(),
        Value::Number(minutes) if field == "minutes" => {
            video::length(minutes.as_i64().unwrap_or_default() * 60)
        }
        other => other.to_string(),
    }
}

/// One of several: a number or an address with its label, a person with a role, or a colleague.
fn line(item: &serde_json::Value, names: impl Fn(&str) -> String) -> String {
    if let Some(who) = item.as_str() {
        return names(who);
    }
    let part = |name: &str| item.get(name).and_then(serde_json::Value::as_str).unwrap_or_default();
    let main = match (part("number"), part("address"), part("applicant")) {
        ("", "", "") => return String::new(),
        ("", "", who) => names(who),
        ("", address, _) => address.to_owned(),
        (number, ..) => number.to_owned(),
    };
    let label = match (part("label"), part("role")) {
        ("", role_name) => role_name.parse().map(role).unwrap_or_default().to_owned(),
        (label, _) => label.to_owned(),
    };
    if label.is_empty() { main } else { format!("{main} ({label})") }
}
