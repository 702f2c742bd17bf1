//! Who is signed in.

use domain::language::Language;
use domain::permission::{PermissionSet, Role};
use domain::{PracticeId, SessionId, UserId};
use serde::{Deserialize, Serialize};

/// E-mail address and password.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    pub email: String,
    pub password: String,
}

/// The person whose session it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    pub id: UserId,
    pub session: SessionId,
    pub email: String,
    pub name: String,
    pub title: String,
    pub role: Role,
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub permissions: PermissionSet,
    pub language: Language,
    /// An IANA name: `America/Toronto`.
    pub time_zone: String,
    pub practice: PracticeSummary,
}

/// The practice as everyone in it sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PracticeSummary {
    pub id: PracticeId,
    pub name: String,
    pub address: String,
    pub phone: String,
    pub email: String,
    pub time_zone: String,
    pub language: Language,
}
