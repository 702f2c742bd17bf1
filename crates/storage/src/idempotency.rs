//! Creating requests that are sent again make nothing twice.

use chrono::{DateTime, Utc};
use domain::UserId;
use sea_orm::ActiveValue::Set;
use sea_orm::{EntityTrait, sea_query::OnConflict};
use uuid::Uuid;

use crate::entity::idempotency_key;
use crate::{Conflict, Result, StoreError, Tx};

/// The key of a creating request, and what it was sent with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestKey {
    pub key: String,
    /// A hash of everything the request said. The same key with another hash is another request, and is refused: an
    /// answer that tells of the first one would say that the second was done.
    pub hash: String,
}

/// Whether a key was used before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// First time: create the thing with the id that was claimed.
    Fresh,
    /// The same request came before and made this.
    Seen(Uuid),
}

impl Tx {
    /// Claims `key` of `author` for a new `kind` of thing with id `subject`. Kept for ever. Fails with the conflict
    /// `key_reused` when the key was used for another kind of thing, or with another request.
    pub async fn claim_key(
        &self,
        author: UserId,
        key: &RequestKey,
        kind: &'static str,
        subject: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Claim> {
        let row = idempotency_key::ActiveModel {
            author_id: Set(author.as_uuid()),
            key: Set(key.key.clone()),
            kind: Set(kind.to_owned()),
            subject_id: Set(subject),
            request_hash: Set(Some(key.hash.clone())),
            created_at: Set(now),
        };
        let on_conflict =
            OnConflict::columns([idempotency_key::Column::AuthorId, idempotency_key::Column::Key])
                .do_nothing()
                .to_owned();
        let written = idempotency_key::Entity::insert(row)
            .on_conflict(on_conflict)
            .exec_without_returning(self.conn())
            .await?;
        if written == 1 {
            return Ok(Claim::Fresh);
        }
        let seen = idempotency_key::Entity::find_by_id((author.as_uuid(), key.key.clone()))
            .one(self.conn())
            .await?
            .ok_or(StoreError::NotFound)?;
        if seen.kind == kind && seen.request_hash.is_none_or(|hash| hash == key.hash) {
            Ok(Claim::Seen(seen.subject_id))
        } else {
            Err(StoreError::Conflict(Conflict::KeyReused))
        }
    }
}
