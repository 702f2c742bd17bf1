//! What is answered to anyone who asks for the figures.

use actix_web::{HttpRequest, HttpResponse, web};
use metrics::gauge;
use subtle::ConstantTimeEq;
use wire::Code;

use super::{DATABASE, OUTBOX, OUTBOX_AGE, RECORDER, SOCKETS};
use crate::error::{ApiError, ApiResult};
use crate::http::bearer;
use crate::state::App;

/// The figures. Without a token in the configuration there is no such address.
pub async fn show(request: HttpRequest, app: web::Data<App>) -> ApiResult<HttpResponse> {
    let Some((wanted, recorder)) = app.config.metrics_token.as_deref().zip(RECORDER.as_ref()) else {
        return Err(ApiError::new(Code::NotFound));
    };
    let given = bearer::token(&request).unwrap_or_default();
    if !bool::from(given.as_bytes().ct_eq(wanted.as_bytes())) {
        return Err(ApiError::with(Code::Unauthenticated, "the token of `metrics_token` is needed"));
    }
    look(&app).await?;
    recorder.run_upkeep();
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(recorder.render()))
}

/// What is looked at when someone asks.
async fn look(app: &App) -> ApiResult<()> {
    #[expect(clippy::cast_precision_loss, reason = "a figure on a chart")]
    let number = |count: u64| count as f64;
    gauge!(SOCKETS).set(number(app.hub.sockets() as u64));
    for (channel, waiting) in app.store.outbox_waiting(app.now()).await? {
        gauge!(OUTBOX, "channel" => channel.as_str()).set(number(waiting.count));
        gauge!(OUTBOX_AGE, "channel" => channel.as_str()).set(waiting.oldest.as_seconds_f64().max(0.0));
    }
    gauge!(DATABASE).set(number(app.store.database_bytes().await?));
    Ok(())
}
