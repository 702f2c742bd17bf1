//! The mails of accounts, in the language of whom they are for.

use chrono::{DateTime, Utc};
use domain::MailId;
use domain::language::Language;
use domain::mail::{MailKind, MailSubject, MailText};
use domain::person::EmailAddress;
use storage::mail::{MailParty, MailSubjects, NewMail};
use storage::practices::Practice;
use storage::users::User;
use url::Url;
use uuid::Uuid;

use crate::error::{ApiError, ApiResult};
use crate::state::App;

/// What a mail says.
pub struct Words {
    pub subject: String,
    pub text: String,
}

/// Writes a mail about someone's own account, from the practice.
pub fn write(
    app: &App,
    kind: MailKind,
    user: &User,
    practice: &Practice,
    words: &Words,
    now: DateTime<Utc>,
) -> ApiResult<NewMail> {
    let address = |text: &str| EmailAddress::parse(text).map_err(ApiError::internal);
    Ok(NewMail {
        id: MailId::new(Uuid::now_v7()),
        practice: practice.id,
        kind,
        from: MailParty { name: practice.name.clone(), address: address(&app.config.mail.from)? },
        reply_to: Some(address(&practice.email)?),
        to: MailParty { name: user.name.clone(), address: address(&user.email)? },
        subject: MailSubject::composed(&words.subject),
        text: MailText::composed(&words.text),
        html: None,
        language: user.language,
        author: None,
        about: MailSubjects::default(),
        at: now,
    })
}

/// Asks someone to join the practice that `by` added them to.
pub fn invitation(user: &User, practice: &Practice, by: &str, link: &Url) -> Words {
    let (name, firm) = (&user.name, &practice.name);
    let (subject, text) = match user.language {
        Language::En => (
            format!("Your access to {firm}"),
            format!(
                "Hello {name},\n\n\
                 {by} added you to the team of {firm}. Choose a password to sign in:\n\n\
                 {link}\n\n\
                 The link works once, for seven days. If it no longer works, ask {by} for a new one.\n"
            ),
        ),
        Language::Fr => (
            format!("Votre accès à {firm}"),
            format!(
                "Bonjour {name},\n\n\
                 {by} vous a ajouté à l’équipe de {firm}. Choisissez un mot de passe pour vous connecter :\n\n\
                 {link}\n\n\
                 Le lien fonctionne une seule fois, pendant sept jours. S’il ne fonctionne plus, demandez-en un \
                 nouveau à {by}.\n"
            ),
        ),
        Language::Es => (
            format!("Su acceso a {firm}"),
            format!(
                "Hola, {name}:\n\n\
                 {by} le incorporó al equipo de {firm}. Elija una contraseña para entrar:\n\n\
                 {link}\n\n\
                 El enlace funciona una sola vez, durante siete días. Si ya no funciona, pida uno nuevo a {by}.\n"
            ),
        ),
    };
    words(practice, subject, &text)
}

/// Lets someone choose a new password.
pub fn reset(user: &User, practice: &Practice, link: &Url) -> Words {
    let (name, firm) = (&user.name, &practice.name);
    let (subject, text) = match user.language {
        Language::En => (
            format!("Choose a new password – {firm}"),
            format!(
                "Hello {name},\n\n\
                 Somebody asked for a new password for your account. Choose it here:\n\n\
                 {link}\n\n\
                 The link works once, for two hours. If it was not you, do nothing: your password stays as it is.\n"
            ),
        ),
        Language::Fr => (
            format!("Choisir un nouveau mot de passe – {firm}"),
            format!(
                "Bonjour {name},\n\n\
                 Quelqu’un a demandé un nouveau mot de passe pour votre compte. Choisissez-le ici :\n\n\
                 {link}\n\n\
                 Le lien fonctionne une seule fois, pendant deux heures. Si ce n’était pas vous, ne faites rien : \
                 votre mot de passe reste le même.\n"
            ),
        ),
        Language::Es => (
            format!("Elegir una contraseña nueva – {firm}"),
            format!(
                "Hola, {name}:\n\n\
                 Alguien pidió una contraseña nueva para su cuenta. Elíjala aquí:\n\n\
                 {link}\n\n\
                 El enlace funciona una sola vez, durante dos horas. Si no fue usted, no haga nada: su contraseña \
                 sigue siendo la misma.\n"
            ),
        ),
    };
    words(practice, subject, &text)
}

/// With the practice's signature.
pub fn words(practice: &Practice, subject: String, text: &str) -> Words {
    let signature = format!("{}\n{}\n{}", practice.name, practice.address, practice.phone);
    // What someone typed as a name must not read as a placeholder that was left in.
    let plain = |text: String| text.replace("{{", "{").replace("}}", "}");
    Words { subject: plain(subject), text: plain(format!("{text}\n-- \n{signature}\n")) }
}
