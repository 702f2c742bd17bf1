//! Who is signed in, what they may do, and the client that speaks to the server for them.

use std::future::Future;

use client::Client;
use domain::permission::Permission;
use leptos::prelude::*;
use wire::{
    Code,
    identity::{Me, ProfileChange},
};

use crate::{
    i18n::{self, Language},
    js::dom,
    task,
    ui::{Draft, Forbidden, time::Zone},
    words,
};

/// What is known of the person before the screen.
#[derive(Clone, Debug)]
pub enum Person {
    /// The server has not answered yet.
    Asking,
    SignedOut,
    /// Nobody can sign in yet: there is no practice.
    NotSetUp,
    SignedIn(Me),
    /// The server could not be asked.
    Unknown(client::Error),
}

/// The session, in context of the staff's application.
#[derive(Clone, Copy)]
pub struct Session {
    person: RwSignal<Person>,
    client: StoredValue<Client>,
}

impl Session {
    /// Puts the session in context and asks the server who it is.
    pub fn provide() -> Self {
        let session =
            Self { person: RwSignal::new(Person::Asking), client: StoredValue::new(Client::new("")) };
        provide_context(session);
        session.ask();
        session
    }

    /// Asks again, after a failure.
    pub fn ask(self) {
        self.person.set(Person::Asking);
        task::spawn(async move {
            match self.client().me().await {
                Ok(me) => self.signed_in(me),
                Err(error) if error.code() == Some(Code::Unauthenticated) => {
                    let setup = self.client().setup().await;
                    let empty = setup.is_ok_and(|setup| !setup.is_set_up);
                    self.person.set(if empty { Person::NotSetUp } else { Person::SignedOut });
                }
                Err(error) => self.person.set(Person::Unknown(error)),
            }
        });
    }

    pub fn client(self) -> Client {
        self.client.get_value()
    }

    /// What is known of the person; subscribes the caller.
    pub fn person(self) -> Person {
        self.person.get()
    }

    /// The person signed in; subscribes the caller. Nothing before the frame is shown.
    pub fn me(self) -> Option<Me> {
        self.person.with(|person| match person {
            Person::SignedIn(me) => Some(me.clone()),
            _ => None,
        })
    }

    /// The person signed in, without subscribing.
    pub fn me_now(self) -> Option<Me> {
        self.person.with_untracked(|person| match person {
            Person::SignedIn(me) => Some(me.clone()),
            _ => None,
        })
    }

    /// Whether the person has the permission; subscribes the caller.
    pub fn may(self, permission: Permission) -> bool {
        self.person.with(|person| match person {
            Person::SignedIn(me) => me.permissions.contains(permission),
            _ => false,
        })
    }

    /// The server said who it is: after signing in, and after a change of one's own profile.
    pub fn signed_in(self, me: Me) {
        i18n::choose_language(me.language);
        if let Some(zone) = use_context::<Zone>() {
            zone.set(me.time_zone.clone());
        }
        self.person.set(Person::SignedIn(me));
    }

    /// Runs a call and notices when the session has ended meanwhile.
    pub async fn call<T>(self, call: impl Future<Output = client::Result<T>>) -> client::Result<T> {
        let result = call.await;
        if result.as_ref().err().and_then(client::Error::code) == Some(Code::Unauthenticated) {
            self.ended();
        }
        result
    }

    /// The session is over: the person is asked to sign in and comes back to where they were.
    pub fn ended(self) {
        self.person.set(Person::SignedOut);
    }

    /// Speaks another language from now on, on this device at once and on others when the server knows.
    pub fn speak(self, language: Language) {
        i18n::choose_language(language);
        let Some(me) = self.me_now() else { return };
        let change = ProfileChange { name: me.name, language, time_zone: me.time_zone };
        task::spawn(async move {
            // A refusal (somebody changed the profile elsewhere) leaves the choice to this device.
            if let Ok(me) = self.call(self.client().change_profile(me.version, &change)).await {
                self.person.set(Person::SignedIn(me));
            }
        });
    }

    /// Signs out and forgets what this device kept; the next person at it starts from nothing.
    pub fn sign_out(self) {
        task::spawn(async move {
            // Without an answer the cookie may live on; the page says so by still being signed in.
            if self.client().sign_out().await.is_ok() {
                Draft::forget_all();
                dom::load_page("/sign-in");
            }
        });
    }
}

/// Shows its children to those who have the permission, and the reason to everybody else.
#[component]
pub fn Needs(permission: Permission, children: ChildrenFn) -> impl IntoView {
    let session = expect_context::<Session>();
    let children = StoredValue::new(children);
    move || {
        if session.may(permission) {
            children.with_value(|children| children()).into_any()
        } else {
            view! { <Forbidden permission=move || words::permission(permission) /> }.into_any()
        }
    }
}
