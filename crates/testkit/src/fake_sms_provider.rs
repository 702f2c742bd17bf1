//! A carrier of texts that does what a test tells it: accepts, refuses, falls silent, hangs up. It speaks Twilio's API
//! over real sockets and signs its webhooks.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use api::config::SmsProviderWord;
use client::RawAnswer;
use delivery::sms::WebhookAddress;
use domain::PracticeId;
use providers::secret::Secret;
use providers::sms::twilio::signature::{SIGNATURE_HEADER, sign};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::app::TestApp;

/// The account's token, with which webhooks are signed.
pub const AUTH_TOKEN: &str = "0123456789abcdef0123456789abcdef";
/// The account.
pub const ACCOUNT: &str = "AC00000000000000000000000000000001";
/// The practice's number.
pub const OWN_NUMBER: &str = "+14385550100";

/// What the carrier does with the next message.
#[derive(Clone, Debug)]
pub enum Behaviour {
    /// 201 with a new id.
    Accept,
    /// Another answer: status line, extra header lines ending in `\r\n`, JSON.
    Answer(&'static str, &'static str, String),
    /// Takes the message and hangs up.
    TakeAndHangUp,
    /// Hangs up before reading.
    HangUp,
}

/// A text as it reached the carrier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    pub sid: String,
    pub from: String,
    pub to: String,
    pub body: String,
    pub status_callback: String,
}

/// The carrier.
#[derive(Debug)]
pub struct FakeSmsProvider {
    port: u16,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    script: VecDeque<Behaviour>,
    carried: Vec<Carried>,
    requests: usize,
    /// The last request that was read, whole.
    last: String,
}

impl FakeSmsProvider {
    /// Starts to listen. Without a script every message is accepted.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let state = Arc::new(Mutex::new(State::default()));
        let shared = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(serve(socket, Arc::clone(&shared)));
            }
        });
        Self { port, state }
    }

    /// An application whose texts go here.
    pub async fn app(&self) -> TestApp {
        let port = self.port;
        TestApp::with(|config| Self::configure(config, port)).await
    }

    /// Points a configuration here.
    pub fn configure(config: &mut api::config::Config, port: u16) {
        config.sms.provider = SmsProviderWord::parse("twilio").expect("a provider");
        config.sms.from = OWN_NUMBER.to_owned();
        let account = [("account_sid", ACCOUNT), ("auth_token", AUTH_TOKEN)];
        config.sms.account =
            account.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
        config.sms.base_url = format!("http://127.0.0.1:{port}/").parse().ok();
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// What it does with the next messages, one after the other.
    pub fn will(&self, behaviours: impl IntoIterator<Item = Behaviour>) {
        self.state.lock().expect("the script").script.extend(behaviours);
    }

    /// The messages that the carrier has.
    pub fn carried(&self) -> Vec<Carried> {
        self.state.lock().expect("the book").carried.clone()
    }

    /// How often it was asked to send, with whatever outcome.
    pub fn requests(&self) -> usize {
        self.state.lock().expect("the book").requests
    }

    /// The last request to send, as it came over the wire.
    pub fn last_request(&self) -> String {
        self.state.lock().expect("the book").last.clone()
    }

    /// Reports a state of a carried message, signed.
    pub async fn report(&self, app: &TestApp, text: &Carried, status: &str, error: Option<i32>) -> RawAnswer {
        let error = error.map(|code| code.to_string());
        let mut form =
            vec![("MessageSid", text.sid.as_str()), ("MessageStatus", status), ("AccountSid", ACCOUNT)];
        if let Some(code) = &error {
            form.push(("ErrorCode", code));
        }
        let path = text.status_callback.splitn(4, '/').nth(3).unwrap_or_default().to_owned();
        app.signed_webhook(&format!("/{path}"), &form).await
    }
}

impl TestApp {
    /// Keeps the worker from taking anything in hand until the guard is dropped.
    pub async fn hold_worker(&self) -> impl Drop {
        self.app().worker.hold().await
    }

    /// Sends what is due and waits until the simulated carrier has reported.
    pub async fn settle(&self) {
        self.app().worker.drain().await;
        self.app().webhooks.settled().await;
        self.app().worker.drain().await;
    }

    /// A text from outside reaches the practice, signed by the carrier.
    pub async fn text_arrives(&self, sid: &str, from: &str, body: &str) -> RawAnswer {
        let form =
            [("MessageSid", sid), ("From", from), ("To", OWN_NUMBER), ("Body", body), ("NumMedia", "0")];
        self.signed_webhook(&self.inbound_path(self.practice), &form).await
    }

    /// Path of the webhook for incoming texts of a practice.
    pub fn inbound_path(&self, practice: PracticeId) -> String {
        self.app().sms.webhook(practice, WebhookAddress::Inbound).path().to_owned()
    }

    /// Posts a form to `path` with the signature that the carrier would make.
    pub async fn signed_webhook(&self, path: &str, form: &[(&str, &str)]) -> RawAnswer {
        let pairs: Vec<(String, String)> =
            form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let url = self.app().sms.signed_url(path);
        let signature = sign(&self.carriers_token(), &url, &pairs);
        self.webhook(path, form, Some(&signature)).await
    }

    /// With which the carrier signs, the simulated one or the one of tests.
    pub fn carriers_token(&self) -> Secret {
        let simulated = self.app().sms.simulator().map(|accounts| accounts.auth_token().clone());
        simulated.unwrap_or_else(|| Secret::new(AUTH_TOKEN))
    }

    /// Posts a form to `path` with any signature, or none.
    pub async fn webhook(&self, path: &str, form: &[(&str, &str)], signature: Option<&str>) -> RawAnswer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut headers = vec![("content-type", "application/x-www-form-urlencoded")];
        if let Some(signature) = signature {
            headers.push((SIGNATURE_HEADER, signature));
        }
        self.client().raw("POST", path, &headers, body.as_bytes()).await.expect("an answer")
    }

    /// A signature by another key than the carrier's.
    pub fn forged_signature(&self, path: &str, form: &[(&str, &str)]) -> String {
        let pairs: Vec<(String, String)> =
            form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        sign(&Secret::new("somebody else's"), &self.app().sms.signed_url(path), &pairs)
    }
}

async fn serve(mut socket: TcpStream, state: Arc<Mutex<State>>) {
    // A question, or a message.
    let mut first = [0; 1];
    if socket.peek(&mut first).await.unwrap_or(0) == 0 {
        return;
    }
    if first == *b"G" {
        let page = page(&state.lock().expect("the book"));
        let _ = read_request(&mut socket).await;
        return answer(&mut socket, "200 OK", "", &page).await;
    }
    let behaviour = {
        let mut state = state.lock().expect("the book");
        state.requests += 1;
        state.script.pop_front().unwrap_or(Behaviour::Accept)
    };
    if matches!(behaviour, Behaviour::HangUp) {
        return;
    }
    let request = read_request(&mut socket).await;
    state.lock().expect("the book").last.clone_from(&request);
    match behaviour {
        Behaviour::Answer(status, headers, body) => answer(&mut socket, status, headers, &body).await,
        Behaviour::Accept => {
            let text = keep(&request, &state);
            let body = format!(r#"{{"sid":"{}","status":"queued","num_segments":"1"}}"#, text.sid);
            answer(&mut socket, "201 Created", "", &body).await;
        }
        Behaviour::TakeAndHangUp => {
            keep(&request, &state);
        }
        Behaviour::HangUp => {}
    }
}

fn keep(request: &str, state: &Mutex<State>) -> Carried {
    let body = request.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    let form: Vec<(String, String)> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let value =
        |name: &str| form.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone()).unwrap_or_default();
    let mut state = state.lock().expect("the book");
    let text = Carried {
        sid: format!("SM{:032x}", state.carried.len() + 1),
        from: value("From"),
        to: value("To"),
        body: value("Body"),
        status_callback: value("StatusCallback"),
    };
    state.carried.push(text.clone());
    text
}

fn page(state: &State) -> String {
    let messages: Vec<String> = state
        .carried
        .iter()
        .map(|text| {
            format!(
                r#"{{"sid":"{}","status":"delivered","num_segments":"1","direction":"outbound-api","to":"{}","body":"{}","date_created":"Mon, 02 Mar 2026 15:00:01 +0000"}}"#,
                text.sid, text.to, text.body
            )
        })
        .collect();
    format!(r#"{{"messages":[{}]}}"#, messages.join(","))
}

async fn read_request(socket: &mut TcpStream) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    loop {
        let read = socket.read(&mut buffer).await.unwrap_or(0);
        text.push_str(&String::from_utf8_lossy(buffer.get(..read).unwrap_or_default()));
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            if read == 0 {
                return text;
            }
            continue;
        };
        let head = head.to_ascii_lowercase();
        let length = head.split("content-length: ").nth(1).and_then(|l| l.lines().next()?.parse().ok());
        if read == 0 || body.len() >= length.unwrap_or(0) {
            return text;
        }
    }
}

async fn answer(socket: &mut TcpStream, status: &str, headers: &str, body: &str) {
    let text = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len());
    let _ = socket.write_all(text.as_bytes()).await;
}
