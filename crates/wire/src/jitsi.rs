//! What a Jitsi server of the practice's own asks about its rooms. `deploy/jitsi/mod_liaison_rooms.lua` is the one who asks.

use serde::{Deserialize, Serialize};

/// Rooms with people in them, or with someone at their door.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct JitsiRooms {
    /// At most 200.
    #[cfg_attr(feature = "openapi", schema(max_items = 200))]
    pub rooms: Vec<JitsiRoom>,
}

/// One room, and whose tokens are in use there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct JitsiRoom {
    /// As the room token names it.
    pub room: String,
    /// `context.user.id` of the tokens, at most 100.
    #[cfg_attr(feature = "openapi", schema(max_items = 100))]
    pub people: Vec<String>,
}

/// What has to happen in the rooms that were asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JitsiOrders {
    pub rooms: Vec<JitsiOrder>,
}

/// One room. A room that is not in the answer is none of ours: nothing is to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JitsiOrder {
    pub room: String,
    /// The call is over for everyone.
    pub over: bool,
    /// Those of the people asked about who may not be inside, by the id that was sent.
    pub send_away: Vec<String>,
}
