//! Tokens that work once: invitations and password resets.

use chrono::{DateTime, Utc};
use domain::UserId;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

pub use crate::entity::single_use_token::Model as SingleUseToken;
use crate::entity::single_use_token::{Column, Entity};
use crate::{Result, Store, Tx};

impl Tx {
    /// Adds a token; earlier ones of the same kind and person stop working.
    pub async fn insert_token(&self, token: SingleUseToken) -> Result<()> {
        self.void_tokens(token.user_id, &token.kind, token.created_at).await?;
        token.into_active_model().reset_all().insert(self.conn()).await?;
        Ok(())
    }

    /// Ends every token of a person that is still good: anyone who signed in by one, or may not any more, needs
    /// none of the others.
    pub async fn void_all_tokens(&self, user: UserId, now: DateTime<Utc>) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::UsedAt, Expr::value(Some(now)))
            .filter(Column::UserId.eq(user))
            .filter(Column::UsedAt.is_null())
            .exec(self.conn())
            .await?;
        Ok(())
    }

    /// Ends the tokens of a kind that a person has not used.
    pub async fn void_tokens(&self, user: UserId, kind: &str, now: DateTime<Utc>) -> Result<()> {
        Entity::update_many()
            .col_expr(Column::UsedAt, Expr::value(Some(now)))
            .filter(Column::UserId.eq(user))
            .filter(Column::Kind.eq(kind))
            .filter(Column::UsedAt.is_null())
            .exec(self.conn())
            .await?;
        Ok(())
    }

    /// Uses a token up. `None` when it is unknown, used or past its time: two tabs get one yes.
    pub async fn use_token(
        &self,
        hash: &[u8],
        kind: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<SingleUseToken>> {
        let good = Entity::find()
            .filter(Column::TokenHash.eq(hash))
            .filter(Column::Kind.eq(kind))
            .filter(Column::UsedAt.is_null())
            .filter(Column::ExpiresAt.gt(now))
            .one(self.conn())
            .await?;
        if let Some(token) = &good {
            Entity::update_many()
                .col_expr(Column::UsedAt, Expr::value(Some(now)))
                .filter(Column::Id.eq(token.id))
                .exec(self.conn())
                .await?;
        }
        Ok(good)
    }
}

impl Store {
    /// The token as it is, used up or not: for a page that says whom it is for.
    pub async fn token(&self, hash: &[u8], kind: &str) -> Result<Option<SingleUseToken>> {
        let found = Entity::find().filter(Column::TokenHash.eq(hash)).filter(Column::Kind.eq(kind));
        Ok(found.one(self.reader()).await?)
    }
}
