//! A carrier that survives the server: takes texts as Twilio does and counts each.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A running carrier.
pub struct FakeProvider {
    pub url: String,
    taken: Arc<Mutex<HashMap<String, usize>>>,
}

impl FakeProvider {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let taken = Arc::new(Mutex::new(HashMap::new()));
        let book = Arc::clone(&taken);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&book)));
            }
        });
        Self { url, taken }
    }

    /// How often a text with this body was handed over.
    pub fn times(&self, body: &str) -> usize {
        self.taken.lock().unwrap().get(body).copied().unwrap_or(0)
    }

    /// The most that any text was handed over.
    pub fn most_times(&self) -> usize {
        self.taken.lock().unwrap().values().copied().max().unwrap_or(0)
    }
}

async fn serve(mut stream: TcpStream, taken: Arc<Mutex<HashMap<String, usize>>>) {
    let mut request = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let Ok(read) = stream.read(&mut chunk).await else { return };
        if read == 0 {
            return;
        }
        request.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .map_or(0, |(_, value)| value.trim().parse::<usize>().unwrap());
        if body.len() < length {
            continue;
        }
        let answer = if head.starts_with("POST") { take(body, &taken) } else { listing() };
        let _ = stream.write_all(answer.as_bytes()).await;
        return;
    }
}

fn take(form: &str, taken: &Mutex<HashMap<String, usize>>) -> String {
    let fields: HashMap<_, _> =
        url::form_urlencoded::parse(form.as_bytes()).into_owned().collect::<HashMap<String, String>>();
    let mut taken = taken.lock().unwrap();
    let number = taken.len();
    *taken.entry(fields["Body"].clone()).or_insert(0) += 1;
    let body = serde_json::json!({
        "sid": format!("SM{number:032x}"),
        "status": "queued",
        "from": fields["From"],
        "to": fields["To"],
        "body": fields["Body"],
        "num_segments": "1",
        "error_code": null,
        "error_message": null,
    });
    answer("201 Created", &body.to_string())
}

/// It remembers no message when asked: what is unknown stays so.
fn listing() -> String {
    answer("200 OK", r#"{"messages":[],"next_page_uri":null}"#)
}

fn answer(status: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}
