//! Who is in a conversation.

use actix_web::{HttpResponse, delete, get, post, put, web};
use domain::{ConversationId, UserId};
use wire::Problem;
use wire::chat::{Conversation, ConversationMembers, NewMembers};

use super::rooms::person_refused;
use super::{conversation, participant};
use crate::error::ApiResult;
use crate::form::Form;
use crate::http::body::Json;
use crate::http::conditions::ok_with_etag;
use crate::session::Staff;
use crate::state::App;

/// People who can be added at once.
const MOST_AT_ONCE: usize = 100;

/// Everybody in a conversation, by name.
#[utoipa::path(tag = "chat", responses(
    (status = 200, body = ConversationMembers),
    (status = 404, body = Problem),
))]
#[get("/conversations/{id}/members")]
pub async fn list_members(
    staff: Staff,
    id: web::Path<ConversationId>,
    app: web::Data<App>,
) -> ApiResult<web::Json<ConversationMembers>> {
    app.members.of(&app.store, &staff, *id).await?;
    let rows = app.store.practice(staff.practice).chat().participants(*id).await?;
    Ok(web::Json(ConversationMembers { items: rows.into_iter().map(participant).collect() }))
}

/// Takes colleagues into a room. They are told.
#[utoipa::path(tag = "chat", request_body = NewMembers, responses(
    (status = 200, body = ConversationMembers),
    (status = 404, body = Problem),
    (status = 422, description = "Somebody who is not of the team, or has left", body = Problem),
))]
#[post("/conversations/{id}/members")]
pub async fn add_members(
    staff: Staff,
    id: web::Path<ConversationId>,
    body: Json<NewMembers>,
    app: web::Data<App>,
) -> ApiResult<web::Json<ConversationMembers>> {
    app.members.of(&app.store, &staff, *id).await?;
    let users = body.0.users;
    let mut form = Form::default();
    form.count("users", users.len(), MOST_AT_ONCE);
    form.check()?;
    let adding =
        app.store.practice(staff.practice).chat().add_members(*id, users, staff.user, app.now()).await;
    adding.map_err(|error| person_refused("users", error))?;
    let rows = app.store.practice(staff.practice).chat().participants(*id).await?;
    Ok(web::Json(ConversationMembers { items: rows.into_iter().map(participant).collect() }))
}

/// Goes into a room of the practice.
#[utoipa::path(tag = "chat", responses(
    (status = 200, body = Conversation),
    (status = 404, description = "Not there, or a direct message of others", body = Problem),
))]
#[put("/conversations/{id}/members/me")]
pub async fn join_room(
    staff: Staff,
    id: web::Path<ConversationId>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    app.store.practice(staff.practice).chat().join_room(*id, staff.user, app.now()).await?;
    let row = app.store.practice(staff.practice).chat().summary(staff.user, *id).await?;
    Ok(ok_with_etag(row.version, &conversation(row)))
}

/// Leaves a room, or takes someone out of it.
#[utoipa::path(tag = "chat", responses(
    (status = 204),
    (status = 403, description = "Only its owners take others out", body = Problem),
    (status = 404, body = Problem),
    (status = 409, description = "A direct message cannot be left", body = Problem),
))]
#[delete("/conversations/{id}/members/{user}")]
pub async fn remove_member(
    staff: Staff,
    path: web::Path<(ConversationId, UserId)>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let (id, user) = path.into_inner();
    app.members.of(&app.store, &staff, id).await?;
    app.store.practice(staff.practice).chat().remove_member(id, user, staff.user, app.now()).await?;
    Ok(HttpResponse::NoContent().finish())
}
