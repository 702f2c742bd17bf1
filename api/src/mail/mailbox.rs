//! The mailbox: what would have been mailed, had a mail server been set up.

use actix_web::{get, web};
use domain::permission::Permission;
use storage::mail::MailFilter;
use wire::mail::Mailbox;
use wire::{PageQuery, Problem};

use super::{mail, office};
use crate::config::MailProvider;
use crate::error::ApiResult;
use crate::http::page;
use crate::http::query::Query;
use crate::session::Staff;
use crate::state::App;

/// What went to the mailbox, newest first. Mail about accounts is shown to those who manage the settings only:
/// its links open them.
#[utoipa::path(tag = "mail", params(PageQuery), responses(
    (status = 200, body = Mailbox),
    (status = 403, body = Problem),
))]
#[get("/mailbox")]
pub async fn show_mailbox(
    staff: Staff,
    query: Query<PageQuery>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Mailbox>> {
    if !staff.can(Permission::SettingsManage) {
        staff.require(&app, Permission::EmailSend).await?;
    }
    let limit = page::limit(&query)?;
    let wanted = if staff.can(Permission::SettingsManage) {
        MailFilter::TakenBy(office::MAILBOX)
    } else {
        MailFilter::OnRecordsTakenBy(office::MAILBOX)
    };
    let rows = app.store.mails(staff.practice, wanted, page::cursor(&query)?, limit + 1).await?;
    let page = page::page(rows, limit, |row| row.seq, mail);
    Ok(web::Json(Mailbox {
        in_use: app.config.mail.provider == MailProvider::Mailbox,
        items: page.items,
        next_cursor: page.next_cursor,
    }))
}
