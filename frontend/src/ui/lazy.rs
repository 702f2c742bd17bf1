//! Pages whose code is downloaded when they are first opened, or ahead of that once the browser is idle.
//!
//! There are few modules, because what two of them share becomes a file of its own, for each combination.
//!
//! The build for users has the feature `split`: its functions marked here, and whatever only they use, leave the main
//! module for one of their own (`wasm-split`, after the compiler). Every other build calls them directly.

use std::{pin::Pin, time::Duration};

use futures_util::FutureExt;
use leptos::prelude::*;

use super::{Failure, Scope, Skeleton};
use crate::{i18n::ui, js::timer, task};

/// A download that was started.
pub type Fetching = Pin<Box<dyn Future<Output = Result<(), LoadError>>>>;

/// The code could not be downloaded: no connection, or the server has a newer version by now.
#[derive(Debug, Clone, Copy)]
pub struct LoadError;

/// Code of a page, or of pages that are used together.
#[derive(Clone, Copy)]
pub struct Code {
    /// Downloads it; at once when that was done before.
    pub fetch: fn() -> Fetching,
    /// The page, if the code is there.
    pub open: fn() -> Option<AnyView>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Fetching,
    Here,
    Lost,
}

/// What is in the place of a page whose code is not here.
#[derive(Clone, Copy)]
pub struct Placeholder {
    pub waiting: fn() -> AnyView,
    /// It could not be downloaded; the way to retry is given.
    pub lost: fn(Callback<()>) -> AnyView,
}

/// A skeleton of rows, and the failure with a button.
pub const SKELETON: Placeholder = Placeholder {
    waiting: || view! { <Skeleton /> }.into_any(),
    lost: |retry| view! { <Failure title=ui::lazy::title text=ui::lazy::text on_retry=retry /> }.into_any(),
};

/// The page, a skeleton while its code is on the way, or what went wrong with a way to retry.
pub fn page(code: Code) -> AnyView {
    page_with(code, SKELETON)
}

/// The same with something else in its place.
pub fn page_with(code: Code, meanwhile: Placeholder) -> AnyView {
    if let Some(page) = (code.open)() {
        return page;
    }
    let stage = RwSignal::new(Stage::Fetching);
    // The page's, not the button's to retry: that is gone as soon as it is pressed.
    let scope = Scope::here();
    let fetch = move |()| {
        stage.set(Stage::Fetching);
        scope.spawn(async move {
            stage.set(if (code.fetch)().await.is_ok() { Stage::Here } else { Stage::Lost });
        });
    };
    fetch(());
    let retry = Callback::new(fetch);
    (move || match stage.get() {
        Stage::Fetching => (meanwhile.waiting)(),
        Stage::Here => (code.open)().unwrap_or_else(|| (meanwhile.lost)(retry)),
        Stage::Lost => (meanwhile.lost)(retry),
    })
    .into_any()
}

/// Downloads what will probably be wanted, once the page had time for its own, without telling of failures: opening
/// it will.
pub fn fetch_ahead(after: Duration, code: Code) {
    task::spawn(async move {
        timer::sleep(after).await;
        let _ = (code.fetch)().await;
    });
}

/// What is ready at once, if it is.
pub fn now<T>(future: impl Future<Output = T>) -> Option<T> {
    future.now_or_never()
}

/// `lazy_page!(chat: pub CHAT, chat_page, fetch_chat => ChatPage);` makes the constant `CHAT` and the route's view
/// `chat_page()`, or the constant alone. Pages of one module (`chat:`) are downloaded together.
#[macro_export]
macro_rules! lazy_page {
    ($module:ident: $vis:vis $code:ident, $fetch:ident => $page:ident) => {
        $crate::lazy_code!($module: $vis $code, $fetch => $page);
    };
    ($module:ident: $vis:vis $code:ident, $view:ident, $fetch:ident => $page:ident) => {
        $crate::lazy_code!($module: $vis $code, $fetch => $page);
        // A constant, so that all routes' views are of one type.
        #[expect(non_upper_case_globals, reason = "a route names it as it names a component")]
        $vis const $view: fn() -> leptos::prelude::AnyView = || $crate::ui::lazy::page($code);
    };
}

#[cfg(feature = "split")]
#[macro_export]
macro_rules! lazy_code {
    ($module:ident: $vis:vis $code:ident, $fetch:ident => $page:ident) => {
        $vis const $code: $crate::ui::lazy::Code = {
            #[leptos::wasm_split::wasm_split(
                $module,
                wasm_split_path = ::leptos::wasm_split,
                preload(fetch),
                fallible
            )]
            fn $fetch() -> Result<AnyView, leptos::wasm_split::SplitLoaderError> {
                Ok(view! { <$page /> }.into_any())
            }
            $crate::ui::lazy::Code {
                fetch: || Box::pin(async { fetch().await.map_err(|_| $crate::ui::lazy::LoadError) }),
                open: || {
                    // Asked first: a page is not begun that cannot be finished now.
                    $crate::ui::lazy::now(fetch())?.ok()?;
                    $crate::ui::lazy::now($fetch())?.ok()
                },
            }
        };
    };
}

#[cfg(not(feature = "split"))]
#[macro_export]
macro_rules! lazy_code {
    ($module:ident: $vis:vis $code:ident, $fetch:ident => $page:ident) => {
        $vis const $code: $crate::ui::lazy::Code = $crate::ui::lazy::Code {
            fetch: || Box::pin(async { Ok(()) }),
            open: || Some(view! { <$page /> }.into_any()),
        };
    };
}
