//! What is behind the question mark: pages, cursors, filters and searches.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::document::operations;
use super::world::World;
use super::{ask, on_every_database, try_to_ask};

/// Values of any parameter, as they stand in an address.
fn values() -> Vec<String> {
    let mut all: Vec<String> =
        ["", "x", "-1", "0", "1", "101", "1.5", "true", "null", "%00", "a%00b", "%FF%FE", "%", "%zz"]
            .map(str::to_owned)
            .into();
    for text in [
        "\"", "'", "\" OR *", "NEAR(", "*", "a*b", "(", "AND", "-", ":", "^", "{}", "\\", "é", "ﷺ", "+1 (514",
    ] {
        all.push(url::form_urlencoded::byte_serialize(text.as_bytes()).collect());
    }
    all.push(i64::MAX.to_string());
    all.push(u64::MAX.to_string());
    all.push("9".repeat(60));
    all.push("a".repeat(3_000));
    all.push("a%20".repeat(1_500));
    all.push(uuid::Uuid::nil().to_string());
    let places = [
        "null",
        "0",
        "-1",
        "9223372036854775807",
        "1e300",
        "\"x\"",
        "[]",
        "{}",
        "[1,2]",
        "[\"\\u0000\",\"\\u0000\"]",
        "[\"+262142-12-31T00:00:00Z\",\"00000000-0000-0000-0000-000000000000\"]",
        "[\"-262143-01-01T00:00:00Z\",\"00000000-0000-0000-0000-000000000000\"]",
        "[\"2026-01-01T00:00:00Z\",\"00000000-0000-0000-0000-000000000000\"]",
    ];
    all.extend(places.map(|place| URL_SAFE_NO_PAD.encode(place)));
    all
}

#[tokio::test]
async fn no_parameter_is_a_failure_of_ours() {
    let mut faults = Vec::new();
    for app in on_every_database().await {
        let world = World::new(&app).await;
        for operation in operations() {
            for name in &operation.queries {
                for value in values() {
                    let path = format!("{}?{name}={value}", world.path(&operation));
                    let answer = try_to_ask(&world.actor, &operation.method, &path, &[], b"").await;
                    faults.extend(answer.err());
                }
                let twice = format!("{}?{name}=1&{name}=1", world.path(&operation));
                ask(&world.actor, &operation.method, &twice, &[], b"").await.expect(&[422]);
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[tokio::test]
async fn a_parameter_that_is_not_acceptable_is_named() {
    let app = super::unlimited().await;
    let world = World::new(&app).await;
    let mut lists = 0;
    for operation in operations().into_iter().filter(|one| one.queries.iter().any(|name| name == "limit")) {
        lists += 1;
        for bad in ["x", "0", "101", "-1", "18446744073709551616"] {
            let path = format!("{}?limit={bad}", world.path(&operation));
            let answer = ask(&world.actor, &operation.method, &path, &[], b"").await;
            answer.expect(&[422]);
            assert_eq!(answer.field().map(|(field, _)| field), Some("limit"), "{}", answer.text);
        }
        if operation.queries.iter().any(|name| name == "cursor") {
            let path = format!("{}?cursor=made-up", world.path(&operation));
            ask(&world.actor, &operation.method, &path, &[], b"").await.expect(&[400, 422]);
        }
    }
    assert!(lists > 12, "{lists}");
}
