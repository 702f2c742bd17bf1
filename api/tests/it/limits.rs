//! What one person, one browser and one address may take of the server.

use std::net::IpAddr;

use api::http::patience::AT_ONCE;
use chrono::TimeDelta;
use client::RawAnswer;
use domain::mail::MailKind;
use domain::permission::Role;
use storage::mail::MailFilter;
use testkit::{PASSWORD, TestApp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Behind a proxy that is believed, so that a test has as many addresses as it likes.
async fn proxied() -> TestApp {
    TestApp::with(|config| config.trusted_proxies = vec![IpAddr::from([127, 0, 0, 1])]).await
}

/// Signs in from an address, in a browser that was never used.
async fn sign_in(app: &TestApp, from: &str, email: &str, password: &str) -> u16 {
    let body = serde_json::json!({ "email": email, "password": password }).to_string();
    let headers = [("content-type", "application/json"), ("x-forwarded-for", from)];
    app.client().raw("POST", "/api/v1/session", &headers, body.as_bytes()).await.unwrap().status
}

#[tokio::test]
async fn an_office_is_not_locked_out_by_one_of_it() {
    let app = proxied().await;
    let office = "203.0.113.7";
    for at in 0..30 {
        let expected = if at < 8 { 401 } else { 429 };
        assert_eq!(sign_in(&app, office, "viewer@one.example", "forgotten").await, expected);
    }
    // And thirty more, each of another account, most of which do not exist.
    for at in 0..30 {
        assert_eq!(sign_in(&app, office, &format!("somebody{at}@one.example"), "guess").await, 401);
    }
    for role in [Role::Owner, Role::Admin, Role::Consultant, Role::Assistant] {
        assert_eq!(sign_in(&app, office, &format!("{role}@one.example"), PASSWORD).await, 200, "{role}");
    }
    assert_eq!(sign_in(&app, "198.51.100.2", "viewer@one.example", PASSWORD).await, 200, "from elsewhere");
}

#[tokio::test]
async fn a_subscriber_of_ipv6_has_one_count_whichever_address_they_take() {
    let app = proxied().await;
    for at in 0..8 {
        let from = format!("2001:db8:0:7::{at:x}");
        assert_eq!(sign_in(&app, &from, "viewer@one.example", "guess").await, 401);
    }
    assert_eq!(sign_in(&app, "2001:db8:0:7:ffff::1", "viewer@one.example", PASSWORD).await, 429);
    assert_eq!(sign_in(&app, "2001:db8:0:8::1", "viewer@one.example", PASSWORD).await, 200);
}

#[tokio::test]
async fn whoever_has_many_addresses_guesses_no_faster_and_keeps_no_known_browser_out() {
    let app = proxied().await;
    let known = app.client();
    known.sign_in("viewer@one.example", PASSWORD).await.unwrap();
    known.sign_out().await.unwrap();
    let mut answers = Vec::new();
    for at in 0..70 {
        answers.push(sign_in(&app, &format!("198.51.100.{at}"), "viewer@one.example", "guess").await);
    }
    assert_eq!(answers.iter().filter(|status| **status == 401).count(), 60);
    assert_eq!(answers.last(), Some(&429));
    known.sign_in("viewer@one.example", PASSWORD).await.expect("a way in where the account was used before");
    app.clock.advance(TimeDelta::minutes(1));
    assert_eq!(sign_in(&app, "203.0.113.9", "viewer@one.example", PASSWORD).await, 200);
}

#[tokio::test]
async fn two_people_of_one_browser_are_both_known_there() {
    let app = TestApp::start().await;
    let shared = app.client();
    for _ in 0..2 {
        for email in ["viewer@one.example", "assistant@one.example"] {
            shared.sign_in(email, PASSWORD).await.unwrap();
        }
    }
    app.settle().await;
    let notices = MailFilter::OfKind(MailKind::SecurityNotice);
    let notices = app.app().store.practice(app.practice).mail().list(notices, None, 9).await.unwrap();
    let mut to: Vec<_> = notices.iter().map(|mail| mail.to_address.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["assistant@one.example", "viewer@one.example"], "once each, when the browser was new");
    assert!(notices[0].body.contains("127.0.0.1") && notices[0].body.contains("10:00 (Toronto, UTC−05:00)"));
    assert!(notices.iter().all(|mail| !mail.body.contains("http")), "no link that one could be led by");
}

#[tokio::test]
async fn a_changed_password_is_told_to_its_owner() {
    let app = TestApp::start().await;
    let (viewer, admin) = (app.viewer().await, app.admin().await);
    viewer.change_password("wrong", "a lake behind the hills").await.unwrap_err();
    viewer.change_password(PASSWORD, "a lake behind the hills").await.unwrap();
    app.settle().await;
    let notices = MailFilter::OfKind(MailKind::SecurityNotice);
    let notices = app.app().store.practice(app.practice).mail().list(notices, None, 9).await.unwrap();
    assert_eq!(notices.len(), 1);
    assert_eq!(
        (notices[0].to_address.as_str(), notices[0].subject.as_str()),
        (viewer.email.as_str(), "Your password was changed – Practice one")
    );
    assert!(admin.mailbox(None).await.unwrap().items.is_empty(), "and to nobody else");
}

/// Asks with a body that is announced and does not come.
async fn slow(app: &TestApp, head: &str) -> TcpStream {
    let address = app.url().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let head = format!("{head} HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    stream
}

async fn answer(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    let read = stream.read_to_string(&mut text);
    tokio::time::timeout(std::time::Duration::from_secs(20), read).await.expect("it ends").unwrap();
    text
}

#[tokio::test]
async fn a_thousand_slow_bodies_leave_the_server_to_others() {
    let app = TestApp::start().await;
    let arriving = || app.app().bodies.arriving(IpAddr::from([127, 0, 0, 1]).into());
    let mut first = slow(&app, "POST /api/v1/session").await;
    first.write_all(b"content-length: 100\r\n\r\n{").await.unwrap();
    while arriving() == 0 {
        tokio::task::yield_now().await;
    }
    let mut others = Vec::new();
    for _ in 0..200 {
        let mut stream = slow(&app, "POST /api/v1/session").await;
        stream.write_all(b"content-length: 100\r\n\r\n{").await.unwrap();
        others.push(stream);
        if others.len() % 50 == 0 {
            let me = app.client().sign_in("viewer@one.example", PASSWORD).await;
            me.expect("who comes last is served");
        }
    }
    let told = answer(&mut first).await;
    assert!(told.starts_with("HTTP/1.1 408 ") && told.contains("\"request_timeout\""), "{told}");
    assert!(told.to_lowercase().contains("connection: close"), "{told}");
    assert!(arriving() <= AT_ONCE);
}

#[tokio::test]
async fn a_body_that_nobody_reads_does_not_hold_the_connection() {
    let app = TestApp::start().await;
    for (head, status) in
        [("POST /api/v1/nothing", "404"), ("POST /api/v1/users", "401"), ("PUT /healthz", "405")]
    {
        for announced in ["content-length: 1000", "transfer-encoding: chunked"] {
            let mut stream = slow(&app, head).await;
            stream.write_all(format!("{announced}\r\n\r\n5\r\n").as_bytes()).await.unwrap();
            let told = answer(&mut stream).await;
            assert!(told.starts_with(&format!("HTTP/1.1 {status} ")), "{head} {announced}: {told}");
        }
    }
}

#[tokio::test]
async fn an_address_is_cut_off_at_its_share() {
    let app = TestApp::with(|config| config.connections_per_address = Some(3)).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(slow(&app, "GET /healthz").await);
    }
    assert_eq!(answer(&mut slow(&app, "GET /healthz").await).await, "", "one too many");
    let mut last = open.pop().unwrap();
    last.write_all(b"connection: close\r\n\r\n").await.unwrap();
    assert!(answer(&mut last).await.starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn head_is_answered_where_get_is_and_405_says_what_is() {
    let app = TestApp::start().await;
    let viewer = app.viewer().await;
    let ask =
        async |method: &str, path: &str| -> RawAnswer { viewer.raw(method, path, &[], b"").await.unwrap() };
    for path in ["/api/v1/me", "/api/v1/users", "/api/openapi.json", "/api/docs/", "/healthz", "/readyz"] {
        let (get, head) = (ask("GET", path).await, ask("HEAD", path).await);
        assert_eq!((head.status, head.body.as_str()), (200, ""), "{path}");
        for name in ["content-type", "etag", "content-length"] {
            assert_eq!(get.headers.get(name), head.headers.get(name), "{path} {name}");
        }
    }
    assert_eq!(ask("HEAD", "/api/v1/nothing").await.status, 404);
    assert_eq!(ask("HEAD", "/api/v1/mailbox").await.status, 403);
    for (method, path, allow) in [
        ("DELETE", "/api/v1/me", "GET, HEAD, PUT"),
        ("GET", "/api/v1/session", "POST, DELETE"),
        ("HEAD", "/api/v1/session", "POST, DELETE"),
        ("PATCH", "/api/v1/users", "GET, HEAD, POST"),
        ("OPTIONS", "/api/v1/users/0199d1e2-0000-7000-8000-000000000000", "GET, HEAD, PUT"),
        ("POST", "/healthz", "GET, HEAD"),
        ("POST", "/api/docs/", "GET, HEAD"),
        ("PUT", "/somewhere", "GET, HEAD"),
    ] {
        let answer = ask(method, path).await;
        assert_eq!(answer.status, 405, "{method} {path}: {}", answer.body);
        assert_eq!(answer.headers["allow"], allow, "{method} {path}");
        if method != "HEAD" {
            assert_eq!(answer.headers["content-type"], "application/problem+json");
        }
    }
}
