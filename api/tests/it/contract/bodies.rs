//! Bodies: too large, of another kind, broken, with fields that are unknown, missing, of another type or too long.

use domain::UserId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::document::{Operation, Place, operations, places, with};
use super::world::World;
use super::{Answer, ask, on_every_database, try_to_ask};

/// What people and programs write into a field of text.
const TEXTS: [&str; 9] = [
    "",
    " \u{200b}",
    "\u{0}",
    "a\u{0}b",
    "👨‍👩‍👧 \u{202e}txt A\u{301}",
    "'; DROP TABLE mail; -- {{x}} %s <b>",
    "a\r\nBcc: x@y.example",
    "+",
    "../..\\",
];

const DAYS: [&str; 7] =
    ["0000-00-00", "0001-01-01", "9999-12-31", "-262143-01-01", "+262142-12-31", "2026-02-30", "today"];
const NUMBERS: [i64; 6] = [i64::MIN, -1, 0, 481, 2_147_483_648, i64::MAX];

/// Values of another type than the place takes.
fn of_another_type(place: &Place) -> Vec<Value> {
    let kind = place.schema["type"].as_str().unwrap_or_default();
    let mut wrong = match kind {
        "string" => vec![json!(1), json!(true), json!([]), json!({})],
        "integer" => vec![json!("x"), json!(1.5), json!(true), json!([]), json!({})],
        "boolean" => vec![json!("x"), json!(1), json!([]), json!({})],
        "array" => vec![json!("x"), json!(1), json!(true), json!({})],
        "object" => vec![json!("x"), json!(1), json!(true)],
        other => panic!("a {other}"),
    };
    if place.schema["nullable"] != true {
        wrong.push(Value::Null);
    }
    if place.schema["format"] == "uuid" {
        wrong.extend([json!("x"), json!("00000000-0000-0000-0000-00000000000g")]);
    }
    if place.schema["enum"].is_array() {
        wrong.push(json!("no such thing"));
    }
    wrong
}

async fn send(world: &World, operation: &Operation, body: &[u8]) -> Answer {
    try_to_send(world, operation, body).await.unwrap_or_else(|fault| panic!("{fault}"))
}

async fn try_to_send(world: &World, operation: &Operation, body: &[u8]) -> Result<Answer, String> {
    let headers = world.headers(operation).await;
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    try_to_ask(&world.actor, &operation.method, &world.path(operation), &headers, body).await
}

async fn send_json(world: &World, operation: &Operation, body: &Value) -> Answer {
    send(world, operation, body.to_string().as_bytes()).await
}

/// But for what only a Jitsi server may ask: nobody else gets as far as the body.
fn with_a_body() -> Vec<Operation> {
    let mut all = operations();
    all.retain(|operation| operation.body.is_some() && operation.id != "review_rooms");
    all
}

/// What is acceptable and refused all the same, with the status.
const REFUSED: &[(&str, u16)] = &[
    ("set_up", 409),
    // Nobody is in the call yet.
    ("end_call", 409),
    // The built-in room keeps the record itself, and lets nobody in who was not admitted.
    ("report_presence", 409),
    ("report_guest_presence", 409),
    ("enter", 409),
    // There is no Jitsi server.
    ("review_rooms", 401),
];

#[tokio::test]
async fn what_the_walk_asks_is_acceptable_but_for_what_it_changes() {
    let app = super::unlimited().await;
    let mut world = World::new(&app).await;
    for operation in operations() {
        if !operation.is_safe() {
            // What one address changed or used up is not there for the next.
            world = World::new(&app).await;
        }
        let path = world.path(&operation);
        let headers = world.headers(&operation).await;
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body = world.body(&operation).map(|body| body.to_string()).unwrap_or_default();
        if operation.path.contains("/webhooks/") || operation.statuses.contains(&101) {
            continue;
        }
        let answer = ask(&world.actor, &operation.method, &path, &headers, body.as_bytes()).await;
        match REFUSED.iter().find(|(id, _)| *id == operation.id) {
            Some((_, status)) => answer.expect(&[*status]),
            None => assert!(answer.status < 400, "{}: {} {}", answer.asked, answer.status, answer.text),
        }
        let documented = operation.statuses.contains(&answer.status);
        assert!(documented, "{}: {} is not documented", answer.asked, answer.status);
    }
}

#[tokio::test]
async fn what_is_no_body_is_refused_by_its_kind() {
    let app = super::unlimited().await;
    let world = World::new(&app).await;
    for operation in with_a_body() {
        let path = world.path(&operation);
        let kinds = [
            "",
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "json",
        ];
        for kind in kinds {
            let mut headers = vec![("if-match", "\"1\"")];
            if !kind.is_empty() {
                headers.push(("content-type", kind));
            }
            ask(&world.actor, &operation.method, &path, &headers, b"{}").await.expect(&[415]);
        }
        send(&world, &operation, &vec![b' '; 257 * 1024]).await.expect(&[413]);
        let deep = "{\"a\":".repeat(20_000);
        let broken: [&[u8]; 9] = [
            b"",
            b"{",
            b"null",
            b"[]",
            b"3",
            b"\"x\"",
            b"{\"a\":\"\xff\xfe\"}",
            b"{\"a\":1e999}",
            b"{'a':1}",
        ];
        for body in broken.into_iter().chain([deep.as_bytes()]) {
            let answer = send(&world, &operation, body).await;
            answer.expect(&[400, 422]);
            let first = body.first() == Some(&b'{') && std::str::from_utf8(body).is_ok();
            assert!(answer.status == 400 || first, "{}: {}", answer.asked, answer.text);
        }
    }
}

#[tokio::test]
async fn a_field_that_is_unknown_missing_or_of_another_type_is_named() {
    let app = super::unlimited().await;
    let world = World::new(&app).await;
    for operation in with_a_body() {
        let body = world.body(&operation).unwrap();
        let schema = operation.body.clone().unwrap();
        let mut unknown = body.clone();
        unknown["no_such_field"] = json!(1);
        let answer = send_json(&world, &operation, &unknown).await;
        assert_eq!(
            answer.field(),
            Some(("no_such_field", "unknown_field")),
            "{} {}",
            answer.asked,
            answer.text
        );
        for place in places(&schema) {
            if body.pointer(&place.pointer).is_none() {
                continue;
            }
            if place.required {
                let (parent, name) = place.pointer.rsplit_once('/').unwrap();
                let mut without = body.clone();
                without.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
                let answer = send_json(&world, &operation, &without).await;
                assert_eq!(
                    answer.field(),
                    Some((place.field.as_str(), "required")),
                    "{} {}",
                    answer.asked,
                    answer.text
                );
            }
            for wrong in of_another_type(&place) {
                let answer = send_json(&world, &operation, &with(&body, &place.pointer, wrong)).await;
                answer.expect(&[422]);
                let named = answer.field().map(|(field, _)| field.to_owned()).unwrap_or_default();
                assert!(named.starts_with(&place.field), "{} names {named}: {}", answer.asked, answer.text);
            }
            if place.schema["type"] == "object" {
                let mut inner = body.pointer(&place.pointer).unwrap().clone();
                inner["no_such_field"] = json!(1);
                let answer = send_json(&world, &operation, &with(&body, &place.pointer, inner)).await;
                let expected = format!("{}.no_such_field", place.field);
                assert_eq!(answer.field(), Some((expected.as_str(), "unknown_field")), "{}", answer.text);
            }
        }
    }
}

#[tokio::test]
async fn no_value_of_the_right_type_is_a_failure_of_ours() {
    let mut faults = Vec::new();
    for app in on_every_database().await {
        for operation in with_a_body() {
            let mut world = World::new(&app).await;
            let spends = operation.id == "use_link" || operation.names().next().is_some();
            let spends = spends && operation.method == "POST";
            for place in places(&operation.body.clone().unwrap()) {
                for value in odd_values(&place) {
                    let body = with_place(&world.body(&operation).unwrap(), &place, value).to_string();
                    match try_to_send(&world, &operation, body.as_bytes()).await {
                        // What was accepted may have used up what is asked about.
                        Ok(answer) if answer.status < 300 && spends => world = World::new(&app).await,
                        Ok(_) => {}
                        Err(fault) => faults.push(fault),
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn with_place(body: &Value, place: &Place, value: Value) -> Value {
    if body.pointer(&place.pointer).is_some() { with(body, &place.pointer, value) } else { body.clone() }
}

fn odd_values(place: &Place) -> Vec<Value> {
    match (place.schema["type"].as_str(), place.schema["format"].as_str()) {
        _ if place.schema["enum"].is_array() => Vec::new(),
        (Some("string"), Some("date")) => DAYS.map(Value::from).into(),
        (Some("string"), Some("uuid")) => vec![json!(Uuid::nil()), json!(UserId::new(Uuid::now_v7()))],
        (Some("string"), _) => TEXTS.map(Value::from).into(),
        (Some("integer"), _) => NUMBERS.map(Value::from).into(),
        (Some("array"), _) => vec![json!([])],
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn text_without_end_is_refused() {
    let app = super::unlimited().await;
    let world = World::new(&app).await;
    for operation in with_a_body() {
        let body = world.body(&operation).unwrap();
        for place in places(&operation.body.clone().unwrap()) {
            let is_text = place.schema["type"] == "string" && place.schema["enum"].is_null();
            if !is_text || body.pointer(&place.pointer).is_none() {
                continue;
            }
            let answer =
                send_json(&world, &operation, &with(&body, &place.pointer, "é".repeat(100_000).into())).await;
            assert!(answer.status >= 400, "{} was taken: {}", answer.asked, answer.status);
        }
    }
}
