//! Notices of what happened to someone's account. They go to its owner alone, and hold no link: anyone who reads one and
//! did not do it goes to the application by themselves.

use domain::language::Language;
use domain::mail::MailKind;
use storage::mail::NewMail;
use storage::practices::Practice;
use storage::users::User;

use super::account_mails::{self, Words};
use crate::calls::date_format;
use crate::error::ApiResult;
use crate::session::PeerAddress;
use crate::state::App;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The password is another.
    PasswordChanged,
    /// Signed in by a browser that the account was never used in.
    NewDevice,
}

impl Notice {
    /// The mail about it, in the language and by the clock of whose account it is.
    pub async fn mail(self, app: &App, user: &User, from: PeerAddress) -> ApiResult<NewMail> {
        let practice = app.store.find_practice(user.practice_id).await?;
        let now = app.now();
        let at = date_format::moment(now, &app.zones.zone_or_utc(&user.time_zone), user.language);
        let words = self.words(user, &practice, &at, &from.0.to_string());
        account_mails::write(app, MailKind::SecurityNotice, user, &practice, &words, now)
    }

    fn words(self, user: &User, practice: &Practice, at: &str, address: &str) -> Words {
        let (name, firm) = (&user.name, &practice.name);
        let (subject, text) = match (self, user.language) {
            (Self::PasswordChanged, Language::En) => (
                format!("Your password was changed – {firm}"),
                format!(
                    "Hello {name},\n\n\
                     The password of your account was changed on {at}, from the network address {address}. Every other \
                     browser was signed out.\n\n\
                     If it was you, nothing needs to be done. If not, choose “Forgot your password?” where you sign \
                     in, and tell whoever looks after accounts in your practice.\n"
                ),
            ),
            (Self::PasswordChanged, Language::Fr) => (
                format!("Votre mot de passe a été modifié – {firm}"),
                format!(
                    "Bonjour {name},\n\n\
                     Le mot de passe de votre compte a été modifié le {at}, depuis l’adresse réseau {address}. Tous les \
                     autres navigateurs ont été déconnectés.\n\n\
                     Si c’était vous, il n’y a rien à faire. Sinon, choisissez « Mot de passe oublié? » à la page de \
                     connexion et prévenez la personne qui gère les comptes de votre cabinet.\n"
                ),
            ),
            (Self::PasswordChanged, Language::Es) => (
                format!("Se cambió su contraseña – {firm}"),
                format!(
                    "Hola, {name}:\n\n\
                     La contraseña de su cuenta se cambió el {at}, desde la dirección de red {address}. Se cerró la \
                     sesión en todos los demás navegadores.\n\n\
                     Si fue usted, no tiene que hacer nada. Si no, elija «¿Olvidó su contraseña?» en la página de \
                     inicio de sesión y avise a quien gestiona las cuentas de su despacho.\n"
                ),
            ),
            (Self::NewDevice, Language::En) => (
                format!("New sign-in to your account – {firm}"),
                format!(
                    "Hello {name},\n\n\
                     Somebody signed in to your account on {at}, from the network address {address}, with a browser \
                     that was not used for it before.\n\n\
                     If it was you, nothing needs to be done. If not, change your password and sign the browser out: \
                     both are in your profile.\n"
                ),
            ),
            (Self::NewDevice, Language::Fr) => (
                format!("Nouvelle connexion à votre compte – {firm}"),
                format!(
                    "Bonjour {name},\n\n\
                     Quelqu’un s’est connecté à votre compte le {at}, depuis l’adresse réseau {address}, avec un \
                     navigateur qui n’y avait pas encore servi.\n\n\
                     Si c’était vous, il n’y a rien à faire. Sinon, changez votre mot de passe et déconnectez ce \
                     navigateur : les deux se font dans votre profil.\n"
                ),
            ),
            (Self::NewDevice, Language::Es) => (
                format!("Nuevo inicio de sesión en su cuenta – {firm}"),
                format!(
                    "Hola, {name}:\n\n\
                     Alguien inició sesión en su cuenta el {at}, desde la dirección de red {address}, con un navegador \
                     que no se había usado para ella.\n\n\
                     Si fue usted, no tiene que hacer nada. Si no, cambie su contraseña y cierre la sesión de ese \
                     navegador: ambas cosas están en su perfil.\n"
                ),
            ),
        };
        account_mails::words(practice, subject, &text)
    }
}
