//! Catalogues: closed lists of things that happen, whose members have fields. From one definition per member come the
//! enum, the list of kinds, the JSON form with its reader, and an example of each.

/// Declares an enum with named fields, and the enum of its kinds.
///
/// The first block of attributes says how it is written: `#[serde(tag = "kind")]` puts the fields beside the kind,
/// `#[serde(tag = "kind", content = "body")]` in an object of their own. Reading is by [`Fields`](crate::fields::Fields)
/// in both cases.
macro_rules! catalogue {
    (
        $(#[$meta:meta])*
        $name:ident;
        $(#[$kind_meta:meta])*
        $list:literal: $kinds:ident;
        $(
            $(#[$variant_meta:meta])*
            $variant:ident = $kind:literal $( { $(
                $(#[$field_meta:meta])*
                $field:ident : $of:ty
            ),+ $(,)? } )?
        ),+ $(,)?
    ) => {
        #[derive(Debug, PartialEq, Eq, serde::Serialize)]
        $(#[$meta])*
        pub enum $name {
            $(
                $(#[$variant_meta])*
                #[serde(rename = $kind)]
                $variant $( { $( $(#[$field_meta])* $field: $of ),+ } )?
            ),+
        }

        $crate::string_enum::string_enum! {
            $(#[$kind_meta])*
            $list: $kinds { $( $variant = $kind ),+ }
        }

        impl $name {
            pub const fn kind(&self) -> $kinds {
                match self { $( Self::$variant { .. } => $kinds::$variant ),+ }
            }

            /// One of each kind.
            pub fn examples() -> Vec<Self> {
                vec![ $( Self::$variant $( { $( $field: $crate::fields::Field::example() ),+ } )? ),+ ]
            }

            /// The member of that kind with these fields; `None` where one is missing or of another type. What it does
            /// not know is of another version and passed over.
            pub fn read(kind: $kinds, mut fields: $crate::fields::Fields) -> Option<Self> {
                // A member without fields takes none.
                let _ = &mut fields;
                Some(match kind {
                    $( $kinds::$variant => Self::$variant $( {
                        $( $field: fields.take(stringify!($field))? ),+
                    } )? ),+
                })
            }
        }
    };
}

pub(crate) use catalogue;
