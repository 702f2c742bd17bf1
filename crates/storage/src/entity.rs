//! Rows as they are in the tables; nothing outside this crate builds queries from them.

pub mod app_user;
pub mod applicant;
pub mod applicant_email;
pub mod applicant_phone;
pub mod case_applicant;
pub mod case_file;
pub mod comment;
pub mod comment_version;
pub mod conversation;
pub mod conversation_member;
pub mod event;
pub mod folio_counter;
pub mod idempotency_key;
pub mod mail;
pub mod message;
pub mod notification;
pub mod outbox;
pub mod practice;
pub mod session;
pub mod simulator_message;
pub mod single_use_token;
pub mod sms_message;
pub mod sms_parked_report;
pub mod sms_thread;
pub mod timeline_entry;
