//! Time zones, as the server's database knows them.

use serde::{Deserialize, Serialize};

/// The zones to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimeZoneList {
    /// The release of the time zone database: `2026f`.
    pub release: String,
    /// In the order of their names.
    pub items: Vec<TimeZone>,
}

/// One zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimeZone {
    /// Its current IANA name: `Asia/Kolkata`.
    pub name: String,
    /// The names it had: `Asia/Calcutta`.
    pub was: Vec<String>,
    /// Other places with its clocks, under which it is looked for: `America/Montreal` of Toronto's.
    pub also: Vec<String>,
}

/// Which zone is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[serde(deny_unknown_fields)]
pub struct ZoneQuery {
    /// An IANA name: `America/Toronto`; UTC where it is left out.
    #[serde(default)]
    pub zone: Option<String>,
}
