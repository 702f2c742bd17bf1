//! `GET /metrics`: how the server does, as Prometheus reads it. Numbers and closed names alone: nothing of a person, no id.

use std::sync::LazyLock;
use std::time::Duration;

use actix_web::http::Method;
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

pub mod show;

/// A token that is shorter can be guessed.
pub const SHORTEST_TOKEN: usize = 16;

const REQUESTS: &str = "liaison_http_requests_total";
const REQUEST_SECONDS: &str = "liaison_http_request_seconds";
const EVENTS: &str = "liaison_events_total";
const SIGN_INS_REFUSED: &str = "liaison_sign_ins_refused_total";
const SOCKETS: &str = "liaison_sockets";
const OUTBOX: &str = "liaison_outbox_waiting";
const OUTBOX_AGE: &str = "liaison_outbox_oldest_seconds";
const DATABASE: &str = "liaison_database_bytes";

/// Upper ends of the classes in which seconds are counted.
const SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];
/// The same for the jobs of a commit.
const JOBS: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

const KNOWN: [Method; 6] =
    [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// One for the process, as the counting macros want it.
static RECORDER: LazyLock<Option<PrometheusHandle>> = LazyLock::new(|| {
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
        .and_then(|builder| {
            builder.set_buckets_for_metric(Matcher::Full(storage::WRITER_JOBS.to_owned()), &JOBS)
        })
        .map(PrometheusBuilder::build_recorder);
    match recorder {
        Ok(recorder) => {
            let handle = recorder.handle();
            metrics::set_global_recorder(recorder).is_ok().then_some(handle)
        }
        Err(error) => {
            tracing::error!(%error, "nothing is counted for /metrics");
            None
        }
    }
});

/// Begins to count. Before it nothing is, and counting costs nothing.
pub fn begin() {
    if RECORDER.is_none() {
        return;
    }
    describe_counter!(REQUESTS, "Requests answered, by method, route and status.");
    describe_histogram!(REQUEST_SECONDS, Unit::Seconds, "From a request to its answer, by route.");
    describe_counter!(EVENTS, "Events committed and told to those who listen.");
    describe_counter!(SIGN_INS_REFUSED, "Sign-ins refused, by why.");
    describe_gauge!(SOCKETS, "Browsers that listen.");
    describe_gauge!(OUTBOX, "Texts and letters that wait to be sent or are being sent, by channel.");
    describe_gauge!(OUTBOX_AGE, Unit::Seconds, "How long the oldest of them has waited since it was due.");
    describe_gauge!(DATABASE, Unit::Bytes, "Size of the database.");
    describe_histogram!(storage::WRITER_JOBS, "Writes committed together.");
    describe_histogram!(
        storage::WRITER_SECONDS,
        Unit::Seconds,
        "From taking writes together to their commit."
    );
    describe_counter!(
        delivery::OUTCOMES,
        "What became of texts and letters handed over, by channel and outcome."
    );
}

/// A request was answered. `route` is its pattern; pages have none, and neither has what was refused before it was known.
pub fn answered(method: &Method, route: Option<String>, status: u16, took: Duration) {
    let route = route.unwrap_or_else(|| "none".to_owned());
    // Anybody may send a method of their own making.
    let method = if KNOWN.contains(method) { method.as_str().to_owned() } else { "other".to_owned() };
    histogram!(REQUEST_SECONDS, "route" => route.clone()).record(took.as_secs_f64());
    counter!(REQUESTS, "method" => method, "route" => route, "status" => status.to_string()).increment(1);
}

pub fn events_told(count: usize) {
    counter!(EVENTS).increment(count as u64);
}

pub fn sign_in_refused(why: &'static str) {
    counter!(SIGN_INS_REFUSED, "why" => why).increment(1);
}
