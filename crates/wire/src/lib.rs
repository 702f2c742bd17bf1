//! What crosses the wire: REST types, socket frames, problems.

pub mod signal;
