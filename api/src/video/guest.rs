//! The client's page: nobody signs in, the link is the key.

use std::time::Duration;

use actix_web::{HttpResponse, get, post, web};
use delivery::video::RoomRole;
use domain::call::{CallState, ClientDoor, GuestState};
use domain::language::Language;
use domain::person::PersonName;
use domain::{CallId, GuestId};
use storage::video::{Attendee, Call, Guest, NewGuest};
use subtle::ConstantTimeEq;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;
use wire::guest::{
    GuestCall, GuestDoor, GuestPass, GuestPractice, GuestStanding, GuestStatus, GuestStay, GuestWait, Knock,
};
use wire::video::RoomGrant;
use wire::{Code, FieldError, Problem};

use super::{inside, letters, view};
use crate::error::{ApiError, ApiResult};
use crate::http::body::Json;
use crate::session::{PeerAddress, hash_token, new_token};
use crate::state::App;

/// How long a question is held when there is no news; shorter than the server's patience when it stops.
const HOLD: Duration = Duration::from_secs(8);
/// A door with more names than this at it is not a meeting.
const MOST_GUESTS: usize = 50;

/// What the page says before anybody has given a name.
#[utoipa::path(tag = "guest", params(("link" = String, Path)), responses(
    (status = 200, body = GuestCall),
    (status = 404, description = "There is no such link", body = Problem),
    (status = 410, description = "The link was revoked or replaced", body = Problem),
    (status = 429, body = Problem),
))]
#[get("/guest/calls/{link}")]
pub async fn show_guest_call(
    address: PeerAddress,
    link: web::Path<String>,
    app: web::Data<App>,
) -> ApiResult<web::Json<GuestCall>> {
    let call = open(&app, address, &link).await?;
    let practice = app.store.practice(call.practice_id).await?;
    let applicant = app.store.applicant(call.practice_id, call.applicant_id).await?.applicant;
    let window = view::window(&app, &call)?;
    let mut with = Vec::new();
    let asked = app.store.call_participants(call.id).await?;
    for id in std::iter::once(call.host_id).chain(asked.into_iter().map(|one| one.user_id)) {
        let user = app.store.user(call.practice_id, id).await?;
        with.extend(user.name.split_whitespace().next().map(str::to_owned));
    }
    Ok(web::Json(GuestCall {
        practice: GuestPractice {
            name: practice.name,
            address: practice.address,
            phone: letters::readable(practice.phone),
            time_zone: practice.time_zone,
        },
        door: door(window.client_door(call.state, app.now())),
        title: call.title,
        with,
        starts_at: call.starts_at,
        ends_at: window.ends_at,
        opens_at: window.opens_at,
        language: Language::of_tag(&applicant.language).unwrap_or_default(),
        cancel_reason: call.cancel_reason,
    }))
}

/// Gives a name and stands at the door. The answer is this browser's alone, and told once.
#[utoipa::path(tag = "guest", params(("link" = String, Path)), request_body = Knock, responses(
    (status = 201, body = GuestPass),
    (status = 409, description = "Too early, or the call is over", body = Problem),
    (status = 422, body = Problem),
))]
#[post("/guest/calls/{link}/knock")]
pub async fn knock(
    address: PeerAddress,
    link: web::Path<String>,
    body: Json<Knock>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let call = open(&app, address, &link).await?;
    let mut errors = Vec::new();
    let name = PersonName::parse(&body.0.name)
        .map_err(|error| errors.push(FieldError::new("name", "required", error.to_string())));
    let language = match body.0.language.as_str() {
        "" => Ok(Language::default()),
        given => given
            .parse::<Language>()
            .map_err(|error| errors.push(FieldError::new("language", "unknown", error.to_string()))),
    };
    let (Ok(name), Ok(language)) = (name, language) else { return Err(ApiError::fields(errors)) };
    check_door(&app, &call)?;
    if app.store.guests(call.id).await?.len() >= MOST_GUESTS {
        return Err(ApiError::with(Code::CallFull, "too many people have given a name for this call"));
    }
    let secret = new_token();
    let guest = NewGuest {
        id: GuestId::new(Uuid::now_v7()),
        call: call.id,
        practice: call.practice_id,
        name,
        language,
        secret_hash: hash_token(&secret),
        at: app.now(),
    };
    let guest = app.store.write(async move |tx| tx.knock(guest).await).await?;
    app.video.news.ring(call.id);
    Ok(HttpResponse::Created().json(GuestPass { guest: guest.id, secret }))
}

/// Where one stands, once that is no longer what was seen, or after some seconds. Asking keeps one at the door.
#[utoipa::path(tag = "guest", params(("link" = String, Path)), request_body = GuestWait, responses(
    (status = 200, body = GuestStatus),
    (status = 404, description = "This browser did not give a name here", body = Problem),
    (status = 410, body = Problem),
))]
#[post("/guest/calls/{link}/wait")]
pub async fn wait(
    address: PeerAddress,
    link: web::Path<String>,
    body: Json<GuestWait>,
    app: web::Data<App>,
) -> ApiResult<web::Json<GuestStatus>> {
    let GuestWait { guest, secret, seen } = body.0;
    let pass = GuestPass { guest, secret };
    // Listening begins before looking, so that nothing falls between.
    let mut news = app.video.news.listen();
    let hold = tokio::time::sleep(HOLD);
    tokio::pin!(hold);
    let mut call = open(&app, address, &link).await?;
    let mut asked = false;
    loop {
        let mut found = known(&app, &call, &pass).await?;
        // Once per question: one that is still held must not bring back somebody who has gone meanwhile.
        if !asked {
            found = app.store.guest_seen(found, app.now()).await?;
            asked = true;
        }
        let standing = standing(&call, &found);
        let status = GuestStatus { name: found.name, standing };
        if seen != Some(standing) {
            return Ok(web::Json(status));
        }
        loop {
            tokio::select! {
                () = &mut hold => return Ok(web::Json(status)),
                heard = news.recv() => match heard {
                    Ok(other) if other != call.id => {}
                    Ok(_) | Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return Ok(web::Json(status)),
                },
            }
        }
        call = read(&app, &link).await?;
    }
}

/// Goes in, once admitted: only now is there a token for the room.
#[utoipa::path(tag = "guest", params(("link" = String, Path)), request_body = GuestPass, responses(
    (status = 200, body = RoomGrant),
    (status = 409, description = "Not admitted yet, or the call is over", body = Problem),
))]
#[post("/guest/calls/{link}/enter")]
pub async fn enter(
    address: PeerAddress,
    link: web::Path<String>,
    body: Json<GuestPass>,
    app: web::Data<App>,
) -> ApiResult<web::Json<RoomGrant>> {
    let call = open(&app, address, &link).await?;
    let guest = known(&app, &call, &body.0).await?;
    check_door(&app, &call)?;
    if guest.state != GuestState::Admitted {
        return Err(ApiError::with(Code::NotAdmitted, "the practice has not let you in yet"));
    }
    let who = Attendee::Guest(guest.id);
    Ok(web::Json(inside::grant(&app, &call, who, &guest.name, RoomRole::Guest)?))
}

/// Says that one is in the room, or has left it or the door.
#[utoipa::path(tag = "guest", params(("link" = String, Path)), request_body = GuestStay, responses(
    (status = 204),
    (status = 409, body = Problem),
))]
#[post("/guest/calls/{link}/presence")]
pub async fn report_guest_presence(
    address: PeerAddress,
    link: web::Path<String>,
    body: Json<GuestStay>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let call = open(&app, address, &link).await?;
    let GuestStay { guest, secret, stay, left } = body.0;
    let guest = known(&app, &call, &GuestPass { guest, secret }).await?;
    match stay {
        Some(stay) if guest.state == GuestState::Admitted => {
            let who = Attendee::Guest(guest.id);
            inside::report(&app, call.id, who, guest.name, &stay, left).await
        }
        Some(_) => Err(ApiError::with(Code::NotAdmitted, "the practice has not let you in yet")),
        None => {
            if left {
                app.store.write(async move |tx| tx.guest_left(guest.id).await).await?;
            }
            Ok(HttpResponse::NoContent().finish())
        }
    }
}

/// The call of a link, for an address that does not guess.
async fn open(app: &App, PeerAddress(address): PeerAddress, link: &str) -> ApiResult<Call> {
    app.limits.link_address.take(&address, app.now())?;
    let call = read(app, link).await?;
    // Those who know the link are not guessing.
    app.limits.link_address.give_back(&address);
    Ok(call)
}

/// The call of a link. One that never was and one that was forged look alike; one that was replaced says so.
async fn read(app: &App, link: &str) -> ApiResult<Call> {
    let unknown = || ApiError::with(Code::NotFound, "there is no such link");
    let (id, mac) = link.split_once('.').ok_or_else(unknown)?;
    let id: CallId = id.parse().map_err(|_| unknown())?;
    let call = match app.store.call_of_link(id).await {
        Ok(call) => call,
        Err(storage::StoreError::NotFound) => return Err(unknown()),
        Err(error) => return Err(error.into()),
    };
    let fits = |version| app.keys.link_mac_fits(view::LINK, id.as_uuid(), version, mac);
    if fits(call.link_version) && !call.link_revoked {
        return Ok(call);
    }
    if (1..=call.link_version).rev().take(20).any(fits) {
        return Err(ApiError::with(Code::LinkExpired, "this link was replaced or withdrawn"));
    }
    Err(unknown())
}

/// The guest whose browser this is.
async fn known(app: &App, call: &Call, pass: &GuestPass) -> ApiResult<Guest> {
    let guest = app.store.guest(call.id, pass.guest).await?;
    let given = hash_token(&pass.secret);
    if bool::from(guest.secret_hash.as_slice().ct_eq(given.as_slice())) {
        Ok(guest)
    } else {
        Err(ApiError::new(Code::NotFound))
    }
}

fn check_door(app: &App, call: &Call) -> ApiResult<()> {
    match view::window(app, call)?.client_door(call.state, app.now()) {
        ClientDoor::Open => Ok(()),
        ClientDoor::Early { .. } => Err(ApiError::with(Code::CallNotOpen, "it is too early")),
        ClientDoor::Over | ClientDoor::Ended => Err(ApiError::with(Code::CallEnded, "the call is over")),
        ClientDoor::Cancelled => Err(ApiError::with(Code::CallCancelled, "the call was cancelled")),
    }
}

const fn standing(call: &Call, guest: &Guest) -> GuestStanding {
    match (call.state, guest.state) {
        (CallState::Ended, _) => GuestStanding::Ended,
        (CallState::Cancelled, _) => GuestStanding::Cancelled,
        (_, GuestState::Admitted) => GuestStanding::Admitted,
        (_, GuestState::Refused) => GuestStanding::Refused,
        (_, GuestState::Waiting | GuestState::Left) => GuestStanding::Waiting,
    }
}

const fn door(door: ClientDoor) -> GuestDoor {
    match door {
        ClientDoor::Early { .. } => GuestDoor::Early,
        ClientDoor::Open => GuestDoor::Open,
        ClientDoor::Over => GuestDoor::Over,
        ClientDoor::Ended => GuestDoor::Ended,
        ClientDoor::Cancelled => GuestDoor::Cancelled,
    }
}
