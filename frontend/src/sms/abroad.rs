//! Texts to other countries: said before one is sent, where the permission is missing.

use domain::permission::Permission;
use domain::phone::PhoneNumber;
use leptos::prelude::*;

use super::state::SmsState;
use crate::{
    i18n::sms as w,
    session::Session,
    ui::{Banner, Icon, Tone},
    words,
};

/// Whether this person may not text this number, because it is abroad; subscribes the caller.
pub fn is_locked(number: &str) -> bool {
    let session = expect_context::<Session>();
    let own = expect_context::<SmsState>().own_number();
    let (Some(own), Ok(to)) = (own, PhoneNumber::parse(number.trim())) else { return false };
    to.is_abroad_from(&own) && !session.may(Permission::SmsSendInternational)
}

/// Why such a text cannot be sent, and whom to ask.
#[component]
pub fn AbroadLocked() -> impl IntoView {
    view! {
        <Banner tone=Tone::Neutral icon=Icon::Lock>
            <strong>{w::abroad::title}</strong>
            <p>{move || w::abroad::text(words::permission(Permission::SmsSendInternational))}</p>
        </Banner>
    }
}
