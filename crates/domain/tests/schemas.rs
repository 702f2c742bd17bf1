//! Ids and small enums show in the OpenAPI document as what they are on the wire.
#![cfg(feature = "openapi")]

use domain::{
    CaseId,
    calls::CallMinutes,
    chat::MessageBody,
    folio::Folio,
    permission::{Permission, PermissionSet},
};
use utoipa::{IntoParams, OpenApi, ToSchema};

#[derive(ToSchema, IntoParams)]
#[expect(dead_code, reason = "only its schema is looked at")]
struct Probe {
    case: CaseId,
    other: Option<CaseId>,
    permissions: PermissionSet,
    first: Permission,
    folio: Folio,
    folios: Vec<Folio>,
    body: MessageBody,
    length: CallMinutes,
}

#[utoipa::path(get, path = "/", params(Probe), responses((status = 200, body = Probe)))]
#[expect(dead_code, reason = "only its documentation is looked at")]
fn probe() {}

#[derive(OpenApi)]
#[openapi(paths(probe))]
struct Document;

#[test]
fn ids_are_uuids_and_names_are_enumerated() {
    let document = serde_json::to_value(Document::openapi()).unwrap();
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["CaseId"]["format"], "uuid");
    assert_eq!(schemas["CaseId"]["type"], "string");
    assert_eq!(schemas["Folio"]["type"], "string");
    assert_eq!(schemas["MessageBody"]["type"], "string");
    assert_eq!(schemas["CallMinutes"]["maximum"], 480);
    assert_eq!(schemas["PermissionSet"]["type"], "array");
    assert!(schemas["Permission"]["enum"].as_array().unwrap().contains(&"sms.send".into()));
}
