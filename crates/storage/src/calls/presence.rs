//! Whether someone may be in a call now: what a token or a ticket said once is compared with what is true today.

use chrono::{DateTime, Utc};
use domain::calls::{
    Attendant, CallMinutes, CallWindow, ClientDoor, GuestState, JoinMargins, may_end_for_everyone,
};
use domain::permission::Permission;
use domain::{CallId, SessionId, UserId};
use sea_orm::EntityTrait;

use super::{Attendee, Call};
use crate::entity::{app_user, call_guest, session};
use crate::{Result, Store, StoreError};

/// Whom a grant was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entrant {
    pub who: Attendee,
    /// The session in which a colleague asked for it; the grant ends with the session.
    pub session: Option<SessionId>,
}

/// What is true of someone with a grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// May be inside.
    Welcome { attendant: Attendant, moderator: bool },
    /// The call is over for everyone.
    Over,
    /// Staff took them out, or did not let them in.
    SentAway,
    /// Deactivated, signed out, without the permission, or not let in yet.
    Unwelcome,
}

impl Store {
    /// What is true now of anyone who holds a grant for `call`. An unknown call is `StoreError::NotFound`.
    pub async fn standing(
        &self,
        call: CallId,
        entrant: Entrant,
        margins: JoinMargins,
        now: DateTime<Utc>,
    ) -> Result<Standing> {
        let call = self.call_of_link(call).await?;
        if call.state.is_over() {
            return Ok(Standing::Over);
        }
        let found = match entrant.who {
            Attendee::Guest(guest) => {
                let minutes = CallMinutes::try_from(i64::from(call.minutes)).map_err(StoreError::corrupt)?;
                let window = CallWindow::new(call.starts_at, minutes, margins);
                match window.client_door(call.state, now) {
                    ClientDoor::Open => {}
                    // It was moved to another time.
                    ClientDoor::Early { .. } => return Ok(Standing::Unwelcome),
                    ClientDoor::Over | ClientDoor::Ended | ClientDoor::Cancelled => {
                        return Ok(Standing::Over);
                    }
                }
                let guest = call_guest::Entity::find_by_id(guest).one(self.reader()).await?;
                match guest.filter(|one| one.call_id == call.id).map(|one| one.state) {
                    Some(GuestState::Admitted) => Some((Attendant::Client, false)),
                    Some(GuestState::Refused | GuestState::Removed) => return Ok(Standing::SentAway),
                    Some(GuestState::Waiting | GuestState::Left) | None => None,
                }
            }
            Attendee::User(user) => {
                if self.practice(call.practice_id).calls().was_removed(call.id, user).await? {
                    return Ok(Standing::SentAway);
                }
                self.colleague(&call, user, entrant.session, now).await?
            }
        };
        Ok(match found {
            Some((attendant, moderator)) => Standing::Welcome { attendant, moderator },
            None => Standing::Unwelcome,
        })
    }

    async fn colleague(
        &self,
        call: &Call,
        user: UserId,
        session: Option<SessionId>,
        now: DateTime<Utc>,
    ) -> Result<Option<(Attendant, bool)>> {
        let Some(person) = app_user::Entity::find_by_id(user).one(self.reader()).await? else {
            return Ok(None);
        };
        if person.practice_id != call.practice_id || person.deactivated_at.is_some() {
            return Ok(None);
        }
        if let Some(session) = session {
            let found = session::Entity::find_by_id(session).one(self.reader()).await?;
            let good = found
                .is_some_and(|one| one.user_id == user && one.revoked_at.is_none() && one.expires_at > now);
            if !good {
                return Ok(None);
            }
        }
        let asked = self.practice(call.practice_id).calls().participants(call.id).await?;
        let host = user == call.host_id;
        let may = person.permission_set()?;
        let invited = host || asked.iter().any(|one| one.user_id == user);
        if !may.contains(Permission::ApplicantRead) || !(invited || may.contains(Permission::VideoSchedule)) {
            return Ok(None);
        }
        let delegates: Vec<UserId> = asked.iter().filter(|one| one.delegate).map(|one| one.user_id).collect();
        let attendant = if host { Attendant::Host } else { Attendant::Team };
        Ok(Some((attendant, may_end_for_everyone(user, call.host_id, &delegates))))
    }
}
