//! Extractors and headers that every handler shares.

pub mod bearer;
pub mod body;
pub mod conditions;
pub mod connections;
pub mod decode_errors;
pub mod methods;
pub mod network;
pub mod origin;
pub mod page;
pub mod patience;
pub mod query;
pub mod security;
pub mod services;
pub mod trace;
