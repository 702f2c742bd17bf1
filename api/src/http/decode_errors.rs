//! What cannot be read as the type that an address takes: which field it was, and why.

use serde::de::DeserializeOwned;
use wire::{Code, FieldCode};

use crate::error::{ApiError, ApiResult};

/// Reads a JSON text. What is no JSON at all, or nothing like the expected shape, is malformed; of the rest the field
/// is named.
pub fn json<T: DeserializeOwned>(text: &str) -> ApiResult<T> {
    // A list would be read as an object's fields in their order, which no address offers.
    if !text.trim_start().starts_with('{') {
        return Err(ApiError::with(Code::MalformedBody, "the body is a JSON object"));
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let error = error.into_inner();
        // A number where a word of a list is expected reads as an error of syntax; only the whole text tells.
        let is_json = serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
        if is_json { field(&path, &plain(&error.to_string())) } else { None }
            .unwrap_or_else(|| ApiError::with(Code::MalformedBody, error.to_string()))
    })?;
    reader.end().map_err(|error| ApiError::with(Code::MalformedBody, error.to_string()))?;
    Ok(value)
}

/// Reads what is behind the question mark of an address.
pub fn query<T: DeserializeOwned>(text: &str) -> ApiResult<T> {
    let pairs = serde_urlencoded::Deserializer::new(url::form_urlencoded::parse(text.as_bytes()));
    serde_path_to_error::deserialize(pairs).map_err(|error| {
        let path = error.path().to_string();
        let message = error.into_inner().to_string();
        field(&path, &message).unwrap_or_else(|| ApiError::with(Code::BadRequest, message))
    })
}

/// The error of one field; none where it is the whole that does not fit.
fn field(path: &str, message: &str) -> Option<ApiError> {
    // Of a key that is not expected or is missing, serde names the place it would be in, and itself in its words.
    let (name, code) = if let Some(name) = quoted(message, "unknown field `") {
        (Some(name), FieldCode::UnknownField)
    } else if let Some(name) = quoted(message, "missing field `") {
        (Some(name), FieldCode::Required)
    } else if let Some(name) = quoted(message, "duplicate field `") {
        (Some(name), FieldCode::Repeated)
    } else if message.starts_with("invalid type") || message.starts_with("expected value") {
        (None, FieldCode::WrongType)
    } else if message.starts_with("unknown variant") {
        (None, FieldCode::Unknown)
    } else {
        (None, FieldCode::Unreadable)
    };
    let path = if path == "." { "" } else { path };
    let field = match (path, name) {
        ("", None) => return None,
        (path, None) => path.to_owned(),
        ("", Some(name)) => name.to_owned(),
        (path, Some(name)) if path.rsplit('.').next() == Some(name) => path.to_owned(),
        (path, Some(name)) => format!("{path}.{name}"),
    };
    Some(ApiError::field(field, code, message))
}

fn quoted<'a>(message: &'a str, before: &str) -> Option<&'a str> {
    message.strip_prefix(before)?.split('`').next()
}

/// Without the place in the text, which the field's name makes needless.
fn plain(message: &str) -> String {
    message.rsplit_once(" at line ").map_or(message, |(words, _)| words).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Phone {
        number: String,
    }

    #[derive(Debug, serde::Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Form {
        name: String,
        #[serde(default)]
        phones: Vec<Phone>,
        #[serde(default)]
        limit: Option<u64>,
    }

    fn named(error: &ApiError) -> (Code, Option<(&str, &str)>) {
        let first = error.problem().errors.first();
        (error.code(), first.map(|one| (one.field.as_str(), one.code.as_str())))
    }

    #[test]
    fn the_field_is_named() {
        for (text, expected) in [
            (r#"{"name":1}"#, ("name", "wrong_type")),
            (r#"{"name":null}"#, ("name", "wrong_type")),
            (r#"{"name":"a","age":3}"#, ("age", "unknown_field")),
            ("{}", ("name", "required")),
            (r#"{"name":"a","name":"b"}"#, ("name", "repeated")),
            (r#"{"name":"a","phones":[{"number":"1"},{"number":2}]}"#, ("phones[1].number", "wrong_type")),
            (r#"{"name":"a","phones":[{"number":"1","of":"x"}]}"#, ("phones[0].of", "unknown_field")),
            (r#"{"name":"a","phones":[{}]}"#, ("phones[0].number", "required")),
            (r#"{"name":"a","limit":-1}"#, ("limit", "unreadable")),
        ] {
            let error = json::<Form>(text).unwrap_err();
            assert_eq!(named(&error), (Code::Invalid, Some(expected)), "{text}: {:?}", error.problem());
        }
    }

    #[test]
    fn what_is_no_such_body_is_malformed() {
        for text in ["", "{", "[]", "1", "null", r#"{"name":"a"} {}"#] {
            let error = json::<Form>(text).unwrap_err();
            assert_eq!(named(&error), (Code::MalformedBody, None), "{text}");
        }
    }

    #[test]
    fn a_query_is_read_the_same_way() {
        #[derive(Debug, serde::Deserialize)]
        struct Wanted {
            limit: Option<u64>,
            past: Option<bool>,
        }
        let read = query::<Wanted>("limit=3&past=true&more=x").unwrap();
        assert_eq!((read.limit, read.past), (Some(3), Some(true)));
        for (text, expected) in [("limit=x", "limit"), ("past=perhaps", "past"), ("limit=1&limit=2", "limit")]
        {
            let error = query::<Wanted>(text).unwrap_err();
            assert_eq!(named(&error).1.map(|(field, _)| field), Some(expected), "{text}");
        }
    }
}
