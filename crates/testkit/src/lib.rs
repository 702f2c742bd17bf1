//! A test world: application on port 0, actors, mock clock, fake providers.
