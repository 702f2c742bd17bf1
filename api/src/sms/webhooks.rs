//! What the provider tells us: a message came in, a message got further.
//!
//! The practice is found by the secret in the address, the sender is believed by the signature over the raw request,
//! and what is stored is claimed by a unique key, so that a repeated or replayed request changes nothing.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use delivery::sms::{
    Acknowledgement, InboundSms, SmsNews, StatusReport, WebhookAddress, WebhookError, WebhookRequest,
};
use domain::inbound_routing::Sender;
use domain::phone::PhoneNumber;
use domain::{PracticeId, SmsMessageId, SmsThreadId};
use storage::sms::{IncomingSms, SmsReport};
use uuid::Uuid;
use wire::{Code, FieldCode, Problem};

use crate::error::{ApiError, ApiResult};
use crate::http::body::read_body;
use crate::security_log::{self, SecurityEvent};
use crate::state::App;

/// The largest webhook body that is read, in bytes.
const MAX_BODY: usize = 64 * 1024;

/// A message came in.
#[utoipa::path(tag = "webhooks", request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "Stored, now or before; in the form that the provider expects",
            content((String = "text/xml"), (String = "text/plain"))),
        (status = 403, description = "The signature does not fit", body = Problem),
        (status = 404, description = "Not an address of ours", body = Problem),
        (status = 422, body = Problem),
    ))]
#[post("/webhooks/sms/{secret}/inbound")]
pub async fn receive_sms(
    request: HttpRequest,
    secret: web::Path<String>,
    payload: web::Payload,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    receive(WebhookAddress::Inbound, &request, &secret, payload, &app).await
}

/// A message came in, from a provider that asks with GET.
#[utoipa::path(tag = "webhooks", responses(
    (status = 200, description = "Stored, now or before; in the form that the provider expects",
        content((String = "text/xml"), (String = "text/plain"))),
    (status = 403, description = "The signature does not fit", body = Problem),
    (status = 404, description = "Not an address of ours", body = Problem),
    (status = 422, body = Problem),
))]
#[get("/webhooks/sms/{secret}/inbound")]
pub async fn receive_sms_by_get(
    request: HttpRequest,
    secret: web::Path<String>,
    payload: web::Payload,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    receive(WebhookAddress::Inbound, &request, &secret, payload, &app).await
}

/// A message of ours got further.
#[utoipa::path(tag = "webhooks", request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "As 204, where the provider expects a text", content_type = "text/plain", body = String),
        (status = 204, description = "Applied, or kept until the message is known"),
        (status = 403, description = "The signature does not fit", body = Problem),
        (status = 404, description = "Not an address of ours", body = Problem),
        (status = 422, body = Problem),
    ))]
#[post("/webhooks/sms/{secret}/status")]
pub async fn receive_sms_status(
    request: HttpRequest,
    secret: web::Path<String>,
    payload: web::Payload,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    receive(WebhookAddress::Status, &request, &secret, payload, &app).await
}

/// A message of ours got further, from a provider that asks with GET.
#[utoipa::path(tag = "webhooks", responses(
    (status = 200, description = "As 204, where the provider expects a text", content_type = "text/plain", body = String),
    (status = 204, description = "Applied, or kept until the message is known"),
    (status = 403, description = "The signature does not fit", body = Problem),
    (status = 404, description = "Not an address of ours", body = Problem),
    (status = 422, body = Problem),
))]
#[get("/webhooks/sms/{secret}/status")]
pub async fn receive_sms_status_by_get(
    request: HttpRequest,
    secret: web::Path<String>,
    payload: web::Payload,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    receive(WebhookAddress::Status, &request, &secret, payload, &app).await
}

async fn receive(
    address: WebhookAddress,
    request: &HttpRequest,
    secret: &str,
    payload: web::Payload,
    app: &App,
) -> ApiResult<HttpResponse> {
    let practice = app.sms.practice_of(secret).ok_or_else(|| ApiError::new(Code::NotFound))?;
    let body = read_body(payload, MAX_BODY).await?;
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let (url, headers) = (app.sms.signed_url(path), readable_headers(request));
    let asked = WebhookRequest { address, url: &url, headers: &headers, body: &body, received_at: app.now() };
    let received = app.sms.provider(practice).receive(&asked).map_err(|error| refused(practice, error))?;
    match received.news {
        SmsNews::Inbound(sms) => store_inbound(practice, sms, app).await?,
        SmsNews::Report(report) => store_report(practice, report, app).await?,
    }
    Ok(match received.acknowledgement {
        Acknowledgement::NoContent => HttpResponse::NoContent().finish(),
        Acknowledgement::Body { content_type, body } => {
            HttpResponse::Ok().content_type(content_type).body(body)
        }
    })
}

/// The headers that are text.
fn readable_headers(request: &HttpRequest) -> Vec<(String, String)> {
    let readable = request.headers().iter().filter_map(|(name, value)| Some((name, value.to_str().ok()?)));
    readable.map(|(name, value)| (name.as_str().to_owned(), value.to_owned())).collect()
}

async fn store_inbound(practice: PracticeId, sms: InboundSms, app: &App) -> ApiResult<()> {
    let received = app
        .store
        .receive_sms(IncomingSms {
            id: SmsMessageId::new(Uuid::now_v7()),
            new_thread: SmsThreadId::new(Uuid::now_v7()),
            practice,
            to: own_number(sms.to, app),
            from: sms.from,
            provider_message_id: sms.provider_message_id,
            body: sms.body,
            segments: sms.segments,
            media: sms.media,
            at: app.now(),
        })
        .await?;
    tracing::info!(message = %received.message.id, fresh = received.fresh, "a text came in");
    Ok(())
}

async fn store_report(practice: PracticeId, report: StatusReport, app: &App) -> ApiResult<()> {
    app.store
        .report_sms(SmsReport {
            practice,
            provider_message_id: report.provider_message_id.into_string(),
            message: report.our_id,
            state: report.state,
            error_code: report.error_code,
            advice: report.advice,
            at: app.now(),
        })
        .await?;
    Ok(())
}

/// Which of the practice's numbers was texted. Where the account's address is no number (another network's), it is the
/// number that the practice texts from.
fn own_number(to: Sender, app: &App) -> PhoneNumber {
    match to {
        Sender::Number(number) => number,
        Sender::Other(_) | Sender::Unknown => app.sms.from.clone(),
    }
}

fn refused(practice: PracticeId, error: WebhookError) -> ApiError {
    match error {
        WebhookError::NotBelieved(why) => {
            tracing::warn!(%practice, why, "a webhook was refused; is public_url the address the provider calls?");
            security_log::note(SecurityEvent::SignatureRefused);
            ApiError::with(Code::SignatureRefused, why)
        }
        WebhookError::Missing(field) | WebhookError::Unknown(field) => {
            ApiError::field(field, FieldCode::Unreadable, error.to_string())
        }
    }
}
