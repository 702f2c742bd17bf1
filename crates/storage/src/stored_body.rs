//! How a member of a catalogue is stored: its kind in one column, its fields as JSON in another.

use serde::Serialize;
use serde_json::Value;

use crate::{Result, StoreError};

/// The fields of a fact, as JSON.
pub fn body(fact: &impl Serialize) -> Result<String> {
    let unfit = |what: &str| StoreError::Corrupt(format!("a fact that cannot be stored: {what}"));
    match serde_json::to_value(fact).map_err(|error| unfit(&error.to_string()))? {
        Value::Object(mut whole) => {
            whole.remove("body").map(|body| body.to_string()).ok_or_else(|| unfit("no body"))
        }
        other => Err(unfit(&other.to_string())),
    }
}
