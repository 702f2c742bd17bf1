//! Collects what is wrong with the fields of a request, so that all of it is said at once.

use domain::{TextError, UserId};
use storage::StoreError;
use wire::FieldError;

use crate::error::{ApiError, ApiResult};
use crate::session::Staff;
use crate::state::App;

/// The fields that are not acceptable so far.
#[derive(Debug, Default)]
pub struct Errors(Vec<FieldError>);

impl Errors {
    pub fn add(&mut self, field: impl Into<String>, code: &str, message: impl Into<String>) {
        self.0.push(FieldError::new(field, code, message));
    }

    /// The text, or an empty one and the reason why there is none.
    pub fn text(&mut self, field: &str, parsed: Result<String, TextError>) -> String {
        parsed.unwrap_or_else(|error| {
            let code = match error {
                TextError::Blank => "required",
                TextError::TooLong { .. } => "too_long",
            };
            self.add(field, code, error.to_string());
            String::new()
        })
    }

    /// Whether a list has at least one item and at most `most`.
    pub fn count(&mut self, field: &str, items: usize, most: usize) -> bool {
        if items == 0 {
            self.add(field, "required", "at least one");
        } else if items > most {
            self.add(field, "too_many", format!("at most {most}"));
        }
        (1..=most).contains(&items)
    }

    /// Responsible is somebody of the practice who still works there.
    pub async fn responsible(&mut self, app: &App, staff: &Staff, user: UserId) -> ApiResult<()> {
        match app.store.user(staff.practice, user).await {
            Ok(user) if user.deactivated_at.is_none() => Ok(()),
            Ok(_) | Err(StoreError::NotFound) => {
                self.add("responsible", "unknown_user", "somebody active in the practice");
                Ok(())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Fails when anything was not acceptable.
    pub fn finish(self) -> ApiResult<()> {
        if self.0.is_empty() { Ok(()) } else { Err(ApiError::fields(self.0)) }
    }
}
