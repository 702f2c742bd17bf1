//! The API through the typed client, on a server of each test's own.

mod basics;
mod chat;
mod create_owner;
mod identity;
mod mail;
mod records;
mod rooms;
mod sms;
mod sockets;
mod team;
mod video;
