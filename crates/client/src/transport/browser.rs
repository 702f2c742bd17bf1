//! Requests by the browser's `fetch`, which keeps the cookie.

use web_sys::js_sys::Reflect;
use web_sys::wasm_bindgen::JsValue;
use web_sys::{Headers, RequestInit};

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
        let response = self.prepared(&request).ok_or_else(lost)?.send().await.map_err(|_| lost())?;
        let body = response.text().await.map_err(|_| lost())?;
        Ok(Answer { status: response.status(), body })
    }

    fn prepared(&self, request: &Request) -> Option<gloo_net::http::Request> {
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
        if request.outlives_page {
            // The bindings do not know this member.
            Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE).ok()?;
        }
        let url = format!("{}/api/v1/{}", self.base, request.path);
        web_sys::Request::new_with_str_and_init(&url, &init).ok().map(Into::into)
    }
}

/// What the browser says of a failure is in its own words and meant for its console.
fn lost() -> Error {
    Error::Network(String::new())
}

fn origin() -> String {
    web_sys::window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}
