//! The carrier's own API, as Twilio's: create a message, list messages.
//!
//! Twilio's magic numbers are honoured (twilio.com/docs/iam/test-credentials), so that every refusal can be seen.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use domain::phone::PhoneNumber;
use domain::sms::Segments;
use serde_json::json;
use storage::simulator::{NewSimulatorMessage, SimulatorMessage, TO_PHONE};
use subtle::ConstantTimeEq;
use url::form_urlencoded;
use uuid::Uuid;

use crate::error::ApiError;
use crate::http::body::read_body;
use crate::http::methods;
use crate::state::App;

const PATH: &str = "/simulator/2010-04-01/Accounts/{account}/Messages.json";
const MAX_BODY: usize = 64 * 1024;
/// The most that Twilio takes, in characters.
const MAX_CHARACTERS: usize = 1600;

/// Mounts the carrier beside the API: it is another company's server that happens to live here.
pub fn mount(config: &mut web::ServiceConfig) {
    config.service(
        web::resource(PATH)
            .route(web::post().to(create_message))
            .route(web::get().to(list_messages))
            .default_service(web::to(methods::reading_and_posting)),
    );
}

/// A refusal in Twilio's words.
struct Refusal {
    status: StatusCode,
    code: i32,
    message: &'static str,
}

const fn refusal(status: StatusCode, code: i32, message: &'static str) -> Refusal {
    Refusal { status, code, message }
}

impl Refusal {
    fn answer(&self) -> HttpResponse {
        HttpResponse::build(self.status).json(json!({
            "code": self.code,
            "message": self.message,
            "more_info": format!("https://www.twilio.com/docs/errors/{}", self.code),
            "status": self.status.as_u16(),
        }))
    }
}

async fn create_message(
    request: HttpRequest,
    account: web::Path<String>,
    payload: web::Payload,
    app: web::Data<App>,
) -> Result<HttpResponse, ApiError> {
    if !is_authorized(&request, &account, &app) {
        return Ok(refusal(StatusCode::UNAUTHORIZED, 20003, "Authenticate").answer());
    }
    let body = read_body(payload, MAX_BODY).await?;
    let form: Vec<(String, String)> = form_urlencoded::parse(&body).into_owned().collect();
    let value = |name: &str| form.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str());
    let (to, from, body) = (value("To"), value("From"), value("Body"));
    if let Err(refusal) = check(to, from, body) {
        return Ok(refusal.answer());
    }
    let callback = Some(value("StatusCallback")).filter(|url| !url.is_empty());
    let new = NewSimulatorMessage {
        sid: format!("SM{}", Uuid::now_v7().simple()),
        account: account.clone(),
        phone: to.to_owned(),
        practice_number: from.to_owned(),
        direction: TO_PHONE,
        body: body.to_owned(),
        segments: i32::try_from(Segments::of(body).count()).unwrap_or(i32::MAX),
        status: "queued",
        callback_url: callback.map(str::to_owned),
        at: app.now(),
    };
    let row = app.store.add_simulator_message(new).await?;
    app.webhooks.deliver(&app, row.clone());
    Ok(HttpResponse::Created().json(resource(&row)))
}

async fn list_messages(
    request: HttpRequest,
    account: web::Path<String>,
    app: web::Data<App>,
) -> Result<HttpResponse, ApiError> {
    if !is_authorized(&request, &account, &app) {
        return Ok(refusal(StatusCode::UNAUTHORIZED, 20003, "Authenticate").answer());
    }
    let query: Vec<(String, String)> =
        form_urlencoded::parse(request.query_string().as_bytes()).into_owned().collect();
    let to = query.iter().find(|(name, _)| name == "To").map(|(_, value)| value.as_str());
    let rows = app.store.simulator_messages(&account, to, 100).await?;
    let messages: Vec<_> = rows.iter().filter(|row| row.direction == TO_PHONE).map(resource).collect();
    Ok(HttpResponse::Ok().json(json!({ "messages": messages, "page": 0, "page_size": 100 })))
}

fn is_authorized(request: &HttpRequest, account: &str, app: &App) -> bool {
    let Some(accounts) = app.sms.simulator() else { return false };
    let expected = STANDARD.encode(format!("{account}:{}", accounts.auth_token().expose()));
    let given = request.headers().get("authorization").and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Basic ")).unwrap_or_default();
    bool::from(given.as_bytes().ct_eq(expected.as_bytes()))
}

fn check(to: &str, from: &str, body: &str) -> Result<(), Refusal> {
    const BAD: StatusCode = StatusCode::BAD_REQUEST;
    let (code, message) = match (to, from) {
        ("", _) => (21604, "A 'To' phone number is required."),
        (_, "" | "+15005550001") => (21212, "The 'From' number is not a valid phone number."),
        (_, "+15005550007") => (21606, "The 'From' phone number is not owned by your account."),
        (_, "+15005550008") => {
            (21611, "This 'From' number has exceeded the maximum number of queued messages.")
        }
        ("+15005550001", _) => (21211, "The 'To' number is not a valid phone number."),
        ("+15005550002", _) => (21612, "Twilio cannot route to this number."),
        ("+15005550003", _) => (21408, "Permission to send an SMS has not been enabled for the region."),
        ("+15005550004", _) => (21610, "Attempt to send to unsubscribed recipient."),
        ("+15005550009", _) => (21614, "The 'To' number is not a mobile number."),
        _ if PhoneNumber::parse(to).is_err() => (21211, "The 'To' number is not a valid phone number."),
        _ if body.is_empty() => (21602, "Message body is required."),
        _ if body.chars().count() > MAX_CHARACTERS => (21617, "The message body exceeds 1600 characters."),
        _ => return Ok(()),
    };
    Err(refusal(BAD, code, message))
}

fn resource(row: &SimulatorMessage) -> serde_json::Value {
    json!({
        "sid": row.sid,
        "account_sid": row.account,
        "api_version": "2010-04-01",
        "to": row.phone,
        "from": row.practice_number,
        "body": row.body,
        "status": row.status,
        "num_segments": row.segments.to_string(),
        "num_media": "0",
        "direction": "outbound-api",
        "date_created": rfc2822(row.created_at),
        "date_updated": rfc2822(row.reported_at.unwrap_or(row.created_at)),
        "date_sent": row.reported_at.map(rfc2822),
        "price": null,
        "price_unit": "USD",
        "error_code": null,
        "error_message": null,
        "messaging_service_sid": null,
        "uri": format!("/2010-04-01/Accounts/{}/Messages/{}.json", row.account, row.sid),
    })
}

fn rfc2822(at: DateTime<Utc>) -> String {
    at.to_rfc2822()
}
