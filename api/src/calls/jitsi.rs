//! A Jitsi server asks who may be in its rooms. It keeps nothing of the answer and asks again, so that what is true here
//! reaches it however often either side starts again.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, post, web};
use storage::StoreError;
use storage::calls::{Call, Entrant, Standing};
use wire::jitsi::{JitsiOrder, JitsiOrders, JitsiRoom, JitsiRooms};
use wire::{Code, FieldCode, Problem};

use super::attendance_recorder;
use crate::error::{ApiError, ApiResult};
use crate::http::bearer;
use crate::http::body::Json;
use crate::state::App;

const MOST_ROOMS: usize = 200;
const MOST_PEOPLE: usize = 100;

/// The practice's own Jitsi server: it signs what it asks with the secret that we share.
#[derive(Clone, Copy, Debug)]
pub struct JitsiServer;

impl FromRequest for JitsiServer {
    type Error = ApiError;
    type Future = Ready<ApiResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let token = bearer::token(request);
        let app = request.app_data::<web::Data<App>>();
        let known = app.zip(token).is_some_and(|(app, token)| app.calls.provider.is_server(token, app.now()));
        ready(if known {
            Ok(Self)
        } else {
            Err(ApiError::with(Code::Unauthenticated, "a token of the practice's Jitsi server is needed"))
        })
    }
}

/// Who of those in a Jitsi server's rooms may not be there, and which rooms are over. Asked by the server's module
/// `liaison_rooms` while someone is inside, and whenever someone comes in.
///
/// The bearer token is a JWT (HS256, `video.app_secret`) with `iss` = `video.app_id`, `aud` = `liaison-rooms`, `iat`, and an
/// `exp` at most five minutes after it.
#[utoipa::path(tag = "calls", request_body = JitsiRooms, responses(
    (status = 200, body = JitsiOrders),
    (status = 401, description = "Not signed by the practice's Jitsi server, or there is none", body = Problem),
    (status = 422, body = Problem),
))]
#[post("/jitsi/rooms")]
pub async fn review_rooms(
    _: JitsiServer,
    body: Json<JitsiRooms>,
    app: web::Data<App>,
) -> ApiResult<web::Json<JitsiOrders>> {
    let asked = body.0.rooms;
    if asked.len() > MOST_ROOMS || asked.iter().any(|room| room.people.len() > MOST_PEOPLE) {
        return Err(ApiError::field(
            "rooms",
            FieldCode::OutOfRange,
            "at most 200 rooms of at most 100 people",
        ));
    }
    let mut rooms = Vec::new();
    for room in asked {
        match app.store.call_in_room(&room.room).await {
            Ok(call) => rooms.push(order(&app, &call, room).await?),
            Err(StoreError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(web::Json(JitsiOrders { rooms }))
}

async fn order(app: &App, call: &Call, asked: JitsiRoom) -> ApiResult<JitsiOrder> {
    let JitsiRoom { room, people } = asked;
    let over = call.state.is_over();
    let mut send_away = Vec::new();
    for id in people {
        if !over && !is_welcome(app, call, &id).await? {
            send_away.push(id);
        }
    }
    Ok(JitsiOrder { room, over, send_away })
}

async fn is_welcome(app: &App, call: &Call, token_id: &str) -> ApiResult<bool> {
    let Some(who) = attendance_recorder::attendee(token_id) else { return Ok(false) };
    // A token for someone else's server does not name the session.
    let entrant = Entrant { who, session: None };
    let standing = app.store.standing(call.id, entrant, app.calls.margins, app.now()).await?;
    Ok(match standing {
        Standing::Welcome { .. } => true,
        Standing::Over | Standing::SentAway | Standing::Unwelcome => false,
    })
}
