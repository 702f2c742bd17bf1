//! Liaison: the server.
