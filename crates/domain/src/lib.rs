//! Values and rules of client communications: no I/O, no clock.
