//! Video calls, for the team.

use domain::{CallId, GuestId, UserId};
use wire::Page;
use wire::calls::{
    Call, CallCancellation, CallChange, CallGuest, CallPeople, CallQuery, InvitationDraft, LinkChange,
    LinkGuests, NewCall, RoomGrant, StayReport,
};

use crate::error::Result;
use crate::request::{Client, Method, Path, RequestBuilder};

impl Client {
    pub async fn calls(&self, query: &CallQuery) -> Result<Page<Call>> {
        let path = Path::new("calls")
            .with("past", query.past.then_some(true))
            .with("applicant", query.applicant)
            .with("case", query.case)
            .with("q", query.q.as_deref())
            .with("limit", query.limit)
            .with("cursor", query.cursor.as_deref());
        self.page(path).await
    }

    pub async fn call(&self, id: CallId) -> Result<Call> {
        self.get(format!("calls/{id}")).await
    }

    /// Schedules a call; the same `key` again is the same call again.
    pub async fn schedule_call(&self, key: &str, new: &NewCall) -> Result<Call> {
        self.create("calls", key, new).await
    }

    /// Changes a call as it was at `version`.
    pub async fn change_call(&self, id: CallId, version: i64, change: &CallChange) -> Result<Call> {
        self.change(format!("calls/{id}"), version, change).await
    }

    pub async fn cancel_call(&self, id: CallId, reason: &str) -> Result<Call> {
        self.post(format!("calls/{id}/cancel"), &CallCancellation { reason: reason.to_owned() }).await
    }

    /// Makes the client's link another one; `guests` says what becomes of those whom the old one let in.
    pub async fn rotate_call_link(&self, id: CallId, guests: LinkGuests) -> Result<Call> {
        self.post(format!("calls/{id}/link/rotate"), &LinkChange { guests }).await
    }

    /// Makes the client's link stop working.
    pub async fn revoke_call_link(&self, id: CallId, guests: LinkGuests) -> Result<Call> {
        self.post(format!("calls/{id}/link/revoke"), &LinkChange { guests }).await
    }

    pub async fn call_invitation(&self, id: CallId) -> Result<InvitationDraft> {
        self.get(format!("calls/{id}/invitation")).await
    }

    /// Goes in.
    pub async fn join_call(&self, id: CallId) -> Result<RoomGrant> {
        self.answer(RequestBuilder::new(Method::Post, format!("calls/{id}/join"))).await
    }

    pub async fn call_people(&self, id: CallId) -> Result<CallPeople> {
        self.get(format!("calls/{id}/participants")).await
    }

    pub async fn admit_guest(&self, call: CallId, guest: GuestId) -> Result<CallGuest> {
        self.answer(RequestBuilder::new(Method::Post, format!("calls/{call}/guests/{guest}/admit"))).await
    }

    pub async fn refuse_guest(&self, call: CallId, guest: GuestId) -> Result<CallGuest> {
        self.answer(RequestBuilder::new(Method::Post, format!("calls/{call}/guests/{guest}/refuse"))).await
    }

    /// Takes a colleague out of a call until they are let in again.
    pub async fn remove_colleague(&self, call: CallId, user: UserId) -> Result<()> {
        self.execute(RequestBuilder::new(Method::Post, format!("calls/{call}/team/{user}/remove"))).await
    }

    pub async fn readmit_colleague(&self, call: CallId, user: UserId) -> Result<()> {
        self.execute(RequestBuilder::new(Method::Post, format!("calls/{call}/team/{user}/readmit"))).await
    }

    /// Says that one is in the room, or has left it, where the room itself cannot say so.
    pub async fn report_stay(&self, id: CallId, report: &StayReport) -> Result<()> {
        let request = RequestBuilder::new(Method::Post, format!("calls/{id}/presence")).json(report)?;
        self.execute(request.keepalive()).await
    }

    /// Ends the call for everyone.
    pub async fn end_call(&self, id: CallId) -> Result<Call> {
        self.answer(RequestBuilder::new(Method::Post, format!("calls/{id}/end"))).await
    }
}
