//! Cursors of lists.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wire::{Code, Page, PageQuery};

use crate::error::{ApiError, ApiResult};

const DEFAULT: u64 = 50;
const LARGEST: u64 = 100;

/// The number of items wanted.
pub fn limit(query: &PageQuery) -> ApiResult<u64> {
    match query.limit {
        None => Ok(DEFAULT),
        Some(limit @ 1..=LARGEST) => Ok(limit),
        Some(_) => Err(ApiError::field("limit", "out_of_range", "1 to 100")),
    }
}

/// The place a cursor stands for. Cursors are opaque to callers.
pub fn cursor<T: DeserializeOwned>(query: &PageQuery) -> ApiResult<Option<T>> {
    let Some(cursor) = &query.cursor else { return Ok(None) };
    let place = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
    place.map(Some).ok_or_else(|| ApiError::with(Code::BadRequest, "the cursor is not one of ours"))
}

/// The opaque form of a place.
pub fn encode(place: &impl Serialize) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(place).unwrap_or_default())
}

/// A page out of `rows`, of which one more than `limit` was asked for to see whether there are more.
pub fn page<R, T, P: Serialize>(
    mut rows: Vec<R>,
    limit: u64,
    place: impl Fn(&R) -> P,
    item: impl Fn(R) -> T,
) -> Page<T> {
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    let next_cursor = if more { rows.last().map(|last| encode(&place(last))) } else { None };
    Page { items: rows.into_iter().map(item).collect(), next_cursor }
}
