//! Icons of the sprite that each page carries.

use leptos::prelude::*;

/// An icon of the sprite, by what `<use>` refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Icon(&'static str);

include!(concat!(env!("OUT_DIR"), "/icons.rs"));

/// An icon; decoration unless its neighbour says nothing, and then the neighbour needs a label.
#[component]
pub fn IconView(
    icon: Icon,
    /// A modifier of the class `icon`: `small`, `large`, `huge`, `spin`.
    #[prop(optional)]
    size: &'static str,
) -> impl IntoView {
    let class = if size.is_empty() { "icon".to_owned() } else { format!("icon icon--{size}") };
    view! {
        <svg class=class aria-hidden="true">
            <use href=icon.0 />
        </svg>
    }
}
