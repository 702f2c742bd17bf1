//! Texting clients: the inbox, a conversation, writing, an applicant's tab, and the simulated carrier's phone.

mod about;
mod abroad;
mod bubble;
mod composer;
mod conversation;
mod counter;
mod found;
mod history;
mod inbox;
mod new;
mod outgoing;
mod owner;
mod people;
mod phone;
mod recipient;
pub mod routes;
pub mod state;
mod tab;
mod texts;
mod words;

pub use routes::SmsRoutes;
pub use state::SmsState;
pub use tab::{applicant_tab, case_tab, text_action};
