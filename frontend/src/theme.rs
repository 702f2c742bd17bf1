//! Light or dark, density and the width of the sidebar: chosen on this device, applied to the document.

use leptos::prelude::*;

use crate::js::{dom, storage};

/// What the user chose; the system's theme is followed until they do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The clients' page has no choice to remember: it is as light or dark as their device.
pub fn follow_system() {
    dom::on_media_change(DARK, || show(dom::matches_media(DARK)));
}

const DARK: &str = "(prefers-color-scheme: dark)";

fn show(dark: bool) {
    dom::set_root_attribute("data-theme", if dark { "dark" } else { "light" });
}

/// The look of the staff's document, in context.
#[derive(Clone, Copy)]
pub struct Appearance {
    theme: RwSignal<Theme>,
    roomy: RwSignal<bool>,
    narrow: RwSignal<bool>,
}

impl Appearance {
    /// Reads what was chosen and follows the system's theme for as long as nothing was.
    pub fn provide() -> Self {
        let stored = storage::read("theme");
        let theme = Theme::ALL.into_iter().find(|theme| stored.as_deref() == Some(theme.as_str()));
        let look = Self {
            theme: RwSignal::new(theme.unwrap_or_default()),
            roomy: RwSignal::new(storage::read("density").as_deref() == Some("roomy")),
            narrow: RwSignal::new(storage::read("sidebar").as_deref() == Some("narrow")),
        };
        dom::on_media_change(DARK, move || look.apply());
        provide_context(look);
        look
    }

    pub fn theme(self) -> Theme {
        self.theme.get()
    }

    pub fn choose_theme(self, theme: Theme) {
        self.theme.set(theme);
        storage::write("theme", theme.as_str());
        self.apply();
    }

    pub fn roomy(self) -> bool {
        self.roomy.get()
    }

    pub fn choose_roomy(self, roomy: bool) {
        self.roomy.set(roomy);
        let density = if roomy { "roomy" } else { "dense" };
        storage::write("density", density);
        dom::set_root_attribute("data-density", density);
    }

    /// Whether the sidebar shows icons alone.
    pub fn narrow(self) -> bool {
        self.narrow.get()
    }

    pub fn toggle_sidebar(self) {
        let narrow = !self.narrow.get_untracked();
        self.narrow.set(narrow);
        let width = if narrow { "narrow" } else { "wide" };
        storage::write("sidebar", width);
        dom::set_root_attribute("data-sidebar", width);
    }

    fn apply(self) {
        let dark = match self.theme.get_untracked() {
            Theme::System => dom::matches_media(DARK),
            Theme::Light => false,
            Theme::Dark => true,
        };
        show(dark);
    }
}
