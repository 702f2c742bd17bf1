//! `GET` and `POST /api/v1/setup`: the practice and its owner, on an empty database.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use chrono::{DateTime, Utc};
use domain::language::Language;
use domain::permission::Role;
use domain::person::{EmailAddress, PersonName, TimeZoneName};
use domain::practice::{PostalAddress, PracticeName};
use domain::{PracticeId, UserId, phone};
use storage::practices::Practice;
use storage::users::User;
use storage::{Conflict, StoreError};
use uuid::Uuid;
use wire::identity::{Me, NewPractice, Setup};
use wire::{Code, FieldCode, Problem};

use super::new_password::{NewPassword, Owner};
use super::sign_in::NewSession;
use crate::error::{ApiError, ApiResult};
use crate::form::Form;
use crate::http::body::Json;
use crate::security_log::{self, SecurityEvent};
use crate::session::PeerAddress;
use crate::state::App;
use crate::time_zones::TimeZones;

/// Whether there is a practice, and its name for the page where one signs in.
#[utoipa::path(tag = "identity", responses((status = 200, body = Setup)))]
#[get("/setup")]
pub async fn show_setup(app: web::Data<App>) -> ApiResult<web::Json<Setup>> {
    let practice = app.store.first_practice().await?.map(|practice| practice.name);
    Ok(web::Json(Setup { is_set_up: practice.is_some(), practice }))
}

/// Makes the practice and its owner, and signs the owner in. Works once, with the code that the server printed.
#[utoipa::path(tag = "identity", request_body = NewPractice, responses(
    (status = 200, body = Me),
    (status = 409, description = "There is a practice already", body = Problem),
    (status = 422, description = "The code is not the one printed, or fields are not acceptable", body = Problem),
    (status = 429, description = "Too many wrong codes", body = Problem),
))]
#[post("/setup")]
pub async fn set_up(
    request: HttpRequest,
    address: PeerAddress,
    new: Json<NewPractice>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    if app.store.is_set_up().await? {
        return Err(ApiError::new(Code::AlreadySetUp));
    }
    app.limits.set_up.take(&address.network(), app.now())?;
    if !app.set_up_code.as_ref().is_some_and(|code| code.fits(&new.0.code)) {
        security_log::note(SecurityEvent::SetUpRefused);
        return Err(ApiError::field("code", FieldCode::WrongCode, "the code is on the server's console"));
    }
    app.limits.set_up.give_back(&address.network());
    let (Json(new), at, reading) = (new, app.now(), app.clone());
    let read = move || Founding::read(&new, &reading.zones, at);
    let Founding { practice, mut owner, password } = app.passwords.in_turn(read).await??;
    owner.password_hash = Some(app.passwords.hash(password.expose().to_owned()).await?);
    let opened = NewSession::new(&request, address, &app, &owner);
    let opening = opened.clone();
    let owner = app
        .store
        .write(async move |tx| {
            // Two browsers may have got here: the writer runs one after the other.
            if tx.count_practices().await? > 0 {
                return Err(StoreError::Conflict(Conflict::AlreadySetUp));
            }
            tx.insert_practice(practice).await?;
            let owner = tx.insert_user(owner).await?;
            opening.write(tx).await?;
            Ok(owner)
        })
        .await?;
    security_log::note(SecurityEvent::SetUp { user: owner.id });
    opened.answer(&request, &app, &owner).await
}

/// A practice and its owner, ready to be written once the password is hashed.
#[derive(Debug)]
pub struct Founding {
    pub practice: Practice,
    pub owner: User,
    pub password: NewPassword,
}

impl Founding {
    /// Reads the form; names every field that is not acceptable.
    pub fn read(new: &NewPractice, zones: &TimeZones, now: DateTime<Utc>) -> ApiResult<Self> {
        let mut form = Form::default();
        let practice_name = form.field("practice_name", &new.practice_name, PracticeName::parse);
        let practice_address = form.field("practice_address", &new.practice_address, PostalAddress::parse);
        let practice_phone = form
            .field("practice_phone", &new.practice_phone, |given| phone::parse(given, None))
            .map(|(number, _)| number.into_string());
        let practice_email = form.field("practice_email", &new.practice_email, EmailAddress::parse);
        let time_zone = form
            .field("time_zone", &new.time_zone, |given| zones.named(given))
            .map(TimeZoneName::into_string);
        let name = form.field("name", &new.name, PersonName::parse);
        let email = form.field("email", &new.email, EmailAddress::parse);
        let of = email.as_ref().map(|email| Owner { email, name: &new.name, practice: &new.practice_name });
        let password =
            of.and_then(|of| form.field("password", &new.password, |given| NewPassword::parse(given, of)));
        let all = practice_name
            .zip(practice_address)
            .zip(practice_phone.zip(practice_email))
            .zip(time_zone.zip(name))
            .zip(email.zip(password));
        let ((((practice_name, address), (phone, practice_email)), (time_zone, name)), (email, password)) =
            form.finish(all)?;
        let id = PracticeId::new(Uuid::now_v7());
        Ok(Self {
            practice: Practice {
                id,
                name: practice_name.into_string(),
                address: address.into_string(),
                phone,
                email: practice_email.into_string(),
                time_zone: time_zone.clone(),
                language: new.language,
                version: 1,
                created_at: now,
            },
            owner: owner(id, name, &email, time_zone, new.language, now),
            password,
        })
    }
}

/// An owner of a practice, without a password yet.
pub fn owner(
    practice: PracticeId,
    name: PersonName,
    email: &EmailAddress,
    time_zone: String,
    language: Language,
    now: DateTime<Utc>,
) -> User {
    User {
        id: UserId::new(Uuid::now_v7()),
        practice_id: practice,
        email: email.key(),
        name: name.into_string(),
        title: String::new(),
        role: Role::Owner,
        permissions: None,
        password_hash: None,
        language,
        time_zone,
        deactivated_at: None,
        version: 1,
        created_at: now,
    }
}
