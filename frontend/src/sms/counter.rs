//! How many texts a text is: the same count as the server's, said as one types.

use domain::sms::body::{MAX_CHARACTERS, clean};
use domain::sms::plain::{plain_letters, plain_punctuation};
use domain::sms::{Encoding, Segments};
use leptos::prelude::*;

use crate::i18n::sms as w;
use crate::ui::{Button, ButtonKind, Icon, IconView, Size};

/// Beneath the field: what is left, how many texts are billed, and which character makes a text short. From the
/// second text on it is a warning, in words as well as in colour.
#[component]
pub fn Counter(text: RwSignal<String>) -> impl IntoView {
    let count = Memo::new(move |_| text.with(|text| Segments::of(&clean(text))));
    let many = Memo::new(move |_| count.with(|count| count.count() > 1));
    let culprit = Memo::new(move |_| {
        count.with(|count| {
            let ucs2 = count.encoding() == Encoding::Ucs2;
            ucs2.then(|| count.forcing_unicode().first().cloned()).flatten()
        })
    });
    let over =
        Memo::new(move |_| text.with(|text| clean(text).chars().count().saturating_sub(MAX_CHARACTERS)));
    let said = move || count.with(|count| w::counter::warning(u64::from(count.count().max(1))));
    let left = move || count.with(|count| w::counter::left(&count.units_left().to_string()));
    let simplify = move |()| text.update(|text| *text = plain_letters(&plain_punctuation(text).text).text);
    let can_simplify = Memo::new(move |_| {
        culprit.with(Option::is_some)
            && text.with(|text| {
                Encoding::of(&plain_letters(&plain_punctuation(text).text).text) == Encoding::Gsm7
            })
    });
    view! {
        <div class="sms-counter" class:sms-counter--many=move || many.get()>
            // Said once a number of texts changes, not at every key.
            <span class="sms-counter__count" role="status" aria-live="polite" data-segments=move || count.with(Segments::count)>
                {move || many.get().then(|| view! { <IconView icon=Icon::TriangleAlert size="small" /> })}
                {said}
            </span>
            <span class="sms-counter__left numbers">{left}</span>
            {move || culprit.get().map(|letter| view! {
                <span class="sms-counter__culprit">{move || w::counter::culprit(&letter)}</span>
            })}
            {move || can_simplify.get().then(|| view! {
                <Button kind=ButtonKind::Quiet size=Size::Small on_press=simplify>{w::counter::plain}</Button>
            })}
            {move || (over.get() > 0).then(|| view! {
                <span class="sms-counter__over" role="alert">{move || w::counter::limit(&over.get().to_string())}</span>
            })}
        </div>
    }
    .into_any()
}
