//! Providers of video calls.

pub mod builtin;
pub mod jitsi;
mod token;
