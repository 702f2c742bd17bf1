//! `liaison create-owner`: an owner without a browser, with the practice where there is none yet.
//!
//! On a deployment that is set up it adds another owner: the way back in when nobody can sign in any more.

use std::io::IsTerminal;

use chrono::{DateTime, Utc};
use clap::Args;
use domain::language::Language;
use domain::person::{EmailAddress, PersonName, TimeZoneName};
use storage::{Conflict, Store, StoreError};
use wire::identity::NewPractice;

use super::new_password::{NewPassword, Owner};
use super::password::hash_now;
use super::set_up::{Founding, owner};
use crate::error::ApiError;
use crate::form::Form;
use crate::time_zones::TimeZones;

/// Who is to own which practice.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// The owner's name.
    #[arg(long)]
    pub name: String,
    /// The address the owner signs in with.
    #[arg(long)]
    pub email: String,
    /// en, fr or es; the practice's when it exists.
    #[arg(long)]
    pub language: Option<Language>,
    /// An IANA name; the practice's when it exists.
    #[arg(long)]
    pub time_zone: Option<String>,
    /// The practice's name; needed while there is none, as are the three that follow.
    #[arg(long, default_value = "")]
    pub practice_name: String,
    #[arg(long, default_value = "")]
    pub practice_address: String,
    /// With its country code.
    #[arg(long, default_value = "")]
    pub practice_phone: String,
    #[arg(long, default_value = "")]
    pub practice_email: String,
}

/// The password: `LIAISON_OWNER_PASSWORD`, or typed unseen where there is a terminal, or the first line of the
/// input.
pub fn read_password() -> Result<String, String> {
    if let Ok(password) = std::env::var("LIAISON_OWNER_PASSWORD") {
        return Ok(password);
    }
    if std::io::stdin().is_terminal() {
        return rpassword::prompt_password("Password for the owner: ").map_err(|error| error.to_string());
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|error| error.to_string())?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Makes the owner, and says in a sentence what was made. Errors name the wrong options.
pub async fn run(
    store: &Store,
    options: Options,
    password: &str,
    zones: &TimeZones,
    now: DateTime<Utc>,
) -> Result<String, String> {
    match store.first_practice().await.map_err(|error| error.to_string())? {
        Some(practice) => {
            let mut form = Form::default();
            let zone = options.time_zone.as_deref().unwrap_or(&practice.time_zone);
            let name = form.field("name", &options.name, PersonName::parse);
            let email = form.field("email", &options.email, EmailAddress::parse);
            let zone =
                form.field("time_zone", zone, |given| zones.named(given)).map(TimeZoneName::into_string);
            let of =
                email.as_ref().map(|email| Owner { email, name: &options.name, practice: &practice.name });
            let password =
                of.and_then(|of| form.field("password", password, |given| NewPassword::parse(given, of)));
            let all = name.zip(zone).zip(email.zip(password));
            let ((name, zone), (email, password)) = form.finish(all).map_err(|error| explain(&error))?;
            let language = options.language.unwrap_or(practice.language);
            let mut owner = owner(practice.id, name, &email, zone, language, now);
            owner.password_hash = Some(hash_now(password.expose()).map_err(|error| error.to_string())?);
            let written = store.write(async move |tx| tx.insert_user(owner).await).await;
            let owner = written.map_err(|error| match error {
                StoreError::Conflict(Conflict::EmailTaken) => {
                    "somebody with this e-mail address exists".to_owned()
                }
                error => error.to_string(),
            })?;
            Ok(format!("{} is now an owner of {}", owner.email, practice.name))
        }
        None => found(store, options, password, zones, now).await,
    }
}

async fn found(
    store: &Store,
    options: Options,
    password: &str,
    zones: &TimeZones,
    now: DateTime<Utc>,
) -> Result<String, String> {
    let new = NewPractice {
        // Anyone who runs commands here has the console.
        code: String::new(),
        practice_name: options.practice_name,
        practice_address: options.practice_address,
        practice_phone: options.practice_phone,
        practice_email: options.practice_email,
        time_zone: options.time_zone.unwrap_or_else(|| "America/Toronto".to_owned()),
        language: options.language.unwrap_or_default(),
        name: options.name,
        email: options.email,
        password: password.to_owned(),
    };
    let Founding { practice, mut owner, password } =
        Founding::read(&new, zones, now).map_err(|error| explain(&error))?;
    owner.password_hash = Some(hash_now(password.expose()).map_err(|error| error.to_string())?);
    let made = format!("{} is set up and {} is its owner", practice.name, owner.email);
    let written = store.write(async move |tx| {
        if tx.count_practices().await? > 0 {
            return Err(StoreError::Conflict(Conflict::AlreadySetUp));
        }
        tx.insert_practice(practice).await?;
        tx.insert_user(owner).await
    });
    written.await.map_err(|error| error.to_string())?;
    Ok(made)
}

/// The wrong fields as options of the command line.
fn explain(error: &ApiError) -> String {
    let lines: Vec<_> = error
        .problem()
        .errors
        .iter()
        .map(|error| format!("--{}: {}", error.field.replace('_', "-"), error.message))
        .collect();
    lines.join("\n").replace("--password:", "password:")
}
