//! Requests by the browser's `fetch`, which keeps the cookie.

use web_sys::js_sys::Reflect;
use web_sys::wasm_bindgen::closure::Closure;
use web_sys::wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, AbortSignal, Headers, RequestInit};

use crate::error::{Error, Result};
use crate::request::{Method, Request, Response};

/// Milliseconds until a request counts as lost.
const PATIENCE: i32 = 15_000;

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

    pub async fn send(&self, request: Request) -> Result<Response> {
        let limit = Limit::begin().ok_or_else(lost)?;
        let prepared = self.prepared(&request, &limit.controller.signal()).ok_or_else(lost)?;
        let response = prepared.send().await.map_err(|_| lost())?;
        let body = response.text().await.map_err(|_| lost())?;
        Ok(Response { status: response.status(), body })
    }

    fn prepared(&self, request: &Request, limit: &AbortSignal) -> Option<gloo_net::http::Request> {
        let headers = Headers::new().ok()?;
        for (name, value) in &request.headers {
            headers.set(name, value).ok()?;
        }
        let init = RequestInit::new();
        init.set_method(match request.method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        });
        if let Some(body) = &request.body {
            headers.set("content-type", "application/json").ok()?;
            init.set_body(&JsValue::from_str(body));
        }
        init.set_headers(&headers);
        init.set_signal(Some(limit));
        if request.keepalive {
            // The bindings do not know this member.
            Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE).ok()?;
        }
        let url = format!("{}/api/v1/{}", self.base, request.path);
        web_sys::Request::new_with_str_and_init(&url, &init).ok().map(Into::into)
    }
}

/// Ends a request that takes too long: browsers wait for an answer for minutes, or for ever.
///
/// A request whose caller is gone is not ended: what was asked for is done.
struct Limit {
    controller: AbortController,
    timer: i32,
}

impl Limit {
    fn begin() -> Option<Self> {
        let controller = AbortController::new().ok()?;
        let ended = controller.clone();
        // Called once, or forgotten by the browser with its timer.
        let end = Closure::once_into_js(move || ended.abort());
        let timer = web_sys::window()?
            .set_timeout_with_callback_and_timeout_and_arguments_0(end.unchecked_ref(), PATIENCE)
            .ok()?;
        Some(Self { controller, timer })
    }
}

impl Drop for Limit {
    fn drop(&mut self) {
        // An answer has come, or nobody waits for it.
        if let Some(window) = web_sys::window() {
            window.clear_timeout_with_handle(self.timer);
        }
    }
}

/// What the browser says of a failure is in its own words and meant for its console.
fn lost() -> Error {
    Error::Network(String::new())
}

fn origin() -> String {
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}
