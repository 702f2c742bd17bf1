//! The phone on screen: what reached it, and writing from it.

use actix_web::{HttpResponse, get, post, web};
use delivery::sms::WebhookAddress;
use domain::inbound_routing::Sender;
use domain::sms::{Segments, SmsBody};
use storage::simulator::{FROM_PHONE, NewSimulatorMessage, TO_PHONE};
use uuid::Uuid;
use wire::sms::{Direction, PhoneMessage, PhoneReply, SimulatedPhone, SimulatedPhones};
use wire::{Code, FieldCode, Problem};

use super::SimulatorAccounts;
use crate::error::{ApiError, ApiResult};
use crate::form;
use crate::http::body::Json;
use crate::session::{Can, needs};
use crate::state::App;

/// How many messages are shown, of all phones together.
const SHOWN: u64 = 500;

/// The phones of the simulated carrier, the one with the newest message first.
#[utoipa::path(tag = "simulator", responses(
    (status = 200, body = SimulatedPhones),
    (status = 403, description = "Needs sms.send", body = Problem),
    (status = 404, description = "Texts are carried by a real provider", body = Problem),
))]
#[get("/simulator/phones")]
pub async fn list_phones(
    staff: Can<(needs::SmsSend, needs::ApplicantRead)>,
    app: web::Data<App>,
) -> ApiResult<web::Json<SimulatedPhones>> {
    only_simulated(&app)?;
    let account = SimulatorAccounts::sid(staff.practice);
    let mut phones: Vec<SimulatedPhone> = Vec::new();
    for row in app.store.simulator_messages(&account, None, SHOWN).await? {
        let direction = if row.direction == TO_PHONE { Direction::In } else { Direction::Out };
        let message = PhoneMessage { seq: row.seq, direction, body: row.body, at: row.created_at };
        match phones.iter_mut().find(|phone| phone.number == row.phone) {
            Some(phone) => phone.messages.push(message),
            None => phones.push(SimulatedPhone { number: row.phone, messages: vec![message] }),
        }
    }
    for phone in &mut phones {
        phone.messages.reverse();
    }
    Ok(web::Json(SimulatedPhones { phones }))
}

/// Writes a text from a phone of the simulated carrier to the practice.
#[utoipa::path(tag = "simulator", request_body = PhoneReply, responses(
    (status = 202, description = "On its way to the practice's inbox"),
    (status = 403, description = "Needs sms.send", body = Problem),
    (status = 404, body = Problem),
    (status = 422, body = Problem),
))]
#[post("/simulator/messages")]
pub async fn write_from_phone(
    staff: Can<(needs::SmsSend, needs::ApplicantRead)>,
    reply: Json<PhoneReply>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    only_simulated(&app)?;
    let Json(reply) = reply;
    let body = form::only("body", &reply.body, SmsBody::parse)?;
    let phone = match Sender::of(&reply.from) {
        Sender::Number(number) => number.into_string(),
        Sender::Other(name)
            if (1..=11).contains(&name.chars().count()) && !name.chars().any(char::is_control) =>
        {
            name
        }
        Sender::Other(_) | Sender::Unknown => {
            return Err(ApiError::field(
                "from",
                FieldCode::NotANumber,
                "a number with +, a short code or a name",
            ));
        }
    };
    let row = app
        .store
        .add_simulator_message(NewSimulatorMessage {
            sid: format!("SM{}", Uuid::now_v7().simple()),
            account: SimulatorAccounts::sid(staff.practice),
            phone,
            practice_number: app.sms.from.to_string(),
            direction: FROM_PHONE,
            segments: i32::try_from(Segments::of(body.as_str()).count()).unwrap_or(i32::MAX),
            body: body.into_string(),
            status: "queued",
            callback_url: Some(app.sms.webhook(staff.practice, WebhookAddress::Inbound).into()),
            at: app.now(),
        })
        .await?;
    app.webhooks.deliver(&app, row);
    Ok(HttpResponse::Accepted().finish())
}

fn only_simulated(app: &App) -> ApiResult<()> {
    if app.sms.simulator().is_some() { Ok(()) } else { Err(ApiError::new(Code::NotFound)) }
}
