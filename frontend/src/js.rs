//! What the browser offers, behind functions of Rust: the only modules that name `JsValue`.

pub mod address;
pub mod casing;
pub mod clipboard;
pub mod clock;
pub mod dom;
pub mod intl;
pub mod jitsi;
pub mod media;
pub mod names;
pub mod scroll;
pub mod storage;
pub mod tabs;
pub mod timer;
