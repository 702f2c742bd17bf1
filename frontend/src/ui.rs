//! Components without knowledge of any feature: what a screen is made of.
//!
//! A text property takes a word of [`crate::i18n`] itself (`label=chat::title`), a string, or a closure. A
//! colour, a size or a distance is never an argument: variants are enums, their look is in `style/ui/`.

pub mod avatar;
pub mod banner;
pub mod button;
pub mod check;
pub mod chip;
pub mod combobox;
pub mod copy;
pub mod cursor;
pub mod damaged;
pub mod dialog;
pub mod draft;
pub mod field;
pub mod form;
pub mod icon;
pub mod id;
pub mod lazy;
pub mod list;
pub mod load;
pub mod menu;
mod menu_keys;
pub mod panes;
pub mod password;
pub mod picker;
pub mod popover;
pub mod presence;
pub mod scope;
mod search;
pub mod select;
pub mod send_key;
pub mod states;
pub mod tabs;
pub mod time;
pub mod toast;

pub use avatar::{Avatar, AvatarSize};
pub use banner::{Banner, Tone};
pub use button::{Button, ButtonKind, ButtonLink, IconButton, Size};
pub use check::{Checkbox, Switch};
pub use chip::{Chip, RemovableChip};
pub use combobox::Combobox;
pub use copy::{CopyButton, Copyable};
pub use damaged::Damaged;
pub use dialog::{Dialog, ThisDialog};
pub use draft::{Draft, LeaveGuard};
pub use field::{Field, TextArea, TextField};
pub use form::{Form, FormFailure};
pub use icon::{Icon, IconView};
pub use list::{List, Row, UnreadMark};
pub use load::{ErrorState, Loaded};
pub use menu::{Menu, MenuDivider, MenuHeading, MenuItem, MenuLink};
pub use panes::{PaneHead, Panes, Showing};
pub use password::PasswordField;
pub use picker::PickMany;
pub use popover::{Popover, PopoverRole};
pub use presence::{PresenceMark, PresenceState};
pub use scope::Scope;
pub use search::SearchField;
pub use select::{Choice, Select};
pub use send_key::SendKey;
pub use states::{Empty, Failure, Forbidden, NotFound, Skeleton};
pub use tabs::{Tab, TabLink, TabLinks, Tabs};
pub use time::{DaySeparator, Time, TimeFormat};
pub use toast::{ToastId, ToastRegion, Toasts};
