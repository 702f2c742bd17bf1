//! The one socket: connects, stays connected, and tells the features what happened.

mod connection;
mod feed;
mod news;
mod place;

use std::collections::HashMap;

use domain::{UserId, event::Event};
use futures_channel::mpsc;
use leptos::prelude::*;
use wire::realtime::{ClientFrame, Enclosure, Presence, SequencedEvent, UserPresence};

pub use feed::Feed;
pub use news::{CallNews, ConversationNews, MessageNews, SmsNews, Typing};

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
    /// Something may have been missed: whoever shows server data reads it anew.
    pub resync: Feed<()>,
    pub messages: Feed<MessageNews>,
    pub conversations: Feed<ConversationNews>,
    pub notifications: Feed<()>,
    pub records: Feed<domain::event::RecordRef>,
    pub timelines: Feed<domain::event::RecordRef>,
    pub sms: Feed<SmsNews>,
    pub calls: Feed<CallNews>,
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
    pub fn tell(self, frame: ClientFrame) {
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
            Event::MessagePosted { conversation, message, .. } => self.messages.tell(&match happened.with {
                Some(Enclosure::Message(message)) => MessageNews::Posted(message),
                Some(Enclosure::Unread(_)) | None => MessageNews::Changed { conversation, message },
            }),
            Event::MessageChanged { conversation, message, .. } => {
                self.messages.tell(&MessageNews::Changed { conversation, message });
            }
            Event::ConversationChanged { conversation } => {
                self.conversations.tell(&ConversationNews::Changed(conversation));
            }
            Event::MemberJoined { conversation, user } => {
                self.conversations.tell(&ConversationNews::Joined { conversation, user });
            }
            Event::MemberLeft { conversation, user } => {
                self.conversations.tell(&ConversationNews::Left { conversation, user });
            }
            Event::ReadMoved { conversation, user, read_seq } => {
                let unread =
                    if let Some(Enclosure::Unread(left)) = happened.with { Some(left) } else { None };
                self.conversations.tell(&ConversationNews::Read { conversation, user, read_seq, unread });
            }
            Event::NotificationAdded { .. } | Event::NotificationsSeen { .. } => {
                self.notifications.tell(&());
            }
            Event::RecordChanged { record, .. } => self.records.tell(&record),
            Event::TimelineGrew { record } => self.timelines.tell(&record),
            Event::SmsThreadChanged { thread } => self.sms.tell(&SmsNews { thread, message: None }),
            Event::SmsMessageAdded { thread, message } | Event::SmsMessageChanged { thread, message } => {
                self.sms.tell(&SmsNews { thread, message: Some(message) });
            }
            Event::CallChanged { call, .. } => self.calls.tell(&CallNews::Changed(call)),
            Event::CallParticipantsChanged { call } => self.calls.tell(&CallNews::Participants(call)),
            Event::CallEnded { call } => self.calls.tell(&CallNews::Ended(call)),
            Event::UserChanged { user } => self.users.tell(&user),
            Event::SessionRevoked { session: revoked, .. } => {
                if session.me_now().is_some_and(|me| me.session == revoked) {
                    session.revoked();
                }
            }
            Event::MailChanged { mail } => self.mail.tell(&mail),
            Event::SettingsChanged => self.settings.tell(&()),
        }
    }
}
