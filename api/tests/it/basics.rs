//! Signing in, problems, headers: what every address shares.

use client::Error;
use testkit::{PASSWORD, TestApp};
use wire::identity::Me;
use wire::{Code, Problem};

fn problem(body: &str) -> Problem {
    serde_json::from_str(body).unwrap()
}

#[tokio::test]
async fn signing_in_and_out() {
    let app = TestApp::start().await;
    let client = app.client();
    assert_eq!(client.me().await.unwrap_err().code(), Some(Code::Unauthenticated));
    let wrong = client.sign_in("consultant@one.example", "wrong").await.unwrap_err();
    assert_eq!(wrong.code(), Some(Code::WrongCredentials));
    let nobody = client.sign_in("nobody@one.example", PASSWORD).await.unwrap_err();
    assert_eq!(nobody.code(), Some(Code::WrongCredentials));
    let me = client.sign_in(" Consultant@One.example ", PASSWORD).await.unwrap();
    assert_eq!((me.email.as_str(), me.practice.name.as_str()), ("consultant@one.example", "Practice one"));
    // The letter about a new device may have become an event meanwhile.
    let now = client.me().await.unwrap();
    assert_eq!(Me { event_seq: me.event_seq, ..now }, me);
    client.sign_out().await.unwrap();
    assert_eq!(client.me().await.unwrap_err().code(), Some(Code::Unauthenticated));
}

#[tokio::test]
async fn guessing_passwords_is_slowed_down() {
    let app = TestApp::start().await;
    let client = app.client();
    let mut refused = None;
    for _ in 0..20 {
        let error = client.sign_in("consultant@one.example", "guess").await.unwrap_err();
        if error.code() == Some(Code::RateLimited) {
            refused = error.problem().and_then(|problem| problem.retry_after);
            break;
        }
    }
    assert!(refused.is_some_and(|seconds| seconds > 0));
}

#[tokio::test]
async fn what_cannot_be_read_is_a_problem_that_says_so() {
    let app = TestApp::start().await;
    let client = app.client();
    let json = ("content-type", "application/json");
    let check = async |headers: &[(&str, &str)], body: &[u8], expected: Code| {
        let answer = client.raw("POST", "/api/v1/session", headers, body).await.unwrap();
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert_eq!(
            (answer.status, problem(&answer.body).code),
            (expected.status(), expected),
            "{}",
            answer.body
        );
    };
    check(&[json], b"{", Code::MalformedBody).await;
    check(&[json], b"{\"email\":1,\"password\":\"x\"}", Code::Invalid).await;
    check(&[json], b"{\"email\":\"a\",\"password\":\"x\",\"extra\":1}", Code::Invalid).await;
    check(&[json], b"{\"email\":\"\xff\xfe\",\"password\":\"x\"}", Code::MalformedBody).await;
    check(&[("content-type", "text/plain")], b"{}", Code::UnsupportedMediaType).await;
    check(&[json], &vec![b' '; 300 * 1024], Code::PayloadTooLarge).await;
    check(&[json, ("origin", "https://evil.example")], b"{}", Code::OriginRefused).await;
    check(&[json, ("sec-fetch-site", "cross-site")], b"{}", Code::OriginRefused).await;
}

#[tokio::test]
async fn an_unknown_address_is_a_problem_and_not_a_page() {
    let app = TestApp::start().await;
    let answer = app.client().raw("GET", "/api/v1/nothing", &[], b"").await.unwrap();
    assert_eq!((answer.status, problem(&answer.body).code), (404, Code::NotFound));
}

#[tokio::test]
async fn health_and_documents_answer() {
    let app = TestApp::start().await;
    let client = app.client();
    for path in ["/healthz", "/readyz", "/api/openapi.json", "/api/docs/"] {
        let answer = client.raw("GET", path, &[], b"").await.unwrap();
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        assert!(answer.headers.contains_key("x-content-type-options"), "{path}");
    }
    let docs = client.raw("GET", "/api/docs/", &[], b"").await.unwrap();
    assert!(docs.body.contains("swagger-ui"));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_network_error() {
    let client = client::Client::new("http://127.0.0.1:9");
    assert!(matches!(client.me().await.unwrap_err(), Error::Network(_)));
}

#[tokio::test]
async fn a_document_that_has_not_changed_keeps_its_policy() {
    let web = testkit::database::TempDir::new();
    std::fs::write(web.0.join("index.html"), "<!doctype html><title>x</title>").unwrap();
    let dir = web.0.clone();
    let app = TestApp::with(|config| config.web_dir = Some(dir)).await;
    let client = app.client();
    let first = client.raw("GET", "/sms", &[], b"").await.unwrap();
    let tag = first.headers["etag"].to_str().unwrap().to_owned();
    let again = client.raw("GET", "/sms", &[("if-none-match", &tag)], b"").await.unwrap();
    assert_eq!((first.status, again.status), (200, 304));
    assert!(first.headers["content-security-policy"].to_str().unwrap().contains("script-src 'self'"));
    assert_eq!(first.headers["content-security-policy"], again.headers["content-security-policy"]);
}

#[tokio::test]
async fn an_answer_names_its_request_and_a_fault_of_ours_quotes_it() {
    let app = TestApp::start().await;
    let host = app.consultant().await;
    let call = crate::calls::scheduled(&app, &host).await.id;
    storage::testing::execute(app.database_url(), "UPDATE call SET minutes = 0").await.unwrap();
    let path = format!("/api/v1/calls/{call}");
    let answer = host.raw("GET", &path, &[("x-request-id", "proxy-0815.a")], b"").await.unwrap();
    assert_eq!((answer.status, &answer.headers["x-request-id"]), (500, &"proxy-0815.a".parse().unwrap()));
    assert_eq!(problem(&answer.body).reference.as_deref(), Some("proxy-0815.a"));

    let long = "x".repeat(65);
    for given in ["", "two words", "line\tbreak", "<script>", &long] {
        let answer = app.client().raw("GET", "/healthz", &[("x-request-id", given)], b"").await.unwrap();
        let made = answer.headers["x-request-id"].to_str().unwrap();
        assert!(made.len() == 32 && made != given, "{given:?} is not taken over, but {made}");
    }
    // Refused before any handler, and by nobody at all.
    let other_site = [("origin", "https://evil.example"), ("content-type", "application/json")];
    for (method, path) in [("POST", "/api/v1/session"), ("GET", "/api/v1/nothing"), ("PUT", "/healthz")] {
        let answer = app.client().raw(method, path, &other_site, b"{}").await.unwrap();
        assert!(answer.status >= 400 && answer.headers.contains_key("x-request-id"), "{method} {path}");
    }
}

#[tokio::test]
async fn figures_are_for_whoever_has_the_token_and_name_nobody() {
    let token = "a token of the tests alone";
    let app = TestApp::with(|config| config.metrics_token = Some(token.to_owned())).await;
    let host = app.consultant().await;
    host.me().await.unwrap();
    app.client().sign_in("nobody@one.example", "x").await.unwrap_err();
    let call = crate::calls::scheduled(&app, &host).await;
    app.client().guest_call(&crate::calls::link(&call)).await.unwrap();
    let figures = async |token: &str| {
        let bearer = format!("Bearer {token}");
        app.client().raw("GET", "/metrics", &[("authorization", &bearer)], b"").await.unwrap()
    };
    assert_eq!(figures("another token of the tests").await.status, 401);
    let answer = figures(token).await;
    assert_eq!(
        (answer.status, &answer.headers["content-type"]),
        (200, &"text/plain; version=0.0.4".parse().unwrap())
    );
    for line in [
        "liaison_http_requests_total{method=\"GET\",route=\"/api/v1/me\",status=\"200\"}",
        "liaison_http_requests_total{method=\"GET\",route=\"/api/v1/guest/calls/{link}\",status=\"200\"}",
        "liaison_http_request_seconds_bucket{route=\"/api/v1/me\",le=\"0.005\"}",
        "liaison_events_total",
        "liaison_writer_jobs_bucket{le=\"64\"}",
        "liaison_writer_group_seconds_count",
        "liaison_sign_ins_refused_total{why=\"unknown_account\"}",
        "liaison_sockets",
        "liaison_outbox_waiting{channel=\"sms\"}",
        "liaison_outbox_oldest_seconds{channel=\"mail\"}",
        "liaison_database_bytes",
    ] {
        assert!(answer.body.contains(line), "{line}\n{}", answer.body);
    }
    for secret in
        [&crate::calls::link(&call), &host.id.to_string(), &call.id.to_string(), &"one.example".to_owned()]
    {
        assert!(!answer.body.contains(secret.as_str()), "{secret}");
    }
    let without = TestApp::start().await;
    assert_eq!(without.client().raw("GET", "/metrics", &[], b"").await.unwrap().status, 404);
}
