//! Signing in and out, and who one is.

pub mod password;
pub mod sign_in;
