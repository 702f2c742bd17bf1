//! Lists that come a page at a time.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

/// A page of a list. `next_cursor` leads to the following one; absent on the last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    pub items: Vec<T>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// The ids of rows that are there and cannot be shown, because what is stored of them cannot be read. The others of
    /// the page are in `items`. An empty id where not even that could be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<String>,
}

impl<T> Page<T> {
    pub fn new(items: Vec<T>, next_cursor: Option<String>) -> Self {
        Self { items, next_cursor, unreadable: Vec::new() }
    }
}

impl<T> Page<Row<T>> {
    /// The rows that could be read. Those that this version cannot read are added to those that the server could not.
    pub fn readable(self) -> Page<T> {
        let all = self.items.len();
        let items: Vec<T> = self.items.into_iter().filter_map(|row| row.0).collect();
        let mut unreadable = self.unreadable;
        unreadable.extend(std::iter::repeat_n(String::new(), all - items.len()));
        Page { items, next_cursor: self.next_cursor, unreadable }
    }
}

/// A row of a list; none where this version cannot read it. One bad row must not take the others away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<T>(pub Option<T>);

impl<'de, T: DeserializeOwned> Deserialize<'de> for Row<T> {
    #[cfg(target_arch = "wasm32")]
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        // In a browser each row is a value of its own: giving one up leaves the next where it is.
        Ok(Self(T::deserialize(from).ok()))
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        // Text is read on from where reading stopped, so the row is taken out of it first.
        let row = serde_json::Value::deserialize(from)?;
        Ok(Self(serde_json::from_value(row).ok()))
    }
}

/// Which page is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct PageQuery {
    /// Items on the page, 1 to 100; 50 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// `next_cursor` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_cannot_be_read_leaves_the_others() {
        let text =
            r#"{ "items": [1, {"at": "2026-12-01T14:00:60Z"}, 3], "next_cursor": "c", "unreadable": ["7"] }"#;
        let page: Page<Row<u8>> = serde_json::from_str(text).unwrap();
        let page = page.readable();
        assert_eq!((page.items, page.next_cursor.as_deref()), (vec![1, 3], Some("c")));
        assert_eq!(page.unreadable, ["7", ""], "that of the server, and one of its own");
    }
}
