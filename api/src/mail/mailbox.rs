//! The mailbox: what would have been mailed, had a mail server been set up.

use actix_web::{get, web};
use storage::mail::MailFilter;
use wire::mail::{Mailbox, MailboxQuery};
use wire::{PageQuery, Problem};

use super::{mail, transport};
use crate::applicants;
use crate::config::MailProvider;
use crate::error::ApiResult;
use crate::http::page;
use crate::http::query::Query;
use crate::session::{Can, needs};
use crate::state::App;

/// What went to the mailbox, newest first. Mail about accounts (invitations, new passwords, notices) is shown to its
/// addressee alone: its links open them. The server's console has it.
#[utoipa::path(tag = "mail", params(MailboxQuery), responses(
    (status = 200, body = Mailbox),
    (status = 403, description = "Needs mailbox.read", body = Problem),
))]
#[get("/mailbox")]
pub async fn show_mailbox(
    staff: Can<needs::MailboxRead>,
    query: Query<MailboxQuery>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Mailbox>> {
    let MailboxQuery { q, limit, cursor } = query.into_inner();
    let place = PageQuery { limit, cursor };
    let limit = page::limit(&place)?;
    let reader = app.store.practice(staff.practice).users().find(staff.user).await?.email;
    let wanted = MailFilter::TakenBy { carrier: transport::MAILBOX, reader };
    let (words, before) = (applicants::typed(q.as_deref())?.unwrap_or_default(), page::cursor(&place)?);
    let rows = app.store.practice(staff.practice).mail().search(wanted, &words, before, limit + 1).await?;
    let page = page::page(rows, limit, |row| row.seq, mail);
    Ok(web::Json(Mailbox {
        in_use: app.config.mail.provider == MailProvider::Mailbox,
        items: page.items,
        next_cursor: page.next_cursor,
    }))
}
