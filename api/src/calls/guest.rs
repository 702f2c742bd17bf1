//! The client's page: nobody signs in, the link is the key.

use std::time::Duration;

use actix_web::{HttpResponse, get, post, web};
use delivery::video::RoomRole;
use domain::calls::{CallState, ClientDoor, GuestState, call_link};
use domain::language::Language;
use domain::person::PersonName;
use domain::{CallId, GuestId};
use storage::calls::{Attendee, Call, Entrant, Guest, NewGuest};
use storage::practices::Practice;
use subtle::ConstantTimeEq;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;
use wire::calls::{RoomGrant, RoomProvider};
use wire::guest::{
    GuestCall, GuestCallQuery, GuestClocks, GuestCredentials, GuestDoor, GuestPractice, GuestStanding,
    GuestStatus, GuestWait, Knock, PresenceReport,
};
use wire::{Code, Problem};

use super::participants::{self, Report};
use super::{call_mails, view};
use crate::error::{ApiError, ApiResult};
use crate::form::Form;
use crate::http::body::Json;
use crate::http::query::Query;
use crate::session::{PeerAddress, hash_token, new_token};
use crate::state::App;

/// How long a question is held when there is no news; shorter than the server's patience when it stops.
const HOLD: Duration = Duration::from_secs(8);

/// What the page says before anybody has given a name.
#[utoipa::path(tag = "guest", params(("link" = String, Path), GuestCallQuery), responses(
    (status = 200, body = GuestCall),
    (status = 404, description = "There is no such link", body = Problem),
    (status = 410, description = "The link was revoked or replaced", body = Problem),
    (status = 429, body = Problem),
))]
#[get("/guest/calls/{link}")]
pub async fn show_guest_call(
    address: PeerAddress,
    link: web::Path<String>,
    query: Query<GuestCallQuery>,
    app: web::Data<App>,
) -> ApiResult<web::Json<GuestCall>> {
    let call = open(&app, address, &link).await?;
    let practice = app.store.find_practice(call.practice_id).await?;
    let applicant =
        app.store.practice(call.practice_id).applicants().find(call.applicant_id).await?.applicant;
    let window = view::window(&app, &call)?;
    let mut with = Vec::new();
    let asked = app.store.practice(call.practice_id).calls().participants(call.id).await?;
    for id in std::iter::once(call.host_id).chain(asked.into_iter().map(|one| one.user_id)) {
        let user = app.store.practice(call.practice_id).users().find(id).await?;
        with.extend(user.name.split_whitespace().next().map(str::to_owned));
    }
    let home = app.zones.zone_or_utc(&practice.time_zone);
    let there = query.time_zone.as_deref().and_then(|name| app.zones.zone(name));
    let there = there.unwrap_or_else(|| home.clone());
    Ok(web::Json(GuestCall {
        clocks: GuestClocks {
            time_zone: there.name().to_owned(),
            starts_at: there.local(call.starts_at),
            opens_at: there.local(window.opens_at),
            practice_starts_at: home.local(call.starts_at),
        },
        practice: sender(practice),
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

/// Whose page a link leads to that leads nowhere else: of a link that was replaced or withdrawn, its practice; otherwise the
/// only practice there is. So that a client with a dead link knows whom to call.
#[utoipa::path(tag = "guest", params(("link" = String, Path)), responses(
    (status = 200, body = GuestPractice),
    (status = 404, description = "It may be anybody's", body = Problem),
    (status = 429, body = Problem),
))]
#[get("/guest/practice/{link}")]
pub async fn show_sender(
    address: PeerAddress,
    link: web::Path<String>,
    app: web::Data<App>,
) -> ApiResult<web::Json<GuestPractice>> {
    app.limits.link_network.take(&address.network(), app.now())?;
    let practice = match find(&app, &link).await {
        Ok(found) => Some(app.store.find_practice(found.call.practice_id).await?),
        Err(_) => app.store.only_practice().await?,
    };
    practice.map(|practice| web::Json(sender(practice))).ok_or_else(|| ApiError::new(Code::NotFound))
}

fn sender(practice: Practice) -> GuestPractice {
    GuestPractice {
        name: practice.name,
        address: practice.address,
        phone: call_mails::readable(practice.phone),
        time_zone: practice.time_zone,
    }
}

/// Gives a name and waits at the door. The answer is this browser's alone, and told once.
#[utoipa::path(tag = "guest", params(("link" = String, Path)), request_body = Knock, responses(
    (status = 201, body = GuestCredentials),
    (status = 409, description = "Too early, the call is over, or too many are at its door", body = Problem),
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
    let mut form = Form::default();
    let name = form.field("name", &body.0.name, PersonName::parse);
    let language = match body.0.language.as_str() {
        "" => Some(Language::default()),
        given => form.field("language", given, str::parse::<Language>),
    };
    let (name, language) = form.finish(name.zip(language))?;
    check_door(&app, &call)?;
    let secret = new_token();
    let guest = NewGuest {
        id: GuestId::new(Uuid::now_v7()),
        call: call.id,
        practice: call.practice_id,
        name,
        language,
        link_version: call.link_version,
        secret_hash: hash_token(&secret),
        at: app.now(),
    };
    let guest = app.store.write(async move |tx| tx.knock(guest).await).await?;
    Ok(HttpResponse::Created().json(GuestCredentials { guest: guest.id, secret }))
}

/// Where you are, once that is no longer what was seen, or after some seconds. Asking keeps one at the door.
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
    let pass = GuestCredentials { guest, secret };
    // Listening begins before looking, so that nothing falls between.
    let mut updates = app.calls.updates.subscribe();
    let hold = tokio::time::sleep(HOLD);
    tokio::pin!(hold);
    let (mut call, mut found) = visitor(&app, address, &link, &pass).await?;
    let mut asked = false;
    loop {
        // Once per question: one that is still held must not bring back someone who has gone meanwhile.
        if !asked {
            found = app.store.guest_seen(found, app.now()).await?;
            asked = true;
        }
        let standing = standing(&call, &found);
        let status = GuestStatus { name: found.name.clone(), standing };
        if seen != Some(standing) {
            return Ok(web::Json(status));
        }
        loop {
            tokio::select! {
                () = &mut hold => return Ok(web::Json(status)),
                heard = updates.recv() => match heard {
                    Ok(other) if other != call.id => {}
                    Ok(_) | Err(RecvError::Lagged(_)) => break,
                    Err(RecvError::Closed) => return Ok(web::Json(status)),
                },
            }
        }
        (call, found) = look(&app, &link, &pass).await?;
    }
}

/// Goes in, once admitted: only now is there a token for the room.
#[utoipa::path(tag = "guest", params(("link" = String, Path)), request_body = GuestCredentials, responses(
    (status = 200, body = RoomGrant),
    (status = 409, description = "Not admitted yet, or the call is over", body = Problem),
))]
#[post("/guest/calls/{link}/enter")]
pub async fn enter(
    address: PeerAddress,
    link: web::Path<String>,
    body: Json<GuestCredentials>,
    app: web::Data<App>,
) -> ApiResult<web::Json<RoomGrant>> {
    let (call, guest) = visitor(&app, address, &link, &body.0).await?;
    check_door(&app, &call)?;
    if guest.state != GuestState::Admitted {
        return Err(not_admitted(guest.state));
    }
    let entrant = Entrant { who: Attendee::Guest(guest.id), session: None };
    let name = match app.calls.kind {
        RoomProvider::Builtin => guest.name,
        // The tiles of a Jitsi say nothing of a person but the name.
        RoomProvider::Jitsi => {
            as_client(&guest.name, app.store.find_practice(call.practice_id).await?.language)
        }
    };
    Ok(web::Json(participants::grant(&app, &call, entrant, &name, RoomRole::Guest)?))
}

/// Says that one is in the room, or has left it or the door.
#[utoipa::path(tag = "guest", params(("link" = String, Path)), request_body = PresenceReport, responses(
    (status = 204),
    (status = 409, body = Problem),
))]
#[post("/guest/calls/{link}/presence")]
pub async fn report_guest_presence(
    address: PeerAddress,
    link: web::Path<String>,
    body: Json<PresenceReport>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let PresenceReport { guest, secret, stay, left, hidden } = body.0;
    let (call, guest) = visitor(&app, address, &link, &GuestCredentials { guest, secret }).await?;
    match stay {
        // Anyone who was taken out still says that they have left.
        Some(stay) if left || guest.state == GuestState::Admitted => {
            let report = Report { stay: &stay, left, hidden };
            participants::report(&app, call.id, Attendee::Guest(guest.id), guest.name, &report).await
        }
        Some(_) => Err(not_admitted(guest.state)),
        None => {
            if left {
                app.store
                    .write(async move |tx| tx.practice(call.practice_id).calls().guest_left(guest.id).await)
                    .await?;
            }
            Ok(HttpResponse::NoContent().finish())
        }
    }
}

/// A name by which everybody in the room sees that it is the client's, also where it equals a colleague's.
fn as_client(name: &str, language: Language) -> String {
    let word = match language {
        Language::En => "client",
        Language::Fr => "client(e)",
        Language::Es => "cliente",
    };
    format!("{name} – {word}")
}

/// Why someone who gave a name may not be inside.
fn not_admitted(state: GuestState) -> ApiError {
    match state {
        GuestState::Removed => ApiError::with(Code::RemovedFromCall, "the practice took you out of the call"),
        GuestState::Waiting | GuestState::Admitted | GuestState::Refused | GuestState::Left => {
            ApiError::with(Code::NotAdmitted, "the practice has not let you in")
        }
    }
}

/// The call of a link, for an address that does not guess.
async fn open(app: &App, address: PeerAddress, link: &str) -> ApiResult<Call> {
    app.limits.link_network.take(&address.network(), app.now())?;
    let call = read(app, link).await?;
    // Those who know the link are not guessing.
    app.limits.link_network.give_back(&address.network());
    Ok(call)
}

/// The call of a link that is good. One that never was and one that was forged look alike; one that was replaced says so.
async fn read(app: &App, link: &str) -> ApiResult<Call> {
    let found = find(app, link).await?;
    if found.good { Ok(found.call) } else { Err(dead_link()) }
}

/// A link that we made, and whether it is still good.
struct Found {
    call: Call,
    good: bool,
}

async fn find(app: &App, link: &str) -> ApiResult<Found> {
    let unknown = || ApiError::with(Code::NotFound, "there is no such link");
    let link = call_link(link).ok_or_else(unknown)?;
    let (id, mac) = link.split_once('.').ok_or_else(unknown)?;
    let id: CallId = id.parse().map_err(|_| unknown())?;
    let call = match app.store.call_of_link(id).await {
        Ok(call) => call,
        Err(storage::StoreError::NotFound) => return Err(unknown()),
        Err(error) => return Err(error.into()),
    };
    let fits = |version| app.keys.link_mac_fits(view::LINK, id.as_uuid(), version, mac);
    if fits(call.link_version) {
        let good = !call.link_revoked;
        return Ok(Found { call, good });
    }
    if (1..call.link_version).rev().take(20).any(fits) {
        return Ok(Found { call, good: false });
    }
    Err(unknown())
}

fn dead_link() -> ApiError {
    ApiError::with(Code::LinkExpired, "this link was replaced or withdrawn")
}

/// The call and the guest whose browser this is, for an address that does not guess.
async fn visitor(
    app: &App,
    address: PeerAddress,
    link: &str,
    pass: &GuestCredentials,
) -> ApiResult<(Call, Guest)> {
    app.limits.link_network.take(&address.network(), app.now())?;
    let found = look(app, link, pass).await?;
    app.limits.link_network.give_back(&address.network());
    Ok(found)
}

/// The same without the count. A link that is dead still serves those whom it let in, where staff chose to keep them.
async fn look(app: &App, link: &str, pass: &GuestCredentials) -> ApiResult<(Call, Guest)> {
    let Found { call, good } = find(app, link).await?;
    let guest = match known(app, &call, pass).await {
        Ok(guest) => guest,
        Err(_) if !good => return Err(dead_link()),
        Err(error) => return Err(error),
    };
    if good || guest.state == GuestState::Admitted { Ok((call, guest)) } else { Err(dead_link()) }
}

/// The guest whose browser this is.
async fn known(app: &App, call: &Call, pass: &GuestCredentials) -> ApiResult<Guest> {
    let guest = app.store.practice(call.practice_id).calls().guest(call.id, pass.guest).await?;
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
        (_, GuestState::Removed) => GuestStanding::Removed,
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
