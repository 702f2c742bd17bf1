//! Components without knowledge of any feature: what a screen is made of.
//!
//! A text property takes a word of [`crate::i18n`] as a function (`label=chat::title`), a string, or a closure. A
//! colour, a size or a distance is never an argument: variants are enums, their look is in `style/ui/`.

pub mod avatar;
pub mod banner;
pub mod button;
pub mod check;
pub mod dialog;
pub mod field;
pub mod icon;
pub mod id;
pub mod presence;
pub mod select;
pub mod states;
pub mod time;

pub use avatar::Avatar;
pub use banner::{Banner, Tone};
pub use button::{Button, ButtonKind, ButtonLink, IconButton, Size};
pub use check::{Checkbox, Switch};
pub use dialog::Dialog;
pub use field::{Field, TextArea, TextField};
pub use icon::{Icon, IconView};
pub use presence::{PresenceMark, PresenceState};
pub use select::{Choice, Select};
pub use states::{Empty, Failure, Forbidden, NotFound, Skeleton};
pub use time::{DaySeparator, Time};
