//! The staff application and the clients' pages: one library, two small programs (`staff`, `guest`).
//!
//! # Map
//!
//! - [`app`] is the staff router: every feature contributes its routes in one line.
//! - [`modules`] is the list of what the sidebar, the bottom bar and the palette show: one line per feature.
//! - [`slots`] says what a feature can put there and into records; features know it, and not who shows it.
//! - [`session`] knows who is signed in; [`realtime`] holds the one socket and fans its events out.
//! - [`shell`] is the frame around every staff page; [`guest`] is the frame of the clients' pages.
//! - [`ui`] holds components that know no feature; [`i18n`] the words; [`theme`] light, dark and density.
//! - [`task`] begins work that ends with a part of the page.
//! - [`js`] is the only module that names `JsValue`: everything the browser offers comes through it.
//!
//! # Adding a screen
//!
//! 1. Words: `locales/{en,fr,es}/<feature>.json`. Each key becomes a text, `i18n::<feature>::<key>`; a key
//!    that one language lacks fails the build. Pass the text itself where one is wanted (`<h1>{chat::title}</h1>`,
//!    `label=chat::title`): it is read again when the language changes. `chat::title()` is what it says now.
//! 2. `src/<feature>/routes.rs` with a transparent component of `<Route>`s, named once in [`app`].
//! 3. `src/<feature>/state.rs` if the feature keeps state between pages: a newtype in context, provided once in
//!    [`app`], told of events by [`realtime`].
//! 4. A line in [`modules`] when the feature has a place of its own in the sidebar.
//!
//! Styles: one file per component in `style/ui/`, or `style/<feature>.css`, whose classes begin with the feature's name,
//! imported in `style/staff.css`. Only `style/tokens.css` has raw values of the design. There is no `style=` attribute (the content security policy refuses it);
//! a number that is known at run time goes through [`js::dom::set_property`].

#![cfg_attr(
    feature = "staff",
    expect(clippy::needless_pass_by_value, reason = "properties of components are values")
)]

#[cfg(feature = "staff")]
pub mod app;
#[cfg(feature = "staff")]
pub mod cases;
#[cfg(feature = "staff")]
pub mod chat;
#[cfg(all(feature = "staff", any(debug_assertions, feature = "gallery")))]
pub mod gallery;
// Pages that are split off are kept by the linker, used or not: each program has only its own.
#[cfg(feature = "staff")]
pub mod applicants;
#[cfg(feature = "staff")]
pub mod calls;
#[cfg(not(all(feature = "split", feature = "staff")))]
pub mod guest;
pub mod i18n;
#[cfg(feature = "staff")]
pub mod identity;
pub mod js;
#[cfg(feature = "staff")]
pub mod mail;
#[cfg(feature = "staff")]
pub mod modules;
#[cfg(feature = "staff")]
mod notifications;
#[cfg(feature = "staff")]
pub mod realtime;
#[cfg(feature = "staff")]
pub mod records;
#[cfg(feature = "staff")]
pub mod session;
#[cfg(feature = "staff")]
pub mod shell;
#[cfg(feature = "staff")]
pub mod slots;
#[cfg(feature = "staff")]
pub mod sms;
pub mod task;
pub mod theme;
pub mod ui;
pub mod words;
#[cfg(feature = "staff")]
pub mod zones;
