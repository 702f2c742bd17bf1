//! The bell over HTTP.

use actix_web::{HttpResponse, get, put, web};
use domain::NotificationId;
use domain::notification::NotificationFact;
use storage::notifications::Notification as Row;
use wire::notifications::{Notification, Notifications};
use wire::{Page, PageQuery, Problem};

use crate::error::ApiResult;
use crate::http::page::{self, UnreadableRow};
use crate::http::query::Query;
use crate::session::Staff;
use crate::state::App;

/// The newest notifications, and the absolute number of unseen ones.
#[utoipa::path(tag = "notifications", params(PageQuery), responses(
    (status = 200, body = Notifications),
    (status = 401, body = Problem),
))]
#[get("/notifications")]
pub async fn list_notifications(
    staff: Staff,
    query: Query<PageQuery>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Notifications>> {
    let limit = page::limit(&query)?;
    let rows = app
        .store
        .practice(staff.practice)
        .notifications()
        .list(staff.user, page::cursor(&query)?, limit + 1)
        .await?;
    let unseen = app.store.practice(staff.practice).notifications().unseen(staff.user).await?;
    let page = page::page(rows, limit, |row| row.seq, |row| notification(&row));
    let Page { items, next_cursor, unreadable } = page::readable(page);
    Ok(web::Json(Notifications { items, unseen, next_cursor, unreadable }))
}

fn notification(row: &Row) -> Result<Notification, UnreadableRow> {
    let fact = page::stored_fact(row.id, &row.kind, &row.body, NotificationFact::read)?;
    Ok(Notification { id: row.id, fact, created_at: row.created_at, seen_at: row.seen_at })
}

/// Marks one notification as seen.
#[utoipa::path(tag = "notifications", responses((status = 204), (status = 404, body = Problem)))]
#[put("/notifications/{id}/seen")]
pub async fn see_notification(
    staff: Staff,
    id: web::Path<NotificationId>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    app.store.practice(staff.practice).notifications().see(staff.user, Some(*id), app.now()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Marks all of them as seen.
#[utoipa::path(tag = "notifications", responses((status = 204), (status = 401, body = Problem)))]
#[put("/notifications/seen")]
pub async fn see_all_notifications(staff: Staff, app: web::Data<App>) -> ApiResult<HttpResponse> {
    app.store.practice(staff.practice).notifications().see(staff.user, None, app.now()).await?;
    Ok(HttpResponse::NoContent().finish())
}
