//! Extractors and headers that every handler shares.

pub mod body;
pub mod conditions;
pub mod misfit;
pub mod origin;
pub mod page;
pub mod query;
pub mod security;
