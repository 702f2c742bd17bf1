//! Making and finding rooms, and opening direct messages.

use actix_web::http::header::ETAG;
use actix_web::{HttpResponse, get, post, put, web};
use domain::chat::{RoomName, Topic};
use domain::{ConversationId, UserId};
use storage::chat::room;
use storage::{Refusal, StoreError};
use uuid::Uuid;
use wire::chat::{Conversation, NewRoom, OpenDirect, OpenRoom, OpenRooms, RoomChange};
use wire::{FieldCode, FieldError, Problem};

use super::{conversation, count};
use crate::error::{ApiError, ApiResult};
use crate::form::{Form, fault};
use crate::http::body::Json;
use crate::http::conditions::{IdempotencyKey, IfMatch, etag, ok_with_etag};
use crate::session::{Can, Staff, needs};
use crate::state::App;

/// People in a room from the start, at most.
const MOST_MEMBERS: usize = 500;

/// The rooms of the practice that one is not in.
#[utoipa::path(tag = "chat", responses(
    (status = 200, body = OpenRooms),
    (status = 401, body = Problem),
))]
#[get("/conversations/open")]
pub async fn list_open_rooms(staff: Staff, app: web::Data<App>) -> ApiResult<web::Json<OpenRooms>> {
    let rows = app.store.practice(staff.practice).chat().open_rooms(staff.user).await?;
    let items = rows.into_iter().map(|row| OpenRoom {
        id: row.id,
        name: row.name,
        topic: row.topic,
        member_count: count(row.member_count),
    });
    Ok(web::Json(OpenRooms { items: items.collect() }))
}

/// Makes a room and owns it.
#[utoipa::path(tag = "chat", request_body = NewRoom, responses(
    (status = 201, body = Conversation),
    (status = 200, description = "The same request again", body = Conversation),
    (status = 403, body = Problem),
    (status = 422, body = Problem),
))]
#[post("/conversations")]
pub async fn create_room(
    staff: Can<needs::ChatCreateRoom>,
    key: IdempotencyKey,
    body: Json<NewRoom>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let Json(new) = body;
    let key = key.of(&new)?;
    let mut form = Form::default();
    let name = form.field("name", &new.name, RoomName::parse);
    let topic = form.field("topic", &new.topic, Topic::parse);
    form.at_most("members", new.members.len(), MOST_MEMBERS);
    let (name, topic) = form.finish(name.zip(topic))?;
    let room = room::NewRoom {
        id: Uuid::now_v7().into(),
        practice: staff.practice,
        by: staff.user,
        key,
        name: name.into_string(),
        topic: topic.into_string(),
        members: new.members,
        at: app.now(),
    };
    let (id, fresh) = app.store.create_room(room).await.map_err(|error| person_refused("members", error))?;
    opened(&app, &staff, id, fresh).await
}

/// The direct message with a colleague, made if there is none yet.
#[utoipa::path(tag = "chat", request_body = OpenDirect, responses(
    (status = 200, description = "It was there", body = Conversation),
    (status = 201, description = "It is new", body = Conversation),
    (status = 422, description = "Oneself, nobody of the team, or somebody who has left", body = Problem),
))]
#[post("/conversations/direct")]
pub async fn open_direct(
    staff: Staff,
    body: Json<OpenDirect>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let id: ConversationId = Uuid::now_v7().into();
    let other: UserId = body.0.user;
    let opening =
        app.store.practice(staff.practice).chat().open_direct(staff.user, other, id, app.now()).await;
    let (id, fresh) = opening.map_err(|error| person_refused("user", error))?;
    opened(&app, &staff, id, fresh).await
}

/// Renames a room or gives it another topic.
#[utoipa::path(tag = "chat", request_body = RoomChange, responses(
    (status = 200, body = Conversation),
    (status = 403, description = "Only its owners may", body = Problem),
    (status = 404, body = Problem),
    (status = 412, body = Problem),
    (status = 422, body = Problem),
))]
#[put("/conversations/{id}")]
pub async fn change_room(
    staff: Staff,
    id: web::Path<ConversationId>,
    seen: IfMatch,
    body: Json<RoomChange>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    app.members.of(&app.store, &staff, *id).await?;
    let mut form = Form::default();
    let name = form.field("name", &body.0.name, RoomName::parse);
    let topic = form.field("topic", &body.0.topic, Topic::parse);
    let (name, topic) = form.finish(name.zip(topic))?;
    let change = room::RoomChange {
        practice: staff.practice,
        id: *id,
        by: staff.user,
        version: seen.0,
        name: name.into_string(),
        topic: topic.into_string(),
    };
    let changed = app.store.change_room(change).await;
    let row = app.store.practice(staff.practice).chat().summary(staff.user, *id).await?;
    match changed {
        Ok(_) => Ok(ok_with_etag(row.version, &conversation(row))),
        Err(StoreError::Stale { .. }) => Err(ApiError::stale(conversation(row))),
        Err(error) => Err(error.into()),
    }
}

async fn opened(app: &App, staff: &Staff, id: ConversationId, fresh: bool) -> ApiResult<HttpResponse> {
    let row = app.store.practice(staff.practice).chat().summary(staff.user, id).await?;
    let mut answer = if fresh { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(answer.insert_header((ETAG, etag(row.version))).json(conversation(row)))
}

/// Why someone cannot be in a conversation, at the field that named them.
pub(super) fn person_refused(field: &str, error: StoreError) -> ApiError {
    let why = match error {
        StoreError::Refused(Refusal::Yourself) => {
            FieldError::new(field, FieldCode::Yourself, "nobody writes to themselves")
        }
        StoreError::Refused(Refusal::UnknownPerson) => fault::no_colleague(field),
        StoreError::Refused(Refusal::UserDeactivated) => fault::left(field),
        other => return other.into(),
    };
    why.into()
}
