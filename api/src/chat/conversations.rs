//! What someone is in, and how much of it is unread.

use actix_web::{HttpResponse, get, web};
use domain::ConversationId;
use wire::Problem;
use wire::chat::{Colleague, Colleagues, Conversation, Conversations, UnreadCount, UnreadCounts};

use super::{conversation, count};
use crate::error::ApiResult;
use crate::http::conditions::ok_with_etag;
use crate::session::Staff;
use crate::state::App;

/// One's conversations, the one with the newest activity first.
#[utoipa::path(tag = "chat", responses(
    (status = 200, body = Conversations),
    (status = 401, body = Problem),
))]
#[get("/conversations")]
pub async fn list_conversations(staff: Staff, app: web::Data<App>) -> ApiResult<web::Json<Conversations>> {
    let rows = app.store.practice(staff.practice).chat().summaries(staff.user).await?;
    Ok(web::Json(Conversations { items: rows.into_iter().map(conversation).collect() }))
}

/// One of your conversations.
#[utoipa::path(tag = "chat", responses(
    (status = 200, body = Conversation),
    (status = 404, description = "Not there, or one is not in it", body = Problem),
))]
#[get("/conversations/{id}")]
pub async fn show_conversation(
    staff: Staff,
    id: web::Path<ConversationId>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let row = app.store.practice(staff.practice).chat().summary(staff.user, *id).await?;
    Ok(ok_with_etag(row.version, &conversation(row)))
}

/// How much of every conversation is unread, absolutely.
#[utoipa::path(tag = "chat", responses(
    (status = 200, body = UnreadCounts),
    (status = 401, body = Problem),
))]
#[get("/conversations/unread")]
pub async fn count_unread(staff: Staff, app: web::Data<App>) -> ApiResult<web::Json<UnreadCounts>> {
    let rows = app.store.practice(staff.practice).chat().unread_counts(staff.user).await?;
    let items: Vec<_> = rows
        .into_iter()
        .map(|row| UnreadCount {
            conversation: row.conversation_id,
            read_seq: row.read_seq,
            unread: count(row.unread),
        })
        .collect();
    let total = items.iter().map(|one| one.unread).sum();
    Ok(web::Json(UnreadCounts { items, total }))
}

/// The team: who writes, and who can be written to.
#[utoipa::path(tag = "chat", responses(
    (status = 200, body = Colleagues),
    (status = 401, body = Problem),
))]
#[get("/colleagues")]
pub async fn list_colleagues(staff: Staff, app: web::Data<App>) -> ApiResult<web::Json<Colleagues>> {
    let users = app.store.practice(staff.practice).users().list().await?;
    let items = users.into_iter().map(|user| Colleague {
        id: user.id,
        name: user.name,
        title: user.title,
        role: user.role,
        active: user.deactivated_at.is_none(),
    });
    Ok(web::Json(Colleagues { items: items.collect() }))
}
