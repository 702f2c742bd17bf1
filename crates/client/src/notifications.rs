//! The bell.

use domain::NotificationId;
use wire::notifications::Notifications;

use crate::error::Result;
use crate::request::{Client, Method, Path, RequestBuilder};

impl Client {
    /// The newest notifications, or those before `cursor`.
    pub async fn notifications(&self, cursor: Option<&str>) -> Result<Notifications> {
        self.get(Path::new("notifications").with("cursor", cursor)).await
    }

    pub async fn see_notification(&self, id: NotificationId) -> Result<()> {
        self.execute(RequestBuilder::new(Method::Put, format!("notifications/{id}/seen"))).await
    }

    pub async fn see_all_notifications(&self) -> Result<()> {
        self.execute(RequestBuilder::new(Method::Put, "notifications/seen")).await
    }
}
