//! Where a call is, whatever order and number the provider's events come in.
//!
//! Jitsi doubles some events, leaves others out and loads itself again without a word, so nothing here counts:
//! people are known by their ids, and every event may come twice.

use super::event::{CallEvent, Kind, Present, RoomFault};

/// Why it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// We left.
    Left,
    /// It was ended for everyone.
    Ended,
    /// We were taken out.
    KickedOut,
    /// We came in elsewhere since.
    Replaced,
    TokenRefused,
    Full,
    /// The provider's script or page cannot be loaded.
    Unreachable,
}

/// The steps of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// The script and the room's page are on their way.
    #[default]
    Loading,
    /// The page runs and is about to join.
    Ready,
    /// The room shows a page of its own before the call.
    Prejoin,
    /// The room keeps us in its lobby.
    Lobby,
    Joined,
    /// We were in, lost it, and the room tries again by itself.
    Reconnecting,
    /// What let us in is good no longer, and another is being asked for.
    Renewing,
    Over(EndReason),
}

/// What is known of the call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meeting {
    pub phase: Phase,
    /// Our own id in the room, once joined.
    pub own_id: Option<String>,
    pub own_name: String,
    /// Whether the room lets us end the call for everyone.
    pub moderator: bool,
    /// `None` until the room has said so.
    pub audio_muted: Option<bool>,
    pub video_muted: Option<bool>,
    pub audio_trouble: bool,
    pub video_trouble: bool,
    /// The others in the order they came.
    pub others: Vec<Present>,
    /// Whom we took out with the room's own menu, by the `context.user.id` of their tokens.
    pub taken_out: Vec<String>,
    /// The whole screen is shared, with whatever appears on it.
    pub whole_screen: bool,
    pub speaker: Option<String>,
    /// The grant in use took the place of one that was refused, and has not let us in yet.
    renewed: bool,
    /// Who left, by id: news of a kick may come after the news of the leaving.
    gone: Vec<(String, String)>,
}

impl Meeting {
    /// Takes an event. `true` when the room has nothing left to show and must be disposed of at once: a Jitsi
    /// that stays loads its welcome page and says `ready` again.
    #[must_use]
    pub fn apply(&mut self, event: CallEvent) -> bool {
        if self.is_over() {
            return true;
        }
        match event {
            CallEvent::Ready => self.page_loaded(),
            CallEvent::PrejoinShown if self.phase == Phase::Ready => self.phase = Phase::Prejoin,
            CallEvent::PrejoinShown => {}
            CallEvent::Joined { id, name } => {
                self.others.retain(|other| other.id != id);
                self.own_id = Some(id);
                self.own_name = name;
                self.phase = Phase::Joined;
                self.renewed = false;
            }
            CallEvent::Left => self.left_by_itself(),
            CallEvent::ReadyToClose => self.end(EndReason::Left),
            CallEvent::TookOut { id } => self.took_out(&id),
            CallEvent::Sharing { on, whole } => self.whole_screen = on && whole,
            CallEvent::KickedOut => self.end(EndReason::KickedOut),
            CallEvent::Fault(fault) => self.fail(fault),
            CallEvent::ParticipantJoined(person) => self.add(person),
            CallEvent::ParticipantLeft { id } => self.remove(&id),
            CallEvent::RoleChanged { id, moderator } => self.set_role(&id, moderator),
            CallEvent::Muted { kind, muted } => self.set_own(kind, muted),
            CallEvent::ParticipantMuted { id, kind, muted } => {
                if let Some(other) = self.other(&id) {
                    *muted_flag(other, kind) = muted;
                }
            }
            CallEvent::DeviceTrouble { kind: Kind::Audio } => self.audio_trouble = true,
            CallEvent::DeviceTrouble { kind: Kind::Video } => self.video_trouble = true,
            CallEvent::DominantSpeaker { id } => self.speaker = Some(id),
        }
        self.is_over()
    }

    /// The script or the frame could not be had.
    pub fn unreachable(&mut self) {
        if !self.is_over() {
            self.end(EndReason::Unreachable);
        }
    }

    /// What let us in was refused, and another may be asked for: once, until we have been in again.
    pub fn may_renew(&self) -> bool {
        self.phase == Phase::Over(EndReason::TokenRefused) && !self.renewed
    }

    /// Another grant is being asked for; the room is gone meanwhile.
    pub fn renewing(&mut self) {
        *self = Self { phase: Phase::Renewing, renewed: true, ..Self::default() };
    }

    /// The room opens again.
    pub fn restart(&mut self) {
        *self = Self { renewed: self.renewed, ..Self::default() };
    }

    /// It could not be had, for this reason.
    pub fn refused(&mut self, why: EndReason) {
        self.end(why);
    }

    /// Whether the provider gave a client the rights of a moderator: it goes by who came first then, instead of by the token.
    pub fn has_moderating_client(&self) -> bool {
        let is_client = |user: &String| user.starts_with("g-");
        self.others.iter().any(|other| other.moderator && other.user_id.as_ref().is_some_and(is_client))
    }

    /// Whether one waits to get in, and nobody but the server is to blame.
    pub const fn is_waiting(&self) -> bool {
        matches!(self.phase, Phase::Loading | Phase::Ready | Phase::Reconnecting | Phase::Renewing)
    }

    pub const fn is_over(&self) -> bool {
        matches!(self.phase, Phase::Over(_))
    }

    fn page_loaded(&mut self) {
        self.phase = match self.phase {
            Phase::Loading | Phase::Ready => Phase::Ready,
            // The page went down and came back, and everybody will be announced again.
            Phase::Prejoin | Phase::Lobby | Phase::Joined | Phase::Reconnecting => Phase::Reconnecting,
            Phase::Renewing | Phase::Over(_) => self.phase,
        };
        self.others.clear();
    }

    /// After a hang-up `readyToClose` follows; without it the room lost its server and comes back.
    fn left_by_itself(&mut self) {
        self.others.clear();
        self.own_id = None;
        if self.phase == Phase::Joined {
            self.phase = Phase::Reconnecting;
        }
    }

    fn fail(&mut self, fault: RoomFault) {
        match fault {
            RoomFault::Destroyed => self.end(EndReason::Ended),
            RoomFault::TokenRefused => self.end(EndReason::TokenRefused),
            RoomFault::Replaced => self.end(EndReason::Replaced),
            RoomFault::Full => self.end(EndReason::Full),
            RoomFault::Lobby => self.phase = Phase::Lobby,
            RoomFault::Connection => self.phase = Phase::Reconnecting,
        }
    }

    fn end(&mut self, why: EndReason) {
        self.phase = Phase::Over(why);
        self.others.clear();
        self.own_id = None;
        self.speaker = None;
    }

    fn add(&mut self, person: Present) {
        if self.own_id.as_ref() == Some(&person.id) {
            return;
        }
        match self.other(&person.id) {
            Some(known) => {
                known.name = person.name;
                known.user_id = person.user_id;
            }
            None => self.others.push(person),
        }
    }

    fn remove(&mut self, id: &str) {
        if let Some(at) = self.others.iter().position(|other| other.id == id) {
            let other = self.others.remove(at);
            self.gone.extend(other.user_id.map(|user| (other.id, user)));
        }
    }

    fn took_out(&mut self, id: &str) {
        let here = self.others.iter().find(|other| other.id == id).and_then(|other| other.user_id.clone());
        let gone = || self.gone.iter().find(|(known, _)| known == id).map(|(_, user)| user.clone());
        if let Some(user) = here.or_else(gone) {
            self.taken_out.push(user);
        }
        self.remove(id);
    }

    fn set_role(&mut self, id: &str, moderator: bool) {
        if let Some(other) = self.other(id) {
            other.moderator = moderator;
        } else if self.own_id.as_deref() == Some(id) {
            self.moderator = moderator;
        }
    }

    fn set_own(&mut self, kind: Kind, muted: bool) {
        match kind {
            Kind::Audio => {
                self.audio_muted = Some(muted);
                self.audio_trouble &= muted;
            }
            Kind::Video => {
                self.video_muted = Some(muted);
                self.video_trouble &= muted;
            }
        }
    }

    fn other(&mut self, id: &str) -> Option<&mut Present> {
        self.others.iter_mut().find(|other| other.id == id)
    }
}

const fn muted_flag(person: &mut Present, kind: Kind) -> &mut bool {
    match kind {
        Kind::Audio => &mut person.audio_muted,
        Kind::Video => &mut person.video_muted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meeting(events: impl IntoIterator<Item = CallEvent>) -> Meeting {
        let mut meeting = Meeting::default();
        for event in events {
            let _ = meeting.apply(event);
        }
        meeting
    }

    fn came(id: &str) -> CallEvent {
        let person = Present { id: id.into(), name: format!("Name {id}"), ..Present::default() };
        CallEvent::ParticipantJoined(person)
    }

    fn joined() -> CallEvent {
        CallEvent::Joined { id: "me".into(), name: "Ana".into() }
    }

    #[test]
    fn those_announced_before_our_own_arrival_are_kept() {
        let now = meeting([CallEvent::Ready, came("a"), came("b"), joined()]);
        assert_eq!(now.phase, Phase::Joined);
        assert_eq!(now.others.iter().map(|other| other.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    }

    #[test]
    fn doubled_events_change_nothing() {
        let gone = || CallEvent::ParticipantLeft { id: "a".into() };
        let now =
            meeting([CallEvent::Ready, came("a"), came("a"), joined(), joined(), came("b"), gone(), gone()]);
        assert_eq!(now.others.len(), 1);
        assert_eq!(now.phase, Phase::Joined);
    }

    #[test]
    fn hanging_up_disposes_before_jitsi_comes_back() {
        let mut now = meeting([CallEvent::Ready, joined()]);
        assert!(!now.apply(CallEvent::Left));
        assert!(now.apply(CallEvent::ReadyToClose));
        assert_eq!(now.phase, Phase::Over(EndReason::Left));
        // Had it stayed: the welcome page says these three seconds later.
        assert!(now.apply(CallEvent::Left) && now.apply(CallEvent::Ready));
        assert_eq!(now.phase, Phase::Over(EndReason::Left));
    }

    #[test]
    fn an_end_for_everyone_is_known_by_its_error_alone() {
        let mut now = meeting([CallEvent::Ready, came("a"), joined()]);
        assert!(now.apply(CallEvent::Fault(RoomFault::Destroyed)));
        assert_eq!(now.phase, Phase::Over(EndReason::Ended));
        assert!(now.others.is_empty());
    }

    #[test]
    fn a_kick_comes_without_ready_to_close() {
        let mut now = meeting([CallEvent::Ready, joined()]);
        assert!(now.apply(CallEvent::KickedOut));
        assert_eq!(now.phase, Phase::Over(EndReason::KickedOut));
    }

    #[test]
    fn a_page_that_loads_itself_anew_is_reconnecting_until_it_has_joined() {
        let mut now = meeting([CallEvent::Ready, came("a"), joined(), CallEvent::Ready]);
        assert_eq!((now.phase, now.others.len()), (Phase::Reconnecting, 0));
        assert!(!now.apply(came("a")) && !now.apply(joined()));
        assert_eq!((now.phase, now.others.len()), (Phase::Joined, 1));
    }

    #[test]
    fn an_unreachable_server_is_tried_again_by_the_room() {
        let now = meeting([CallEvent::Ready, CallEvent::Fault(RoomFault::Connection), CallEvent::Left]);
        assert_eq!(now.phase, Phase::Reconnecting);
        assert_eq!(meeting([CallEvent::Ready, joined(), CallEvent::Left]).phase, Phase::Reconnecting);
    }

    #[test]
    fn the_lobby_is_not_an_error() {
        let mut now = meeting([CallEvent::Ready, CallEvent::Fault(RoomFault::Lobby)]);
        assert_eq!(now.phase, Phase::Lobby);
        assert!(!now.apply(joined()));
        assert_eq!(now.phase, Phase::Joined);
    }

    #[test]
    fn roles_and_mutes_find_their_person() {
        let now = meeting([
            CallEvent::Ready,
            came("a"),
            joined(),
            CallEvent::RoleChanged { id: "me".into(), moderator: true },
            CallEvent::RoleChanged { id: "a".into(), moderator: false },
            CallEvent::DeviceTrouble { kind: Kind::Video },
            CallEvent::Muted { kind: Kind::Audio, muted: true },
            CallEvent::ParticipantMuted { id: "a".into(), kind: Kind::Video, muted: true },
        ]);
        assert!(now.moderator && now.video_trouble && !now.others[0].moderator);
        assert_eq!((now.audio_muted, now.video_muted), (Some(true), None));
        assert!(now.others[0].video_muted && !now.others[0].audio_muted);
    }

    #[test]
    fn a_refused_token_is_renewed_once_until_it_let_us_in() {
        let mut now = meeting([CallEvent::Ready, joined()]);
        let refused = || CallEvent::Fault(RoomFault::TokenRefused);
        assert!(now.apply(refused()));
        assert!(now.may_renew(), "the token ran out while the network was away");
        now.renewing();
        assert_eq!(now.phase, Phase::Renewing);
        now.restart();
        assert!(!now.is_over() && !now.apply(CallEvent::Ready));
        assert!(now.apply(refused()));
        assert!(!now.may_renew(), "the new one is refused as well: asking again is no use");
        assert_eq!(now.phase, Phase::Over(EndReason::TokenRefused));

        let mut now = meeting([CallEvent::Ready]);
        let _ = now.apply(refused());
        now.renewing();
        now.restart();
        let _ = now.apply(joined());
        let _ = now.apply(refused());
        assert!(now.may_renew(), "an hour later it may run out again");
    }

    #[test]
    fn one_waits_from_the_first_script_to_the_room_and_whenever_it_is_lost() {
        for (events, waits) in [
            (vec![], true),
            (vec![CallEvent::Ready], true),
            (vec![CallEvent::Ready, joined()], false),
            (vec![CallEvent::Ready, joined(), CallEvent::Left], true),
            // The person's own turn, or the host's.
            (vec![CallEvent::Ready, CallEvent::PrejoinShown], false),
            (vec![CallEvent::Ready, CallEvent::Fault(RoomFault::Lobby)], false),
            (vec![CallEvent::Ready, CallEvent::ReadyToClose], false),
        ] {
            assert_eq!(meeting(events.clone()).is_waiting(), waits, "{events:?}");
        }
    }

    #[test]
    fn whom_we_took_out_is_known_whichever_news_comes_first() {
        let with_token = |id: &str| {
            let user_id = Some(format!("g-{id}"));
            CallEvent::ParticipantJoined(Present { id: id.into(), user_id, ..Present::default() })
        };
        let out = |id: &str| CallEvent::TookOut { id: id.into() };
        let now = meeting([CallEvent::Ready, with_token("a"), with_token("b"), joined(), out("a"), out("x")]);
        assert_eq!((now.taken_out, now.others.len()), (vec!["g-a".to_owned()], 1));
        let gone = CallEvent::ParticipantLeft { id: "a".into() };
        let now = meeting([CallEvent::Ready, with_token("a"), joined(), gone, out("a")]);
        assert_eq!(now.taken_out, ["g-a"]);
    }

    #[test]
    fn a_client_who_moderates_is_noticed() {
        let client = Present { id: "a".into(), user_id: Some("g-1".into()), ..Present::default() };
        let staff = Present { id: "b".into(), user_id: Some("u-1".into()), ..Present::default() };
        let role = |id: &str| CallEvent::RoleChanged { id: id.into(), moderator: true };
        let came = [CallEvent::ParticipantJoined(client), CallEvent::ParticipantJoined(staff)];
        let with = |roles: Vec<CallEvent>| {
            meeting(came.clone().into_iter().chain([joined()]).chain(roles)).has_moderating_client()
        };
        assert!(!with(vec![role("b"), role("me")]));
        assert!(with(vec![role("a")]));
    }

    #[test]
    fn a_whole_screen_is_a_monitor() {
        let sharing = |whole| CallEvent::Sharing { on: true, whole };
        assert!(meeting([CallEvent::Ready, joined(), sharing(true)]).whole_screen);
        assert!(!meeting([CallEvent::Ready, joined(), sharing(false)]).whole_screen);
        let off = CallEvent::Sharing { on: false, whole: true };
        assert!(!meeting([CallEvent::Ready, joined(), sharing(true), off]).whole_screen);
    }

    #[test]
    fn another_window_takes_the_seat() {
        let mut now = meeting([CallEvent::Ready, joined()]);
        assert!(now.apply(CallEvent::Fault(RoomFault::Replaced)));
        assert_eq!(now.phase, Phase::Over(EndReason::Replaced));
        assert!(!now.may_renew(), "or the two windows would take it from each other for ever");
    }
}
