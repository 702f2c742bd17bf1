//! Signing in and out.

use wire::identity::{Credentials, Me};

use crate::error::Result;
use crate::request::{Call, Client, Method};

impl Client {
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<Me> {
        self.post("session", &Credentials { email: email.to_owned(), password: password.to_owned() }).await
    }

    pub async fn sign_out(&self) -> Result<()> {
        self.tell(Call::new(Method::Delete, "session")).await
    }

    /// Who is signed in.
    pub async fn me(&self) -> Result<Me> {
        self.get("me").await
    }
}
