//! The password that someone of the practice chose, read out of a form.

use domain::person::EmailAddress;
use storage::users::User;

use super::{NewPassword, Owner};
use crate::error::{ApiError, ApiResult};
use crate::form;
use crate::state::App;

/// What someone of the practice chose as their password, as a form's field `password`.
pub async fn chosen(app: &App, user: &User, given: String) -> ApiResult<NewPassword> {
    let email = EmailAddress::parse(&user.email).map_err(ApiError::internal)?;
    let practice = app.store.find_practice(user.practice_id).await?.name;
    let name = user.name.clone();
    let read = move || {
        let owner = Owner { email: &email, name: &name, practice: &practice };
        form::only("password", &given, |given| NewPassword::parse(given, owner))
    };
    app.passwords.in_turn(read).await?
}
