//! The one place that builds HTTP clients for providers, with the settings that keep an outcome certain.

use std::time::Duration;

/// How long a connection (name, TCP, TLS) may take. Nothing was sent when it runs out.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a whole request may take.
pub const TOTAL_TIMEOUT: Duration = Duration::from_secs(15);

/// A client that sends each request once, over a connection of its own.
///
/// No redirect is followed, because a 307 would post the message again. Nothing is retried. Connections are not
/// kept: a kept one that the provider is just closing would make the fate of a message unknown for the
/// sake of one handshake. Errors when the TLS provider of the process was not installed.
pub fn client(connect: Duration, total: Duration) -> Result<reqwest::Client, reqwest::Error> {
    strict(connect, total).build()
}

/// As [`client`], for calls of this process to itself: its certificate is made for its public name, and no proxy is
/// in between.
pub fn loopback_client() -> Result<reqwest::Client, reqwest::Error> {
    strict(CONNECT_TIMEOUT, TOTAL_TIMEOUT).tls_danger_accept_invalid_certs(true).no_proxy().build()
}

fn strict(connect: Duration, total: Duration) -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(concat!("liaison/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(connect)
        .timeout(total)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .pool_max_idle_per_host(0)
}
