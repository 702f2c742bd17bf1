//! Keys that work anywhere on a page, and the sheet that lists them.

use leptos::{ev, prelude::*};

use crate::{
    i18n::shell,
    js::{clock, dom},
    lazy_page,
    ui::{Dialog, lazy},
};

/// The second key of a pair such as `g c` has to come within this time, in milliseconds.
const PAIR: i64 = 1_200;

#[derive(Clone)]
struct Shortcut {
    id: u32,
    keys: &'static str,
    label: crate::i18n::Text,
    group: crate::i18n::Text,
    run: Callback<()>,
}

/// The shortcuts in force, in context of the staff's application.
#[derive(Clone, Copy)]
pub struct Shortcuts {
    list: RwSignal<Vec<Shortcut>>,
    next: StoredValue<u32>,
    sheet: RwSignal<bool>,
}

impl Shortcuts {
    /// Listens to the keyboard until the owner is gone.
    pub fn provide() -> Self {
        let shortcuts =
            Self { list: RwSignal::new(Vec::new()), next: StoredValue::new(0), sheet: RwSignal::new(false) };
        provide_context(shortcuts);
        let pending = StoredValue::new((String::new(), 0_i64));
        let listener = window_event_listener(ev::keydown, move |event| shortcuts.on_key(&event, pending));
        on_cleanup(move || listener.remove());
        let show = Callback::new(move |()| shortcuts.sheet.set(true));
        shortcuts.add("?", shell::shortcuts::show, shell::shortcuts::general, show);
        shortcuts
    }

    /// Adds a shortcut until the caller's owner is gone: `s`, `?`, `g c` (one after the other), or `mod+k`, where
    /// `mod` is Ctrl, and Cmd on a Mac.
    pub fn add(
        self,
        keys: &'static str,
        label: crate::i18n::Text,
        group: crate::i18n::Text,
        run: Callback<()>,
    ) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        self.list.update(|list| list.push(Shortcut { id, keys, label, group, run }));
        on_cleanup(move || {
            self.list.try_update(|list| list.retain(|shortcut| shortcut.id != id));
        });
    }

    fn on_key(self, event: &ev::KeyboardEvent, pending: StoredValue<(String, i64)>) {
        let held = event.ctrl_key() || event.meta_key();
        if event.alt_key() || event.is_composing() || event.default_prevented() {
            return;
        }
        if !held && (dom::is_editable(event.target()) || dom::is_dialog_open()) {
            return;
        }
        let key = if held { format!("mod+{}", event.key().to_ascii_lowercase()) } else { event.key() };
        let now = clock::now().timestamp_millis();
        let (first, at) = pending.get_value();
        let pair = (now - at < PAIR && !first.is_empty()).then(|| format!("{first} {key}"));
        pending.set_value((key.clone(), now));
        let found = self.list.with_untracked(|list| {
            let with =
                |keys: &str| list.iter().rev().find(|shortcut| shortcut.keys == keys).map(|one| one.run);
            pair.and_then(|pair| with(&pair)).or_else(|| with(&key))
        });
        if let Some(run) = found {
            event.prevent_default();
            pending.set_value((String::new(), 0));
            run.run(());
        }
    }
}

/// The sheet of all shortcuts, opened with `?`.
#[component]
pub fn ShortcutSheet() -> impl IntoView {
    let sheet = expect_context::<Shortcuts>().sheet;
    view! {
        <Dialog open=sheet title=shell::shortcuts::title wide=true>{lazy::page(SHEET)}</Dialog>
    }
}

lazy_page!(rest: SHEET, fetch_sheet => Sheet);

#[component]
fn Sheet() -> impl IntoView {
    let shortcuts = expect_context::<Shortcuts>();
    let groups = move || {
        let mut groups: Vec<(&'static str, Vec<Shortcut>)> = Vec::new();
        for shortcut in shortcuts.list.get() {
            let name = (shortcut.group)();
            match groups.iter_mut().find(|(known, _)| *known == name) {
                Some((_, list)) => list.push(shortcut),
                None => groups.push((name, vec![shortcut])),
            }
        }
        groups
    };
    let one = |shortcut: Shortcut| {
        view! {
            <div class="shell-keys__row">
                <dt>{shortcut.label}</dt>
                <dd><Keys keys=shortcut.keys /></dd>
            </div>
        }
    };
    view! {
        <div class="shell-keys">
            {move || groups().into_iter().map(|(name, list)| view! {
                <section class="shell-keys__group">
                    <h3>{name}</h3>
                    <dl>{list.into_iter().map(one).collect_view()}</dl>
                </section>
            }).collect_view()}
        </div>
    }
}

/// Keys as caps: `g c`, `Ctrl K`.
#[component]
pub fn Keys(keys: &'static str) -> impl IntoView {
    let name = |key: &str| match key {
        "mod" if dom::is_mac() => "⌘".to_owned(),
        "mod" => "Ctrl".to_owned(),
        key if key.chars().count() == 1 => key.to_ascii_uppercase(),
        key => key.to_owned(),
    };
    let caps: Vec<String> = keys.split([' ', '+']).map(name).collect();
    view! { <span class="shell-keys__caps">{caps.into_iter().map(|cap| view! { <kbd>{cap}</kbd> }).collect_view()}</span> }
}
