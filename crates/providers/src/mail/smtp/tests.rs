//! The end of the conversation with a mail server: how long it is waited for, and what decides.

use chrono::DateTime;
use delivery::mail::MailAddress;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};

use super::*;

fn message() -> Message {
    let person = |address: &str| MailAddress { name: None, address: address.to_owned() };
    let mail = MailToSend {
        message_id: "0199a3f0@liaison.example".to_owned(),
        written_at: DateTime::from_timestamp(1_772_000_000, 0).unwrap(),
        from: person("bureau@example.org"),
        reply_to: None,
        to: person("ana@example.com"),
        subject: "Call".to_owned(),
        text: "Hello\n.\n".to_owned(),
        html: None,
        is_confidential: false,
    };
    message::build(&mail).unwrap()
}

/// Reads until the closing dot.
async fn whole(server: &mut DuplexStream) {
    let mut seen = Vec::new();
    let mut buffer = [0; 1024];
    while !seen.ends_with(b"\r\n.\r\n") {
        let read = server.read(&mut buffer).await.unwrap();
        seen.extend(&buffer[..read]);
    }
}

/// What becomes of a text whose last answer is given, or is not.
async fn handed_over(settings: &SmtpSettings, answer: Option<&[u8]>) -> Result<(), MailSendError> {
    let (ours, mut server) = tokio::io::duplex(1 << 16);
    let mut talk: Talk = Conversation::new(Box::new(ours));
    let message = message();
    let serve = async {
        whole(&mut server).await;
        if let Some(answer) = answer {
            server.write_all(answer).await.unwrap();
        }
        // The connection stays open: silence is no end.
        server
    };
    tokio::join!(hand_over(&mut talk, settings, &message), serve).0
}

#[tokio::test]
async fn the_last_answer_has_a_patience_of_its_own_of_ten_minutes() {
    let settings = SmtpSettings::new("mail.example", 587, SmtpSecurity::StartTls);
    assert_eq!(settings.answer_timeout, Duration::from_mins(10), "RFC 5321, 4.5.3.2.6");
    assert!(settings.command_timeout < Duration::from_mins(1), "the others are not waited for as long");
    // Whatever the patience for commands, it does not end this wait.
    let hasty = SmtpSettings { command_timeout: Duration::ZERO, ..settings.clone() };
    assert_eq!(handed_over(&hasty, Some(b"250 taken\r\n")).await, Ok(()));
    let given_up = SmtpSettings { answer_timeout: Duration::from_millis(1), ..settings };
    let outcome = handed_over(&given_up, None).await;
    assert_eq!(outcome, Err(MailSendError::Unknown { reason: "time-out".to_owned() }));
}

#[tokio::test]
async fn the_digits_of_the_last_answer_decide_whatever_its_text_is() {
    let settings = SmtpSettings::new("mail.example", 587, SmtpSecurity::StartTls);
    assert_eq!(handed_over(&settings, Some(b"250 re\xe7u\r\n")).await, Ok(()));
    let refused = handed_over(&settings, Some(b"550 bo\xeete pleine\r\n")).await;
    let reason = "550 boîte pleine".to_owned();
    assert_eq!(refused, Err(MailSendError::Rejected { code: Some(550), reason }));
    let later = handed_over(&settings, Some(b"451 r\xe9essayez\r\n")).await;
    assert!(matches!(later, Err(MailSendError::NotSent { .. })), "{later:?}");
    let none = handed_over(&settings, Some(b"what?\r\n")).await;
    assert!(matches!(none, Err(MailSendError::Unknown { .. })), "{none:?}");
}

#[test]
fn a_dot_of_its_own_does_not_end_the_text() {
    assert_eq!(stuffed(b".\r\n.a\r\nb."), b"..\r\n..a\r\nb.\r\n");
    assert_eq!(stuffed(b"a\r\n"), b"a\r\n");
}
