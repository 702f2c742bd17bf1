//! Providers of text messages.

pub mod twilio;
