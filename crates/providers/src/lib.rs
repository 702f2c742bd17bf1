//! SMS, mail and video providers.
