//! Ids: such as never were, another practice's, another person's.

use serde_json::Value;
use uuid::Uuid;
use wire::Code;

use super::document::{Operation, operations, places, with};
use super::world::World;
use super::{ask, on_every_database};

fn odd_ids() -> Vec<String> {
    let mut odd: Vec<String> =
        ["0", "-1", "none", "%00", "%FF", "%2e%2e%2f", "null", "*", "💬", "a%20b", "CON", "CAS0"]
            .map(str::to_owned)
            .into();
    odd.push("CON99999999999999999999".to_owned());
    odd.push("a".repeat(5_000));
    odd.push(Uuid::nil().to_string());
    odd.push(Uuid::now_v7().to_string());
    odd.push(format!("{}.{}", Uuid::now_v7(), "0".repeat(32)));
    odd
}

async fn send(world: &World, operation: &Operation, path: &str, body: Option<&Value>) -> super::Answer {
    let mut headers = vec![("if-match", "\"1\"")];
    if operation.body.is_some() {
        headers.push(("content-type", "application/json"));
    }
    let body = body.map(Value::to_string).unwrap_or_default();
    ask(&world.actor, &operation.method, path, &headers, body.as_bytes()).await
}

#[tokio::test]
async fn what_never_was_is_not_found() {
    for app in on_every_database().await {
        let world = World::new(&app).await;
        for operation in operations() {
            for name in operation.names() {
                for odd in odd_ids() {
                    let here = world.subject(&operation.path, name);
                    let path = world.path(&operation).replace(here, &odd);
                    let answer = send(&world, &operation, &path, world.body(&operation).as_ref()).await;
                    // An id may name something else where several stand in one address; webhooks and the room want
                    // proof first, and links are asked for a limited number of times.
                    answer.expect(&[404, 405, 400, 403, 429]);
                    let guarded = ["/webhooks/", "/signal", "/guest/"].iter().any(|part| path.contains(part));
                    assert!(
                        guarded || matches!(answer.status, 404 | 405),
                        "{} {}",
                        answer.asked,
                        answer.status
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn another_practices_things_are_not_there() {
    let app = super::unlimited().await;
    let ours = World::new(&app).await;
    let theirs = World::of(&app, app.stranger().await).await;
    for operation in operations() {
        // Links are for anyone who has them, and the room asks for its own token.
        let for_anybody =
            ["/guest/", "/webhooks/", "/signal"].iter().any(|part| operation.path.contains(part));
        if operation.names().next().is_none() || for_anybody {
            continue;
        }
        let path = ours.path(&operation);
        let body = theirs.body(&operation);
        let answer = send(&theirs, &operation, &path, body.as_ref()).await;
        if operation.id == "find_folio" {
            // Folios are counted in each practice: theirs may have the same.
            assert!(!answer.text.contains(ours.subject("/api/v1/applicants/{id}", "id")), "{}", answer.text);
            continue;
        }
        let code = answer.problem.as_ref().map(|problem| problem.code);
        assert_eq!(code, Some(Code::NotFound), "{} {} {}", answer.asked, answer.status, answer.text);
    }
}

#[tokio::test]
async fn another_practices_ids_in_a_body_are_refused_by_field() {
    let app = super::unlimited().await;
    let ours = World::new(&app).await;
    let theirs = World::of(&app, app.stranger().await).await;
    for operation in operations() {
        let (Some(schema), Some(body), Some(foreign)) =
            (&operation.body, ours.body(&operation), theirs.body(&operation))
        else {
            continue;
        };
        for place in places(schema).into_iter().filter(|place| place.schema["format"] == "uuid") {
            let Some(id) = foreign.pointer(&place.pointer).filter(|id| id.is_string()) else { continue };
            let body = with(&body, &place.pointer, id.clone());
            let answer = send(&ours, &operation, &ours.path(&operation), Some(&body)).await;
            answer.expect(&[404, 422]);
            if answer.status == 422 {
                let named = answer.field().map(|(field, _)| field.to_owned()).unwrap_or_default();
                let names_it = ["applicant", "case", "call"].contains(&named.as_str())
                    || place.field.starts_with(&named);
                assert!(names_it, "{} names {named}: {}", answer.asked, answer.text);
            }
        }
    }
}

#[tokio::test]
async fn another_persons_conversations_sessions_and_bell_are_not_there() {
    let app = super::unlimited().await;
    let hers = World::of(&app, app.admin().await).await;
    let mut mine = World::new(&app).await;
    for operation in operations() {
        let private = ["/conversations/{id}", "/sessions/{id}", "/notifications/{id}"];
        // A room is open to all who want to join it; what is in it is its members'.
        let open = ["join_room", "show_conversation", "list_members"].contains(&operation.id.as_str());
        if open || !private.iter().any(|part| operation.path.contains(part)) {
            continue;
        }
        let path = hers.path(&operation);
        let body = mine.body(&operation);
        let answer = send(&mine, &operation, &path, body.as_ref()).await;
        let code = answer.problem.as_ref().map(|problem| problem.code);
        assert_eq!(code, Some(Code::NotFound), "{} {} {}", answer.asked, answer.status, answer.text);
        mine = World::new(&app).await;
    }
}
