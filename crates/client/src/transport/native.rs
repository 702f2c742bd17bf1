//! Requests by reqwest, with a cookie jar of this client's own.

use std::sync::Arc;

use reqwest::cookie::{CookieStore, Jar};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use crate::error::{Error, Result};
use crate::request::{Client, Method, Request, Response};

#[derive(Clone, Debug)]
pub struct Transport {
    base: String,
    http: reqwest::Client,
    jar: Arc<Jar>,
}

/// An answer as it came, for tests of what the typed calls cannot send or do not show.
#[derive(Clone, Debug)]
pub struct RawAnswer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
}

impl Transport {
    pub fn new(base: &str) -> Self {
        // The process may have chosen one already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let jar = Arc::new(Jar::default());
        let http = reqwest::Client::builder()
            .cookie_provider(Arc::clone(&jar))
            .redirect(reqwest::redirect::Policy::none())
            .tcp_nodelay(true)
            .build()
            .unwrap_or_else(|error| unreachable!("the client's settings are fixed: {error}"));
        Self { base: base.to_owned(), http, jar }
    }

    pub fn socket_url(&self, path: &str) -> String {
        format!("{}/api/v1/{path}", self.base.replacen("http", "ws", 1))
    }

    /// The `Cookie` header for this server.
    pub fn cookies(&self) -> Option<HeaderValue> {
        self.jar.cookies(&self.base.parse().ok()?)
    }

    pub async fn send(&self, request: Request) -> Result<Response> {
        let mut headers = HeaderMap::new();
        for (name, value) in &request.headers {
            let value = HeaderValue::from_str(value).map_err(|error| Error::Unexpected(error.to_string()))?;
            headers.insert(HeaderName::from_static(name), value);
        }
        if request.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let url = format!("/api/v1/{}", request.path);
        let raw = self.raw(method, &url, headers, request.body.unwrap_or_default().into_bytes()).await?;
        Ok(Response { status: raw.status, body: raw.body })
    }

    async fn raw(
        &self,
        method: reqwest::Method,
        url: &str,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<RawAnswer> {
        let network = |error: reqwest::Error| Error::Network(error.to_string());
        let mut builder = self.http.request(method, format!("{}{url}", self.base)).headers(headers);
        if !body.is_empty() {
            builder = builder.body(body);
        }
        let response = builder.send().await.map_err(network)?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.text().await.map_err(network)?;
        Ok(RawAnswer { status, headers, body })
    }
}

impl Client {
    /// Any request to any path of the server: `path` starts with a slash.
    pub async fn raw(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<RawAnswer> {
        let unexpected = |error: String| Error::Unexpected(error);
        let method = method.parse().map_err(|_| unexpected(format!("no method: {method}")))?;
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name: HeaderName = name.parse().map_err(|_| unexpected(format!("no header name: {name}")))?;
            map.append(name, HeaderValue::from_str(value).map_err(|error| unexpected(error.to_string()))?);
        }
        self.transport.raw(method, path, map, body.to_vec()).await
    }

    /// Uses a session that was started elsewhere: the value of the session's cookie.
    pub fn use_session(&self, token: &str) {
        if let Ok(url) = self.transport.base.parse() {
            let secure = self.transport.base.starts_with("https:");
            let cookie = if secure {
                format!("__Host-liaison_session={token}; Path=/; Secure")
            } else {
                format!("liaison_session={token}; Path=/")
            };
            self.transport.jar.add_cookie_str(&cookie, &url);
        }
    }

    /// The `Cookie` header this client sends, for a socket opened by other means.
    pub fn cookie_header(&self) -> Option<HeaderValue> {
        self.transport.cookies()
    }
}
