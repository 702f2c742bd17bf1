//! Someone of the team who is signed in, as everything below the handlers knows them.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::language::Language;
use domain::permission::{Permission, PermissionSet};
use domain::{PracticeId, SessionId, UserId};
use storage::sessions::Session;
use storage::users::User;

use crate::error::ApiResult;

/// Someone of the team, signed in.
#[derive(Clone, Debug)]
pub struct Staff(Arc<SignedInUser>);

/// What is known of the person and the session.
#[derive(Debug)]
pub struct SignedInUser {
    pub user: UserId,
    pub practice: PracticeId,
    pub session: SessionId,
    /// When the session ends unless it is used.
    pub expires_at: DateTime<Utc>,
    pub name: String,
    pub language: Language,
    pub time_zone: String,
    pub permissions: PermissionSet,
}

impl std::ops::Deref for Staff {
    type Target = SignedInUser;

    fn deref(&self) -> &SignedInUser {
        &self.0
    }
}

impl Staff {
    pub fn can(&self, permission: Permission) -> bool {
        self.permissions.contains(permission)
    }
}

/// The person as handlers see them.
pub fn signed(session: &Session, user: &User) -> ApiResult<Staff> {
    Ok(Staff(Arc::new(SignedInUser {
        user: user.id,
        practice: user.practice_id,
        session: session.id,
        expires_at: session.expires_at,
        name: user.name.clone(),
        language: user.language,
        time_zone: user.time_zone.clone(),
        permissions: user.permission_set()?,
    })))
}
