//! Why a device could not be had.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::DomException;

/// In the terms of what a person can do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaFault {
    /// The person or the browser's settings said no: allow it beside the address.
    Denied,
    /// There is no such device: plug it in.
    Missing,
    /// Another program holds it: close that.
    Busy,
    /// The page is not served over https.
    Insecure,
    /// Anything else: try again, restart the browser.
    Failed,
}

impl MediaFault {
    pub(super) fn from_js(error: &JsValue) -> Self {
        error.dyn_ref::<DomException>().map_or(Self::Failed, |error| Self::named(&error.name()))
    }

    /// By the name of the `DOMException`, as the Media Capture text and older browsers call it.
    fn named(name: &str) -> Self {
        match name {
            "NotAllowedError" | "PermissionDeniedError" => Self::Denied,
            "NotFoundError" | "DevicesNotFoundError" | "OverconstrainedError" => Self::Missing,
            "NotReadableError" | "TrackStartError" | "AbortError" => Self::Busy,
            "SecurityError" => Self::Insecure,
            _ => Self::Failed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_its_kind() {
        let cases = [
            ("NotAllowedError", MediaFault::Denied),
            ("NotFoundError", MediaFault::Missing),
            ("NotReadableError", MediaFault::Busy),
            ("SecurityError", MediaFault::Insecure),
            ("TypeError", MediaFault::Failed),
        ];
        for (name, expected) in cases {
            assert_eq!(MediaFault::named(name), expected, "{name}");
        }
    }
}
