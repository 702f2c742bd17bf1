//! Applicants over HTTP.

mod fields;

use actix_web::{HttpResponse, get, post, put, web};
use domain::{ApplicantId, PracticeId};
use storage::applicants::{
    Applicant as Row, ApplicantFields, ApplicantFilter, ApplicantRecord, ListedApplicant,
};
use storage::{Author, Claim, Refusal, Search, StoreError};
use wire::applicants::{
    Applicant, ApplicantEmail, ApplicantLink, ApplicantPhone, ApplicantQuery, ApplicantSummary, NewApplicant,
    PossibleDuplicates,
};
use wire::{FieldCode, Page, PageQuery, Problem};

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
    let rows = app.store.practice(staff.practice).applicants().list(&filter, before, limit + 1).await?;
    let front = before.is_none().then(|| rows.first().map(|row| row.seq)).flatten();
    let newest = rows.iter().map(|row| row.seq).max();
    Ok(web::Json(page::page(
        rows,
        limit,
        // A page that ends with the one put in front continues from the newest of all.
        |row| if front == Some(row.seq) && newest != front { i64::MAX } else { row.seq },
        summary,
    )))
}

fn summary(row: ListedApplicant) -> ApplicantSummary {
    ApplicantSummary {
        id: row.id,
        folio: row.folio(),
        given_names: row.given_names,
        family_names: row.family_names,
        preferred_name: row.preferred_name,
        date_of_birth: row.date_of_birth,
        language: row.language,
        country: row.country,
        responsible: row.responsible_id,
        phone: row.phone.map(|number| dialled(number, row.extension.as_deref())),
        email: row.email,
        updated_at: row.updated_at,
    }
}

/// What was typed into a search field, `None` when nothing was; longer than any name is a mistake.
pub(crate) fn typed(q: Option<&str>) -> ApiResult<Option<String>> {
    let Some(q) = q else { return Ok(None) };
    if q.chars().count() > 200 {
        return Err(ApiError::field("q", FieldCode::TooLong, "at most 200 characters"));
    }
    // PostgreSQL takes no NUL, and nobody types the others.
    let visible: String = q.chars().filter(|c| !c.is_control()).collect();
    Ok(Some(visible.trim().to_owned()).filter(|q| !q.is_empty()))
}

/// The same as a query of the index.
pub(crate) fn search(q: Option<&str>) -> ApiResult<Option<Search>> {
    Ok(typed(q)?.as_deref().and_then(Search::parse))
}

/// Adds an applicant, who is given a folio. The one who adds is responsible unless someone is named.
#[utoipa::path(tag = "applicants", request_body = NewApplicant, responses(
    (status = 201, body = Applicant, headers(("ETag" = String))),
    (status = 403, body = Problem),
    (status = 409, description = "Somebody very like them is known (`current` says who, `allow_duplicate` adds them \
        all the same), or the Idempotency-Key was used for something else", body = Problem),
    (status = 422, body = Problem),
))]
#[post("/applicants")]
pub async fn create_applicant(
    staff: Can<needs::ApplicantWrite>,
    key: IdempotencyKey,
    new: Json<NewApplicant>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let key = key.of(&new.0)?;
    let allowed = new.0.allow_duplicate;
    let fields = fields::parse(&app, &staff, new.0, None).await?;
    let by = by(&staff, &app);
    let id = ApplicantId::new(uuid::Uuid::now_v7());
    let wanted = fields.clone();
    let added = app
        .store
        .write(async move |tx| {
            if let Claim::Seen(earlier) =
                tx.claim_key(by.user, &key, "applicant", id.as_uuid(), by.at).await?
            {
                return Ok(ApplicantId::from(earlier));
            }
            if !allowed && !tx.practice(by.practice).applicants().like(&fields).await?.is_empty() {
                // Undoes the claim: the same key serves when the answer is to add them all the same.
                return Err(StoreError::Refused(Refusal::PossibleDuplicate));
            }
            tx.insert_applicant(by, id, fields).await?;
            Ok(id)
        })
        .await;
    let id = match added {
        Err(StoreError::Refused(Refusal::PossibleDuplicate)) => {
            return Err(possible_duplicate(&app, staff.practice, &wanted).await?);
        }
        added => added?,
    };
    let applicant = describe(&app, app.store.practice(staff.practice).applicants().find(id).await?).await?;
    Ok(created_with_etag(applicant.version, &applicant))
}

async fn possible_duplicate(
    app: &App,
    practice: PracticeId,
    wanted: &ApplicantFields,
) -> ApiResult<ApiError> {
    let alike = app.store.practice(practice).applicants().like(wanted).await?;
    let ids: Vec<ApplicantId> = alike.iter().map(|row| row.id).collect();
    let items =
        app.store.practice(practice).applicants().listed(&ids).await?.into_iter().map(summary).collect();
    Ok(ApiError::possible_duplicate(PossibleDuplicates { items }))
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
    let applicant = describe(&app, app.store.practice(staff.practice).applicants().find(*id).await?).await?;
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
    // Anyone who may not know the record learns that before what is wrong with the fields.
    let existing = app.store.practice(staff.practice).applicants().find(id).await?;
    let mut change = change.0;
    let existing = existing.applicant;
    change.responsible.get_or_insert(existing.responsible_id);
    change.language.get_or_insert(existing.language);
    change.time_zone.get_or_insert(existing.time_zone);
    let fields = fields::parse(&app, &staff, change, Some(existing.responsible_id)).await?;
    let by = by(&staff, &app);
    let written =
        app.store.write(async move |tx| tx.change_applicant(by, id, if_match.0, fields).await).await;
    match written {
        Ok(record) => {
            let applicant = describe(&app, record).await?;
            Ok(ok_with_etag(applicant.version, &applicant))
        }
        Err(StoreError::Stale { .. }) => {
            let current =
                describe(&app, app.store.practice(staff.practice).applicants().find(id).await?).await?;
            Err(ApiError::stale(current))
        }
        Err(error) => Err(error.into()),
    }
}

/// A number with its extension, as it is typed.
fn dialled(number: String, extension: Option<&str>) -> String {
    match extension {
        None | Some("") => number,
        Some(extension) => format!("{number} x{extension}"),
    }
}

/// The author of a change that a handler makes now.
pub(crate) fn by(staff: &Staff, app: &App) -> Author {
    Author { practice: staff.practice, user: staff.user, at: app.now() }
}

/// What leads to an applicant.
pub(crate) fn link(row: &Row) -> ApplicantLink {
    ApplicantLink { id: row.id, folio: row.folio(), name: row.full_name() }
}

/// The record as it is sent: with those who share its numbers.
pub(crate) async fn describe(app: &App, record: ApplicantRecord) -> ApiResult<Applicant> {
    let ApplicantRecord { applicant: row, phones, emails } = record;
    let numbers: Vec<String> = phones.iter().map(|phone| phone.e164.clone()).collect();
    let sharing = app.store.practice(row.practice_id).applicants().sharing_phones(row.id, &numbers).await?;
    let phones = phones.into_iter().map(|phone| ApplicantPhone {
        also_of: sharing
            .iter()
            .filter(|(number, _)| *number == phone.e164)
            .map(|(_, other)| link(other))
            .collect(),
        id: phone.id,
        number: phone.e164,
        extension: Some(phone.extension).filter(|extension| !extension.is_empty()),
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
