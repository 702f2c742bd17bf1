//! Browsers that signed in.

use chrono::{DateTime, Utc};
use domain::event::{Audience, Event};
use domain::{SessionId, UserId};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};

use crate::entity::app_user;
pub use crate::entity::session::Model as Session;
use crate::entity::session::{Column, Entity};
use crate::handles::Sessions;
use crate::users::User;
use crate::{Result, Store, StoreError, Tx};

impl Sessions<&mut Tx> {
    /// Ends one session, or all but `keep` of a person when `id` is absent.
    pub async fn revoke(
        &mut self,
        user: UserId,
        id: Option<SessionId>,
        keep: Option<SessionId>,
        now: DateTime<Utc>,
    ) -> Result<Vec<SessionId>> {
        let practice = self.practice;
        let mut query = Entity::find()
            .filter(Column::UserId.eq(user))
            .filter(Column::PracticeId.eq(practice))
            .filter(Column::RevokedAt.is_null());
        if let Some(id) = id {
            query = query.filter(Column::Id.eq(id));
        }
        if let Some(keep) = keep {
            query = query.filter(Column::Id.ne(keep));
        }
        let ended: Vec<_> = query.all(self.db.conn()).await?.into_iter().map(|session| session.id).collect();
        if id.is_some() && ended.is_empty() {
            return Err(StoreError::NotFound);
        }
        Entity::update_many()
            .col_expr(Column::RevokedAt, Expr::value(Some(now)))
            .filter(Column::Id.is_in(ended.iter().copied()))
            .exec(self.db.conn())
            .await?;
        for session in &ended {
            self.db.emit(practice, Audience::User(user), Event::SessionRevoked { user, session: *session });
        }
        Ok(ended)
    }
}

impl Tx {
    pub async fn insert_session(&self, session: Session) -> Result<Session> {
        Ok(session.into_active_model().reset_all().insert(self.conn()).await?)
    }
}

impl Tx {
    /// Ends the session of a cookie's hash, no matter whose it is, if it is still good: who signs in takes the browser over.
    pub async fn end_session(&mut self, hash: &[u8], now: DateTime<Utc>) -> Result<()> {
        let found = Entity::find()
            .filter(Column::TokenHash.eq(hash))
            .filter(Column::RevokedAt.is_null())
            .filter(Column::ExpiresAt.gt(now))
            .one(self.conn())
            .await?;
        if let Some(session) = found {
            self.practice(session.practice_id)
                .sessions()
                .revoke(session.user_id, Some(session.id), None, now)
                .await?;
        }
        Ok(())
    }
}

impl Sessions<&Store> {
    /// A person's sessions that are still good, newest first.
    pub async fn list(self, user: UserId, now: DateTime<Utc>) -> Result<Vec<Session>> {
        let practice = self.practice;
        Ok(Entity::find()
            .filter(Column::UserId.eq(user))
            .filter(Column::PracticeId.eq(practice))
            .filter(Column::RevokedAt.is_null())
            .filter(Column::ExpiresAt.gt(now))
            .order_by_desc(Column::LastSeenAt)
            .all(self.db.reader())
            .await?)
    }
}

impl Store {
    /// Who a session belongs to, while it and the person are both good at `now`.
    pub async fn session(&self, id: SessionId, now: DateTime<Utc>) -> Result<Option<(Session, User)>> {
        self.good_session(Column::Id.eq(id), now).await
    }

    /// Those of `ids` that are still good at `now`, and until when.
    pub async fn good_sessions(
        &self,
        ids: &[SessionId],
        now: DateTime<Utc>,
    ) -> Result<Vec<(SessionId, DateTime<Utc>)>> {
        let mut good = Vec::new();
        // Databases take a limited number of values in one statement.
        for some in ids.chunks(500) {
            let found = Entity::find()
                .filter(Column::Id.is_in(some.iter().copied()))
                .filter(Column::RevokedAt.is_null())
                .filter(Column::ExpiresAt.gt(now))
                .all(self.reader())
                .await?;
            good.extend(found.into_iter().map(|session| (session.id, session.expires_at)));
        }
        Ok(good)
    }

    /// Who the cookie's hash belongs to, while the session and the person are both good at `now`.
    pub async fn session_by_hash(&self, hash: &[u8], now: DateTime<Utc>) -> Result<Option<(Session, User)>> {
        self.good_session(Column::TokenHash.eq(hash), now).await
    }

    async fn good_session(&self, which: Expr, now: DateTime<Utc>) -> Result<Option<(Session, User)>> {
        let found = Entity::find()
            .filter(which)
            .filter(Column::RevokedAt.is_null())
            .filter(Column::ExpiresAt.gt(now))
            .one(self.reader())
            .await?;
        let Some(session) = found else { return Ok(None) };
        let user = app_user::Entity::find_by_id(session.user_id)
            .filter(app_user::Column::DeactivatedAt.is_null())
            .one(self.reader())
            .await?;
        Ok(user.map(|user| (session, user)))
    }

    /// Notes that a session was used, and keeps it for longer.
    pub async fn touch_session(
        &self,
        id: SessionId,
        now: DateTime<Utc>,
        expires: DateTime<Utc>,
    ) -> Result<()> {
        self.write(async move |tx| {
            Entity::update_many()
                .col_expr(Column::LastSeenAt, Expr::value(now))
                .col_expr(Column::ExpiresAt, Expr::value(expires))
                .filter(Column::Id.eq(id))
                .exec(tx.conn())
                .await?;
            Ok(())
        })
        .await
    }
}
