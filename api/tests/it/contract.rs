//! Every address of the API's document is asked in every wrong way there is. A new address is walked without a line
//! here; where it is asked about something new, `world.rs` has to say what.

mod access;
mod bodies;
mod document;
mod ids;
mod preconditions;
mod queries;
mod world;

use client::{Client, RawAnswer};
use testkit::TestApp;
use testkit::database::TestDatabase;
use wire::problem::PROBLEM_JSON;
use wire::{FieldCode, Problem};

/// An application on each database there is: what one of them takes, the other may refuse.
async fn on_every_database() -> Vec<TestApp> {
    let mut apps = Vec::new();
    for database in TestDatabase::all().await {
        apps.push(TestApp::on(database, lift).await);
    }
    apps
}

/// An application of whose budgets the walk does not see the end.
async fn unlimited() -> TestApp {
    TestApp::with(lift).await
}

fn lift(config: &mut api::config::Config) {
    for budget in [&mut config.budgets.sms, &mut config.budgets.mail] {
        (budget.per_minute, budget.per_day, budget.practice_per_day) = (u32::MAX, u32::MAX, u32::MAX);
    }
}

/// Asks, and holds every answer to what all answers promise: never a failure of ours, and every refusal a problem of
/// the closed list.
async fn ask(client: &Client, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    try_to_ask(client, method, path, headers, body).await.unwrap_or_else(|fault| panic!("{fault}"))
}

/// As [`ask`], with what was wrong about the answer.
async fn try_to_ask(
    client: &Client,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Answer, String> {
    let asked = || {
        let body = String::from_utf8_lossy(body.get(..300.min(body.len())).unwrap_or_default()).into_owned();
        format!("{method} {} {headers:?} {body}", path.get(..300).unwrap_or(path))
    };
    let RawAnswer { status, headers: answered, body: text } =
        client.raw(method, path, headers, body).await.map_err(|error| format!("{}: {error}", asked()))?;
    let fault = || format!("{} was answered {status} {text}", asked());
    if status < 400 {
        return Ok(Answer { status, problem: None, asked: asked(), text });
    }
    let kind = answered.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let problem: Option<Problem> = serde_json::from_str(&text).ok().filter(|_| kind == PROBLEM_JSON);
    let problem = problem.ok_or_else(fault)?;
    if status >= 500 || (problem.status, problem.code.status()) != (status, status) {
        return Err(fault());
    }
    let has_words = |error: &wire::FieldError| FieldCode::parse(&error.code).is_some();
    if !problem.errors.iter().all(has_words) {
        return Err(fault());
    }
    Ok(Answer { status, problem: Some(problem), asked: asked(), text })
}

/// What came back.
#[derive(Debug)]
struct Answer {
    status: u16,
    problem: Option<Problem>,
    asked: String,
    text: String,
}

impl Answer {
    /// The first field that is not acceptable, and why.
    fn field(&self) -> Option<(&str, &str)> {
        let first = self.problem.as_ref()?.errors.first()?;
        Some((&first.field, &first.code))
    }

    #[track_caller]
    fn expect(&self, statuses: &[u16]) {
        assert!(statuses.contains(&self.status), "{} was answered {} {}", self.asked, self.status, self.text);
    }
}
