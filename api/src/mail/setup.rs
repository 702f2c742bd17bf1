//! How the practice's mail leaves, and why it does not.

use actix_web::{get, web};
use domain::permission::Permission;
use wire::Problem;
use wire::mail::{MailSetup, MailStop};

use super::transport;
use crate::config::MailProvider;
use crate::error::ApiResult;
use crate::session::Staff;
use crate::state::App;

/// How the practice's mail leaves. What the server said is for those who manage the settings.
#[utoipa::path(tag = "mail", responses((status = 200, body = MailSetup), (status = 401, body = Problem)))]
#[get("/mail/setup")]
pub async fn show_mail_setup(staff: Staff, app: web::Data<App>) -> ApiResult<web::Json<MailSetup>> {
    let stop = app.store.practice(staff.practice).mail().stopped().await?;
    let mends = staff.can(Permission::SettingsManage);
    let simulated = app.config.mail.provider == MailProvider::Mailbox;
    Ok(web::Json(MailSetup {
        from: app.config.mail.from.clone(),
        provider: if simulated { transport::MAILBOX } else { transport::SMTP }.to_owned(),
        simulated,
        stopped: stop.map(|stop| MailStop {
            fault: stop.cause,
            code: stop.code,
            said: mends.then_some(stop.said),
            since: stop.since,
            try_at: stop.try_at,
            waiting: stop.waiting,
        }),
    }))
}
