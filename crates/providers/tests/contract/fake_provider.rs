//! A server that can be told to refuse, to fall silent or to hang up.

use std::sync::{Arc, Mutex};

use delivery::sms::SmsToSend;
use providers::http;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// Long enough for a busy machine.
const CONNECT: Duration = Duration::from_secs(5);

#[derive(Clone)]
pub enum Behaviour {
    /// Status line, header lines that end in `\r\n`, body.
    Answer(&'static str, String, String),
    CloseBeforeRead,
    CloseAfterRead,
    /// The head of an answer and then the end.
    CloseInAnswer,
    /// The request is read and the answer comes after our time-out.
    Silent,
    /// An answer without end.
    Endless,
}

pub fn answer(status: &'static str, body: &str) -> Behaviour {
    Behaviour::Answer(status, "Content-Type: application/json\r\n".to_owned(), body.to_owned())
}

pub struct FakeProvider {
    pub port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl FakeProvider {
    pub async fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = requests.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (behaviour, seen) = (behaviour.clone(), seen.clone());
                tokio::spawn(async move { serve(socket, behaviour, &seen).await });
            }
        });
        Self { port, requests }
    }

    /// Where it is, beneath a path of its own.
    pub fn url(&self) -> Url {
        format!("http://127.0.0.1:{}/beneath", self.port).parse().unwrap()
    }

    /// What reached it, whole.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

/// A client that waits as long as the real one, or for `total`.
pub fn client(total: Duration) -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    http::client(CONNECT, total).unwrap()
}

/// A message for a number in Canada.
pub fn sms() -> SmsToSend {
    SmsToSend {
        id: "0199a3f0-7a3b-7c4d-8e5f-0123456789ab".parse().unwrap(),
        from: "+14385550100".parse().unwrap(),
        to: "+15145550123".parse().unwrap(),
        body: "Rendez-vous à 10 h & merci".into(),
        status_callback: "https://liaison.example/api/v1/webhooks/sms/s3cret/status".parse().unwrap(),
    }
}

async fn serve(mut socket: TcpStream, behaviour: Behaviour, seen: &Mutex<Vec<String>>) {
    if matches!(behaviour, Behaviour::CloseBeforeRead) {
        return;
    }
    let request = read_request(&mut socket).await;
    seen.lock().unwrap().push(request);
    match behaviour {
        Behaviour::Answer(status, headers, body) => {
            let length = body.len();
            let text = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
            let _ = socket.write_all(text.as_bytes()).await;
        }
        Behaviour::CloseBeforeRead | Behaviour::CloseAfterRead => {}
        Behaviour::CloseInAnswer => {
            let _ = socket.write_all(b"HTTP/1.1 201 Created\r\nContent-Length: 400\r\n\r\n{\"id\":\"S").await;
        }
        Behaviour::Silent => std::future::pending().await,
        Behaviour::Endless => {
            let _ = socket.write_all(b"HTTP/1.1 201 Created\r\nConnection: close\r\n\r\n").await;
            while socket.write_all(&[b' '; 8192]).await.is_ok() {}
        }
    }
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
        let length = head.to_ascii_lowercase();
        let length = length.split("content-length: ").nth(1).and_then(|l| l.lines().next()?.parse().ok());
        if read == 0 || body.len() >= length.unwrap_or(0) {
            return text;
        }
    }
}
