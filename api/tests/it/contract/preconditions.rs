//! `If-Match` and methods: nothing is overwritten that someone else has changed.

use serde_json::Value;
use wire::Code;

use super::ask;
use super::document::operations;
use super::world::World;

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn what_is_changed_at_a_version_asks_for_it() {
    let app = super::unlimited().await;
    let world = World::new(&app).await;
    let mut count = 0;
    for operation in operations().into_iter().filter(|one| one.method == "PUT" && one.body.is_some()) {
        let path = world.path(&operation);
        let body = world.body(&operation).unwrap().to_string();
        let without = ask(&world.actor, "PUT", &path, &[JSON], body.as_bytes()).await;
        let asks = without.status == 428;
        let documented = [412, 428].iter().all(|status| operation.statuses.contains(status));
        assert_eq!(
            (asks, asks),
            (documented, operation.wants_match),
            "{}: {:?}",
            without.asked,
            operation.statuses
        );
        if !asks {
            continue;
        }
        count += 1;
        for bad in ["", "1", "*", "\"one\"", "W/\"1\"", "\"99999999999999999999\""] {
            let answer = ask(&world.actor, "PUT", &path, &[JSON, ("if-match", bad)], body.as_bytes()).await;
            answer.expect(&[400]);
        }
        for other in ["\"0\"", "\"-1\"", "\"9223372036854775807\""] {
            let answer = ask(&world.actor, "PUT", &path, &[JSON, ("if-match", other)], body.as_bytes()).await;
            let problem = answer.problem.as_ref().unwrap_or_else(|| panic!("{} was taken", answer.asked));
            assert_eq!(problem.code, Code::Stale, "{}", answer.text);
            let body: Value = serde_json::from_str(&answer.text).unwrap();
            assert!(body["current"]["version"].as_i64().is_some(), "{}", answer.text);
        }
    }
    assert!(count >= 8, "{count} things are changed at a version");
}

#[tokio::test]
async fn methods_that_are_none_are_refused() {
    let app = super::unlimited().await;
    let world = World::new(&app).await;
    for operation in operations() {
        for method in ["PATCH", "TRACE", "BREW"] {
            ask(&world.actor, method, &world.path(&operation), &[JSON], b"{}").await.expect(&[404, 405]);
        }
    }
}

#[tokio::test]
async fn a_key_that_is_none_is_refused() {
    let app = super::unlimited().await;
    let world = World::new(&app).await;
    for operation in operations().into_iter().filter(|one| one.method == "POST" && one.body.is_some()) {
        let path = world.path(&operation);
        let body = world.body(&operation).unwrap().to_string();
        let long = "k".repeat(201);
        for bad in ["a b", "é", &long] {
            let headers = [JSON, ("idempotency-key", bad)];
            let answer = ask(&world.actor, "POST", &path, &headers, body.as_bytes()).await;
            // Two people have one direct message, and a client may stand at the door in two browsers.
            let needs_none = ["knock", "open_direct"].contains(&operation.id.as_str());
            assert!(answer.status != 201 || needs_none, "{} was taken", answer.asked);
        }
    }
}
