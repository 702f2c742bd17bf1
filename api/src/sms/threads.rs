//! The inbox and its conversations.

use std::cmp::Reverse;

use actix_web::{HttpResponse, get, put, web};
use domain::inbound_routing::Sender;
use domain::sms::SmsOf;
use domain::{ApplicantId, PracticeId, SmsThreadId};
use storage::sms::{Person, SmsThread as StoredThread, ThreadFilter, ThreadQuery, ThreadRow};
use wire::sms::{
    SmsFilter, SmsMessage, SmsOwner, SmsPerson, SmsQuery, SmsReadMark, SmsThread, SmsThreadQuery, SmsUnread,
};
use wire::{FieldCode, Page, PageQuery, Problem};

use super::{message, messages, person, recipient};
use crate::applicants;
use crate::error::{ApiError, ApiResult};
use crate::http::body::Json;
use crate::http::page;
use crate::http::query::Query;
use crate::session::needs::{ApplicantRead, ApplicantWrite};
use crate::session::{Can, Staff};
use crate::state::App;

/// Texts in one mark.
const MOST_SEEN: usize = 1_000;

/// What waits in the inbox, in absolute numbers.
#[utoipa::path(tag = "sms", responses((status = 200, body = SmsUnread), (status = 403, body = Problem)))]
#[get("/sms/unread")]
pub async fn count_unread_sms(
    staff: Can<ApplicantRead>,
    app: web::Data<App>,
) -> ApiResult<web::Json<SmsUnread>> {
    let unread = app.store.practice(staff.practice).sms().unread().await?;
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
    let wanted = ThreadQuery {
        filter: match query.filter {
            SmsFilter::All => ThreadFilter::All,
            SmsFilter::Unread => ThreadFilter::Unread,
            SmsFilter::Unlinked => ThreadFilter::Unlinked,
        },
        search: applicants::typed(query.q.as_deref())?,
    };
    let rows =
        app.store.practice(staff.practice).sms().threads(wanted, page::cursor(&paging)?, limit + 1).await?;
    let ids = rows.iter().filter_map(|row| row.thread.applicant_id).collect();
    let people = app.store.practice(staff.practice).sms().people(ids).await?;
    let answerable = answerable(&app, staff.practice, rows.iter().map(|row| &row.thread)).await?;
    let page = page::page(
        rows,
        limit,
        |row| row.thread.last_seq,
        |row| {
            let linked = row.thread.applicant_id;
            let owner = people.iter().find(|p| Some(p.id) == linked).and_then(person);
            let can_be_answered = answerable.contains(&row.thread.id);
            thread(row, can_be_answered, owner, Vec::new(), Vec::new())
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
    let row = app.store.practice(staff.practice).sms().thread(id).await?;
    let forms = match Sender::of(&row.thread.other_party) {
        number @ Sender::Number(_) => number.forms(),
        Sender::Other(_) | Sender::Unknown => Vec::new(),
    };
    let candidates = app.store.practice(staff.practice).sms().candidates(forms).await?;
    let on_records = app.store.practice(staff.practice).sms().applicants_in(id).await?;
    let linked = row.thread.applicant_id;
    let ids: Vec<ApplicantId> = candidates.iter().chain(&on_records).copied().chain(linked).collect();
    let people = app.store.practice(staff.practice).sms().people(ids).await?;
    let written_to = app.store.practice(staff.practice).sms().written_to(id).await?;
    let last_written =
        |person: &Person| written_to.iter().find(|(to, _)| *to == person.id).map(|(_, at)| *at);
    let mut have_it: Vec<&Person> = people.iter().filter(|p| candidates.contains(&p.id)).collect();
    have_it.sort_by_key(|person| Reverse(last_written(person)));
    let candidates = have_it.into_iter().filter_map(person).collect();
    let owner = people.iter().find(|p| Some(p.id) == linked).and_then(person);
    let on_records = people.iter().filter(|p| on_records.contains(&p.id)).filter_map(person).collect();
    let can_be_answered = answerable(app, staff.practice, std::iter::once(&row.thread)).await?.contains(&id);
    Ok(thread(row, can_be_answered, owner, candidates, on_records))
}

/// Those of the conversations that can be answered: exactly what sending accepts.
async fn answerable<'a>(
    app: &App,
    practice: PracticeId,
    threads: impl Iterator<Item = &'a StoredThread>,
) -> ApiResult<Vec<SmsThreadId>> {
    let (mut answerable, mut depends) = (Vec::new(), Vec::new());
    for thread in threads {
        match recipient::is_answerable(app, &thread.other_party) {
            Some(true) => answerable.push(thread.id),
            Some(false) => {}
            None => depends.push(thread.id),
        }
    }
    answerable.extend(app.store.practice(practice).sms().known_numbers(depends).await?);
    Ok(answerable)
}

fn thread(
    row: ThreadRow,
    can_be_answered: bool,
    owner: Option<SmsPerson>,
    candidates: Vec<SmsPerson>,
    on_records: Vec<SmsPerson>,
) -> SmsThread {
    let ThreadRow { thread, last, unfiled } = row;
    SmsThread {
        id: thread.id,
        can_be_answered,
        own_number: thread.own_number,
        shown_as: recipient::displayed(&thread.other_party),
        other_party: thread.other_party,
        person: owner,
        candidates,
        on_records,
        unfiled,
        unread: u64::try_from(thread.unread).unwrap_or(0),
        read_seq: thread.read_seq,
        handled_by: thread.handled_by,
        last: last.as_ref().map(message),
        last_at: thread.last_at,
    }
}

/// A conversation's messages, newest first.
#[utoipa::path(tag = "sms", params(SmsQuery), responses(
    (status = 200, body = Page<SmsMessage>),
    (status = 404, body = Problem),
))]
#[get("/sms/threads/{id}/messages")]
pub async fn list_sms_messages(
    staff: Can<ApplicantRead>,
    id: web::Path<SmsThreadId>,
    query: Query<SmsQuery>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Page<SmsMessage>>> {
    app.store.practice(staff.practice).sms().thread(*id).await?;
    messages::list(&app, staff.practice, SmsOf::Thread(*id), &query).await
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
    let SmsReadMark { seq, seen } = mark.0;
    if seen.as_ref().is_some_and(|seen| seen.len() > MOST_SEEN) {
        return Err(ApiError::field("seen", FieldCode::TooMany, "at most 1,000"));
    }
    app.store.practice(staff.practice).sms().read(*id, seq, seen).await?;
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
    app.store
        .practice(staff.practice)
        .sms()
        .link_thread(*id, owner.0.applicant, staff.user, app.now())
        .await?;
    Ok(web::Json(whole_thread(&staff, *id, &app).await?))
}
