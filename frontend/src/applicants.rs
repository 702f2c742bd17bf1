//! Applicants on the screen: the list, the record, the form.

pub mod fields;
pub mod form;
pub mod list;
pub mod record;
pub mod routes;
pub mod search;
