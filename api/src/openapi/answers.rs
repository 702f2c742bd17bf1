//! What every answer has: a description, and the form of a problem where it is one.

use utoipa::openapi::path::Operation;
use utoipa::openapi::{Content, ContentBuilder, Ref, RefOr, Response, ResponseBuilder, Schema};
use wire::problem::PROBLEM_JSON;

use super::security;

/// Completes the answers that an operation names, and adds those that it need not.
pub fn complete(operation: &mut Operation) {
    if security::needs_session(operation) {
        add(operation, "401", "Nobody is signed in, or the session has ended.");
    }
    if operation.responses.responses.contains_key("412") {
        add(operation, "428", "`If-Match` is missing.");
    }
    add(operation, "default", "Any other answer: its `code` says what happened.");
    for (status, response) in &mut operation.responses.responses {
        let RefOr::T(response) = response else { continue };
        if response.description.is_empty() {
            response.description = description(status).to_owned();
        }
        // The order of contents says nothing: there is one.
        if let Some(content) = response.content.get("application/json")
            && is_problem(content)
            && let Some(content) = response.content.swap_remove("application/json")
        {
            response.content.insert(PROBLEM_JSON.to_owned(), content);
        }
    }
}

fn is_problem(content: &RefOr<Content>) -> bool {
    let RefOr::T(content) = content else { return false };
    matches!(&content.schema, Some(RefOr::Ref(to)) if to.ref_location.ends_with("/Problem"))
}

fn add(operation: &mut Operation, status: &str, description: &str) {
    let problem = problem(description);
    operation.responses.responses.entry(status.to_owned()).or_insert_with(|| problem.into());
}

fn problem(description: &str) -> Response {
    let schema: RefOr<Schema> = Ref::from_schema_name("Problem").into();
    let content = ContentBuilder::new().schema(Some(schema)).build();
    ResponseBuilder::new().description(description).content(PROBLEM_JSON, content).build()
}

/// What a status means wherever the operation says nothing of its own.
fn description(status: &str) -> &'static str {
    match status {
        "200" => "As it is now.",
        "201" => "It was made.",
        "202" => "It was taken, and is done soon.",
        "204" => "It was done; there is nothing to say.",
        "400" => "The request cannot be read.",
        "401" => "Nobody is signed in, or the session has ended.",
        "403" => "A permission is missing; `permission` says which, and `ask` whom to ask.",
        "404" => "There is no such thing, or it is not for whoever asks.",
        "409" => "It cannot be done as things are; `code` says why.",
        "412" => "It was changed since; `current` holds it as it is now.",
        "413" => "The body is too large.",
        "415" => "The body is of another type.",
        "422" => "Fields are not acceptable; `errors` names each.",
        "428" => "`If-Match` is missing.",
        "429" => "Too often; `Retry-After` says when again.",
        "503" => "It cannot be done for the moment; the same request may be sent again.",
        _ => "See `code`.",
    }
}
