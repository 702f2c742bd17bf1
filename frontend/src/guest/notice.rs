//! What the clients' pages say in place of anything to do: large, with a picture.

use leptos::prelude::*;

use crate::{
    i18n::{Text, guest},
    ui::{Button, Icon, IconView},
};

pub fn loading() -> AnyView {
    view! { <p role="status">{guest::loading}</p> }.into_any()
}

/// Something could not be loaded.
pub fn failed(retry: Callback<()>) -> AnyView {
    view! {
        {say(Icon::WifiOff, guest::failed, guest::failed_text)}
        <Button on_press=retry>{guest::retry}</Button>
    }
    .into_any()
}

/// What there is to say, large.
pub fn say(icon: Icon, title: Text, text: Text) -> AnyView {
    view! {
        <div class="stack stack--tight" role="status">
            <IconView icon=icon size="large" />
            <h1 class="guest__title">{title}</h1>
            <p>{text}</p>
        </div>
    }
    .into_any()
}
