//! Reading by the browser's `JSON.parse`, and serde over the values it makes.
//!
//! Numbers are those of a browser: whole up to 2⁵³, beyond what a counter or a time of ours reaches.

use std::fmt;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Expected, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use web_sys::js_sys::{Array, ArrayIntoIter, JSON, Object, Reflect};
use web_sys::wasm_bindgen::{JsCast, JsValue};

use super::Unreadable;

pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    let value = JSON::parse(text).map_err(|_| Unreadable(String::new()))?;
    T::deserialize(Js(value)).map_err(|DecodeError| Unreadable(String::new()))
}

/// Not what was expected. It says nothing more: each word would be downloaded by everyone, for nobody to read.
#[derive(Debug)]
struct DecodeError;

impl fmt::Display for DecodeError {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for DecodeError {}

/// Every method, because those of the trait word their message before they call `custom`.
impl serde::de::Error for DecodeError {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

/// A value of the browser's.
struct Js(JsValue);

impl Js {
    fn is_null(&self) -> bool {
        self.0.is_null() || self.0.is_undefined()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a number is taken for whole only where it is")]
fn whole(number: f64) -> Option<i64> {
    let whole = number as i64;
    #[expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "exactly the same, or it is not whole")]
    (whole as f64 == number).then_some(whole)
}

impl<'de> Deserializer<'de> for Js {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if let Some(text) = self.0.as_string() {
            return visitor.visit_string(text);
        }
        if let Some(number) = self.0.as_f64() {
            return match whole(number) {
                Some(whole) => match u64::try_from(whole) {
                    Ok(natural) => visitor.visit_u64(natural),
                    Err(_) => visitor.visit_i64(whole),
                },
                None => visitor.visit_f64(number),
            };
        }
        if let Some(truth) = self.0.as_bool() {
            return visitor.visit_bool(truth);
        }
        if self.is_null() {
            return visitor.visit_unit();
        }
        if Array::is_array(&self.0) {
            return visitor.visit_seq(Items(self.0.unchecked_into::<Array>().into_iter()));
        }
        let list = Object::entries(self.0.unchecked_ref()).into_iter();
        visitor.visit_map(Entries { list, value: JsValue::UNDEFINED })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if self.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    /// Looks for what the struct names. What else there is was meant for another version.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        if !self.0.is_object() {
            return Err(DecodeError);
        }
        visitor.visit_map(Fields { object: self.0, names: fields, value: JsValue::UNDEFINED })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        if self.0.is_string() {
            return visitor.visit_enum(Variant { name: self, content: None });
        }
        // `{"variant": content}`
        if !self.0.is_object() {
            return Err(DecodeError);
        }
        let entry = Object::entries(self.0.unchecked_ref()).get(0);
        if entry.is_undefined() {
            return Err(DecodeError);
        }
        let entry: Array = entry.unchecked_into();
        visitor.visit_enum(Variant { name: Self(entry.get(0)), content: Some(Self(entry.get(1))) })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map identifier ignored_any
    }
}

struct Items(ArrayIntoIter);

impl<'de> SeqAccess<'de> for Items {
    type Error = DecodeError;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, DecodeError> {
        self.0.next().map(|item| seed.deserialize(Js(item))).transpose()
    }
}

/// The fields of a struct that the object has.
struct Fields {
    object: JsValue,
    names: &'static [&'static str],
    value: JsValue,
}

impl<'de> MapAccess<'de> for Fields {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        while let Some((name, rest)) = self.names.split_first() {
            self.names = rest;
            let value = Reflect::get(&self.object, &JsValue::from_str(name)).map_err(|_| DecodeError)?;
            if !value.is_undefined() {
                self.value = value;
                return seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DecodeError> {
        seed.deserialize(Js(std::mem::take(&mut self.value)))
    }
}

/// Whatever an object has.
struct Entries {
    list: ArrayIntoIter,
    value: JsValue,
}

impl<'de> MapAccess<'de> for Entries {
    type Error = DecodeError;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, DecodeError> {
        let Some(entry) = self.list.next() else { return Ok(None) };
        let entry: Array = entry.unchecked_into();
        self.value = entry.get(1);
        seed.deserialize(Js(entry.get(0))).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, DecodeError> {
        seed.deserialize(Js(std::mem::take(&mut self.value)))
    }
}

struct Variant {
    name: Js,
    content: Option<Js>,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = DecodeError;
    type Variant = Content;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Content), DecodeError> {
        Ok((seed.deserialize(self.name)?, Content(self.content)))
    }
}

struct Content(Option<Js>);

impl<'de> VariantAccess<'de> for Content {
    type Error = DecodeError;

    fn unit_variant(self) -> Result<(), DecodeError> {
        if self.0.is_none() { Ok(()) } else { Err(DecodeError) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, DecodeError> {
        seed.deserialize(self.0.ok_or(DecodeError)?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, DecodeError> {
        self.0.ok_or(DecodeError)?.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        self.0.ok_or(DecodeError)?.deserialize_struct("", fields, visitor)
    }
}
