//! What someone may do: the role's preset, or a set of their own as soon as one box differs from it.

use domain::permission::{Permission, PermissionSet, Role};
use leptos::prelude::*;

use crate::{
    i18n::identity::team as w,
    session::Session,
    ui::{Button, Icon, Size},
    words,
};

#[component]
pub fn Permissions(
    #[prop(into)] role: Signal<Role>,
    /// `None` follows the role.
    own: RwSignal<Option<PermissionSet>>,
    /// What the person has now: that may stay even if the editor could not give it.
    had: PermissionSet,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let shown = move || own.get().unwrap_or_else(|| role.get().permissions());
    let one = move |permission: Permission| {
        let checked = move || shown().contains(permission);
        let given = had.contains(permission) || session.may(permission);
        let toggle = move |_| {
            let preset = role.get_untracked().permissions();
            let mut set = own.get_untracked().unwrap_or(preset);
            if set.contains(permission) {
                set.remove(permission);
            } else {
                set.insert(permission);
            }
            own.set((set != preset).then_some(set));
        };
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    class="check__box"
                    name=permission.as_str()
                    disabled=move || !given && !checked()
                    prop:checked=checked
                    on:change=toggle
                />
                <span class="check__text">{move || words::permission(permission)}</span>
            </label>
        }
    };
    let text = move || if own.get().is_some() { w::permissions_own() } else { w::permissions_role() };
    view! {
        <fieldset class="fieldset">
            <legend class="field__label">{w::permissions}</legend>
            <p class="field__hint">{text}</p>
            <div class="identity-permissions">{Permission::ALL.iter().copied().map(one).collect_view()}</div>
            <Show when=move || own.get().is_some()>
                <div>
                    <Button size=Size::Small icon=Icon::RotateCcw on_press=move |()| own.set(None)>
                        {w::permissions_reset}
                    </Button>
                </div>
            </Show>
        </fieldset>
    }
}
