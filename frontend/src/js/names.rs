//! Countries and languages by their names in a language, by the browser's `Intl`.

use std::{cell::RefCell, collections::BTreeMap};

use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// What a code represents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Country,
    Language,
}

type Namer = (JsValue, Function);

thread_local! {
    static NAMERS: RefCell<BTreeMap<(Kind, String), Option<Namer>>> = const { RefCell::new(BTreeMap::new()) };
}

/// What `code` is called in `locale`; the code itself where the browser knows no name.
pub fn name(kind: Kind, code: &str, locale: &str) -> String {
    let namer = NAMERS.with_borrow_mut(|namers| {
        namers.entry((kind, locale.to_owned())).or_insert_with(|| namer(kind, locale)).clone()
    });
    let called = namer.and_then(|(names, of)| of.call1(&names, &JsValue::from_str(code)).ok());
    called.and_then(|name| name.as_string()).unwrap_or_else(|| code.to_owned())
}

fn namer(kind: Kind, locale: &str) -> Option<Namer> {
    let options = Object::new();
    let kind = match kind {
        Kind::Country => "region",
        Kind::Language => "language",
    };
    Reflect::set(&options, &JsValue::from_str("type"), &JsValue::from_str(kind)).ok()?;
    let intl = Reflect::get(&js_sys::global(), &JsValue::from_str("Intl")).ok()?;
    let class: Function = Reflect::get(&intl, &JsValue::from_str("DisplayNames")).ok()?.dyn_into().ok()?;
    let names = Reflect::construct(&class, &Array::of2(&JsValue::from_str(locale), &options)).ok()?;
    let of = Reflect::get(&names, &JsValue::from_str("of")).ok()?.dyn_into().ok()?;
    Some((names, of))
}
