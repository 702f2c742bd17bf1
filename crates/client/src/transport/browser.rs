//! Requests by the browser's `fetch`, which keeps the cookie.

use gloo_net::http::RequestBuilder;
use web_sys::RequestInit;
use web_sys::js_sys::Reflect;
use web_sys::wasm_bindgen::JsValue;

use crate::error::{Error, Result};
use crate::request::{Answer, Method, Request};

#[derive(Clone, Debug)]
pub struct Transport {
    base: String,
}

impl Transport {
    pub fn new(base: &str) -> Self {
        Self { base: base.to_owned() }
    }

    pub fn socket_url(&self, path: &str) -> String {
        let base = if self.base.is_empty() { origin() } else { self.base.clone() };
        format!("{}/api/v1/{path}", base.replacen("http", "ws", 1))
    }

    pub async fn send(&self, request: Request) -> Result<Answer> {
        let method = match request.method {
            Method::Get => gloo_net::http::Method::GET,
            Method::Post => gloo_net::http::Method::POST,
            Method::Put => gloo_net::http::Method::PUT,
            Method::Delete => gloo_net::http::Method::DELETE,
        };
        let url = format!("{}/api/v1/{}", self.base, request.path);
        let mut builder = RequestBuilder::new(&url).method(method);
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let network = |error: gloo_net::Error| Error::Network(error.to_string());
        let built = match request.body {
            Some(body) => builder.header("content-type", "application/json").body(body),
            None => builder.build(),
        };
        let mut built = built.map_err(network)?;
        if request.outlives_page {
            built = kept_alive(built)?;
        }
        let response = built.send().await.map_err(network)?;
        let body = response.text().await.map_err(network)?;
        Ok(Answer { status: response.status(), body })
    }
}

/// The same request, which the browser goes on sending when the page is closed.
fn kept_alive(request: gloo_net::http::Request) -> Result<gloo_net::http::Request> {
    let failed = |error: JsValue| Error::Unexpected(format!("{error:?}"));
    let init = RequestInit::new();
    // The bindings do not know this member.
    Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE).map_err(failed)?;
    let plain = web_sys::Request::from(request);
    web_sys::Request::new_with_request_and_init(&plain, &init).map(Into::into).map_err(failed)
}

fn origin() -> String {
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}
