//! Single-use links, `/invite/…` and `/reset/…`: anyone who holds one chooses a password, once.

use actix_web::{HttpRequest, HttpResponse, post, web};
use chrono::{DateTime, TimeDelta, Utc};
use domain::TokenId;
use domain::mail::MailKind;
use domain::person::EmailAddress;
use storage::mail::NewMail;
use storage::practices::Practice;
use storage::tokens::SingleUseToken;
use storage::users::User;
use storage::{Refusal, StoreError, Tx};
use uuid::Uuid;
use wire::identity::{LinkHolder, LinkKind, LinkToken, LinkUse, Me, ResetRequest};
use wire::{Code, Problem};

use super::notices::Notice;
use super::sign_in::NewSession;
use super::{account_mails, new_password};
use crate::error::{ApiError, ApiResult};
use crate::form;
use crate::http::body::Json;
use crate::security_log::{self, SecurityEvent};
use crate::session::{PeerAddress, hash_token, new_token};
use crate::state::App;

/// An invitation is read after a weekend, too.
const INVITATION: TimeDelta = TimeDelta::days(7);
/// A reset was asked for a moment ago.
const RESET: TimeDelta = TimeDelta::hours(2);

/// A link that is about to be mailed.
pub struct NewLink {
    kind: LinkKind,
    secret: String,
    row: SingleUseToken,
}

impl NewLink {
    pub fn new(kind: LinkKind, user: &User, now: DateTime<Utc>) -> Self {
        let secret = new_token();
        let lifetime = match kind {
            LinkKind::Invite => INVITATION,
            LinkKind::Reset => RESET,
        };
        let row = SingleUseToken {
            id: TokenId::new(Uuid::now_v7()),
            practice_id: user.practice_id,
            user_id: user.id,
            kind: kind.as_str().to_owned(),
            token_hash: hash_token(&secret),
            created_at: now,
            expires_at: now + lifetime,
            used_at: None,
        };
        Self { kind, secret, row }
    }

    /// What is mailed to `user`, in their language. `by` is who invites.
    pub fn mail(&self, app: &App, user: &User, practice: &Practice, by: &str) -> ApiResult<NewMail> {
        let address = app.link(&format!("{}/{}", self.kind.as_str(), self.secret));
        let (kind, words) = match self.kind {
            LinkKind::Invite => {
                (MailKind::StaffInvite, account_mails::invitation(user, practice, by, &address))
            }
            LinkKind::Reset => (MailKind::PasswordReset, account_mails::reset(user, practice, &address)),
        };
        account_mails::write(app, kind, user, practice, &words, self.row.created_at)
    }

    /// Keeps the link's hash and leaves the mail for the worker. Earlier links of the kind stop working.
    pub async fn write(self, tx: &mut Tx, mail: NewMail) -> storage::Result<()> {
        tx.insert_token(self.row).await?;
        tx.queue_mail(mail).await?;
        Ok(())
    }
}

/// Whom a link is for. Telling does not use it up.
#[utoipa::path(tag = "identity", request_body = LinkToken, responses(
    (status = 200, body = LinkHolder),
    (status = 404, description = "No such link", body = Problem),
    (status = 410, description = "Used, replaced or past its time", body = Problem),
))]
#[post("/links/show")]
pub async fn show_link(
    address: PeerAddress,
    link: Json<LinkToken>,
    app: web::Data<App>,
) -> ApiResult<web::Json<LinkHolder>> {
    let Json(link) = link;
    let (token, user) = find(&app, address, link.kind, &link.token).await?;
    let practice = app.store.find_practice(user.practice_id).await?;
    Ok(web::Json(LinkHolder {
        name: user.name,
        email: user.email,
        practice: practice.name,
        language: user.language,
        expires_at: token.expires_at,
    }))
}

/// Uses a link up: sets the password, signs in here and out everywhere else.
#[utoipa::path(tag = "identity", request_body = LinkUse, responses(
    (status = 200, body = Me),
    (status = 404, description = "No such link", body = Problem),
    (status = 410, description = "Used, replaced or past its time", body = Problem),
    (status = 422, description = "The password is not acceptable", body = Problem),
))]
#[post("/links/use")]
pub async fn use_link(
    request: HttpRequest,
    address: PeerAddress,
    link: Json<LinkUse>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let Json(link) = link;
    let (_, user) = find(&app, address, link.kind, &link.token).await?;
    let password = new_password::chosen::chosen(&app, &user, link.password).await?;
    let hash = app.passwords.hash(password.expose().to_owned()).await?;
    let notice = match link.kind {
        // They choose their first one.
        LinkKind::Invite => None,
        LinkKind::Reset => Some(Notice::PasswordChanged.mail(&app, &user, address).await?),
    };
    let new = NewSession::new(&request, address, &app, &user);
    let (opening, now, secret) = (new.clone(), app.now(), hash_token(&link.token));
    let user = app
        .store
        .write(async move |tx| {
            // Two tabs may have got here: the token says yes to one.
            let used = tx.use_token(&secret, link.kind.as_str(), now).await?;
            let used = used.ok_or(StoreError::Refused(Refusal::LinkExpired))?;
            let user = tx.practice(used.practice_id).users().find(used.user_id).await?;
            if user.deactivated_at.is_some() {
                return Err(StoreError::Refused(Refusal::LinkExpired));
            }
            let user = tx.change_user(User { password_hash: Some(hash), ..user }).await?;
            tx.void_all_tokens(user.id, now).await?;
            tx.practice(user.practice_id).sessions().revoke(user.id, None, None, now).await?;
            opening.write(tx).await?;
            if let Some(notice) = notice {
                tx.queue_mail(notice).await?;
            }
            Ok(user)
        })
        .await?;
    security_log::note(SecurityEvent::LinkUsed { user: user.id, kind: link.kind.as_str() });
    new.answer(&request, &app, &user).await
}

/// Mails a link to choose a new password, if there is such an account. The answer, and when it comes, are the
/// same if there is none: it is given before anybody looks.
#[utoipa::path(tag = "identity", request_body = ResetRequest, responses(
    (status = 202, description = "A mail is on its way if there is such an account"),
    (status = 422, description = "This is no e-mail address", body = Problem),
    (status = 429, description = "Asked too often from this address", body = Problem),
))]
#[post("/password-reset")]
pub async fn request_reset(
    address: PeerAddress,
    wanted: Json<ResetRequest>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let email = form::only("email", &wanted.0.email, EmailAddress::parse)?.key();
    app.limits.reset_network.take(&address.network(), app.now())?;
    actix_web::rt::spawn(async move {
        if let Err(error) = send_reset(&app, &email).await {
            tracing::warn!(%error, "a password reset was not mailed");
        }
    });
    Ok(HttpResponse::Accepted().finish())
}

async fn send_reset(app: &App, email: &str) -> ApiResult<()> {
    let found = app.store.user_by_email(email).await?;
    let Some(user) = found.filter(|user| user.deactivated_at.is_none()) else { return Ok(()) };
    let now = app.now();
    app.limits.reset_account.take(&user.email, now)?;
    let practice = app.store.find_practice(user.practice_id).await?;
    let link = NewLink::new(LinkKind::Reset, &user, now);
    let mail = link.mail(app, &user, &practice, &practice.name)?;
    app.store.write(async move |tx| link.write(tx, mail).await).await?;
    let kind = LinkKind::Reset.as_str();
    security_log::note(SecurityEvent::LinkMade { user: user.id, by: None, kind });
    Ok(())
}

/// The link and whom it is for, while it is good.
async fn find(
    app: &App,
    address: PeerAddress,
    kind: LinkKind,
    secret: &str,
) -> ApiResult<(SingleUseToken, User)> {
    let now = app.now();
    app.limits.link_network.take(&address.network(), now)?;
    let token = app.store.token(&hash_token(secret), kind.as_str()).await?;
    let token = token.ok_or_else(|| ApiError::new(Code::NotFound))?;
    let user = app.store.practice(token.practice_id).users().find(token.user_id).await?;
    if token.used_at.is_some() || token.expires_at <= now || user.deactivated_at.is_some() {
        return Err(ApiError::with(Code::LinkExpired, "this link was used, replaced or is past its time"));
    }
    Ok((token, user))
}
