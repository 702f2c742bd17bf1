//! The fields of what a catalogue lists, as they cross the wire and lie in the database: one reader for all of them.
//!
//! serde's own code for enums that are tagged within keeps each object until it finds the tag, and has a reader for
//! every variant. That was a fifth of what the staff's browser downloaded for chat, before compression.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use uuid::Uuid;

use crate::CaseId;
use crate::calls::CallPurpose;
use crate::cases::{CaseStage, CaseType};
use crate::event::RecordRef;
use crate::mail::{MailFault, MailKind};
use crate::sms::{Direction, SmsAdvice};
use crate::timeline::ChangedField;

/// The id in every example.
pub(crate) const EXAMPLE: Uuid = Uuid::from_u128(0x018f_2c1e_7a3b_7c4d_8e5f_0123_4567_89ab);

/// A value of a field, before its kind says what it is.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Nothing,
    Text(String),
    Number(i64),
    Bool(bool),
    List(Vec<Value>),
    Object(Fields),
    /// Nothing that a field of this version holds.
    Other,
}

/// All fields of an object that were read, before its kind says what they are.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, Value)>);

impl Fields {
    /// Takes a field out, if it is of that type, and there where it must be.
    pub(crate) fn take<T: Field>(&mut self, name: &str) -> Option<T> {
        self.value(name).map_or_else(T::absent, T::from_value)
    }

    /// Takes out the name of the kind.
    pub(crate) fn kind<T: std::str::FromStr>(&mut self) -> Option<T> {
        let Value::Text(text) = self.value("kind")? else { return None };
        text.parse().ok()
    }

    fn value(&mut self, name: &str) -> Option<Value> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(at).1)
    }
}

/// What may stand in a field.
pub(crate) trait Field: Sized {
    fn from_value(value: Value) -> Option<Self>;

    /// What it is where it is missing, if it may be.
    fn absent() -> Option<Self> {
        None
    }

    /// A value for the examples that tests and documents use.
    fn example() -> Self;
}

impl Field for i64 {
    fn from_value(value: Value) -> Option<Self> {
        if let Value::Number(number) = value { Some(number) } else { None }
    }

    fn example() -> Self {
        7
    }
}

/// A count. Earlier versions stored some as texts.
impl Field for u32 {
    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Number(number) => number.try_into().ok(),
            Value::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    fn example() -> Self {
        3
    }
}

impl Field for bool {
    fn from_value(value: Value) -> Option<Self> {
        if let Value::Bool(truth) = value { Some(truth) } else { None }
    }

    fn example() -> Self {
        true
    }
}

impl Field for String {
    fn from_value(value: Value) -> Option<Self> {
        if let Value::Text(text) = value { Some(text) } else { None }
    }

    fn example() -> Self {
        "María".to_owned()
    }
}

impl Field for DateTime<Utc> {
    fn from_value(value: Value) -> Option<Self> {
        let Value::Text(text) = value else { return None };
        crate::instant::parse(&text)
    }

    fn example() -> Self {
        DateTime::UNIX_EPOCH
    }
}

impl<T: Field> Field for Option<T> {
    fn from_value(value: Value) -> Option<Self> {
        if let Value::Nothing = value { Some(None) } else { T::from_value(value).map(Some) }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn example() -> Self {
        Some(T::example())
    }
}

impl<T: Field> Field for Vec<T> {
    fn from_value(value: Value) -> Option<Self> {
        let Value::List(list) = value else { return None };
        list.into_iter().map(T::from_value).collect()
    }

    fn example() -> Self {
        vec![T::example()]
    }
}

/// Members of closed lists, by their names.
macro_rules! names {
    ($($name:ident: $example:ident),+ $(,)?) => { $(
        impl Field for $name {
            fn from_value(value: Value) -> Option<Self> {
                let Value::Text(text) = value else { return None };
                text.parse().ok()
            }

            fn example() -> Self {
                Self::$example
            }
        }
    )+ };
}

names!(
    CallPurpose: DocumentReview,
    CaseStage: UnderIrccReview,
    CaseType: StudyPermit,
    ChangedField: Title,
    Direction: Out,
    MailFault: Account,
    MailKind: Message,
    SmsAdvice: CheckNumber,
);

impl Field for RecordRef {
    fn from_value(value: Value) -> Option<Self> {
        let Value::Object(mut fields) = value else { return None };
        let Value::Text(kind) = fields.value("kind")? else { return None };
        Self::from_parts(&kind, fields.value("id")?.uuid()?).ok()
    }

    fn example() -> Self {
        Self::Case(CaseId::example())
    }
}

impl Value {
    pub fn uuid(self) -> Option<Uuid> {
        let Self::Text(text) = self else { return None };
        Uuid::try_parse(&text).ok()
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Fields, M::Error> {
                let mut fields = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    fields.push(entry);
                }
                Ok(Fields(fields))
            }
        }

        from.deserialize_map(Object)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Value;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
                Ok(Value::Text(text.to_owned()))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
                Ok(Value::Number(number))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
                Ok(i64::try_from(number).map_or(Value::Other, Value::Number))
            }

            fn visit_f64<E: Error>(self, _: f64) -> Result<Value, E> {
                Ok(Value::Other)
            }

            fn visit_bool<E: Error>(self, truth: bool) -> Result<Value, E> {
                Ok(Value::Bool(truth))
            }

            fn visit_unit<E: Error>(self) -> Result<Value, E> {
                Ok(Value::Nothing)
            }

            fn visit_seq<S: SeqAccess<'de>>(self, mut read: S) -> Result<Value, S::Error> {
                let mut list = Vec::new();
                while let Some(item) = read.next_element()? {
                    list.push(item);
                }
                Ok(Value::List(list))
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Value, M::Error> {
                Fields::deserialize(MapAccessDeserializer::new(map)).map(Value::Object)
            }
        }

        from.deserialize_any(Any)
    }
}
