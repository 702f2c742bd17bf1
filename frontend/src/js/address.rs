//! Parts of addresses.

/// `text` as it may stand in a query of an address.
pub fn escape(text: &str) -> String {
    String::from(js_sys::encode_uri_component(text))
}
