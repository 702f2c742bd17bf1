//! A mail server that does what a test tells it: takes mail, refuses recipients, asks to come later, hangs up. It
//! speaks SMTP over real sockets.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::OwnedWriteHalf;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::app::TestApp;

/// Who may hand mail in.
const USER: &str = "liaison";
const PASSWORD: &str = "a password of the mail server";

/// What it does in the next conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reception {
    /// Takes the mail.
    Take,
    /// Greets so.
    Greeting(&'static str),
    /// Answers EHLO so.
    Hello(&'static str),
    /// Answers the sender's address so.
    Sender(&'static str),
    /// Answers the recipient's address so.
    Recipient(&'static str),
    /// Answers the whole text so, in whatever encoding, and has taken it if the answer says so.
    Bytes(&'static [u8]),
    /// Answers the sender's name and password so.
    Account(&'static str),
    /// Answers the whole text so.
    Text(&'static str),
    /// Takes the whole text and hangs up instead of answering.
    HangUpAfterText,
}

/// A mail as it was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    pub from: String,
    pub to: String,
    /// Headers and text.
    pub text: String,
}

#[derive(Debug, Default)]
struct State {
    script: VecDeque<Reception>,
    posted: Vec<Posted>,
    conversations: usize,
}

/// The mail server.
#[derive(Debug)]
pub struct FakeSmtpServer {
    port: u16,
    state: Arc<Mutex<State>>,
    listening: Option<JoinHandle<()>>,
}

impl FakeSmtpServer {
    /// Starts to listen. Without a script every mail is taken.
    pub async fn open() -> Self {
        let mut office = Self { port: 0, state: Arc::default(), listening: None };
        office.listen().await;
        office
    }

    async fn listen(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.expect("a port");
        self.port = listener.local_addr().expect("an address").port();
        let state = Arc::clone(&self.state);
        self.listening = Some(tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let state = Arc::clone(&state);
                tokio::spawn(async move {
                    // A client that goes away ends the conversation.
                    let _ = converse(socket, &state).await;
                });
            }
        }));
    }

    /// Refuses connections, as a server that is down does.
    pub async fn close(&mut self) {
        if let Some(listening) = self.listening.take() {
            listening.abort();
            // The port is free only once the task has let go of it.
            let _ = listening.await;
        }
    }

    /// Listens again at the same address.
    pub async fn reopen(&mut self) {
        self.listen().await;
    }

    /// An application whose mail goes here.
    pub async fn app(&self) -> TestApp {
        let port = self.port;
        TestApp::with(|config| {
            config.mail.provider = api::config::MailProvider::Smtp;
            config.mail.tls = api::config::MailTls::None;
            config.mail.from = "office@one.example".to_owned();
            config.mail.host = "127.0.0.1".to_owned();
            config.mail.port = port;
            config.mail.username = USER.to_owned();
            config.mail.password = PASSWORD.to_owned();
        })
        .await
    }

    /// What it does in the next conversations, one after the other.
    pub fn will(&self, receptions: impl IntoIterator<Item = Reception>) {
        self.state.lock().expect("the script").script.extend(receptions);
    }

    /// What was handed in.
    pub fn posted(&self) -> Vec<Posted> {
        self.state.lock().expect("the sacks").posted.clone()
    }

    /// How often someone came.
    pub fn conversations(&self) -> usize {
        self.state.lock().expect("the sacks").conversations
    }
}

async fn converse(socket: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let reception = {
        let mut state = state.lock().expect("the script");
        state.conversations += 1;
        state.script.pop_front().unwrap_or(Reception::Take)
    };
    let (reader, mut writer) = socket.into_split();
    let mut lines = BufReader::new(reader).lines();
    let (mut from, mut to) = (String::new(), String::new());
    if let Reception::Greeting(answer) = reception {
        return say(&mut writer, answer).await;
    }
    say(&mut writer, "220 post.example ESMTP").await?;
    while let Some(line) = lines.next_line().await? {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match (verb.as_str(), reception) {
            ("EHLO", Reception::Hello(answer))
            | ("MAIL", Reception::Sender(answer))
            | ("AUTH", Reception::Account(answer))
            | ("RCPT", Reception::Recipient(answer)) => say(&mut writer, answer).await?,
            ("EHLO", _) => {
                say(&mut writer, "250-post.example\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN").await?;
            }
            ("AUTH", _) => say(&mut writer, "235 welcome").await?,
            ("MAIL", _) => {
                from = address(&line);
                say(&mut writer, "250 ok").await?;
            }
            ("RCPT", _) => {
                to = address(&line);
                say(&mut writer, "250 ok").await?;
            }
            ("DATA", _) => {
                say(&mut writer, "354 go ahead").await?;
                let mut text = String::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    text.push_str(line.strip_prefix('.').unwrap_or(&line));
                    text.push('\n');
                }
                if let Reception::Text(answer) = reception {
                    say(&mut writer, answer).await?;
                    continue;
                }
                if let Reception::Bytes(answer) = reception {
                    if answer.starts_with(b"2") {
                        let mail = Posted { from: from.clone(), to: to.clone(), text };
                        state.lock().expect("the sacks").posted.push(mail);
                    }
                    writer.write_all(answer).await?;
                    continue;
                }
                let mail = Posted { from: from.clone(), to: to.clone(), text };
                state.lock().expect("the sacks").posted.push(mail);
                if reception == Reception::HangUpAfterText {
                    return Ok(());
                }
                say(&mut writer, "250 queued").await?;
            }
            ("RSET", _) => say(&mut writer, "250 ok").await?,
            ("QUIT", _) => return say(&mut writer, "221 bye").await,
            _ => say(&mut writer, "500 what?").await?,
        }
    }
    Ok(())
}

async fn say(writer: &mut OwnedWriteHalf, text: &str) -> std::io::Result<()> {
    writer.write_all(format!("{text}\r\n").as_bytes()).await
}

/// What is between the angle brackets.
fn address(line: &str) -> String {
    line.split(['<', '>']).nth(1).unwrap_or_default().to_owned()
}
