//! Signing in and out, who is in the team and what each may do, and the practice itself.

pub mod account_mails;
pub mod create_owner;
pub mod deactivation;
pub mod known_devices;
pub mod new_password;
pub mod notices;
pub mod one_time_links;
pub mod password;
pub mod practice;
pub mod profile;
pub mod sessions;
pub mod set_up;
pub mod set_up_code;
pub mod sign_in;
pub mod team;
