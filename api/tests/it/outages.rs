//! The database goes away, and comes back: anyone who asks meanwhile is told so at once.

use std::time::{Duration, Instant};

use testkit::TestApp;
use testkit::database::TestDatabase;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use wire::Code;
use wire::chat::NewRoom;

/// What the line to the database does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Open,
    /// Connections are refused and ended, as by a server that was stopped.
    Cut,
    /// Everything is taken and nothing is answered, as by a host that hangs.
    Silent,
}

/// A line to PostgreSQL that can be cut.
struct Cable {
    port: u16,
    line: watch::Sender<Line>,
}

impl Cable {
    async fn lay(to: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (line, state) = watch::channel(Line::Open);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, to.clone(), state.clone()));
            }
        });
        Self { port, line }
    }
}

async fn carry(mut near: TcpStream, to: String, mut state: watch::Receiver<Line>) {
    loop {
        let now = *state.borrow_and_update();
        match now {
            Line::Cut => return,
            Line::Silent => {
                let _ = state.changed().await;
                // What was silent for so long is not resumed.
                return;
            }
            Line::Open => {}
        }
        let mut far = TcpStream::connect(&to).await.unwrap();
        tokio::select! {
            _ = copy_bidirectional(&mut near, &mut far) => return,
            _ = state.changed() => {}
        }
        if *state.borrow() == Line::Silent {
            // Both ends stay open, and nothing passes.
            let _far = far;
            let _ = state.wait_for(|line| *line != Line::Silent).await;
            return;
        }
    }
}

/// The address of a test database over a cable.
async fn cabled(database: &TestDatabase) -> (String, Cable) {
    let mut url = url::Url::parse(&database.url).unwrap();
    let host = url.host_str().unwrap_or("127.0.0.1").to_owned();
    let cable = Cable::lay(format!("{host}:{}", url.port().unwrap_or(5432))).await;
    url.set_host(Some("127.0.0.1")).unwrap();
    url.set_port(Some(cable.port)).unwrap();
    (url.into(), cable)
}

#[tokio::test]
async fn a_database_that_is_away_is_said_within_two_seconds() {
    for away in [Line::Cut, Line::Silent] {
        let Some(database) = TestDatabase::postgres().await else { return };
        let (url, cable) = cabled(&database).await;
        let app = TestApp::on(database, |config| config.database_url = Some(url)).await;
        let anna = app.consultant().await;
        let new = NewRoom { name: "Before".into(), topic: String::new(), members: vec![] };
        anna.create_room("before", &new).await.unwrap();

        cable.line.send(away).unwrap();
        let quick = async |what: &str, begun: Instant| {
            let took = begun.elapsed();
            assert!(took < Duration::from_secs(2), "{away:?}: {what} took {took:?}");
        };
        for round in 0..3 {
            let begun = Instant::now();
            let read = anna.applicants(&wire::applicants::ApplicantQuery::default()).await.unwrap_err();
            assert_eq!(read.code(), Some(Code::DatabaseUnavailable), "{read:?}");
            quick("reading", begun).await;

            let begun = Instant::now();
            let write = anna.create_room(&format!("away{round}"), &new).await.unwrap_err();
            assert_eq!(write.code(), Some(Code::DatabaseUnavailable), "{write:?}");
            quick("writing", begun).await;

            let begun = Instant::now();
            let ready = app.client().raw("GET", "/readyz", &[], b"").await.unwrap();
            assert_eq!(ready.status, 503);
            assert_eq!(ready.headers["content-type"], "application/problem+json");
            quick("/readyz", begun).await;
        }

        cable.line.send(Line::Open).unwrap();
        let begun = Instant::now();
        while app.client().raw("GET", "/readyz", &[], b"").await.unwrap().status != 200 {
            assert!(begun.elapsed() < Duration::from_secs(20), "{away:?}: not ready again");
        }
        anna.create_room("after", &new).await.unwrap();
    }
}
