//! The inbox and its conversations.

use std::cmp::Reverse;

use actix_web::{HttpResponse, get, put, web};
use domain::inbound::Sender;
use domain::phone::PhoneNumber;
use domain::{ApplicantId, SmsThreadId};
use storage::sms::{Person, ThreadFilter, ThreadRow};
use wire::sms::{
    SmsFilter, SmsMessage, SmsOwner, SmsPerson, SmsReadMark, SmsThread, SmsThreadQuery, SmsUnread,
};
use wire::{Page, PageQuery, Problem};

use super::{message, person};
use crate::error::ApiResult;
use crate::http::body::Json;
use crate::http::page;
use crate::http::query::Query;
use crate::session::needs::{ApplicantRead, ApplicantWrite};
use crate::session::{Can, Staff};
use crate::state::App;

/// What waits in the inbox, in absolute numbers.
#[utoipa::path(tag = "sms", responses((status = 200, body = SmsUnread), (status = 403, body = Problem)))]
#[get("/sms/unread")]
pub async fn count_unread_sms(
    staff: Can<ApplicantRead>,
    app: web::Data<App>,
) -> ApiResult<web::Json<SmsUnread>> {
    let unread = app.store.unread_sms(staff.practice).await?;
    Ok(web::Json(SmsUnread { threads: unread.threads, messages: unread.messages }))
}

/// The conversations, the one with the newest message first.
#[utoipa::path(tag = "sms", params(SmsThreadQuery), responses(
    (status = 200, body = Page<SmsThread>),
    (status = 403, body = Problem),
))]
#[get("/sms/threads")]
pub async fn list_sms_threads(
    staff: Can<ApplicantRead>,
    query: Query<SmsThreadQuery>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Page<SmsThread>>> {
    let paging = PageQuery { limit: query.limit, cursor: query.cursor.clone() };
    let limit = page::limit(&paging)?;
    let filter = match query.filter {
        SmsFilter::All => ThreadFilter::All,
        SmsFilter::Unread => ThreadFilter::Unread,
        SmsFilter::Unlinked => ThreadFilter::Unlinked,
    };
    let rows = app.store.sms_threads(staff.practice, filter, page::cursor(&paging)?, limit + 1).await?;
    let ids = rows.iter().filter_map(|row| row.thread.applicant_id).collect();
    let people = app.store.sms_people(staff.practice, ids).await?;
    let page = page::page(
        rows,
        limit,
        |row| row.thread.last_seq,
        |row| {
            let linked = row.thread.applicant_id;
            thread(row, people.iter().find(|p| Some(p.id) == linked).and_then(person), Vec::new())
        },
    );
    Ok(web::Json(page))
}

/// One conversation, with everyone who has the number.
#[utoipa::path(tag = "sms", responses((status = 200, body = SmsThread), (status = 404, body = Problem)))]
#[get("/sms/threads/{id}")]
pub async fn show_sms_thread(
    staff: Can<ApplicantRead>,
    id: web::Path<SmsThreadId>,
    app: web::Data<App>,
) -> ApiResult<web::Json<SmsThread>> {
    Ok(web::Json(whole_thread(&staff, *id, &app).await?))
}

async fn whole_thread(staff: &Staff, id: SmsThreadId, app: &App) -> ApiResult<SmsThread> {
    let row = app.store.sms_thread(staff.practice, id).await?;
    let forms = match Sender::of(&row.thread.other_party) {
        Sender::Number(number) => number.equivalents().into_iter().map(PhoneNumber::into_string).collect(),
        Sender::Other(_) => Vec::new(),
    };
    let candidates = app.store.sms_candidates(staff.practice, forms).await?;
    let linked = row.thread.applicant_id;
    let ids: Vec<ApplicantId> = candidates.iter().copied().chain(linked).collect();
    let people = app.store.sms_people(staff.practice, ids).await?;
    let written_to = app.store.sms_written_to(id).await?;
    let last_written =
        |person: &Person| written_to.iter().find(|(to, _)| *to == person.id).map(|(_, at)| *at);
    let mut have_it: Vec<&Person> = people.iter().filter(|p| candidates.contains(&p.id)).collect();
    have_it.sort_by_key(|person| Reverse(last_written(person)));
    let candidates = have_it.into_iter().filter_map(person).collect();
    let owner = people.iter().find(|p| Some(p.id) == linked).and_then(person);
    Ok(thread(row, owner, candidates))
}

fn thread(row: ThreadRow, owner: Option<SmsPerson>, candidates: Vec<SmsPerson>) -> SmsThread {
    let ThreadRow { thread, last, unfiled } = row;
    SmsThread {
        id: thread.id,
        can_be_answered: matches!(Sender::of(&thread.other_party), Sender::Number(_)),
        own_number: thread.own_number,
        other_party: thread.other_party,
        person: owner,
        candidates,
        unfiled,
        unread: u64::try_from(thread.unread).unwrap_or(0),
        handled_by: thread.handled_by,
        last: last.as_ref().map(message),
        last_at: thread.last_at,
    }
}

/// A conversation's messages, newest first.
#[utoipa::path(tag = "sms", params(PageQuery), responses(
    (status = 200, body = Page<SmsMessage>),
    (status = 404, body = Problem),
))]
#[get("/sms/threads/{id}/messages")]
pub async fn list_sms_messages(
    staff: Can<ApplicantRead>,
    id: web::Path<SmsThreadId>,
    query: Query<PageQuery>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Page<SmsMessage>>> {
    let limit = page::limit(&query)?;
    app.store.sms_thread(staff.practice, *id).await?;
    let rows = app.store.sms_messages(staff.practice, *id, page::cursor(&query)?, limit + 1).await?;
    Ok(web::Json(page::page(rows, limit, |row| row.seq, |row| message(&row))))
}

/// Marks a conversation as read up to a message; what came later stays unread.
#[utoipa::path(tag = "sms", request_body = SmsReadMark, responses(
    (status = 204),
    (status = 404, body = Problem),
))]
#[put("/sms/threads/{id}/read")]
pub async fn mark_sms_read(
    staff: Can<ApplicantRead>,
    id: web::Path<SmsThreadId>,
    mark: Json<SmsReadMark>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    app.store.read_sms(staff.practice, *id, mark.0.seq).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Says whose a conversation is: the messages that nobody was found for go on that applicant's record.
#[utoipa::path(tag = "sms", request_body = SmsOwner, responses(
    (status = 200, body = SmsThread),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
#[put("/sms/threads/{id}/applicant")]
pub async fn link_sms_thread(
    staff: Can<ApplicantWrite>,
    id: web::Path<SmsThreadId>,
    owner: Json<SmsOwner>,
    app: web::Data<App>,
) -> ApiResult<web::Json<SmsThread>> {
    app.store.link_sms_thread(staff.practice, *id, owner.0.applicant, staff.user, app.now()).await?;
    Ok(web::Json(whole_thread(&staff, *id, &app).await?))
}
