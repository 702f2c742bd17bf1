//! Time zones.

use domain::zone::ZoneOffsets;
use wire::time_zones::TimeZoneList;

use crate::error::Result;
use crate::request::{Client, Path};

impl Client {
    /// The zones to choose from.
    pub async fn time_zones(&self) -> Result<TimeZoneList> {
        self.get("time-zones").await
    }

    /// The clocks of one zone, by its IANA name.
    pub async fn zone_offsets(&self, zone: &str) -> Result<ZoneOffsets> {
        self.get(Path::new("time-zones/offsets").with("zone", Some(zone))).await
    }
}
