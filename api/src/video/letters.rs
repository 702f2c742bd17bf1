//! What clients are written about calls, in their language: the invitation, a new time, a cancellation.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::MailId;
use domain::language::Language;
use domain::mail::{MailKind, MailSubject, MailText};
use domain::person::EmailAddress;
use domain::phone::PhoneNumber;
use storage::mail::{MailParty, MailSubjects, NewMail};
use storage::practices::Practice;
use storage::video::Call;
use uuid::Uuid;

use super::{view, when};
use crate::error::ApiResult;
use crate::mail::office;
use crate::session::Staff;
use crate::state::App;

/// The client and the practice, as letters need them.
pub struct Correspondents {
    pub practice: Practice,
    pub name: String,
    pub address: Option<String>,
    pub language: Language,
    pub zone: Tz,
}

/// Whom a call's letters are between.
pub async fn correspondents(app: &App, call: &Call) -> ApiResult<Correspondents> {
    let record = app.store.applicant(call.practice_id, call.applicant_id).await?;
    let mut practice = app.store.practice(call.practice_id).await?;
    practice.phone = readable(practice.phone);
    Ok(Correspondents {
        practice,
        name: record.applicant.full_name(),
        address: record.emails.into_iter().next().map(|email| email.email),
        language: Language::of_tag(&record.applicant.language).unwrap_or_default(),
        zone: when::zone(&record.applicant.time_zone),
    })
}

/// A phone number as people read it.
pub fn readable(phone: String) -> String {
    PhoneNumber::parse(&phone).map_or(phone, |number| number.grouped())
}

/// Subject and text of the invitation with the client's `link`.
pub fn invitation(link: &str, call: &Call, who: &Correspondents) -> (String, String) {
    let date = when::date(call.starts_at, who.zone, who.language);
    let time = times(call.starts_at, who);
    let day = when::long_date(call.starts_at, who.zone, who.language);
    let Correspondents { practice, name, language, .. } = who;
    let firm = &practice.name;
    let reach = reach(&practice.phone, *language);
    let (title, minutes) = (&call.title, call.minutes);
    match language {
        Language::En => (
            format!("Video call invitation — {date}"),
            format!(
                "Hello {name},\n\n\
                 {firm} invites you to a video call.\n\n\
                 Subject: {title}\n\
                 Date: {day}\n\
                 Time: {time}\n\
                 Length: {minutes} minutes\n\n\
                 Your link:\n{link}\n\n\
                 How to join:\n\
                 1. Open the link a few minutes early, on a phone or a computer. There is nothing to install and \
                 no account to make.\n\
                 2. Type your name and allow the camera and the microphone.\n\
                 3. Wait on the page: we will let you in.\n\n\
                 If something does not work, {reach}\n\n\
                 {firm}"
            ),
        ),
        Language::Fr => (
            format!("Invitation à un appel vidéo — {date}"),
            format!(
                "Bonjour {name},\n\n\
                 {firm} vous invite à un appel vidéo.\n\n\
                 Objet : {title}\n\
                 Date : {day}\n\
                 Heure : {time}\n\
                 Durée : {minutes} minutes\n\n\
                 Votre lien :\n{link}\n\n\
                 Pour participer :\n\
                 1. Ouvrez le lien quelques minutes à l’avance, sur un téléphone ou un ordinateur. Il n’y a rien à \
                 installer et aucun compte à créer.\n\
                 2. Écrivez votre nom et autorisez la caméra et le microphone.\n\
                 3. Attendez sur la page : nous vous ferons entrer.\n\n\
                 Si quelque chose ne fonctionne pas, {reach}\n\n\
                 {firm}"
            ),
        ),
        Language::Es => (
            format!("Invitación a videollamada — {date}"),
            format!(
                "Hola, {name}:\n\n\
                 {firm} le invita a una videollamada.\n\n\
                 Asunto: {title}\n\
                 Fecha: {day}\n\
                 Hora: {time}\n\
                 Duración: {minutes} minutos\n\n\
                 Su enlace:\n{link}\n\n\
                 Cómo entrar:\n\
                 1. Abra el enlace unos minutos antes, en un teléfono o una computadora. No hay que instalar nada \
                 ni crear una cuenta.\n\
                 2. Escriba su nombre y permita el uso de la cámara y el micrófono.\n\
                 3. Espere en la página: nosotros le daremos paso.\n\n\
                 Si algo no funciona, {reach}\n\n\
                 {firm}"
            ),
        ),
    }
}

/// The letter that a call was moved; none where there is no address.
pub async fn moved(app: &App, staff: &Staff, call: &Call, to: DateTime<Utc>) -> ApiResult<Option<NewMail>> {
    let who = correspondents(app, call).await?;
    let at =
        |instant| format!("{}, {}", when::long_date(instant, who.zone, who.language), times(instant, &who));
    let (old, new, link) = (at(call.starts_at), at(to), view::link(app, call));
    let date = when::date(to, who.zone, who.language);
    let Correspondents { practice: Practice { name: firm, phone, .. }, name, .. } = &who;
    let reach = reach(phone, who.language);
    let (subject, text) = match who.language {
        Language::En => (
            format!("Your video call has a new time — {date}"),
            format!(
                "Hello {name},\n\n\
                 Your video call with {firm} was moved.\n\n\
                 Before: {old}\n\
                 Now: {new}\n\n\
                 Your link stays the same:\n{link}\n\n\
                 If the new time does not suit you, {reach}\n\n\
                 {firm}"
            ),
        ),
        Language::Fr => (
            format!("Votre appel vidéo est déplacé — {date}"),
            format!(
                "Bonjour {name},\n\n\
                 Votre appel vidéo avec {firm} est déplacé.\n\n\
                 Avant : {old}\n\
                 Maintenant : {new}\n\n\
                 Votre lien reste le même :\n{link}\n\n\
                 Si la nouvelle heure ne vous convient pas, {reach}\n\n\
                 {firm}"
            ),
        ),
        Language::Es => (
            format!("Su videollamada tiene una nueva hora — {date}"),
            format!(
                "Hola, {name}:\n\n\
                 Su videollamada con {firm} cambió de hora.\n\n\
                 Antes: {old}\n\
                 Ahora: {new}\n\n\
                 Su enlace sigue siendo el mismo:\n{link}\n\n\
                 Si la nueva hora no le conviene, {reach}\n\n\
                 {firm}"
            ),
        ),
    };
    letter(app, staff, call, who, MailKind::Reschedule, &subject, &text)
}

/// The letter that a call was cancelled; none where there is no address.
pub async fn cancelled(app: &App, staff: &Staff, call: &Call, reason: &str) -> ApiResult<Option<NewMail>> {
    let who = correspondents(app, call).await?;
    let (subject, text) = cancellation(call, &who, reason);
    letter(app, staff, call, who, MailKind::Cancellation, &subject, &text)
}

/// Subject and text of the letter that a call was cancelled.
pub fn cancellation(call: &Call, who: &Correspondents, reason: &str) -> (String, String) {
    let date = when::date(call.starts_at, who.zone, who.language);
    let day = when::long_date(call.starts_at, who.zone, who.language);
    let time = times(call.starts_at, who);
    let Correspondents { practice: Practice { name: firm, phone, .. }, name, .. } = who;
    let reach = reach(phone, who.language);
    match who.language {
        Language::En => (
            format!("Your video call was cancelled — {date}"),
            format!(
                "Hello {name},\n\n\
                 Your video call with {firm} on {day}, {time}, will not take place.\n\n\
                 {reason}\n\n\
                 To arrange another time, {reach}\n\n\
                 {firm}"
            ),
        ),
        Language::Fr => (
            format!("Votre appel vidéo est annulé — {date}"),
            format!(
                "Bonjour {name},\n\n\
                 Votre appel vidéo avec {firm} du {day}, {time}, n’aura pas lieu.\n\n\
                 {reason}\n\n\
                 Pour convenir d’un autre moment, {reach}\n\n\
                 {firm}"
            ),
        ),
        Language::Es => (
            format!("Su videollamada fue cancelada — {date}"),
            format!(
                "Hola, {name}:\n\n\
                 Su videollamada con {firm} del {day}, {time}, no tendrá lugar.\n\n\
                 {reason}\n\n\
                 Para acordar otro momento, {reach}\n\n\
                 {firm}"
            ),
        ),
    }
}

/// How a client answers: by phone, or where the practice has none, to the letter.
fn reach(phone: &str, language: Language) -> String {
    match (phone.is_empty(), language) {
        (false, Language::En) => format!("call us: {phone}"),
        (false, Language::Fr) => format!("appelez-nous : {phone}"),
        (false, Language::Es) => format!("llámenos: {phone}"),
        (true, Language::En) => "reply to this e-mail.".to_owned(),
        (true, Language::Fr) => "répondez à ce courriel.".to_owned(),
        (true, Language::Es) => "responda a este correo.".to_owned(),
    }
}

/// The time where the client is and, when that differs, where the practice is.
fn times(at: DateTime<Utc>, who: &Correspondents) -> String {
    let theirs = when::time(at, who.zone, who.language);
    let ours = when::zone(&who.practice.time_zone);
    let same = at.with_timezone(&who.zone).naive_local() == at.with_timezone(&ours).naive_local();
    if same { theirs } else { format!("{theirs} / {}", when::time(at, ours, who.language)) }
}

fn letter(
    app: &App,
    staff: &Staff,
    call: &Call,
    who: Correspondents,
    kind: MailKind,
    subject: &str,
    text: &str,
) -> ApiResult<Option<NewMail>> {
    let Some(address) = who.address.as_deref().and_then(|given| EmailAddress::parse(given).ok()) else {
        return Ok(None);
    };
    Ok(Some(NewMail {
        id: MailId::new(Uuid::now_v7()),
        practice: call.practice_id,
        kind,
        from: office::sender(app, &who.practice)?,
        reply_to: office::reply_to(&who.practice),
        to: MailParty { name: who.name, address },
        subject: MailSubject::composed(subject),
        text: MailText::composed(text),
        html: None,
        language: who.language,
        author: Some(staff.user),
        about: MailSubjects { applicant: Some(call.applicant_id), case: call.case_id, call: Some(call.id) },
        at: app.now(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_practice_without_a_phone_is_written_to() {
        for language in Language::ALL.iter().copied() {
            let (called, written) = (reach("+1 514-555-0100", language), reach("", language));
            assert!(called.ends_with("+1 514-555-0100"), "{called}");
            assert!(written.ends_with('.') && !written.contains(':'), "{written}");
        }
    }
}
