//! What clients are written about calls, in their language: the invitation, a new time, a cancellation.

use chrono::{DateTime, Utc};
use domain::language::Language;
use domain::phone::PhoneNumber;
use storage::calls::Call;
use storage::practices::Practice;

use super::date_format;
use crate::error::ApiResult;
use crate::state::App;
use crate::time_zones::Zone;

/// The client and the practice, as letters need them.
#[derive(Clone, Debug)]
pub struct MailContext {
    pub practice: Practice,
    pub name: String,
    pub address: Option<String>,
    pub language: Language,
    pub zone: Zone,
    /// Where the practice is.
    pub home: Zone,
}

/// Whom a call's letters are between.
pub async fn mail_context(app: &App, call: &Call) -> ApiResult<MailContext> {
    let record = app.store.practice(call.practice_id).applicants().find(call.applicant_id).await?;
    let mut practice = app.store.find_practice(call.practice_id).await?;
    practice.phone = readable(practice.phone);
    Ok(MailContext {
        name: record.applicant.full_name(),
        address: record.emails.into_iter().next().map(|email| email.email),
        language: Language::of_tag(&record.applicant.language).unwrap_or_default(),
        zone: app.zones.zone_or_utc(&record.applicant.time_zone),
        home: app.zones.zone_or_utc(&practice.time_zone),
        practice,
    })
}

/// A phone number as people read it.
pub fn readable(phone: String) -> String {
    PhoneNumber::parse(&phone).map_or(phone, |number| number.grouped())
}

/// Subject and text of the invitation with the client's `link`.
pub fn invitation(link: &str, call: &Call, who: &MailContext) -> (String, String) {
    let date = date_format::date(call.starts_at, &who.zone, who.language);
    let time = times(call.starts_at, who);
    let day = date_format::long_date(call.starts_at, &who.zone, who.language);
    let MailContext { practice, name, language, .. } = who;
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

/// Subject and text of the letter that a call was moved: from the beginning that the client knew, where that is
/// certain, and with the client's link where one works.
pub fn rescheduling(
    call: &Call,
    who: &MailContext,
    from: Option<DateTime<Utc>>,
    link: Option<&str>,
) -> (String, String) {
    let at = |instant| {
        format!("{}, {}", date_format::long_date(instant, &who.zone, who.language), times(instant, who))
    };
    let before = match who.language {
        Language::En => "Before: ",
        Language::Fr => "Avant : ",
        Language::Es => "Antes: ",
    };
    let old = from.map(|from| format!("{before}{}\n", at(from))).unwrap_or_default();
    let new = at(call.starts_at);
    let date = date_format::date(call.starts_at, &who.zone, who.language);
    let MailContext { practice: Practice { name: firm, phone, .. }, name, .. } = who;
    let reach = reach(phone, who.language);
    let link = match (link, who.language) {
        (Some(link), Language::En) => format!("Your link:\n{link}"),
        (Some(link), Language::Fr) => format!("Votre lien :\n{link}"),
        (Some(link), Language::Es) => format!("Su enlace:\n{link}"),
        (None, Language::En) => format!("The link you received no longer works. For a new one, {reach}"),
        (None, Language::Fr) => {
            format!("Le lien que vous avez reçu ne fonctionne plus. Pour en obtenir un nouveau, {reach}")
        }
        (None, Language::Es) => {
            format!("El enlace que recibió ya no funciona. Para obtener uno nuevo, {reach}")
        }
    };
    match who.language {
        Language::En => (
            format!("Your video call has a new time — {date}"),
            format!(
                "Hello {name},\n\n\
                 Your video call with {firm} was moved.\n\n\
                 {old}Now: {new}\n\n\
                 {link}\n\n\
                 If the new time does not suit you, {reach}\n\n\
                 {firm}"
            ),
        ),
        Language::Fr => (
            format!("Votre appel vidéo est déplacé — {date}"),
            format!(
                "Bonjour {name},\n\n\
                 Votre appel vidéo avec {firm} est déplacé.\n\n\
                 {old}Maintenant : {new}\n\n\
                 {link}\n\n\
                 Si la nouvelle heure ne vous convient pas, {reach}\n\n\
                 {firm}"
            ),
        ),
        Language::Es => (
            format!("Su videollamada tiene una nueva hora — {date}"),
            format!(
                "Hola, {name}:\n\n\
                 Su videollamada con {firm} cambió de hora.\n\n\
                 {old}Ahora: {new}\n\n\
                 {link}\n\n\
                 Si la nueva hora no le conviene, {reach}\n\n\
                 {firm}"
            ),
        ),
    }
}

/// Subject and text of the letter that a call was cancelled.
pub fn cancellation(call: &Call, who: &MailContext, reason: &str) -> (String, String) {
    let date = date_format::date(call.starts_at, &who.zone, who.language);
    let day = date_format::long_date(call.starts_at, &who.zone, who.language);
    let time = times(call.starts_at, who);
    let MailContext { practice: Practice { name: firm, phone, .. }, name, .. } = who;
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

/// The time where the client is and, when that differs, where the practice is; with its day when that differs too.
fn times(at: DateTime<Utc>, who: &MailContext) -> String {
    let MailContext { zone, home, language, .. } = who;
    let theirs = date_format::time(at, zone, *language);
    let ours = if zone.local(at).naive_local() == home.local(at).naive_local() {
        return theirs;
    } else if zone.day(at) == home.day(at) {
        date_format::time(at, home, *language)
    } else {
        date_format::moment(at, home, *language)
    };
    format!("{theirs} / {ours}")
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
