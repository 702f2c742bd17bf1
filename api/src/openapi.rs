//! The API's document: generated from the code, committed as `openapi/openapi.json`.

use actix_web::App;
use utoipa::openapi::{InfoBuilder, License, OpenApi, OpenApiBuilder};
use utoipa_actix_web::{AppExt, scope};

/// What stands around the paths.
pub fn base() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Liaison")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Client communications for immigration practices: texts, team chat and video calls, on the record. \
             Every answer other than success is `application/problem+json` with a `code` of a closed list.",
        ))
        .license(Some(License::new("Apache-2.0")))
        .build();
    OpenApiBuilder::new().info(info).build()
}

/// The whole document.
pub fn document() -> OpenApi {
    let (_, document) = App::new()
        .into_utoipa_app()
        .openapi(base())
        .service(scope::scope("/api/v1").configure(crate::routes::api))
        .split_for_parts();
    document
}

/// The document as it is committed: indented, with a newline at its end.
pub fn json() -> Result<String, serde_json::Error> {
    Ok(format!("{}\n", serde_json::to_string_pretty(&document())?))
}
