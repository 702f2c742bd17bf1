//! The demo practice and its ten people.

use std::fmt::Write;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::language::Language;
use domain::permission::Role;
use domain::{PracticeId, UserId};
use storage::Store;
use storage::practices::Practice;
use storage::users::User;
use uuid::Uuid;

use super::{Demo, Deployment, PASSWORD, SeededRandom, words};

const SEED: u64 = 118;

/// E-mail before the @, name, title, role, language.
const TEAM: &[(&str, &str, &str, Role, Language)] = &[
    ("amelie", "Amélie Tremblay", "Regulated consultant, RCIC-IRB", Role::Owner, Language::Fr),
    ("daniel", "Daniel Okafor", "Office manager", Role::Admin, Language::En),
    ("sofia", "Sofía Reyes", "Consultant, RCIC", Role::Consultant, Language::Es),
    ("jp", "Jean-Philippe Gagnon", "Consultant, RCIC", Role::Consultant, Language::Fr),
    ("meiling", "Mei-Ling Chen", "Consultant, RCIC", Role::Consultant, Language::En),
    ("arash", "Arash Moradi", "Consultant, RCIC-IRB", Role::Consultant, Language::En),
    ("nadia", "Nadia Benali", "Case assistant", Role::Assistant, Language::Fr),
    ("camila", "Camila Duarte", "Case assistant", Role::Assistant, Language::Es),
    ("thomas", "Thomas Lévesque", "Intake", Role::Assistant, Language::Fr),
    ("priya", "Priya Raman", "Bookkeeper", Role::Viewer, Language::En),
];

/// Makes the practice and its team.
pub async fn found(store: &Store, place: Arc<dyn Deployment>, now: DateTime<Utc>) -> Result<Demo, String> {
    let practice_id = PracticeId::new(Uuid::now_v7());
    let since = now - TimeDelta::days(540);
    let practice = Practice {
        id: practice_id,
        name: "Maple Bridge Immigration".to_owned(),
        address: "1255 rue Peel, bureau 560\nMontréal (Québec) H3B 2T9".to_owned(),
        phone: "+15145550142".to_owned(),
        email: "bonjour@maplebridge.example".to_owned(),
        time_zone: "America/Toronto".to_owned(),
        language: Language::En,
        version: 1,
        created_at: since,
    };
    // One hash for all: they share the password, and each hash takes its time.
    let hash = place.password_hash(PASSWORD)?;
    let staff: Vec<User> = TEAM
        .iter()
        .map(|(mailbox, name, title, role, language)| User {
            id: UserId::new(Uuid::now_v7()),
            practice_id,
            email: format!("{mailbox}@maplebridge.example"),
            name: (*name).to_owned(),
            title: (*title).to_owned(),
            role: *role,
            permissions: None,
            password_hash: Some(hash.clone()),
            language: *language,
            time_zone: "America/Toronto".to_owned(),
            deactivated_at: None,
            version: 1,
            created_at: since,
        })
        .collect();
    let team = staff.clone();
    store
        .write(async move |tx| {
            tx.insert_practice(practice).await?;
            for user in team {
                tx.insert_user(user).await?;
            }
            Ok(())
        })
        .await
        .map_err(words)?;
    Ok(Demo {
        store: store.clone(),
        now,
        place,
        practice: practice_id,
        staff,
        applicants: Vec::new(),
        cases: Vec::new(),
        dice: SeededRandom::new(SEED),
    })
}

/// Who can sign in, in words.
pub fn accounts(demo: &Demo) -> String {
    let mut text = format!("Demo accounts, all with the password {PASSWORD}\n");
    for user in &demo.staff {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {:<30} {:<22} {}", user.email, user.name, user.role);
    }
    text
}
