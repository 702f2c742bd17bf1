//! How many texts a text is: the same count as the server's, said as one types.

use domain::sms::body::{MAX_CHARACTERS, clean};
use domain::sms::gsm_transliteration::{plain_letters, plain_punctuation, without_marks};
use domain::sms::{Culprit, Encoding, Segments};
use leptos::prelude::*;

use super::words;
use crate::i18n::sms as w;
use crate::ui::{Button, ButtonKind, Icon, IconView, Size};

/// Beneath the field: what is left, how many texts are billed, and which character makes a text short. From the
/// second text on it is a warning, in words as well as in colour.
#[component]
pub fn Counter(text: RwSignal<String>) -> impl IntoView {
    let count = Memo::new(move |_| text.with(|text| Segments::of(&clean(text))));
    let many = Memo::new(move |_| count.with(|count| count.count() > 1));
    let culprit = Memo::new(move |_| count.with(|count| count.culprits().into_iter().next()));
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
    let hidden = Memo::new(move |_| {
        count.with(|count| count.culprits().iter().any(|culprit| matches!(culprit, Culprit::Mark(_))))
    });
    let drop_marks = move |()| text.update(|text| *text = without_marks(text));
    view! {
        <div class="sms-counter" class:sms-counter--many=move || many.get()>
            // Said once a number of texts changes, not at every key.
            <span class="sms-counter__count" role="status" aria-live="polite" data-segments=move || count.with(Segments::count)>
                {move || many.get().then(|| view! { <IconView icon=Icon::TriangleAlert size="small" /> })}
                {said}
            </span>
            <span class="sms-counter__left numbers">{left}</span>
            {move || culprit.get().map(|culprit| view! {
                <span class="sms-counter__culprit">
                    {move || match &culprit {
                        Culprit::Letter(letter) => w::counter::culprit(letter),
                        Culprit::Mark(mark) => w::counter::hidden(words::mark(*mark)),
                    }}
                </span>
            })}
            {move || hidden.get().then(|| view! {
                <Button kind=ButtonKind::Quiet size=Size::Small on_press=drop_marks>{w::counter::drop_hidden}</Button>
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
