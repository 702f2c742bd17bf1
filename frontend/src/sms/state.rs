//! What the whole application knows of texting: how much waits in the inbox, and how the practice sends.

use domain::phone::PhoneNumber;
use leptos::prelude::*;
use wire::sms::{SmsSetup, SmsStop, SmsUnread};

use crate::{realtime::Realtime, session::Session, task::Refresher};

/// In context of the frame.
#[derive(Clone, Copy)]
pub struct SmsState {
    session: Session,
    unread: RwSignal<SmsUnread>,
    setup: RwSignal<Option<SmsSetup>>,
    counting: Refresher,
    looking_up: Refresher,
}

impl SmsState {
    pub fn provide(session: Session, realtime: Realtime) -> Self {
        let state = Self {
            session,
            unread: RwSignal::new(SmsUnread::default()),
            setup: RwSignal::new(None),
            counting: Refresher::default(),
            looking_up: Refresher::default(),
        };
        provide_context(state);
        realtime.sms.listen(move |_| state.refresh());
        realtime.settings.listen(move |()| state.look_up());
        realtime.resync.listen(move |()| {
            state.refresh();
            state.look_up();
        });
        state.refresh();
        state.look_up();
        state
    }

    /// How many texts nobody has read; subscribes the caller.
    pub fn unread(self) -> u64 {
        self.unread.with(|unread| unread.messages)
    }

    /// Whether the carrier is the simulated one; subscribes the caller.
    pub fn simulated(self) -> bool {
        self.setup.with(|setup| setup.as_ref().is_some_and(|setup| setup.simulated))
    }

    /// The practice's number, once it is known; subscribes the caller.
    pub fn own_number(self) -> Option<PhoneNumber> {
        self.setup.with(|setup| setup.as_ref().and_then(|setup| PhoneNumber::parse(&setup.from).ok()))
    }

    /// Why nothing leaves at present, if so; subscribes the caller.
    pub fn stopped(self) -> Option<SmsStop> {
        self.setup.with(|setup| setup.as_ref().and_then(|setup| setup.stopped.clone()))
    }

    fn look_up(self) {
        let session = self.session;
        self.looking_up.run(move || async move {
            if let Ok(setup) = session.call(session.client().sms_setup()).await {
                self.setup.set(Some(setup));
            }
        });
    }

    fn refresh(self) {
        let session = self.session;
        self.counting.run(move || async move {
            // Without the permission to read there is nothing to count.
            if let Ok(unread) = session.call(session.client().unread_sms()).await {
                self.unread.set(unread);
            }
        });
    }
}
