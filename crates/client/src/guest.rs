//! The client's page of a call; `link` is `{id}.{mac}` as it is in the address.

use wire::calls::RoomGrant;
use wire::guest::{
    GuestCall, GuestCredentials, GuestPractice, GuestStatus, GuestWait, Knock, PresenceReport,
};

use crate::error::Result;
use crate::request::{Client, Method, Path, RequestBuilder};

impl Client {
    pub async fn guest_call(&self, link: &str) -> Result<GuestCall> {
        self.get(format!("guest/calls/{link}")).await
    }

    /// The same, with its times on the clocks of a zone.
    pub async fn guest_call_in(&self, link: &str, time_zone: &str) -> Result<GuestCall> {
        self.get(Path::new(format!("guest/calls/{link}")).with("time_zone", Some(time_zone))).await
    }

    /// Whose page a link leads to that leads nowhere else.
    pub async fn guest_sender(&self, link: &str) -> Result<GuestPractice> {
        self.get(format!("guest/practice/{link}")).await
    }

    /// Gives a name and waits at the door.
    pub async fn knock(&self, link: &str, knock: &Knock) -> Result<GuestCredentials> {
        self.post(format!("guest/calls/{link}/knock"), knock).await
    }

    /// Where you are, once that is no longer what was seen.
    pub async fn guest_wait(&self, link: &str, wait: &GuestWait) -> Result<GuestStatus> {
        self.post(format!("guest/calls/{link}/wait"), wait).await
    }

    /// Goes in, once admitted.
    pub async fn guest_enter(&self, link: &str, pass: &GuestCredentials) -> Result<RoomGrant> {
        self.post(format!("guest/calls/{link}/enter"), pass).await
    }

    /// Says that one is in the room, or has left it or the door.
    pub async fn guest_stay(&self, link: &str, stay: &PresenceReport) -> Result<()> {
        let request = RequestBuilder::new(Method::Post, format!("guest/calls/{link}/presence")).json(stay)?;
        self.execute(request.keepalive()).await
    }
}
