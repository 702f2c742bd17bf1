//! The staff application and the clients' pages: one library, two small programs (`staff`, `guest`).
//!
//! # Map
//!
//! - [`app`] is the staff router: every feature contributes its routes in one line.
//! - [`modules`] is the list of what the sidebar, the bottom bar and the palette show: one line per feature.
//! - [`session`] knows who is signed in; [`realtime`] holds the one socket and fans its events out.
//! - [`shell`] is the frame around every staff page; [`guest`] is the frame of the clients' pages.
//! - [`ui`] holds components that know no feature; [`i18n`] the words; [`theme`] light, dark and density.
//! - [`js`] is the only module that names `JsValue`: everything the browser offers comes through it.
//!
//! # Adding a screen
//!
//! 1. Words: `locales/{en,fr,es}/<feature>.json`. Each key becomes a function, `i18n::<feature>::<key>`; a key
//!    that one language lacks fails the build. Pass the function itself where a text is wanted
//!    (`<h1>{chat::title}</h1>`, `label=chat::title`): it is read again when the language changes.
//! 2. `src/<feature>/routes.rs` with a transparent component of `<Route>`s, named once in [`app`].
//! 3. `src/<feature>/state.rs` if the feature keeps state between pages: a newtype in context, provided once in
//!    [`app`], told of events by [`realtime`].
//! 4. A line in [`modules`] when the feature has a place of its own in the sidebar.
//!
//! Styles: one file per component in `style/ui/`, or `style/<feature>.css`, imported in `style/staff.css`. Only
//! `style/tokens.css` has raw values. There is no `style=` attribute (the content security policy refuses it);
//! a number that is known at run time goes through [`js::dom::set_property`].

#![expect(clippy::needless_pass_by_value, reason = "properties of components are values")]

pub mod app;
pub mod cases;
pub mod chat;
#[cfg(any(debug_assertions, feature = "gallery"))]
pub mod gallery;
pub mod guest;
pub mod i18n;
pub mod identity;
pub mod js;
pub mod modules;
pub mod people;
pub mod realtime;
pub mod records;
pub mod session;
pub mod shell;
pub mod sms;
pub mod theme;
pub mod ui;
pub mod video;
pub mod words;
