//! What applicants and cases have in common on the screen: lists page by page, histories, comments, conflicts.

pub mod comments;
pub mod conflict;
pub mod details;
pub mod editing;
pub mod folio;
pub mod merge;
pub mod paged;
pub mod searched;
pub mod tabs;
pub mod timeline;
pub mod words;
