//! The API's document: generated from the code, committed as `openapi/openapi.json`.

use actix_web::App;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, SchemaType, Type};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, License, OpenApi, OpenApiBuilder, Ref, RefOr, Required, Response,
    ResponseBuilder,
};
use utoipa_actix_web::{AppExt, scope};
use wire::problem::PROBLEM_JSON;

/// What stands around the paths.
fn base() -> OpenApi {
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
        .service(scope::scope("/api/v1").configure(|config| crate::routes::api(config)))
        .split_for_parts();
    complete(document)
}

/// Adds what is true of every address, so that no handler has to say it: the names in the path, `If-Match` where
/// a change may come too late, and that whatever else is answered is a problem.
#[must_use]
pub fn complete(mut document: OpenApi) -> OpenApi {
    for (path, item) in &mut document.paths.paths {
        for operation in operations(item) {
            for name in path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')) {
                let format = (!["folio", "link", "secret"].contains(&name)).then_some("uuid");
                add(operation, ParameterIn::Path, name, format, None);
            }
            if operation.responses.responses.contains_key("412") {
                let description = Some("The ETag of what was changed");
                add(operation, ParameterIn::Header, "If-Match", None, description);
                let missing = problem("`If-Match` is missing");
                operation.responses.responses.entry("428".to_owned()).or_insert_with(|| missing.into());
            }
            let other = problem("Any other answer: its `code` says what happened");
            operation.responses.responses.entry("default".to_owned()).or_insert_with(|| other.into());
        }
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.delete].into_iter().flatten()
}

fn add(
    operation: &mut Operation,
    place: ParameterIn,
    name: &str,
    format: Option<&str>,
    description: Option<&str>,
) {
    let all = operation.parameters.get_or_insert_default();
    let known = |one: &RefOr<Parameter>| matches!(one, RefOr::T(one) if one.name == name);
    if all.iter().any(known) {
        return;
    }
    let schema = ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .format(format.map(|name| SchemaFormat::Custom(name.to_owned())));
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(Required::True)
        .description(description)
        .schema(Some(schema));
    all.push(RefOr::T(parameter.build()));
}

fn problem(description: &str) -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description(description).content(PROBLEM_JSON, content).build()
}

/// The document as it is committed: indented, with a newline at its end.
pub fn json() -> Result<String, serde_json::Error> {
    Ok(format!("{}\n", serde_json::to_string_pretty(&document())?))
}
