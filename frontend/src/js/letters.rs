//! Letters by the browser's tables, which need not be downloaded.

/// In lower case.
pub fn lower(text: &str) -> String {
    #[cfg(target_arch = "wasm32")]
    return js_sys::JsString::from(text).to_lower_case().into();
    #[cfg(not(target_arch = "wasm32"))]
    text.to_lowercase()
}

/// In upper case.
pub fn upper(text: &str) -> String {
    #[cfg(target_arch = "wasm32")]
    return js_sys::JsString::from(text).to_upper_case().into();
    #[cfg(not(target_arch = "wasm32"))]
    text.to_uppercase()
}

/// What a search compares: `domain::search::fold`.
pub fn fold(text: &str) -> String {
    domain::search::fold_lower(&lower(text))
}
