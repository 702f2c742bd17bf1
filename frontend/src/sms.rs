//! Texting clients: the inbox, a conversation, writing, an applicant's tab, and the simulated carrier's phone.

mod bubble;
mod composer;
mod conversation;
mod counter;
mod inbox;
mod new;
mod owner;
mod people;
mod phone;
pub mod routes;
pub mod state;
mod tab;
mod words;

pub use routes::SmsRoutes;
pub use state::SmsState;
pub use tab::{ApplicantSms, applicant_tab, text_action};
