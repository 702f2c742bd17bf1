//! Liaison's server: REST API, sockets, worker, and the browser application's files.

pub mod cases;
pub mod chat;
pub mod clock;
pub mod config;
pub mod demo;
pub mod error;
pub mod http;
pub mod identity;
pub mod keys;
pub mod limits;
pub mod mail;
pub mod notifications;
pub mod openapi;
pub mod people;
pub mod realtime;
pub mod records;
pub mod routes;
pub mod server;
pub mod session;
pub mod simulator;
pub mod sms;
pub mod spa;
pub mod state;
mod tls;
pub mod video;
pub mod worker;
