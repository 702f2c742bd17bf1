//! What the provider tells us: a message came in, a message got further.
//!
//! The practice is found by the secret in the address, the sender is believed by the signature over the raw request,
//! and what is stored is claimed by a unique key, so that a repeated or replayed request changes nothing.

use actix_web::{HttpRequest, HttpResponse, post, web};
use domain::inbound::Sender;
use domain::{PracticeId, SmsMessageId, SmsThreadId};
use providers::sms::twilio::signature::{self, SETTINGS_HEADER, SIGNATURE_HEADER, SignedRequest};
use providers::sms::twilio::webhook::{self, EMPTY_TWIML, TWIML_CONTENT_TYPE, WebhookError};
use storage::sms::{IncomingSms, SmsReport};
use uuid::Uuid;
use wire::{Code, Problem};

use crate::error::{ApiError, ApiResult};
use crate::http::body::read_body;
use crate::state::App;

/// The largest webhook body that is read, in bytes.
const MAX_BODY: usize = 64 * 1024;

type Form = Vec<(String, String)>;

/// A message came in.
#[utoipa::path(tag = "webhooks", request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "Stored, now or before", content_type = "text/xml", body = String),
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
    let (practice, form) = believe(&request, &secret, payload, &app).await?;
    let sms = webhook::inbound(&form).map_err(unreadable)?;
    let received = app
        .store
        .receive_sms(IncomingSms {
            id: SmsMessageId::new(Uuid::now_v7()),
            new_thread: SmsThreadId::new(Uuid::now_v7()),
            practice,
            to: sms.to,
            from: Sender::of(&sms.from),
            provider_message_id: sms.provider_message_id,
            body: sms.body,
            segments: sms.segments,
            media: sms.media,
            at: app.now(),
        })
        .await?;
    tracing::info!(message = %received.message.id, fresh = received.fresh, "a text came in");
    Ok(HttpResponse::Ok().content_type(TWIML_CONTENT_TYPE).body(EMPTY_TWIML))
}

/// A message of ours got further.
#[utoipa::path(tag = "webhooks", request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses(
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
    let (practice, form) = believe(&request, &secret, payload, &app).await?;
    let report = webhook::status(request.query_string(), &form).map_err(unreadable)?;
    let advice = report.advice();
    app.store
        .report_sms(SmsReport {
            practice,
            provider_message_id: report.provider_message_id,
            message: report.our_id,
            state: report.state,
            error_code: report.error_code,
            advice,
            at: app.now(),
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn believe(
    request: &HttpRequest,
    secret: &str,
    payload: web::Payload,
    app: &App,
) -> ApiResult<(PracticeId, Form)> {
    let practice = app.sms.practice_of(secret).ok_or_else(|| ApiError::new(Code::NotFound))?;
    let raw_body = read_body(payload, MAX_BODY).await?;
    let form = webhook::form(&raw_body);
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let url = app.sms.signed_url(path);
    let signed = SignedRequest {
        url: &url,
        form: &form,
        raw_body: &raw_body,
        signature: header(SIGNATURE_HEADER),
        settings: header(SETTINGS_HEADER),
    };
    if let Err(error) = signature::verify(&app.sms.signing_keys(), signed) {
        tracing::warn!(%practice, %error, "a webhook was refused; is public_url the address the provider calls?");
        return Err(ApiError::with(Code::SignatureRefused, error.to_string()));
    }
    Ok((practice, form))
}

fn unreadable(error: WebhookError) -> ApiError {
    let field = match error {
        WebhookError::Missing(name) => name,
        WebhookError::UnknownStatus => "MessageStatus",
    };
    ApiError::field(field, "unreadable", error.to_string())
}
