//! Whose session it is, how long it lasts, and that nothing is done for another than the page shows.

use std::time::Duration;

use chrono::TimeDelta;
use client::Socket;
use domain::UserId;
use domain::mail::MailKind;
use storage::mail::MailFilter;
use testkit::{Actor, PASSWORD, TestApp};
use wire::Code;
use wire::identity::{LinkKind, USER_HEADER};
use wire::realtime::{ClientFrame, ServerFrame, close};

/// The socket's close code, once it is closed; frames before that are read over.
async fn close_code(socket: &mut Socket) -> Option<u16> {
    let closed = async { while socket.next().await.is_some_and(|frame| frame.is_ok()) {} };
    tokio::time::timeout(Duration::from_secs(20), closed).await.expect("the socket closes");
    socket.close_code()
}

async fn hello(socket: &mut Socket) -> UserId {
    match socket.next().await {
        Some(Ok(ServerFrame::Hello { user, .. })) => user,
        other => panic!("no greeting: {other:?}"),
    }
}

#[tokio::test]
async fn a_page_of_one_person_does_nothing_with_the_cookie_of_another() {
    let app = TestApp::start().await;
    let (viewer, owner) = (app.viewer().await, app.owner().await);
    // The tab was loaded for the viewer; then the owner signed in in the same browser.
    let tab = app.client();
    tab.sign_in(&viewer.email, PASSWORD).await.unwrap();
    assert_eq!(tab.speaks_for(), Some(viewer.id));
    let other_tab = tab.clone();
    let before = tab.speaks_for();
    other_tab.sign_in(&owner.email, PASSWORD).await.unwrap();
    tab.speak_for(before);

    for (method, path) in
        [("GET", "/api/v1/me"), ("GET", "/api/v1/conversations"), ("DELETE", "/api/v1/session")]
    {
        let id = viewer.id.to_string();
        let answer = tab.raw(method, path, &[(USER_HEADER, &id)], b"").await.unwrap();
        assert_eq!(answer.status, 409, "{method} {path} {}", answer.body);
        assert!(answer.body.contains("other_person"), "{}", answer.body);
    }
    assert_eq!(tab.me().await.unwrap_err().code(), Some(Code::OtherPerson));
    assert_eq!(tab.practice().await.unwrap_err().code(), Some(Code::OtherPerson));
    let change = tab.change_password(PASSWORD, "a lake behind the hills").await.unwrap_err();
    assert_eq!(change.code(), Some(Code::OtherPerson));
    // Asking without an expectation says who it is now.
    tab.speak_for(None);
    assert_eq!(tab.me().await.unwrap().id, owner.id);
    assert!(tab.practice().await.is_ok(), "from here on the page is the owner's");
}

#[tokio::test]
async fn every_answer_says_whose_it_is() {
    let app = TestApp::start().await;
    let viewer = app.viewer().await;
    let whose = async |path: &str, headers: &[(&str, &str)]| {
        let answer = viewer.raw("GET", path, headers, b"").await.unwrap();
        let named = answer.headers.get(USER_HEADER).map(|id| id.to_str().unwrap().to_owned());
        (answer.status, named)
    };
    let id = viewer.id.to_string();
    assert_eq!(whose("/api/v1/me", &[]).await, (200, Some(id.clone())));
    assert_eq!(whose("/api/v1/users", &[(USER_HEADER, &id)]).await, (200, Some(id.clone())));
    // A refusal too.
    assert_eq!(whose("/api/v1/mailbox", &[]).await, (403, Some(id)));
    let nobody = app.client().raw("GET", "/api/v1/setup", &[], b"").await.unwrap();
    assert!(!nobody.headers.contains_key(USER_HEADER), "asked without a session");
    assert_eq!(whose("/api/v1/me", &[(USER_HEADER, "somebody")]).await.0, 400);
}

#[tokio::test]
async fn the_socket_says_whose_it_is_and_is_nobody_elses() {
    let app = TestApp::start().await;
    let (viewer, owner) = (app.viewer().await, app.owner().await);
    let mut socket = viewer.connect().await.unwrap();
    assert_eq!(hello(&mut socket).await, viewer.id);
    viewer.speak_for(Some(viewer.id));
    let mut socket = viewer.connect().await.unwrap();
    assert_eq!(hello(&mut socket).await, viewer.id);

    viewer.speak_for(Some(owner.id));
    let mut socket = viewer.connect().await.unwrap();
    assert_eq!(hello(&mut socket).await, viewer.id, "whose the cookie is");
    let _ = socket.send(&ClientFrame::Identify).await;
    let more = socket.next().await;
    assert!(!matches!(more, Some(Ok(_))), "{more:?} was sent to somebody else's page");
    assert_eq!(socket.close_code(), Some(close::OTHER_PERSON));
}

/// A link that was mailed to someone, by its secret.
async fn reset_link(app: &TestApp, of: &Actor) -> String {
    app.client().request_reset(&of.email).await.unwrap();
    let mailed = async {
        loop {
            let filter = MailFilter::OfKind(MailKind::PasswordReset);
            let mails = app.app().store.practice(app.practice).mail().list(filter, None, 5).await.unwrap();
            if let Some(mail) = mails.into_iter().find(|mail| mail.to_address == of.email) {
                let line = mail.body.lines().find(|line| line.starts_with("http")).unwrap().to_owned();
                return line.rsplit('/').next().unwrap().to_owned();
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), mailed).await.expect("a mail with a link")
}

#[tokio::test]
async fn signing_in_ends_the_session_that_the_browser_had() {
    let app = TestApp::start().await;
    let (viewer, owner, assistant) = (app.viewer().await, app.owner().await, app.assistant().await);
    let kept = viewer.cookie_header().unwrap();
    let mut socket = viewer.connect().await.unwrap();
    hello(&mut socket).await;
    // The second form of a browser, then a link that was mailed to a third person.
    viewer.client.sign_in(&owner.email, PASSWORD).await.unwrap();
    assert_eq!(close_code(&mut socket).await, Some(close::SIGNED_OUT));
    let answer =
        app.client().raw("GET", "/api/v1/me", &[("cookie", kept.to_str().unwrap())], b"").await.unwrap();
    assert_eq!(answer.status, 401, "whoever copied the cookie is out too");

    let kept = viewer.cookie_header().unwrap();
    let mut socket = viewer.connect().await.unwrap();
    assert_eq!(hello(&mut socket).await, owner.id);
    let link = reset_link(&app, &assistant).await;
    let me = viewer.client.use_link(LinkKind::Reset, &link, "a lake behind the hills").await.unwrap();
    assert_eq!(me.id, assistant.id);
    assert_eq!(close_code(&mut socket).await, Some(close::SIGNED_OUT));
    let answer =
        app.client().raw("GET", "/api/v1/me", &[("cookie", kept.to_str().unwrap())], b"").await.unwrap();
    assert_eq!(answer.status, 401);
    assert!(owner.me().await.is_ok(), "in their own browser they stay signed in");
    // A sign-in that fails ends nothing.
    viewer.client.sign_in(&owner.email, "not the password").await.unwrap_err();
    assert_eq!(viewer.client.me().await.unwrap().id, assistant.id);
}

/// How many seconds the cookie of this answer lives, if it sets one.
async fn renewed(of: &Actor) -> Option<i64> {
    let answer = of.raw("GET", "/api/v1/me", &[], b"").await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.body);
    let cookies = answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
    let cookie = cookies.into_iter().find(|cookie| cookie.starts_with("liaison_session="))?;
    let age = cookie.split("; ").find_map(|part| part.strip_prefix("Max-Age=")).expect("a lifetime");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    Some(age.parse().unwrap())
}

#[tokio::test]
async fn the_cookie_is_renewed_with_the_session_up_to_an_end() {
    let app = TestApp::start().await;
    let viewer = app.viewer().await;
    assert_eq!(renewed(&viewer).await, None, "it is new");
    let day = 24 * 60 * 60;
    for _ in 0..76 {
        app.clock.advance(TimeDelta::days(1));
        assert_eq!(renewed(&viewer).await, Some(14 * day));
        assert_eq!(renewed(&viewer).await, None, "once is enough");
    }
    // From here on the end of ninety days is nearer.
    app.clock.advance(TimeDelta::days(10));
    assert_eq!(renewed(&viewer).await, Some(4 * day));
    app.clock.advance(TimeDelta::days(4) - TimeDelta::seconds(1));
    assert_eq!(renewed(&viewer).await, Some(1));
    app.clock.advance(TimeDelta::seconds(1));
    assert_eq!(viewer.me().await.unwrap_err().code(), Some(Code::Unauthenticated));
}

#[tokio::test]
async fn signing_out_is_not_undone_by_a_renewal() {
    let app = TestApp::start().await;
    let viewer = app.viewer().await;
    app.clock.advance(TimeDelta::days(1));
    let answer = viewer.raw("DELETE", "/api/v1/session", &[], b"").await.unwrap();
    assert_eq!(answer.status, 204);
    let cookies: Vec<_> =
        answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert!(cookies.iter().all(|cookie| cookie.contains("Max-Age=0")), "{cookies:?}");
}

#[tokio::test]
async fn the_socket_of_a_session_that_is_over_hears_nothing_more() {
    let app = TestApp::start().await;
    let (used, unused) = (app.viewer().await, app.viewer().await);
    let mut sockets = (used.connect().await.unwrap(), unused.connect().await.unwrap());
    for socket in [&mut sockets.0, &mut sockets.1] {
        hello(socket).await;
        socket.send(&ClientFrame::Identify).await.unwrap();
        assert!(matches!(socket.next().await, Some(Ok(ServerFrame::Ready { .. }))));
    }
    app.clock.advance(TimeDelta::days(10));
    used.me().await.unwrap();
    app.clock.advance(TimeDelta::days(4));
    app.sweep_sessions().await;
    assert_eq!(close_code(&mut sockets.1).await, Some(close::SIGNED_OUT));
    sockets.0.send(&ClientFrame::Heartbeat).await.unwrap();
    while let Some(frame) = sockets.0.next().await {
        if matches!(frame.unwrap(), ServerFrame::HeartbeatAck) {
            break;
        }
    }
    assert_eq!(sockets.0.close_code(), None, "whoever uses the application keeps listening");
}

#[tokio::test]
async fn over_https_no_neighbouring_host_can_plant_a_session() {
    let app = TestApp::with(|config| {
        config.public_url = Some("https://liaison.example/".parse().unwrap());
    })
    .await;
    let credentials = serde_json::json!({ "email": "viewer@one.example", "password": PASSWORD }).to_string();
    let json = [("content-type", "application/json")];
    let answer = app.client().raw("POST", "/api/v1/session", &json, credentials.as_bytes()).await.unwrap();
    let cookies: Vec<_> =
        answer.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap().to_owned()).collect();
    let cookie = cookies.iter().find(|cookie| cookie.contains("liaison_session")).unwrap();
    assert!(cookie.starts_with("__Host-liaison_session="), "{cookie}");
    for part in ["; Secure", "; Path=/", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    let token = cookie.split(['=', ';']).nth(1).unwrap();
    let me = async |name: &str| {
        let cookie = format!("{name}={token}");
        app.client().raw("GET", "/api/v1/me", &[("cookie", &cookie)], b"").await.unwrap().status
    };
    assert_eq!(me("__Host-liaison_session").await, 200);
    assert_eq!(me("liaison_session").await, 401, "the name that a neighbour could set");
}
