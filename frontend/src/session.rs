//! Who is signed in, what they may do, and the client that speaks to the server for them.

use std::{future::Future, time::Duration};

use client::Client;
use domain::permission::Permission;
use leptos::prelude::*;
use wire::{
    Code,
    identity::{Me, ProfileChange},
};

use crate::{
    i18n::{self, Language},
    js::{
        dom,
        timer::{self, Return},
    },
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
    /// Whose zone the times are in. Taken from the context once: an answer has none.
    zone: StoredValue<Option<Zone>>,
    /// The person is signing out: the end of the session is no news, and there is no way back to this page.
    leaving: StoredValue<bool>,
}

impl Session {
    /// Puts the session in context and asks the server who it is.
    pub fn provide() -> Self {
        let session = Self {
            person: RwSignal::new(Person::Asking),
            client: StoredValue::new(Client::new("")),
            zone: StoredValue::new(use_context::<Zone>()),
            leaving: StoredValue::new(false),
        };
        provide_context(session);
        timer::on_return(move |why| {
            // A page out of the browser's store shows the person who was signed in when it was left; another tab may have
            // signed in since this one was signed out.
            let is_signed_out = session.person.with_untracked(|person| matches!(person, Person::SignedOut));
            if is_signed_out {
                task::detached(session.begin_as_who_is_here());
            } else if why == Return::Restored {
                task::detached(async move {
                    session.check().await;
                });
            }
        });
        session.ask();
        session
    }

    /// Asks again, after a failure.
    pub fn ask(self) {
        self.person.set(Person::Asking);
        task::detached(async move {
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

    /// Asks whether the page's person is still signed in, where something other than an answer made that doubtful: a
    /// refused handshake says nothing, and neither does a page out of the browser's store. True unless they are not.
    pub async fn check(self) -> bool {
        let Some(known) = self.me_now() else { return false };
        match self.call(self.client().me()).await {
            Ok(me) if me.id != known.id => {
                dom::reload_page();
                false
            }
            Ok(me) => {
                if me.version != known.version || me.permissions != known.permissions {
                    self.signed_in(me);
                }
                true
            }
            Err(_) => self.me_now().is_some(),
        }
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

    /// The server said who it is: after signing in, and after a change of your own profile.
    pub fn signed_in(self, me: Me) {
        i18n::choose_language(me.language);
        if let Some(zone) = self.zone.get_value() {
            zone.set(me.time_zone.clone(), me.zone_offsets.clone());
        }
        Draft::belong_to(me.id);
        self.person.set(Person::SignedIn(me));
    }

    /// Runs a call and notices when the session has ended meanwhile, or has become another person's.
    pub async fn call<T>(self, call: impl Future<Output = client::Result<T>>) -> client::Result<T> {
        let result = call.await;
        match result.as_ref().err().and_then(client::Error::code) {
            Some(Code::Unauthenticated) => self.ended(),
            // The browser is another person's by now. What is on the way is for nobody: the page begins again as theirs.
            Some(Code::OtherPerson) => dom::reload_page(),
            _ => {}
        }
        result
    }

    /// The session is over: the person is asked to sign in and comes back to where they were.
    pub fn ended(self) {
        if self.leaving.get_value() {
            return Self::leave();
        }
        let was_here = self.me_now().is_some();
        self.client().speak_for(None);
        self.person.set(Person::SignedOut);
        if !was_here {
            return;
        }
        // Signing in elsewhere in this browser ends the former session before its answer brings the new cookie: anyone who
        // asks in between is nobody.
        task::detached(async move {
            for pause in [500, 1_000, 2_000, 4_000] {
                timer::sleep(Duration::from_millis(pause)).await;
                self.begin_as_who_is_here().await;
            }
        });
    }

    /// The page begins again as the person who is signed in in this browser by now, if there is one.
    async fn begin_as_who_is_here(self) {
        let is_signed_out = || self.person.with_untracked(|person| matches!(person, Person::SignedOut));
        // Asked a second time as well: the form on this page may have signed in meanwhile.
        if is_signed_out() && self.client().me().await.is_ok() && is_signed_out() {
            dom::reload_page();
        }
    }

    /// The server says that this page's session ended. Perhaps because another person has signed in in this browser: then
    /// the page begins again as theirs.
    pub fn revoked(self) {
        self.ended();
        task::detached(self.begin_as_who_is_here());
    }

    /// Speaks another language from now on, on this device at once and on others when the server knows.
    pub fn speak(self, language: Language) {
        i18n::choose_language(language);
        let Some(me) = self.me_now() else { return };
        let change = ProfileChange { name: me.name, language, time_zone: me.time_zone };
        // Detached: the menu closes as its line is pressed, and without the answer the next change would be stale.
        task::detached(async move {
            // A refusal (someone changed the profile elsewhere) leaves the choice to this device.
            if let Ok(me) = self.call(self.client().change_profile(me.version, &change)).await {
                self.person.set(Person::SignedIn(me));
            }
        });
    }

    /// Signs out and forgets what this device kept; the next person at it starts from nothing. `failed` is told when the
    /// server could not be asked: the cookie lives on, and so does the page.
    pub fn sign_out(self, failed: impl FnOnce(client::Error) + 'static) {
        if self.leaving.get_value() {
            return;
        }
        self.leaving.set_value(true);
        // Detached: the event that the session ended arrives before the answer and takes the menu away.
        task::detached(async move {
            match self.client().sign_out().await {
                Ok(()) => Self::leave(),
                Err(error) if error.code() == Some(Code::Unauthenticated) => Self::leave(),
                Err(error) if error.code() == Some(Code::OtherPerson) => dom::reload_page(),
                Err(error) => {
                    self.leaving.set_value(false);
                    failed(error);
                }
            }
        });
    }

    /// Where one signs in, without a way back: the next person may be another one.
    fn leave() {
        Draft::forget_all();
        dom::load_page("/sign-in");
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
