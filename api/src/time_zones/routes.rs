//! Which zones there are, and the clocks of one: what a browser computes times with.

use actix_web::http::header::{CACHE_CONTROL, CacheControl, CacheDirective};
use actix_web::{HttpResponse, get, web};
use domain::zone::ZoneOffsets;
use wire::Problem;
use wire::time_zones::{TimeZone, TimeZoneList, ZoneQuery};

use super::{UnknownZone, names};
use crate::error::ApiResult;
use crate::form;
use crate::http::query::Query;
use crate::state::App;

/// The database changes with the server alone.
const KEPT: u32 = 3600;

/// The zones to choose from, each with the older names people may look for.
#[utoipa::path(tag = "time zones", responses((status = 200, body = TimeZoneList)))]
#[get("/time-zones")]
pub async fn list_time_zones(app: web::Data<App>) -> HttpResponse {
    let items = names::all()
        .filter(|zone| app.zones.zone(zone.name).is_some())
        .map(|zone| TimeZone { name: zone.name.to_owned(), was: owned(zone.was), also: owned(zone.also) })
        .collect();
    let list = TimeZoneList { release: app.zones.release().to_string(), items };
    HttpResponse::Ok().insert_header((CACHE_CONTROL, kept())).json(list)
}

/// How far the clocks of a zone are from UTC, and since when: from 2000 to 2101.
#[utoipa::path(tag = "time zones", params(ZoneQuery), responses(
    (status = 200, body = ZoneOffsets),
    (status = 422, description = "There is no such zone", body = Problem),
))]
#[get("/time-zones/offsets")]
pub async fn show_zone_offsets(query: Query<ZoneQuery>, app: web::Data<App>) -> ApiResult<HttpResponse> {
    let zone = form::only("zone", query.zone.as_deref().unwrap_or("UTC"), |given| {
        app.zones.zone(given).ok_or(UnknownZone)
    })?;
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, kept())).json(zone.offsets()))
}

fn owned(names: Vec<&str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

fn kept() -> String {
    CacheControl(vec![CacheDirective::Private, CacheDirective::MaxAge(KEPT)]).to_string()
}
