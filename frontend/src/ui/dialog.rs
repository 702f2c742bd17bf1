//! A dialog above the page, by the browser's own `<dialog>`: focus enters it, stays in it, and returns.

use leptos::{html, prelude::*, text_prop::TextProp};

use super::{Icon, IconButton, id};
use crate::{i18n::ui, js::dom};

/// The dialog around the caller: what a dialog holds closes it when it is done. In context inside of one.
#[derive(Clone, Copy)]
pub struct ThisDialog(RwSignal<bool>);

impl ThisDialog {
    pub fn here() -> Self {
        expect_context()
    }

    pub fn close(self) {
        self.0.set(false);
    }
}

/// Shown while `open` is true. Its content exists only then, so that it starts afresh each time.
///
/// Escape, the cross and a press outside set `open` to false; `on_close` is told, no matter who closed it.
#[component]
pub fn Dialog(
    open: RwSignal<bool>,
    #[prop(into)] title: TextProp,
    /// Wider than the usual 480 px.
    #[prop(optional)]
    wide: bool,
    /// A press outside does not close it: for forms that hold what someone typed.
    #[prop(optional)]
    steady: bool,
    #[prop(optional, into)] on_close: Option<Callback<()>>,
    children: ChildrenFn,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    let title_id = id::unique("dialog");
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() {
            dom::show_modal(&dialog);
        } else if dialog.open() {
            dialog.close();
        }
    });
    let closed = move |_| {
        open.set(false);
        if let Some(on_close) = on_close {
            on_close.run(());
        }
    };
    let outside = move |event: leptos::ev::MouseEvent| {
        // The backdrop belongs to the dialog element itself; everything visible is inside its panel.
        let target = event.target();
        let on_backdrop = node.get_untracked().is_some_and(|dialog| target.as_ref() == Some(dialog.as_ref()));
        if on_backdrop && !steady {
            open.set(false);
        }
    };
    let class = if wide { "dialog dialog--wide" } else { "dialog" };
    let children = StoredValue::new(children);
    // Within the owner of what is shown: several dialogs may stand side by side.
    let content = move || {
        provide_context(ThisDialog(open));
        children.with_value(|children| children())
    };
    let title = StoredValue::new(title);
    let labelled = title_id.clone();
    view! {
        <dialog node_ref=node class=class aria-labelledby=labelled on:close=closed on:mousedown=outside>
            <Show when=move || open.get()>
                <div class="dialog__panel">
                    <header class="dialog__head">
                        <h2 id=title_id.clone()>{move || title.with_value(TextProp::get)}</h2>
                        <IconButton icon=Icon::X label=ui::close on_press=move |()| open.set(false) />
                    </header>
                    <div class="dialog__body">{content()}</div>
                </div>
            </Show>
        </dialog>
    }
    .into_any()
}
