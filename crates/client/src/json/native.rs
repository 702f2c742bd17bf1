//! Reading by `serde_json`.

use serde::de::DeserializeOwned;

use super::Unreadable;

pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    serde_json::from_str(text).map_err(|error| Unreadable(error.to_string()))
}
