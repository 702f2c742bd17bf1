//! Typed REST and socket client for browser, tests and load generator.
