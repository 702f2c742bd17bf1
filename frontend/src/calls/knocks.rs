//! A client who knocks is told of wherever one is. What tells it is a part of the program that comes with the first knock.

mod tell;

use std::time::Duration;

use domain::{CallId, GuestId};
use leptos::prelude::*;

use self::tell::Tell;
use crate::{
    lazy_page,
    realtime::Realtime,
    ui::lazy::{self, Placeholder},
};

/// Between two attempts to load what tells of knocks.
const AGAIN: Duration = Duration::from_secs(5);

lazy_page!(rest: TELL, fetch_tell => Tell);

/// Nothing is seen of it but its messages.
const QUIET: Placeholder = Placeholder {
    waiting: || ().into_any(),
    lost: |retry| {
        set_timeout(move || retry.run(()), AGAIN);
        ().into_any()
    },
};

/// All knocks since the page was opened, in context of what tells of them.
#[derive(Clone, Copy)]
struct Knocks(RwSignal<Vec<(CallId, GuestId)>>);

/// Once, in the frame.
#[component]
pub fn KnockWatch() -> impl IntoView {
    let knocks = Knocks(RwSignal::new(Vec::new()));
    provide_context(knocks);
    expect_context::<Realtime>().knocks.listen(move |knock| knocks.0.update(|all| all.push(*knock)));
    let any = Memo::new(move |_| knocks.0.with(|all| !all.is_empty()));
    move || any.get().then(|| lazy::page_with(TELL, QUIET))
}
