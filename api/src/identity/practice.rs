//! `GET` and `PUT /api/v1/practice`: what the practice says of itself.

use actix_web::{HttpResponse, get, put, web};
use domain::person::{EmailAddress, TimeZoneName};
use domain::phone;
use domain::practice::{PostalAddress, PracticeName};
use storage::StoreError;
use storage::practices::Practice;
use wire::Problem;
use wire::identity::{PracticeChange, PracticeSummary};

use super::sign_in::summary;
use crate::error::{ApiError, ApiResult};
use crate::form::Form;
use crate::http::body::Json;
use crate::http::conditions::{IfMatch, ok_with_etag};
use crate::session::{Can, Staff, needs};
use crate::state::App;

/// The practice, with its ETag.
#[utoipa::path(tag = "identity", responses((status = 200, body = PracticeSummary)))]
#[get("/practice")]
pub async fn show_practice(staff: Staff, app: web::Data<App>) -> ApiResult<HttpResponse> {
    let practice = app.store.find_practice(staff.practice).await?;
    Ok(ok_with_etag(practice.version, &summary(practice)))
}

/// Changes the practice's name, address, phone, e-mail, zone and language.
#[utoipa::path(tag = "identity", request_body = PracticeChange, responses(
    (status = 200, body = PracticeSummary),
    (status = 403, description = "Needs settings.manage", body = Problem),
    (status = 412, description = "Changed in the meantime", body = Problem),
    (status = 422, body = Problem),
))]
#[put("/practice")]
pub async fn change_practice(
    staff: Can<needs::SettingsManage>,
    version: IfMatch,
    change: Json<PracticeChange>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let Json(change) = change;
    let mut form = Form::default();
    let name = form.field("name", &change.name, PracticeName::parse);
    let address = form.field("address", &change.address, PostalAddress::parse);
    let phone = form
        .field("phone", &change.phone, |given| phone::parse(given, None))
        .map(|(number, _)| number.into_string());
    let email = form.field("email", &change.email, EmailAddress::parse);
    let time_zone = form
        .field("time_zone", &change.time_zone, |given| app.zones.named(given))
        .map(TimeZoneName::into_string);
    let all = name.zip(address).zip(phone.zip(email)).zip(time_zone);
    let (((name, address), (phone, email)), time_zone) = form.finish(all)?;
    let now = app.store.find_practice(staff.practice).await?;
    let changed = Practice {
        name: name.into_string(),
        address: address.into_string(),
        phone,
        email: email.into_string(),
        time_zone,
        language: change.language,
        version: version.0,
        ..now
    };
    match app.store.change_practice(changed).await {
        Ok(practice) => Ok(ok_with_etag(practice.version, &summary(practice))),
        Err(StoreError::Stale { .. }) => {
            Err(ApiError::stale(summary(app.store.find_practice(staff.practice).await?)))
        }
        Err(error) => Err(error.into()),
    }
}
