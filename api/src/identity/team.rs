//! `/api/v1/users`: who is in the team and what each may do.

use actix_web::{HttpResponse, get, post, put, web};
use domain::permission::{Permission, PermissionSet, Role};
use domain::person::{EmailAddress, PersonName, TimeZoneName};
use domain::practice::JobTitle;
use domain::{PracticeId, UserId};
use storage::users::User;
use storage::{Claim, StoreError};
use uuid::Uuid;
use wire::Problem;
use wire::identity::{LinkKind, Member, MemberChange, MemberState, NewMember, Team};

use super::one_time_links::NewLink;
use crate::error::{ApiError, ApiResult};
use crate::form::Form;
use crate::http::body::Json;
use crate::http::conditions::{IdempotencyKey, IfMatch, created_with_etag, ok_with_etag};
use crate::security_log::{self, Rights, SecurityEvent};
use crate::session::{Can, Staff, needs};
use crate::state::App;

/// The whole team by name, for everyone in it.
#[utoipa::path(tag = "team", responses((status = 200, body = Team)))]
#[get("/users")]
pub async fn list_users(staff: Staff, app: web::Data<App>) -> ApiResult<web::Json<Team>> {
    let users = app.store.practice(staff.practice).users().list().await?;
    let items = users.into_iter().map(member).collect::<ApiResult<_>>()?;
    Ok(web::Json(Team { items }))
}

/// Someone of the team, with their ETag.
#[utoipa::path(tag = "team", responses((status = 200, body = Member), (status = 404, body = Problem)))]
#[get("/users/{id}")]
pub async fn show_user(staff: Staff, id: web::Path<UserId>, app: web::Data<App>) -> ApiResult<HttpResponse> {
    let user = app.store.practice(staff.practice).users().find(*id).await?;
    Ok(ok_with_etag(user.version, &member(user)?))
}

/// Adds someone to the team and mails them a link to choose a password.
#[utoipa::path(tag = "team", request_body = NewMember, responses(
    (status = 201, body = Member),
    (status = 403, description = "Needs user.manage", body = Problem),
    (status = 409, description = "Somebody with this e-mail address exists", body = Problem),
    (status = 422, body = Problem),
))]
#[post("/users")]
pub async fn invite_user(
    staff: Can<needs::UserManage>,
    key: IdempotencyKey,
    new: Json<NewMember>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let Json(new) = new;
    check_role(&app, &staff, None, new.role).await?;
    check_grant(&app, &staff, PermissionSet::EMPTY, new.role.permissions()).await?;
    let key = key.of(&new)?;
    let mut form = Form::default();
    let name = form.field("name", &new.name, PersonName::parse);
    let email = form.field("email", &new.email, EmailAddress::parse);
    let title = form.field("title", &new.title, JobTitle::parse);
    let (name, (email, title)) = form.finish(name.zip(email.zip(title)))?;
    let practice = app.store.find_practice(staff.practice).await?;
    let now = app.now();
    let user = User {
        id: UserId::new(Uuid::now_v7()),
        practice_id: practice.id,
        email: email.key(),
        name: name.into_string(),
        title: title.into_string(),
        role: new.role,
        permissions: None,
        password_hash: None,
        language: new.language.unwrap_or(practice.language),
        time_zone: practice.time_zone.clone(),
        deactivated_at: None,
        version: 1,
        created_at: now,
    };
    let link = NewLink::new(LinkKind::Invite, &user, now);
    let mail = link.mail(&app, &user, &practice, &staff.name)?;
    let author = staff.user;
    let user = app
        .store
        .write(async move |tx| {
            let id = user.id.as_uuid();
            if let Claim::Seen(known) = tx.claim_key(author, &key, "user", id, now).await? {
                return tx.practice(user.practice_id).users().find(UserId::new(known)).await;
            }
            let user = tx.insert_user(user).await?;
            link.write(tx, mail).await?;
            Ok(user)
        })
        .await?;
    security_log::note(SecurityEvent::Invited { user: user.id, by: author, role: user.role });
    Ok(created_with_etag(user.version, &member(user)?))
}

/// Changes someone's name, title, role, permissions, language or time zone.
#[utoipa::path(tag = "team", request_body = MemberChange, responses(
    (status = 200, body = Member),
    (status = 403, description = "Needs user.manage, and what is granted oneself", body = Problem),
    (status = 409, description = "Nobody would be left to manage users", body = Problem),
    (status = 412, description = "Changed in the meantime", body = Problem),
    (status = 422, body = Problem),
))]
#[put("/users/{id}")]
pub async fn change_user(
    staff: Can<needs::UserManage>,
    id: web::Path<UserId>,
    version: IfMatch,
    change: Json<MemberChange>,
    app: web::Data<App>,
) -> ApiResult<HttpResponse> {
    let Json(change) = change;
    let now = app.store.practice(staff.practice).users().find(*id).await?;
    // What is checked here still holds when it is written: the version is compared again there.
    let own = change.permissions.filter(|set| *set != change.role.permissions());
    let wanted = own.unwrap_or(change.role.permissions());
    let had = now.permission_set()?;
    // What an owner is called, and what they may do, is for owners; a title takes nothing away.
    if change.role != now.role || wanted != had || change.name != now.name {
        check_role(&app, &staff, Some(now.role), change.role).await?;
        check_grant(&app, &staff, had, wanted).await?;
    }
    let mut form = Form::default();
    let name = form.field("name", &change.name, PersonName::parse);
    let title = form.field("title", &change.title, JobTitle::parse);
    let time_zone = form
        .field("time_zone", &change.time_zone, |given| app.zones.named(given))
        .map(TimeZoneName::into_string);
    let (name, (title, time_zone)) = form.finish(name.zip(title.zip(time_zone)))?;
    if now.version != version.0 {
        return Err(ApiError::stale(member(now)?));
    }
    let permissions = own.map(|set| serde_json::to_string(&set)).transpose().map_err(ApiError::internal)?;
    let practice = staff.practice;
    let from = Rights { role: now.role, permissions: now.permission_set()? };
    let to = Rights { role: change.role, permissions: wanted };
    let changed = User {
        name: name.into_string(),
        title: title.into_string(),
        role: change.role,
        permissions,
        language: change.language,
        time_zone,
        ..now
    };
    let written = app
        .store
        .write(async move |tx| {
            let user = tx.change_user(changed).await?;
            tx.practice(practice).users().keep_a_manager().await?;
            Ok(user)
        })
        .await;
    match written {
        Ok(user) => {
            if from != to {
                security_log::note(SecurityEvent::RightsChanged { user: user.id, by: staff.user, from, to });
            }
            Ok(ok_with_etag(user.version, &member(user)?))
        }
        Err(StoreError::Stale { .. }) => {
            Err(ApiError::stale(member(app.store.practice(practice).users().find(*id).await?)?))
        }
        Err(error) => Err(error.into()),
    }
}

/// Someone of the team for the browser.
pub fn member(user: User) -> ApiResult<Member> {
    let permissions = user.permission_set()?;
    let state = match (user.deactivated_at, &user.password_hash) {
        (Some(_), _) => MemberState::Deactivated,
        (None, None) => MemberState::Invited,
        (None, Some(_)) => MemberState::Active,
    };
    Ok(Member {
        id: user.id,
        name: user.name,
        email: user.email,
        title: user.title,
        role: user.role,
        permissions,
        own_permissions: user.permissions.is_some(),
        language: user.language,
        time_zone: user.time_zone,
        state,
        created_at: user.created_at,
        version: user.version,
    })
}

/// Owners are made, changed and deactivated by owners alone.
pub async fn check_role(app: &App, staff: &Staff, from: Option<Role>, to: Role) -> ApiResult<()> {
    if from != Some(Role::Owner) && to != Role::Owner {
        return Ok(());
    }
    if app.store.practice(staff.practice).users().find(staff.user).await?.role == Role::Owner {
        return Ok(());
    }
    Err(ApiError::owner_only(owners(app, staff.practice).await?))
}

/// Nobody gives what they do not have: otherwise anyone who may manage users may do everything.
async fn check_grant(app: &App, staff: &Staff, had: PermissionSet, wanted: PermissionSet) -> ApiResult<()> {
    let lacking = wanted.iter().find(|permission| !had.contains(*permission) && !staff.can(*permission));
    let Some(permission) = lacking else { return Ok(()) };
    let mut ask = Vec::new();
    for user in app.store.practice(staff.practice).users().with_permission(permission).await? {
        if user.permission_set()?.contains(Permission::UserManage) {
            ask.push(user.name);
        }
    }
    Err(ApiError::forbidden(permission, ask))
}

async fn owners(app: &App, practice: PracticeId) -> ApiResult<Vec<String>> {
    let users = app.store.practice(practice).users().list().await?.into_iter();
    let owners = users.filter(|user| user.role == Role::Owner && user.deactivated_at.is_none());
    Ok(owners.map(|user| user.name).collect())
}
