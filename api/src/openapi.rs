//! The API's document: generated from the code, committed as `openapi/openapi.json`.

use actix_web::App;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::schema::{ObjectBuilder, SchemaFormat, SchemaType, Type};
use utoipa::openapi::tag::{Tag, TagBuilder};
use utoipa::openapi::{InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, RefOr, Required, ServerBuilder};
use utoipa_actix_web::{AppExt, scope};

mod answers;
mod permissions;
mod schemas;
pub mod security;

/// What is around the paths.
fn base() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Liaison")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Client communications for immigration practices: texts, team chat and video calls, on the record. \
             Every answer other than success is `application/problem+json` with a `code` of a closed list.",
        ))
        .license(Some(LicenseBuilder::new().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
        .build();
    let server =
        ServerBuilder::new().url("/").description(Some("The deployment that serves this document")).build();
    OpenApiBuilder::new().info(info).servers(Some([server])).tags(Some(TAGS.map(tag))).build()
}

/// The features, in the order of the menu.
const TAGS: [(&str, &str); 15] = [
    ("applicants", "The people that the practice works for."),
    ("cases", "What it does for them."),
    ("records", "Histories and comments of both."),
    ("calls", "Video calls: scheduling, invitations, the door and who was there."),
    ("guest", "The client's page of a call. The link is the key to it."),
    ("chat", "What colleagues write to one another."),
    ("sms", "Texts from the practice's own number."),
    ("mail", "Mail to clients, and what became of it."),
    ("notifications", "What concerns the person who asks."),
    ("realtime", "The socket over which events arrive."),
    ("identity", "Signing in, the set-up, the profile and the practice."),
    ("team", "Who is in the practice, and what each may do."),
    ("time zones", "The zones and their clocks, as the server knows them."),
    ("webhooks", "What an SMS provider calls."),
    ("simulator", "The phones of the simulated provider."),
];

fn tag((name, description): (&str, &str)) -> Tag {
    TagBuilder::new().name(name).description(Some(description)).build()
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
/// a change may come too late, who may call it, and that whatever else is answered is a problem.
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
            }
            schemas::optional(operation);
            security::secure(operation);
            answers::complete(operation);
        }
    }
    if let Some(components) = &mut document.components {
        schemas::name_items(components);
        security::schemes(components);
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

/// The document as it is committed: indented, with a newline at its end.
pub fn json() -> Result<String, serde_json::Error> {
    Ok(format!("{}\n", serde_json::to_string_pretty(&document())?))
}
