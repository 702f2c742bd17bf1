//! The one socket: connects, stays connected, and tells the features what happened.

mod connection;
mod feed;
mod place;
mod updates;

use std::collections::HashMap;

use domain::{CallId, GuestId, UserId, event::Event};
use futures_channel::mpsc;
use leptos::prelude::*;
use wire::realtime::{ClientFrame, Enclosure, Presence, SequencedEvent, UserPresence};

pub use feed::Feed;
pub use updates::{CallUpdate, ConversationUpdate, MessageUpdate, SmsUpdate, Typing};

use crate::{session::Session, task, ui::PresenceState};

/// Whether events arrive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    #[default]
    Connecting,
    Connected,
    /// The connection broke; it is being tried again.
    Reconnecting,
}

/// The socket as the features see it; in context of the staff's application.
#[derive(Clone, Copy)]
pub struct Realtime {
    status: RwSignal<Status>,
    presence: RwSignal<HashMap<UserId, Presence>>,
    outgoing: StoredValue<mpsc::UnboundedSender<ClientFrame>>,
    /// Something may have been missed: anyone who shows server data reads it again.
    pub resync: Feed<()>,
    pub messages: Feed<MessageUpdate>,
    pub conversations: Feed<ConversationUpdate>,
    pub notifications: Feed<()>,
    pub records: Feed<domain::event::RecordRef>,
    pub timelines: Feed<domain::event::RecordRef>,
    pub sms: Feed<SmsUpdate>,
    pub calls: Feed<CallUpdate>,
    /// Who waits to be let into a call of your own.
    pub knocks: Feed<(CallId, GuestId)>,
    pub users: Feed<UserId>,
    pub mail: Feed<domain::MailId>,
    pub settings: Feed<()>,
    pub typing: Feed<Typing>,
}

impl Realtime {
    /// Connects for as long as the caller's owner lives.
    pub fn provide(session: Session) -> Self {
        let (sender, receiver) = mpsc::unbounded();
        let realtime = Self {
            status: RwSignal::new(Status::default()),
            presence: RwSignal::new(HashMap::new()),
            outgoing: StoredValue::new(sender),
            resync: Feed::new(),
            messages: Feed::new(),
            conversations: Feed::new(),
            notifications: Feed::new(),
            records: Feed::new(),
            timelines: Feed::new(),
            sms: Feed::new(),
            calls: Feed::new(),
            knocks: Feed::new(),
            users: Feed::new(),
            mail: Feed::new(),
            settings: Feed::new(),
            typing: Feed::new(),
        };
        provide_context(realtime);
        task::spawn(connection::run(realtime, session, receiver));
        realtime
    }

    pub fn status(self) -> Status {
        self.status.get()
    }

    /// Whether `user` can be expected to answer; subscribes the caller.
    pub fn presence_of(self, user: UserId) -> PresenceState {
        match self.presence.with(|known| known.get(&user).copied()) {
            Some(Presence::Active) => PresenceState::Active,
            Some(Presence::Idle) => PresenceState::Idle,
            Some(Presence::Offline) | None => PresenceState::Offline,
        }
    }

    /// Sends a frame; lost while there is no connection, so only for what is of the moment.
    pub fn send(self, frame: ClientFrame) {
        self.outgoing.with_value(|sender| {
            // Refused only once the loop is gone, and nobody listens then.
            let _ = sender.unbounded_send(frame);
        });
    }

    fn all_presence(self, presence: Vec<UserPresence>) {
        self.presence.set(presence.into_iter().map(|one| (one.user, one.presence)).collect());
    }

    fn some_presence(self, changed: Vec<UserPresence>) {
        self.presence.update(|known| known.extend(changed.into_iter().map(|one| (one.user, one.presence))));
    }

    /// The only place that matches the server's events. Without a `_` arm, so that a new one is not forgotten.
    fn happened(self, happened: SequencedEvent, session: Session) {
        match happened.event {
            Event::MessagePosted { conversation, message, .. } => self.messages.emit(&match happened.with {
                Some(Enclosure::Message(message)) => MessageUpdate::Posted(message),
                Some(Enclosure::Unread(_)) | None => MessageUpdate::Changed { conversation, message },
            }),
            Event::MessageChanged { conversation, message, .. } => {
                self.messages.emit(&MessageUpdate::Changed { conversation, message });
            }
            Event::ConversationChanged { conversation } => {
                self.conversations.emit(&ConversationUpdate::Changed(conversation));
            }
            Event::MemberJoined { conversation, user } => {
                self.conversations.emit(&ConversationUpdate::Joined { conversation, user });
            }
            Event::MemberLeft { conversation, user } => {
                self.conversations.emit(&ConversationUpdate::Left { conversation, user });
            }
            Event::ReadMoved { conversation, user, read_seq } => {
                let unread =
                    if let Some(Enclosure::Unread(left)) = happened.with { Some(left) } else { None };
                self.conversations.emit(&ConversationUpdate::Read { conversation, user, read_seq, unread });
            }
            Event::NotificationAdded { .. } | Event::NotificationsSeen { .. } => {
                self.notifications.emit(&());
            }
            Event::RecordChanged { record, .. } => self.records.emit(&record),
            Event::TimelineGrew { record } => self.timelines.emit(&record),
            Event::SmsThreadChanged { thread } => self.sms.emit(&SmsUpdate { thread, message: None }),
            Event::SmsMessageAdded { thread, message } | Event::SmsMessageChanged { thread, message } => {
                self.sms.emit(&SmsUpdate { thread, message: Some(message) });
            }
            Event::CallChanged { call, .. } => self.calls.emit(&CallUpdate::Changed(call)),
            Event::CallParticipantsChanged { call } => self.calls.emit(&CallUpdate::Participants(call)),
            Event::ClientKnocked { call, guest } => self.knocks.emit(&(call, guest)),
            Event::CallEnded { call } => self.calls.emit(&CallUpdate::Ended(call)),
            Event::UserChanged { user } => self.users.emit(&user),
            Event::SessionRevoked { session: revoked, .. } => {
                if session.me_now().is_some_and(|me| me.session == revoked) {
                    session.revoked();
                }
            }
            Event::MailChanged { mail } => self.mail.emit(&mail),
            Event::SettingsChanged => self.settings.emit(&()),
        }
    }
}
