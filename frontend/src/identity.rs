//! Signing in, joining, setting up; the team, the practice and your own profile.

mod auth_layout;
pub mod fields;
mod forgot;
mod link;
mod practice;
mod profile;
mod routes;
mod set_up;
mod settings;
mod sign_in;
mod team;

pub use routes::{EntryRoutes, IdentityRoutes};
