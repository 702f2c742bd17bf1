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

/// Composed as far as compatibility goes (NFKC): the two ways to type `й` or `김` are one.
#[cfg(target_arch = "wasm32")]
fn composed(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFKC").into()
}

/// What a search compares: `domain::search::fold`.
pub fn fold(text: &str) -> String {
    #[cfg(target_arch = "wasm32")]
    return domain::search::fold_lower(&composed(&lower(&composed(text))));
    #[cfg(not(target_arch = "wasm32"))]
    domain::search::fold(text)
}

/// Whether every word of `query` is in `text`, with or without the apostrophes and hyphens of names.
pub fn finds(query: &str, text: &str) -> bool {
    let joined = |text: &str| text.replace(['\'', '-'], "");
    let text = fold(text);
    let tight = joined(&text);
    let query = fold(query);
    query.split(' ').all(|word| text.contains(word) || tight.contains(&joined(word)))
}

/// Puts things in the order in which people of the language with this BCP 47 tag look names up.
#[cfg_attr(not(target_arch = "wasm32"), expect(unused_variables, reason = "only browsers know the orders"))]
pub fn sort_by_name<T>(list: &mut [T], locale: &str, name: impl Fn(&T) -> &str) {
    #[cfg(target_arch = "wasm32")]
    {
        let collator =
            js_sys::Intl::Collator::new(&js_sys::Array::of1(&locale.into()), &js_sys::Object::new());
        let compare = collator.compare();
        list.sort_by(|one, other| {
            let order =
                compare.call2(&wasm_bindgen::JsValue::UNDEFINED, &name(one).into(), &name(other).into());
            let order = order.ok().and_then(|order| order.as_f64()).unwrap_or_default();
            order.partial_cmp(&0.0).unwrap_or(std::cmp::Ordering::Equal)
        });
    }
    #[cfg(not(target_arch = "wasm32"))]
    list.sort_by_cached_key(|one| fold(name(one)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colleague_is_found_by_part_of_the_name_however_it_is_written() {
        for (query, text) in [
            ("obrien", "Conan O’Brien"),
            ("o'brien", "OBRIEN"),
            ("jeanpierre", "Jean-Pierre Roy"),
            ("mei ling", "Mei-Ling Chen"),
            ("mei-ling", "Mei-Ling Chen Consultant"),
            ("ali", "ʻAlī"),
            ("Андреи\u{306}", "Андрей"),
            ("", "Ana"),
        ] {
            assert!(finds(query, text), "{query} in {text}");
        }
        assert!(!finds("ana ruiz", "Ana"));
    }
}
