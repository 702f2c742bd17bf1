//! The worker that claims from the outbox, sends and records.
