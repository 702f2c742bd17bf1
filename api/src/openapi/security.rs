//! What each operation asks of anyone who calls it.

use utoipa::openapi::path::Operation;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, SecurityRequirement};

use super::permissions;

const SESSION: &str = "session";
const JITSI: &str = "jitsi";
const TWILIO: &str = "twilio";
const MESSAGEBIRD: &str = "messagebird";

/// What is asked before anybody has signed in: a link, a code or a password is in the request itself.
const OPEN: &[&str] = &[
    "sign_in",
    "show_setup",
    "set_up",
    "show_link",
    "use_link",
    "request_reset",
    "show_guest_call",
    "show_sender",
    "knock",
    "wait",
    "enter",
    "report_guest_presence",
    "list_time_zones",
    "show_zone_offsets",
    // The room's token is in the first frame.
    "open_signal",
];

/// What an SMS provider calls, which signs what it says.
const SIGNED: &[&str] =
    &["receive_sms", "receive_sms_by_get", "receive_sms_status", "receive_sms_status_by_get"];

pub fn schemes(components: &mut Components) {
    let header = |name: &str, text: &str| {
        SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(name, text)))
    };
    components.add_security_scheme(
        SESSION,
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::with_description(
            "__Host-liaison_session",
            "The cookie that `POST /api/v1/session` sets; `liaison_session` where the deployment is reached by HTTP. \
             Requests that change something must come from the deployment's own origin. An operation lists the \
             permissions that it needs.",
        ))),
    );
    let token = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("Signed with the `app_secret` that Liaison and the Jitsi server share."));
    components.add_security_scheme(JITSI, SecurityScheme::Http(token.build()));
    components
        .add_security_scheme(TWILIO, header("X-Twilio-Signature", "Twilio's signature of address and form."));
    components.add_security_scheme(
        MESSAGEBIRD,
        header("MessageBird-Signature-JWT", "MessageBird's signature of address and body."),
    );
}

/// Who calls an operation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Caller {
    Anyone,
    SmsProvider,
    Jitsi,
    SignedIn,
}

impl Caller {
    fn of(operation: &Operation) -> Self {
        match operation.operation_id.as_deref().unwrap_or_default() {
            id if OPEN.contains(&id) => Self::Anyone,
            id if SIGNED.contains(&id) => Self::SmsProvider,
            "review_rooms" => Self::Jitsi,
            _ => Self::SignedIn,
        }
    }
}

/// Says who may call an operation.
pub fn secure(operation: &mut Operation) {
    let by = |scheme: &str| SecurityRequirement::new::<_, [&str; 0], &str>(scheme, []);
    operation.security = Some(match Caller::of(operation) {
        Caller::Anyone => Vec::new(),
        Caller::SmsProvider => vec![by(TWILIO), by(MESSAGEBIRD)],
        Caller::Jitsi => vec![by(JITSI)],
        Caller::SignedIn => {
            let needed = permissions::of(operation.operation_id.as_deref().unwrap_or_default());
            vec![SecurityRequirement::new(SESSION, needed.iter().map(|permission| permission.as_str()))]
        }
    });
}

/// Whether an operation is for someone who is signed in.
pub fn needs_session(operation: &Operation) -> bool {
    Caller::of(operation) == Caller::SignedIn
}
