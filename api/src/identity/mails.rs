//! The mails of accounts, in the language of whom they are for.

use domain::language::Language;
use storage::practices::Practice;
use storage::users::User;
use url::Url;

/// A mail about somebody's own account.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountMail {
    pub to: String,
    pub to_name: String,
    pub subject: String,
    pub text: String,
}

/// Shows neither address nor link.
impl std::fmt::Debug for AccountMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccountMail")
    }
}

/// Asks somebody to join the practice that `by` added them to.
pub fn invitation(user: &User, practice: &Practice, by: &str, link: &Url) -> AccountMail {
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
    mail(user, practice, subject, &text)
}

/// Lets somebody choose a new password.
pub fn reset(user: &User, practice: &Practice, link: &Url) -> AccountMail {
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
    mail(user, practice, subject, &text)
}

fn mail(user: &User, practice: &Practice, subject: String, text: &str) -> AccountMail {
    let signature = format!("{}\n{}\n{}", practice.name, practice.address, practice.phone);
    AccountMail {
        to: user.email.clone(),
        to_name: user.name.clone(),
        subject,
        text: format!("{text}\n-- \n{signature}\n"),
    }
}
