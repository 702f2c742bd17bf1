//! Letters to clients: one of them on a page of its own, and whether mail leaves at all.

mod letter;
pub mod routes;
pub mod settings;
pub mod stopped;
mod text;
pub mod words;

pub use stopped::MailStopped;
pub use text::linked;
