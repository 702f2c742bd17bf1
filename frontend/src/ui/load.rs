//! What comes from the server, with every state it can be in.

use leptos::prelude::*;

use super::{Failure, Skeleton};
use crate::words;

/// Shows a skeleton while `of` loads for the first time, then `view` of what came, or what went wrong with a way
/// to retry. While it loads again the old content stays.
#[component]
pub fn Loaded<T, V>(
    of: LocalResource<client::Result<T>>,
    /// The skeleton's rows and shape; see [`Skeleton`].
    #[prop(default = 6)]
    rows: u8,
    #[prop(default = "row")] shape: &'static str,
    view: impl Fn(T) -> V + Send + 'static,
) -> impl IntoView
where
    T: Clone + 'static,
    V: IntoView + 'static,
{
    view! {
        <Transition fallback=move || view! { <Skeleton rows=rows shape=shape /> }>
            {move || {
                of.get().map(|result| match result {
                    Ok(value) => view(value).into_any(),
                    Err(error) => view! { <ErrorState error=error on_retry=move |()| of.refetch() /> }.into_any(),
                })
            }}
        </Transition>
    }
    .into_any()
}

/// An error of the client as a state of the page.
#[component]
pub fn ErrorState(
    error: client::Error,
    #[prop(optional, into)] on_retry: Option<Callback<()>>,
) -> impl IntoView {
    let reference = words::reference(&error);
    let text = move || words::error(&error);
    match (reference, on_retry) {
        (Some(reference), Some(on_retry)) => {
            view! { <Failure text=text reference=reference on_retry=on_retry /> }.into_any()
        }
        (None, Some(on_retry)) => view! { <Failure text=text on_retry=on_retry /> }.into_any(),
        (Some(reference), None) => view! { <Failure text=text reference=reference /> }.into_any(),
        (None, None) => view! { <Failure text=text /> }.into_any(),
    }
}
