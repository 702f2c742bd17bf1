//! JSON read and written.
//!
//! In a browser it is read by the browser itself: its parser is there already, and serde's derived code over its
//! values is a fraction of what the same code over text weighs, for it never words an error.

#[cfg_attr(target_arch = "wasm32", path = "json/browser.rs")]
#[cfg_attr(not(target_arch = "wasm32"), path = "json/native.rs")]
mod reader;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The text is no JSON, or not what was expected; in words where there are any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub String);

/// Reads a value of JSON.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    reader::read(text)
}

/// The value as JSON; `None` for what JSON cannot say, such as a map whose keys are no texts.
pub fn write(value: &impl Serialize) -> Option<String> {
    serde_json::to_string(value).ok()
}
