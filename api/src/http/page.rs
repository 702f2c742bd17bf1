//! Cursors of lists.

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::UnknownName;
use domain::fields::Fields;
use serde::Serialize;
use serde::de::DeserializeOwned;

use uuid::Uuid;
use wire::{Code, FieldCode, Page, PageQuery};

use crate::error::{ApiError, ApiResult};

const DEFAULT: u64 = 50;
const LARGEST: u64 = 100;

/// The number of items wanted.
pub fn limit(query: &PageQuery) -> ApiResult<u64> {
    match query.limit {
        None => Ok(DEFAULT),
        Some(limit @ 1..=LARGEST) => Ok(limit),
        Some(_) => Err(ApiError::field("limit", FieldCode::OutOfRange, "1 to 100")),
    }
}

/// The place a cursor represents. Cursors are opaque to callers.
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
    Page::new(rows.into_iter().map(item).collect(), next_cursor)
}

/// Splits what was made of rows: those that can be shown stay, the ids of the others are told beside them. One bad row must
/// not take its page away.
pub fn readable<T>(rows: Page<Result<T, UnreadableRow>>) -> Page<T> {
    let (mut items, mut unreadable) = (Vec::with_capacity(rows.items.len()), rows.unreadable);
    for row in rows.items {
        match row {
            Ok(item) => items.push(item),
            Err(UnreadableRow { id, why }) => {
                tracing::error!(%id, why, "what is stored of a row cannot be read; its list goes without it");
                unreadable.push(id.to_string());
            }
        }
    }
    Page { items, next_cursor: rows.next_cursor, unreadable }
}

/// A row of which something that is stored cannot be read.
#[derive(Debug)]
pub struct UnreadableRow {
    pub id: Uuid,
    pub why: String,
}

impl UnreadableRow {
    pub fn new(id: impl Into<Uuid>, why: &(impl std::fmt::Display + ?Sized)) -> Self {
        Self { id: id.into(), why: why.to_string() }
    }
}

/// Reads a fact as it is stored: its kind in one column, its fields as JSON in another.
pub fn stored_fact<K, F>(
    id: impl Into<Uuid>,
    kind: &str,
    body: &str,
    read: impl FnOnce(K, Fields) -> Option<F>,
) -> Result<F, UnreadableRow>
where
    K: FromStr<Err = UnknownName>,
{
    let fact = || {
        let kind = kind.parse().map_err(|error: UnknownName| error.to_string())?;
        let body = serde_json::from_str(body).map_err(|error| error.to_string())?;
        read(kind, body).ok_or_else(|| "a part is missing or of another type".to_owned())
    };
    fact().map_err(|why| UnreadableRow { id: id.into(), why })
}
