//! Applicants over HTTP.

mod fields;

use actix_web::{HttpResponse, get, post, put, web};
use domain::ApplicantId;
use storage::people::{Applicant as Row, ApplicantFilter, ApplicantRecord};
use storage::{By, Claim, Search, StoreError};
use wire::people::{
    Applicant, ApplicantEmail, ApplicantLink, ApplicantPhone, ApplicantQuery, ApplicantSummary, NewApplicant,
};
use wire::{Page, PageQuery, Problem};

use crate::error::{ApiError, ApiResult};
use crate::http::body::Json;
use crate::http::conditions::{IdempotencyKey, IfMatch, created_with_etag, ok_with_etag};
use crate::http::page;
use crate::http::query::Query;
use crate::session::{Can, Staff, needs};
use crate::state::App;

/// Applicants, newest first. A search puts the one with that exact folio in front.
#[utoipa::path(tag = "applicants", params(ApplicantQuery), responses(
    (status = 200, body = Page<ApplicantSummary>),
    (status = 403, body = Problem),
    (status = 422, body = Problem),
))]
#[get("/applicants")]
pub async fn list_applicants(
    staff: Can<needs::ApplicantRead>,
    query: Query<ApplicantQuery>,
    app: web::Data<App>,
) -> ApiResult<web::Json<Page<ApplicantSummary>>> {
    let ApplicantQuery { q, responsible, limit, cursor } = query.into_inner();
    let query = PageQuery { limit, cursor };
    let limit = page::limit(&query)?;
    let filter = ApplicantFilter { search: search(q.as_deref())?, responsible };
    let before = page::cursor(&query)?;
    let rows = app.store.applicants(staff.practice, &filter, before, limit + 1).await?;
    let ids: Vec<ApplicantId> = rows.iter().map(|row| row.id).collect();
    let contacts = app.store.first_contacts(staff.practice, &ids).await?;
    let front = before.is_none().then(|| rows.first().map(|row| row.seq)).flatten();
    let newest = rows.iter().map(|row| row.seq).max();
    Ok(web::Json(page::page(
        rows,
        limit,
        // A page that ends with the one put in front continues from the newest of all.
        |row| if front == Some(row.seq) && newest != front { i64::MAX } else { row.seq },
        |row| {
            let (phone, email) = contacts.get(&row.id).cloned().unwrap_or_default();
            ApplicantSummary {
                id: row.id,
                folio: row.folio(),
                given_names: row.given_names,
                family_names: row.family_names,
                preferred_name: row.preferred_name,
                language: row.language,
                country: row.country,
                responsible: row.responsible_id,
                phone: phone.map(|phone| phone.e164),
                email: email.map(|email| email.email),
                updated_at: row.updated_at,
            }
        },
    )))
}

/// What was typed into a search field; longer than any name is a mistake.
pub(crate) fn search(q: Option<&str>) -> ApiResult<Option<Search>> {
    match q {
        Some(q) if q.chars().count() > 200 => Err(ApiError::field("q", "too_long", "at most 200 characters")),
        q => Ok(q.and_then(Search::parse)),
    }
}

/// Adds an applicant, who is given a folio. Whoever adds is responsible unless somebody is named.
#[utoipa::path(tag = "applicants", request_body = NewApplicant, responses(
    (status = 201, body = Applicant, headers(("ETag" = String))),
    (status = 403, body = Problem),
    (status = 409, description = "The Idempotency-Key was used for something else", body = Problem),
    (status = 422, body = Problem),
))]
#[post("/applicants")]
pub async fn create_applicant(
    staff: Can<needs::ApplicantWrite>,
    key: IdempotencyKey,
    new: Json<NewApplicant>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let fields = fields::parse(&app, &staff, new.0).await?;
    let by = by(&staff, &app);
    let id = ApplicantId::new(uuid::Uuid::now_v7());
    let id = app
        .store
        .write(async move |tx| {
            if let Claim::Seen(earlier) =
                tx.claim_key(by.user, &key.0, "applicant", id.as_uuid(), by.at).await?
            {
                return Ok(ApplicantId::from(earlier));
            }
            tx.insert_applicant(by, id, fields).await?;
            Ok(id)
        })
        .await?;
    let applicant = describe(&app, app.store.applicant(staff.practice, id).await?).await?;
    Ok(created_with_etag(applicant.version, &applicant))
}

/// One applicant's record.
#[utoipa::path(tag = "applicants", responses(
    (status = 200, body = Applicant, headers(("ETag" = String))),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
#[get("/applicants/{id}")]
pub async fn show_applicant(
    staff: Can<needs::ApplicantRead>,
    id: web::Path<ApplicantId>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let applicant = describe(&app, app.store.applicant(staff.practice, *id).await?).await?;
    Ok(ok_with_etag(applicant.version, &applicant))
}

/// Writes the whole of an applicant at the version its editor saw.
#[utoipa::path(tag = "applicants", request_body = NewApplicant,
    params(("If-Match" = String, Header, description = "The ETag of what was changed")),
    responses(
        (status = 200, body = Applicant, headers(("ETag" = String))),
        (status = 403, body = Problem),
        (status = 404, body = Problem),
        (status = 412, description = "Changed since; `current` holds the applicant as it is now", body = Problem),
        (status = 422, body = Problem),
        (status = 428, body = Problem),
    ))]
#[put("/applicants/{id}")]
pub async fn change_applicant(
    staff: Can<needs::ApplicantWrite>,
    id: web::Path<ApplicantId>,
    if_match: IfMatch,
    change: Json<NewApplicant>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let id = *id;
    // Whoever may not know the record learns that before what is wrong with the fields.
    let existing = app.store.applicant(staff.practice, id).await?;
    let mut change = change.0;
    change.responsible.get_or_insert(existing.applicant.responsible_id);
    let fields = fields::parse(&app, &staff, change).await?;
    let by = by(&staff, &app);
    let written =
        app.store.write(async move |tx| tx.change_applicant(by, id, if_match.0, fields).await).await;
    match written {
        Ok(record) => {
            let applicant = describe(&app, record).await?;
            Ok(ok_with_etag(applicant.version, &applicant))
        }
        Err(StoreError::Stale { .. }) => {
            let current = describe(&app, app.store.applicant(staff.practice, id).await?).await?;
            Err(ApiError::stale(current))
        }
        Err(error) => Err(error.into()),
    }
}

/// The author of a change that a handler makes now.
pub(crate) fn by(staff: &Staff, app: &App) -> By {
    By { practice: staff.practice, user: staff.user, at: app.now() }
}

/// What leads to an applicant.
pub(crate) fn link(row: &Row) -> ApplicantLink {
    ApplicantLink { id: row.id, folio: row.folio(), name: row.full_name() }
}

/// The record as it is sent: with those who share its numbers.
pub(crate) async fn describe(app: &App, record: ApplicantRecord) -> ApiResult<Applicant> {
    let ApplicantRecord { applicant: row, phones, emails } = record;
    let numbers: Vec<String> = phones.iter().map(|phone| phone.e164.clone()).collect();
    let sharing = app.store.sharing_phones(row.practice_id, row.id, &numbers).await?;
    let phones = phones.into_iter().map(|phone| ApplicantPhone {
        also_of: sharing
            .iter()
            .filter(|(number, _)| *number == phone.e164)
            .map(|(_, other)| link(other))
            .collect(),
        id: phone.id,
        number: phone.e164,
        label: phone.label,
    });
    let emails = emails.into_iter().map(|email| ApplicantEmail { address: email.email, label: email.label });
    Ok(Applicant {
        id: row.id,
        folio: row.folio(),
        phones: phones.collect(),
        emails: emails.collect(),
        given_names: row.given_names,
        family_names: row.family_names,
        preferred_name: row.preferred_name,
        date_of_birth: row.date_of_birth,
        nationality: row.nationality,
        language: row.language,
        time_zone: row.time_zone,
        country: row.country,
        preferred_channel: row.preferred_channel,
        address: row.address,
        notes: row.notes,
        responsible: row.responsible_id,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
