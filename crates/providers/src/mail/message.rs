//! Writes a mail in the form it travels in (RFC 5322), safe against injected header lines.

use delivery::mail::{MailAddress, MailSendError, MailToSend};
use domain::person::EmailAddress;
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use std::time::SystemTime;

/// The mail as a message. An address or a Message-ID that is none is a permanent refusal: no attempt will mend it.
pub fn build(mail: &MailToSend) -> Result<Message, MailSendError> {
    let mut builder = Message::builder()
        .message_id(Some(message_id(&mail.message_id)?))
        .date(SystemTime::from(mail.written_at))
        .from(mailbox(&mail.from)?)
        .to(mailbox(&mail.to)?)
        .subject(one_line(&mail.subject));
    if let Some(reply_to) = &mail.reply_to {
        builder = builder.reply_to(mailbox(reply_to)?);
    }
    let message = match &mail.html {
        None => builder.singlepart(SinglePart::plain(mail.text.clone())),
        Some(html) => builder.multipart(MultiPart::alternative_plain_html(mail.text.clone(), html.clone())),
    };
    message.map_err(|error| refused(error.to_string()))
}

fn mailbox(person: &MailAddress) -> Result<Mailbox, MailSendError> {
    let none = || refused("not an e-mail address".to_owned());
    let address = EmailAddress::parse(&person.address).map_err(|_| none())?;
    let address: Address = address.for_servers().parse().map_err(|_| none())?;
    let name = person.name.as_deref().map(one_line).filter(|name| !name.is_empty());
    Ok(Mailbox::new(name, address))
}

fn message_id(id: &str) -> Result<String, MailSendError> {
    let allowed = |b: u8| b.is_ascii_graphic() && !matches!(b, b'<' | b'>');
    if id.contains('@') && id.bytes().all(allowed) {
        Ok(format!("<{id}>"))
    } else {
        Err(refused("not a message id".to_owned()))
    }
}

/// Line breaks and other control characters would begin a header of their own: each becomes a space.
fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn refused(reason: String) -> MailSendError {
    MailSendError::Rejected { code: None, reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    fn mail() -> MailToSend {
        MailToSend {
            is_confidential: false,
            message_id: "0199a3f0@liaison.example".to_owned(),
            written_at: DateTime::from_timestamp(1_772_000_000, 0).unwrap(),
            from: MailAddress { name: Some("Étude Tremblay".into()), address: "bureau@example.org".into() },
            reply_to: None,
            to: MailAddress { name: None, address: "ana@example.com".into() },
            subject: "Video call invitation — 3 mars 2026".to_owned(),
            text: "Voilà\n.\nFin".to_owned(),
            html: None,
        }
    }

    fn text(mail: &MailToSend) -> String {
        String::from_utf8(build(mail).unwrap().formatted()).unwrap()
    }

    #[test]
    fn id_and_date_are_the_same_on_every_attempt() {
        let (first, second) = (text(&mail()), text(&mail()));
        assert_eq!(first, second);
        assert!(first.contains("Message-ID: <0199a3f0@liaison.example>\r\n"), "{first}");
        assert!(first.is_ascii(), "travels through any server: {first}");
        assert!(first.contains("Subject: Video call invitation =?utf-8?b?4oCU?= 3 mars 2026\r\n"), "{first}");
    }

    #[test]
    fn no_field_can_add_a_header() {
        let mut evil = mail();
        evil.subject = "Hello\r\nBcc: thief@example.net\r\n\r\nBody".to_owned();
        evil.from.name = Some("Bureau\r\nBcc: thief@example.net".to_owned());
        evil.reply_to = Some(MailAddress {
            name: Some("A\nBcc: thief@example.net".into()),
            address: "a@b.example".into(),
        });
        let text = text(&evil);
        let (head, _) = text.split_once("\r\n\r\n").unwrap();
        let unfolded = head.replace("\r\n ", " ");
        assert!(unfolded.lines().all(|line| !line.to_ascii_lowercase().starts_with("bcc")), "{head}");
        assert_eq!(unfolded.lines().filter(|l| l.starts_with("Subject:")).count(), 1);
    }

    #[test]
    fn bad_addresses_and_ids_are_refused_for_good() {
        for (address, id) in [
            ("ana@example.com\r\nBcc: x@y.example", "a@b"),
            ("not an address", "a@b"),
            ("ana@example.com", "a@b>\r\nBcc: x@y"),
            ("ana@example.com", "no-at-sign"),
        ] {
            let mut bad = mail();
            address.clone_into(&mut bad.to.address);
            id.clone_into(&mut bad.message_id);
            assert!(matches!(build(&bad), Err(MailSendError::Rejected { .. })), "{address} {id}");
        }
    }

    #[test]
    fn a_domain_in_another_script_travels_through_any_server() {
        let mut foreign = mail();
        foreign.to.address = "ana@bücher.example".to_owned();
        let built = build(&foreign).unwrap();
        assert_eq!(built.envelope().to()[0].to_string(), "ana@xn--bcher-kva.example");
        assert!(text(&foreign).is_ascii());
        foreign.to.address = "josé@bücher.example".to_owned();
        assert_eq!(build(&foreign).unwrap().envelope().to()[0].to_string(), "josé@xn--bcher-kva.example");
    }

    #[test]
    fn html_is_an_alternative_to_the_text() {
        let mut both = mail();
        both.html = Some("<p>Voilà</p>".to_owned());
        let text = text(&both);
        assert!(text.contains("multipart/alternative"));
        assert!(text.find("text/plain").unwrap() < text.find("text/html").unwrap());
    }
}
