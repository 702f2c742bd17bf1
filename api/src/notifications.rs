//! The bell over HTTP.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, get, put, web};
use domain::NotificationId;
use serde_json::Value;
use wire::notifications::{Notification, Notifications};
use wire::{PageQuery, Problem};

use crate::error::ApiResult;
use crate::http::page;
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
    let rows = app.store.notifications(staff.user, page::cursor(&query)?, limit + 1).await?;
    let unseen = app.store.unseen_notifications(staff.user).await?;
    let page = page::page(
        rows,
        limit,
        |row| row.seq,
        |row| Notification {
            id: row.id,
            kind: row.kind,
            body: parts(&row.body),
            created_at: row.created_at,
            seen_at: row.seen_at,
        },
    );
    Ok(web::Json(Notifications { items: page.items, unseen, next_cursor: page.next_cursor }))
}

/// What was stored, as texts; what is not known is left out.
fn parts(stored: &str) -> BTreeMap<String, String> {
    let stored: serde_json::Map<String, Value> = serde_json::from_str(stored).unwrap_or_default();
    let text = |(name, part)| match part {
        Value::Null => None,
        Value::String(text) => Some((name, text)),
        other => Some((name, other.to_string())),
    };
    stored.into_iter().filter_map(text).collect()
}

/// Marks one notification as seen.
#[utoipa::path(tag = "notifications", responses((status = 204), (status = 404, body = Problem)))]
#[put("/notifications/{id}/seen")]
pub async fn see_notification(
    staff: Staff,
    id: web::Path<NotificationId>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    app.store.see_notifications(staff.practice, staff.user, Some(*id), app.now()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Marks all of them as seen.
#[utoipa::path(tag = "notifications", responses((status = 204), (status = 401, body = Problem)))]
#[put("/notifications/seen")]
pub async fn see_all_notifications(staff: Staff, app: web::Data<App>) -> ApiResult<HttpResponse> {
    app.store.see_notifications(staff.practice, staff.user, None, app.now()).await?;
    Ok(HttpResponse::NoContent().finish())
}
