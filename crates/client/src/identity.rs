//! Signing in and out, the team, your own account and the practice.

use domain::{SessionId, UserId};
use wire::identity::{
    Credentials, LinkHolder, LinkKind, LinkToken, LinkUse, Me, Member, MemberChange, NewMember, NewPractice,
    PasswordChange, PracticeChange, PracticeSummary, ProfileChange, ResetRequest, Setup, SignedInBrowsers,
    Team,
};

use crate::error::Result;
use crate::request::{Client, Method, RequestBuilder};

impl Client {
    /// Whether there is a practice yet, and its name.
    pub async fn setup(&self) -> Result<Setup> {
        self.get("setup").await
    }

    /// Makes the practice and its owner on an empty deployment, and signs the owner in.
    pub async fn set_up(&self, new: &NewPractice) -> Result<Me> {
        self.entered(self.post("setup", new).await)
    }

    /// Signs in, and ends the session that this browser had before, no matter whose it was.
    pub async fn sign_in(&self, email: &str, password: &str) -> Result<Me> {
        let credentials = Credentials { email: email.to_owned(), password: password.to_owned() };
        self.entered(self.post("session", &credentials).await)
    }

    pub async fn sign_out(&self) -> Result<()> {
        self.execute(RequestBuilder::new(Method::Delete, "session")).await?;
        self.speak_for(None);
        Ok(())
    }

    /// Who is signed in.
    pub async fn me(&self) -> Result<Me> {
        self.entered(self.get("me").await)
    }

    /// Speaks for the person that the server names.
    fn entered(&self, answer: Result<Me>) -> Result<Me> {
        if let Ok(me) = &answer {
            self.speak_for(Some(me.id));
        }
        answer
    }

    /// Changes your own name, language and zone; `version` is [`Me::version`].
    pub async fn change_profile(&self, version: i64, change: &ProfileChange) -> Result<Me> {
        self.change("me", version, change).await
    }

    /// Signs every other browser out.
    pub async fn change_password(&self, current: &str, password: &str) -> Result<()> {
        let change = PasswordChange { current: current.to_owned(), password: password.to_owned() };
        self.execute(RequestBuilder::new(Method::Put, "me/password").json(&change)?).await
    }

    /// The browsers where one is signed in.
    pub async fn sessions(&self) -> Result<SignedInBrowsers> {
        self.get("me/sessions").await
    }

    pub async fn revoke_session(&self, id: SessionId) -> Result<()> {
        self.execute(RequestBuilder::new(Method::Delete, format!("me/sessions/{id}"))).await
    }

    pub async fn revoke_other_sessions(&self) -> Result<()> {
        self.execute(RequestBuilder::new(Method::Delete, "me/sessions")).await
    }

    pub async fn practice(&self) -> Result<PracticeSummary> {
        self.get("practice").await
    }

    pub async fn change_practice(&self, version: i64, change: &PracticeChange) -> Result<PracticeSummary> {
        self.change("practice", version, change).await
    }

    /// Everyone of the team, those who left included.
    pub async fn users(&self) -> Result<Team> {
        self.get("users").await
    }

    pub async fn user(&self, id: UserId) -> Result<Member> {
        self.get(format!("users/{id}")).await
    }

    /// Adds someone and mails the invitation. The same `key` again invites nobody twice.
    pub async fn invite_user(&self, key: &str, new: &NewMember) -> Result<Member> {
        self.create("users", key, new).await
    }

    pub async fn change_user(&self, id: UserId, version: i64, change: &MemberChange) -> Result<Member> {
        self.change(format!("users/{id}"), version, change).await
    }

    pub async fn deactivate_user(&self, id: UserId) -> Result<Member> {
        self.answer(RequestBuilder::new(Method::Put, format!("users/{id}/deactivation"))).await
    }

    pub async fn reactivate_user(&self, id: UserId) -> Result<Member> {
        self.answer(RequestBuilder::new(Method::Delete, format!("users/{id}/deactivation"))).await
    }

    pub async fn resend_invitation(&self, id: UserId) -> Result<()> {
        self.execute(RequestBuilder::new(Method::Post, format!("users/{id}/invitation"))).await
    }

    /// Whom a single-use link is for.
    pub async fn link_holder(&self, kind: LinkKind, token: &str) -> Result<LinkHolder> {
        self.post("links/show", &LinkToken { kind, token: token.to_owned() }).await
    }

    /// Chooses a password by a single-use link, and signs in as [`Client::sign_in`] does.
    pub async fn use_link(&self, kind: LinkKind, token: &str, password: &str) -> Result<Me> {
        let with = LinkUse { kind, token: token.to_owned(), password: password.to_owned() };
        self.entered(self.post("links/use", &with).await)
    }

    /// Asks for a mail with a link to choose a new password. The answer does not tell whether there is one.
    pub async fn request_reset(&self, email: &str) -> Result<()> {
        let wanted = ResetRequest { email: email.to_owned() };
        self.execute(RequestBuilder::new(Method::Post, "password-reset").json(&wanted)?).await
    }
}
