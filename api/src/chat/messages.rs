//! What is said: reading, posting, and how far one has read.

use actix_web::{HttpResponse, get, post, put, web};
use domain::ConversationId;
use domain::chat::MessageBody;
use storage::chat::history::Part;
use storage::chat::post::PostMessage;
use uuid::Uuid;
use wire::chat::{History, HistoryQuery, Message, NewMessage, ReadMark, UnreadCount};
use wire::{Code, PageQuery, Problem};

use super::{count, message};
use crate::error::{ApiError, ApiResult};
use crate::form;
use crate::http::body::Json;
use crate::http::conditions::IdempotencyKey;
use crate::http::page;
use crate::http::query::Query;
use crate::session::Staff;
use crate::state::App;

/// A window of a conversation, oldest first.
#[utoipa::path(tag = "chat", params(HistoryQuery), responses(
    (status = 200, body = History),
    (status = 404, body = Problem),
    (status = 422, body = Problem),
))]
#[get("/conversations/{id}/messages")]
pub async fn list_messages(
    staff: Staff,
    id: web::Path<ConversationId>,
    query: Query<HistoryQuery>,
    app: web::Data<App>,
) -> ApiResult<web::Json<History>> {
    app.members.of(&app.store, &staff, *id).await?;
    let part = match (query.before, query.after, query.around) {
        (None, None, None) => Part::Latest,
        (Some(seq), None, None) => Part::Before(seq),
        (None, Some(seq), None) => Part::After(seq),
        (None, None, Some(seq)) => Part::Around(seq),
        _ => return Err(ApiError::with(Code::BadRequest, "only one of before, after and around")),
    };
    let limit = page::limit(&PageQuery { limit: query.limit, cursor: None })?;
    let window = app.store.practice(staff.practice).chat().history(*id, part, limit).await?;
    Ok(web::Json(History {
        items: window.messages.iter().map(message).collect(),
        more_before: window.more_before,
        more_after: window.more_after,
    }))
}

/// Posts a message. The `Idempotency-Key` is its nonce: the same one again is the same message again,
/// for ever.
#[utoipa::path(tag = "chat", request_body = NewMessage, responses(
    (status = 201, description = "Committed and durable", body = Message),
    (status = 200, description = "The nonce was used: the message of that time", body = Message),
    (status = 404, body = Problem),
    (status = 409, description = "The nonce was used in another conversation, or the other of a direct message \
        has left the team", body = Problem),
    (status = 422, body = Problem),
    (status = 429, body = Problem),
))]
#[post("/conversations/{id}/messages")]
pub async fn post_message(
    staff: Staff,
    id: web::Path<ConversationId>,
    nonce: IdempotencyKey,
    body: Json<NewMessage>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let now = app.now();
    let membership = app.members.of(&app.store, &staff, *id).await?;
    app.limits.chat_post.take(&staff.user, now)?;
    let body = form::only("body", &body.0.body, MessageBody::parse)?;
    let other = membership.other(staff.user);
    if membership.is_closed_to(staff.user) {
        // What was posted before they left is answered as ever.
        return match app.store.practice(staff.practice).chat().message_by_nonce(staff.user, &nonce.0).await? {
            Some(posted) if posted.conversation_id == *id => Ok(HttpResponse::Ok().json(message(&posted))),
            _ => Err(ApiError::with(Code::ColleagueLeft, "this person has left the team")),
        };
    }
    let job = PostMessage {
        id: Uuid::now_v7().into(),
        practice: staff.practice,
        conversation: *id,
        author: staff.user,
        nonce: nonce.0,
        body: body.into_string(),
        at: now,
        ring: other.filter(|other| !app.hub.is_viewing(*other, *id)),
    };
    let posted = app.store.write_batched(job).await?;
    let mut answer = if posted.fresh { HttpResponse::Created() } else { HttpResponse::Ok() };
    Ok(answer.json(message(&posted.message)))
}

/// Says how far you have read. Answers what is left, absolutely; your other tabs are told.
#[utoipa::path(tag = "chat", request_body = ReadMark, responses(
    (status = 200, body = UnreadCount),
    (status = 404, body = Problem),
))]
#[put("/conversations/{id}/read")]
pub async fn move_read_mark(
    staff: Staff,
    id: web::Path<ConversationId>,
    body: Json<ReadMark>,
    app: web::Data<App>,
) -> ApiResult<web::Json<UnreadCount>> {
    app.members.of(&app.store, &staff, *id).await?;
    let mark = storage::chat::read::ReadMark {
        practice: staff.practice,
        conversation: *id,
        user: staff.user,
        seq: body.0.read_seq,
        back: body.0.back,
        at: app.now(),
    };
    let left = app.store.move_read(mark).await?;
    Ok(web::Json(UnreadCount { conversation: *id, read_seq: left.read_seq, unread: count(left.unread) }))
}
