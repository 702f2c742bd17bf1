//! Mail over real sockets, against a small SMTP server that can be told to refuse, to fall silent or to hang up.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use async_trait::async_trait;
use chrono::DateTime;
use delivery::mail::{MailAddress, MailSendError, MailToSend, Mailer};
use domain::mail::MailFault;
use providers::mail::sink::{KeptMail, MailSink};
use providers::mail::smtp::{Smtp, SmtpAccount, SmtpSecurity, SmtpSettings};
use providers::secret::Secret;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A step of the conversation at which the server misbehaves.
#[derive(Clone, Copy, PartialEq)]
enum At {
    Banner,
    Hello,
    Auth,
    MailFrom,
    RcptTo,
    Data,
    /// After the closing dot.
    Dot,
}

#[derive(Clone, Copy)]
enum Fault {
    Answer(&'static str),
    /// In no encoding that anybody agreed on.
    Bytes(&'static [u8]),
    HangUp,
    NoopPublisher,
}

#[derive(Default)]
struct Seen {
    commands: Vec<String>,
    mails: Vec<String>,
}

struct Server {
    port: u16,
    seen: Arc<Mutex<Seen>>,
}

impl Server {
    async fn start(fault: Option<(At, Fault)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = seen.clone();
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let _ = converse(socket, fault, &shared).await;
            }
        });
        Self { port, seen }
    }

    fn mailer(&self) -> Smtp {
        let mut settings = SmtpSettings::new("127.0.0.1", self.port, SmtpSecurity::Plain);
        settings.command_timeout = Duration::from_millis(300);
        settings.text_timeout = Duration::from_millis(300);
        settings.answer_timeout = Duration::from_millis(300);
        let password = Secret::new("pass");
        settings.account = Some(SmtpAccount { user: "user".into(), password });
        Smtp::new(settings)
    }

    fn mails(&self) -> Vec<String> {
        self.seen.lock().unwrap().mails.clone()
    }
}

async fn converse(socket: TcpStream, fault: Option<(At, Fault)>, seen: &Mutex<Seen>) -> std::io::Result<()> {
    let (reader, mut writer) = socket.into_split();
    let mut lines = BufReader::new(reader).lines();
    let fault_at = |at| fault.filter(|(here, _)| *here == at).map(|(_, fault)| fault);
    macro_rules! answer {
        ($at:expr, $text:expr) => {
            match fault_at($at) {
                None => writer.write_all(concat!($text, "\r\n").as_bytes()).await?,
                Some(Fault::Answer(text)) => writer.write_all(format!("{text}\r\n").as_bytes()).await?,
                Some(Fault::Bytes(bytes)) => writer.write_all(bytes).await?,
                Some(Fault::HangUp) => return Ok(()),
                Some(Fault::NoopPublisher) => std::future::pending().await,
            }
        };
    }
    answer!(At::Banner, "220 mail.example ESMTP");
    while let Some(line) = lines.next_line().await? {
        seen.lock().unwrap().commands.push(line.clone());
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => answer!(At::Hello, "250-mail.example\r\n250 AUTH PLAIN"),
            "AUTH" => answer!(At::Auth, "235 welcome"),
            "MAIL" => answer!(At::MailFrom, "250 ok"),
            "RCPT" => answer!(At::RcptTo, "250 ok"),
            "DATA" => {
                answer!(At::Data, "354 go ahead");
                let mut text = String::new();
                while let Some(line) = lines.next_line().await? {
                    if line == "." {
                        break;
                    }
                    text.push_str(line.strip_prefix('.').unwrap_or(&line));
                    text.push('\n');
                }
                seen.lock().unwrap().mails.push(text);
                answer!(At::Dot, "250 queued");
            }
            "QUIT" => return writer.write_all(b"221 bye\r\n").await,
            _ => writer.write_all(b"500 what?\r\n").await?,
        }
    }
    Ok(())
}

fn mail() -> MailToSend {
    MailToSend {
        is_confidential: false,
        message_id: "0199a3f0@liaison.example".into(),
        written_at: DateTime::from_timestamp(1_772_000_000, 0).unwrap(),
        from: MailAddress { name: Some("Cabinet Tremblay".into()), address: "bureau@example.org".into() },
        reply_to: None,
        to: MailAddress { name: Some("Ana María".into()), address: "ana@example.com".into() },
        subject: "Video call invitation — 3 March 2026".into(),
        text: "Hello Ana\n.\n.. dots\n".into(),
        html: None,
    }
}

async fn outcome(at: At, fault: Fault) -> (Result<(), MailSendError>, Server) {
    let server = Server::start(Some((at, fault))).await;
    (server.mailer().send(&mail()).await, server)
}

#[tokio::test]
async fn a_mail_arrives_with_our_id_and_dots_intact_v24() {
    let server = Server::start(None).await;
    server.mailer().send(&mail()).await.unwrap();
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].contains("Message-ID: <0199a3f0@liaison.example>\n"), "{}", mails[0]);
    assert!(mails[0].contains("\nHello Ana\n.\n.. dots\n"), "{}", mails[0]);
    let commands = server.seen.lock().unwrap().commands.clone();
    assert!(commands.contains(&"MAIL FROM:<bureau@example.org>".to_owned()), "{commands:?}");
    assert!(commands.contains(&"RCPT TO:<ana@example.com>".to_owned()), "{commands:?}");
}

#[tokio::test]
async fn only_an_answer_about_the_recipient_or_the_text_is_the_letters_own() {
    for (at, answer, code) in [
        (At::RcptTo, "550 5.1.1 no such user", 550),
        (At::Data, "554 no", 554),
        (At::Dot, "552 too large", 552),
    ] {
        let (result, _server) = outcome(at, Fault::Answer(answer)).await;
        match result {
            Err(MailSendError::Rejected { code: Some(c), reason }) => {
                assert_eq!(c, code);
                assert!(reason.contains(&answer[4..]), "{reason}");
            }
            other => panic!("{answer}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn what_is_refused_before_the_recipient_is_no_letters_fault() {
    for (at, answer, fault) in [
        (At::Banner, "554 5.7.1 you are blocked", MailFault::Refused),
        (At::Banner, "421 busy", MailFault::Busy),
        (At::Hello, "502 what?", MailFault::Refused),
        (At::Hello, "550 no such host", MailFault::Refused),
        (At::Auth, "535 5.7.8 bad credentials", MailFault::Account),
        (At::Auth, "530 5.7.0 must issue a STARTTLS command first", MailFault::Account),
        (At::Auth, "454 later", MailFault::Busy),
        (At::MailFrom, "550 5.7.1 sender not allowed", MailFault::Sender),
        (At::MailFrom, "530 5.7.0 authentication required", MailFault::Account),
        (At::MailFrom, "452 too many", MailFault::Busy),
        (At::RcptTo, "530 5.7.0 authentication required", MailFault::Account),
    ] {
        let (result, server) = outcome(at, Fault::Answer(answer)).await;
        let code = answer.split(' ').next().unwrap().parse().ok();
        let expected = MailSendError::Closed { fault, code, reason: answer.to_owned() };
        assert_eq!(result, Err(expected));
        assert!(server.mails().is_empty());
    }
}

#[tokio::test]
async fn digits_decide_when_the_text_is_not_utf8() {
    for at in [At::Banner, At::Hello, At::Auth, At::MailFrom, At::RcptTo, At::Dot] {
        let bytes: &[u8] = match at {
            At::Banner => b"220 serveur \xe9t\xe9\r\n",
            At::Hello => b"250-r\xe9ponse\r\n250 AUTH PLAIN\r\n",
            At::Auth => b"235 bienvenue \xe0 vous\r\n",
            _ => b"250 re\xe7u \xff\r\n",
        };
        let (result, server) = outcome(at, Fault::Bytes(bytes)).await;
        assert_eq!(result, Ok(()));
        assert_eq!(server.mails().len(), 1);
    }
    let (result, _server) = outcome(At::RcptTo, Fault::Bytes(b"550 bo\xeete inconnue\r\n")).await;
    let reason = "550 boîte inconnue".to_owned();
    assert_eq!(result, Err(MailSendError::Rejected { code: Some(550), reason }));
    let (result, _server) = outcome(At::Auth, Fault::Bytes(b"535 refus\xe9\r\n")).await;
    assert!(matches!(result, Err(MailSendError::Closed { fault: MailFault::Account, .. })), "{result:?}");
}

#[tokio::test]
async fn a_temporary_answer_about_the_letter_may_be_tried_again() {
    for (at, answer) in [(At::RcptTo, "450 greylisted"), (At::Data, "451 later"), (At::Dot, "451 later")] {
        let (result, _server) = outcome(at, Fault::Answer(answer)).await;
        assert!(matches!(result, Err(MailSendError::NotSent { .. })), "{answer}: {result:?}");
    }
}

#[tokio::test]
async fn a_connection_lost_before_the_dot_may_be_tried_again() {
    for at in [At::Banner, At::Auth, At::MailFrom, At::RcptTo, At::Data] {
        for fault in [Fault::HangUp, Fault::NoopPublisher] {
            let (result, server) = outcome(at, fault).await;
            let safe = match &result {
                Err(MailSendError::Closed { fault, .. }) => *fault == MailFault::Busy,
                Err(MailSendError::NotSent { .. }) => true,
                _ => false,
            };
            assert!(safe, "{result:?}");
            assert!(server.mails().is_empty());
        }
    }
    for host in ["127.0.0.1", "no-such-host.invalid"] {
        let refused = SmtpSettings::new(host, 1, SmtpSecurity::Plain);
        let result = Smtp::new(refused).send(&mail()).await;
        assert!(
            matches!(result, Err(MailSendError::Closed { fault: MailFault::Unreachable, .. })),
            "{result:?}"
        );
    }
}

#[tokio::test]
async fn silence_after_the_dot_is_unknown() {
    for fault in [Fault::HangUp, Fault::NoopPublisher] {
        let (result, server) = outcome(At::Dot, fault).await;
        assert!(matches!(result, Err(MailSendError::Unknown { .. })), "{result:?}");
        assert_eq!(server.mails().len(), 1, "the server has it");
    }
}

#[tokio::test]
async fn a_server_without_starttls_is_refused_rather_than_trusted() {
    let server = Server::start(None).await;
    let settings = SmtpSettings::new("127.0.0.1", server.port, SmtpSecurity::StartTls);
    let result = Smtp::new(settings).send(&mail()).await;
    assert!(matches!(result, Err(MailSendError::Closed { fault: MailFault::Encryption, .. })), "{result:?}");
    assert!(server.mails().is_empty());
    let settings = SmtpSettings::new("127.0.0.1", server.port, SmtpSecurity::Tls);
    let result = Smtp::new(settings).send(&mail()).await;
    assert!(matches!(result, Err(MailSendError::Closed { fault: MailFault::Encryption, .. })), "{result:?}");
}

/// What every mailer promises, whatever is behind it.
async fn contract(mailer: &dyn Mailer, arrived: &dyn Fn() -> usize) {
    mailer.send(&mail()).await.unwrap();
    assert_eq!(arrived(), 1);
    let mut bad = mail();
    bad.to.address = "ana@example.com\r\nBcc: thief@example.net".into();
    assert!(matches!(mailer.send(&bad).await, Err(MailSendError::Rejected { .. })));
    assert_eq!(arrived(), 1, "a mail that cannot be written goes nowhere");
}

#[derive(Clone, Default)]
struct Shelf(Arc<Mutex<Vec<Kept>>>);

type Kept = (MailToSend, Vec<u8>);

#[async_trait]
impl KeptMail for Shelf {
    async fn keep(&self, mail: &MailToSend, raw: &[u8]) -> Result<(), String> {
        self.0.lock().unwrap().push((mail.clone(), raw.to_vec()));
        Ok(())
    }
}

#[tokio::test]
async fn every_mailer_keeps_the_contract() {
    let server = Server::start(None).await;
    contract(&server.mailer(), &|| server.mails().len()).await;
    let shelf = Shelf::default();
    contract(&MailSink::new(shelf.clone()), &|| shelf.0.lock().unwrap().len()).await;
    let kept = shelf.0.lock().unwrap();
    assert_eq!(kept[0].0, mail());
    assert!(String::from_utf8_lossy(&kept[0].1).contains("Message-ID: <0199a3f0@liaison.example>"));
}
