//! One request: method, path, body, and the headers of our conventions.

use std::fmt::Write;
use std::sync::{Arc, PoisonError, RwLock};

use domain::UserId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wire::identity::USER_HEADER;
use wire::page::Row;
use wire::{Code, Page, Problem};

use crate::error::{Error, Refusal, Result};
use crate::json;
use crate::transport::Transport;

/// A client of one server. Cheap to clone; holds the session's cookie, and whom it speaks for.
///
/// The cookie is the whole browser's and may become another person's at any time: by signing in in another tab, by
/// an invitation or a reset link. So every request names the person it is made for, and the server does nothing for
/// another ([`Code::OtherPerson`]). Signing in, setting up, using a link and [`Client::me`] set that person, signing
/// out forgets them. Clones speak for the same person.
#[derive(Clone, Debug)]
pub struct Client {
    pub(crate) transport: Transport,
    speaks_for: Arc<RwLock<Option<UserId>>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Delete,
}

#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub method: Method,
    /// Below `/api/v1`, with its query.
    pub path: String,
    pub body: Option<String>,
    pub headers: Vec<(&'static str, String)>,
    /// Sent even when the page that asked is going away. Only for short bodies: browsers allow 64 kB.
    pub keepalive: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub status: u16,
    pub body: String,
}

impl Client {
    /// A client of the server at `base`: `http://localhost:8080`. In a browser an empty base is the
    /// page's own server.
    pub fn new(base: &str) -> Self {
        Self {
            transport: Transport::new(base.trim_end_matches('/')),
            speaks_for: Arc::new(RwLock::new(None)),
        }
    }

    /// Whom requests are made for from now on; with `None` for the person who has the cookie, which is how to ask who that is.
    pub fn speak_for(&self, user: Option<UserId>) {
        *self.speaks_for.write().unwrap_or_else(PoisonError::into_inner) = user;
    }

    /// Whom requests are made for.
    pub fn speaks_for(&self) -> Option<UserId> {
        *self.speaks_for.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) async fn get<T: DeserializeOwned>(&self, path: impl Into<String>) -> Result<T> {
        self.answer(RequestBuilder::new(Method::Get, path)).await
    }

    /// A page of a list, whose other rows come when one of them cannot be read.
    pub(crate) async fn page<T: DeserializeOwned>(&self, path: impl Into<String>) -> Result<Page<T>> {
        self.get::<Page<Row<T>>>(path).await.map(Page::readable)
    }

    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: impl Into<String>,
        body: &impl Serialize,
    ) -> Result<T> {
        self.answer(RequestBuilder::new(Method::Post, path).json(body)?).await
    }

    /// Creates something; the same `key` again creates nothing more.
    pub(crate) async fn create<T: DeserializeOwned>(
        &self,
        path: impl Into<String>,
        key: &str,
        body: &impl Serialize,
    ) -> Result<T> {
        self.answer(RequestBuilder::new(Method::Post, path).header("idempotency-key", key).json(body)?).await
    }

    /// Changes what was at `version` when it was read.
    pub(crate) async fn change<T: DeserializeOwned>(
        &self,
        path: impl Into<String>,
        version: i64,
        body: &impl Serialize,
    ) -> Result<T> {
        self.answer(
            RequestBuilder::new(Method::Put, path).header("if-match", format!("\"{version}\"")).json(body)?,
        )
        .await
    }

    pub(crate) async fn put<T: DeserializeOwned>(
        &self,
        path: impl Into<String>,
        body: &impl Serialize,
    ) -> Result<T> {
        self.answer(RequestBuilder::new(Method::Put, path).json(body)?).await
    }

    /// For answers without a body.
    pub(crate) async fn execute(&self, call: RequestBuilder) -> Result<()> {
        self.send(call).await.map(drop)
    }

    pub(crate) async fn answer<T: DeserializeOwned>(&self, call: RequestBuilder) -> Result<T> {
        let answer = self.send(call).await?;
        Ok(json::read(&answer.body)?)
    }

    async fn send(&self, mut call: RequestBuilder) -> Result<Response> {
        if let Some(user) = self.speaks_for() {
            call.0.headers.push((USER_HEADER, user.to_string()));
        }
        // In a box, or anyone who asks would hold all of the way there.
        let answer = Box::pin(self.transport.send(call.0)).await?;
        if (200..300).contains(&answer.status) {
            return Ok(answer);
        }
        Err(Error::Problem(Box::new(Refusal { problem: problem(&answer), body: answer.body })))
    }
}

/// A proxy in between may answer with something else than a problem of ours.
fn problem(answer: &Response) -> Problem {
    json::read(&answer.body).unwrap_or_else(|_| {
        let mut problem = Problem::new(match answer.status {
            401 => Code::Unauthenticated,
            404 => Code::NotFound,
            408 => Code::RequestTimeout,
            413 => Code::PayloadTooLarge,
            429 => Code::RateLimited,
            502..=504 => Code::Unavailable,
            507 => Code::InsufficientStorage,
            _ => Code::Internal,
        });
        problem.status = answer.status;
        problem
    })
}

/// A request being put together.
#[derive(Clone, Debug)]
pub(crate) struct RequestBuilder(Request);

impl RequestBuilder {
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        Self(Request { method, path: path.into(), body: None, headers: Vec::new(), keepalive: false })
    }

    pub fn keepalive(mut self) -> Self {
        self.0.keepalive = true;
        self
    }

    pub fn json(mut self, body: &impl Serialize) -> Result<Self> {
        self.0.body = Some(json::write(body).ok_or_else(|| Error::Unexpected("no JSON".to_owned()))?);
        Ok(self)
    }

    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.headers.push((name, value.into()));
        self
    }
}

/// Puts a query together; absent values are left out.
#[derive(Debug)]
pub(crate) struct Path(String, char);

impl Path {
    pub fn new(path: impl Into<String>) -> Self {
        Self(path.into(), '?')
    }

    pub fn with(mut self, name: &str, value: Option<impl ToString>) -> Self {
        if let Some(value) = value {
            self.0.push(self.1);
            self.0.push_str(name);
            self.0.push('=');
            escape(&value.to_string(), &mut self.0);
            self.1 = '&';
        }
        self
    }
}

impl From<Path> for String {
    fn from(path: Path) -> Self {
        path.0
    }
}

fn escape(text: &str, into: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(into, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_escaped_and_absent_values_left_out() {
        let path = Path::new("applicants")
            .with("q", Some("José & co"))
            .with("cursor", None::<&str>)
            .with("limit", Some(5));
        assert_eq!(String::from(path), "applicants?q=Jos%C3%A9%20%26%20co&limit=5");
    }
}
