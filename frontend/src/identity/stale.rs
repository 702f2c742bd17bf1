//! Somebody changed it meanwhile: what was typed stays, theirs can be seen, and one of the two is chosen.

use leptos::{prelude::*, text_prop::TextProp};
use serde::de::DeserializeOwned;

use crate::{
    i18n::identity::team as w,
    ui::{Banner, Button, Form, FormFailure, Size, Tone},
};

/// Why a form was not saved; after a conflict with the two ways out of it. Both are told the thing as it is now.
#[component]
pub fn StaleOrFailure<T: DeserializeOwned + Clone + Send + Sync + 'static>(
    form: Form,
    #[prop(into)] what: TextProp,
    /// Shows theirs in the fields.
    #[prop(into)]
    on_theirs: Callback<T>,
    /// Saves what was typed over theirs.
    #[prop(into)]
    on_mine: Callback<T>,
) -> impl IntoView {
    let current = move || form.failure()?.current::<T>();
    move || match current() {
        None => view! { <FormFailure form=form /> }.into_any(),
        Some(now) => {
            let (theirs, mine) = (now.clone(), now);
            let what = what.clone();
            view! {
                <Banner tone=Tone::Warning>
                    <p>{move || what.get()}</p>
                    <div class="cluster">
                        <Button size=Size::Small on_press=move |()| { form.clear(); on_theirs.run(theirs.clone()) }>
                            {w::stale_use}
                        </Button>
                        <Button size=Size::Small on_press=move |()| on_mine.run(mine.clone())>{w::stale_keep}</Button>
                    </div>
                </Banner>
            }
            .into_any()
        }
    }
}
