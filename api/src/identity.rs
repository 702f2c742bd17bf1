//! Signing in and out, who is in the team and what each may do, and the practice itself.

pub mod access;
pub mod browsers;
pub mod create_owner;
pub mod device;
pub mod fields;
pub mod links;
pub mod mails;
pub mod new_password;
pub mod notices;
pub mod password;
pub mod practice;
pub mod profile;
pub mod set_up;
pub mod set_up_code;
pub mod sign_in;
pub mod team;
