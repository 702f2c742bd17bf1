//! People of the practice, each with a browser of their own.

use std::collections::HashMap;

use api::session::{LIFETIME, hash_token, new_token};
use api::state::App;
use client::Client;
use domain::language::Language;
use domain::permission::Role;
use domain::{PracticeId, SessionId, UserId};
use storage::practices::Practice;
use storage::sessions::Session;
use storage::users::User;
use uuid::Uuid;

use crate::app::TestApp;

/// The password of everyone in the test world.
pub const PASSWORD: &str = "maple syrup in march";

/// Someone signed in.
#[derive(Clone, Debug)]
pub struct Actor {
    pub id: UserId,
    pub practice: PracticeId,
    pub email: String,
    pub name: String,
    /// Their browser. Every clone is the same session.
    pub client: Client,
}

impl std::ops::Deref for Actor {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

#[derive(Debug, Default)]
pub(crate) struct People {
    own: HashMap<Role, User>,
    stranger: Option<User>,
}

impl People {
    pub(crate) fn with_stranger(self, other: Self) -> Self {
        Self { stranger: other.own.into_values().find(|user| user.role == Role::Owner), ..self }
    }
}

/// Argon2 is slow by design, and the password of everyone is the same.
static HASH: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();

pub(crate) async fn populate(app: &App, name: &str) -> (PracticeId, People) {
    let now = app.now();
    let practice_id = PracticeId::new(Uuid::now_v7());
    let practice = Practice {
        id: practice_id,
        name: format!("Practice {name}"),
        address: "1200 rue Sainte-Catherine, Montréal".to_owned(),
        phone: "+14385550100".to_owned(),
        email: format!("office@{name}.example"),
        time_zone: "America/Toronto".to_owned(),
        language: Language::En,
        version: 1,
        created_at: now,
    };
    let hash =
        HASH.get_or_init(|| async { api::identity::password::hash(PASSWORD.to_owned()).await.unwrap() });
    let hash = hash.await.clone();
    let users: Vec<User> = Role::ALL
        .iter()
        .map(|role| User {
            id: UserId::new(Uuid::now_v7()),
            practice_id,
            email: format!("{role}@{name}.example"),
            name: format!("{} {name}", capital(role.as_str())),
            title: String::new(),
            role: *role,
            permissions: None,
            password_hash: Some(hash.clone()),
            language: Language::En,
            time_zone: "America/Toronto".to_owned(),
            deactivated_at: None,
            version: 1,
            created_at: now,
        })
        .collect();
    let own = users.iter().map(|user| (user.role, user.clone())).collect();
    app.store
        .write(async move |tx| {
            tx.insert_practice(practice).await?;
            for user in users {
                tx.insert_user(user).await?;
            }
            Ok(())
        })
        .await
        .expect("the practice is written");
    (practice_id, People { own, stranger: None })
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

impl TestApp {
    pub async fn owner(&self) -> Actor {
        self.role(Role::Owner).await
    }

    pub async fn admin(&self) -> Actor {
        self.role(Role::Admin).await
    }

    pub async fn consultant(&self) -> Actor {
        self.role(Role::Consultant).await
    }

    pub async fn assistant(&self) -> Actor {
        self.role(Role::Assistant).await
    }

    pub async fn viewer(&self) -> Actor {
        self.role(Role::Viewer).await
    }

    /// The owner of the other practice.
    pub async fn stranger(&self) -> Actor {
        let user = self.people.stranger.clone().expect("a second practice");
        self.actor(&user).await
    }

    /// Someone with this role, in a new browser each time.
    pub async fn role(&self, role: Role) -> Actor {
        let user = self.people.own.get(&role).cloned().expect("somebody with this role");
        self.actor(&user).await
    }

    /// One more colleague, with a name of the test's choice.
    pub async fn colleague(&self, role: Role, name: &str) -> Actor {
        let template = self.people.own.get(&role).cloned().expect("somebody with this role");
        let id = UserId::new(Uuid::now_v7());
        let user = User {
            id,
            email: format!("{}@one.example", id.as_uuid().simple()),
            name: name.to_owned(),
            ..template
        };
        let user =
            self.app().store.write(async move |tx| tx.insert_user(user).await).await.expect("a colleague");
        self.actor(&user).await
    }

    /// A new browser of `user`, signed in without spending time on the password.
    pub async fn actor(&self, user: &User) -> Actor {
        let token = new_token();
        let now = self.app().now();
        let session = Session {
            id: SessionId::new(Uuid::now_v7()),
            practice_id: user.practice_id,
            user_id: user.id,
            token_hash: hash_token(&token),
            user_agent: "testkit".to_owned(),
            address: "127.0.0.1".to_owned(),
            created_at: now,
            last_seen_at: now,
            expires_at: now + LIFETIME,
            revoked_at: None,
        };
        self.app().store.write(async move |tx| tx.insert_session(session).await).await.expect("a session");
        let client = self.client();
        client.use_session(&token);
        Actor {
            id: user.id,
            practice: user.practice_id,
            email: user.email.clone(),
            name: user.name.clone(),
            client,
        }
    }
}
