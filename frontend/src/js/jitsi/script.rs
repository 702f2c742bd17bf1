//! Loads a provider's script once.

use std::cell::RefCell;

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlScriptElement;

/// The script did not come: no network, a wrong address, or the provider is down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScriptMissing;

/// Longer, and people believe that nothing happens, in milliseconds.
const PATIENCE_MS: i32 = 15_000;

thread_local! {
    /// The scripts asked for in this page; a failed one is taken out, so that it can be tried again.
    static ASKED: RefCell<Vec<(String, Promise)>> = const { RefCell::new(Vec::new()) };
}

/// Waits until the script at `url` has run. Asked again, it waits for the same tag.
pub async fn load(url: &str) -> Result<(), ScriptMissing> {
    let known = ASKED.with_borrow(|asked| {
        asked.iter().find(|(address, _)| address == url).map(|(_, promise)| promise.clone())
    });
    let promise = match known {
        Some(promise) => promise,
        None => append(url).ok_or(ScriptMissing)?,
    };
    JsFuture::from(promise).await.map(drop).map_err(|_| {
        ASKED.with_borrow_mut(|asked| asked.retain(|(address, _)| address != url));
        ScriptMissing
    })
}

fn append(url: &str) -> Option<Promise> {
    let window = web_sys::window()?;
    let document = window.document()?;
    let script: HtmlScriptElement = document.create_element("script").ok()?.dyn_into().ok()?;
    script.set_src(url);
    let promise = Promise::new(&mut |resolve, reject| {
        let failed = {
            let (script, reject) = (script.clone(), reject.clone());
            Closure::once_into_js(move || {
                script.remove();
                let _ = reject.call0(&JsValue::NULL);
            })
        };
        script.set_onload(Some(&resolve));
        script.set_onerror(Some(failed.unchecked_ref()));
        // Settling a promise a second time does nothing, so the clock needs no stopping.
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&reject, PATIENCE_MS);
    });
    document.head()?.append_child(&script).ok()?;
    ASKED.with_borrow_mut(|asked| asked.push((url.to_owned(), promise.clone())));
    Some(promise)
}
