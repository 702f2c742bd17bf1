//! Entities, scoped queries, the writer, the event log and the outbox.
