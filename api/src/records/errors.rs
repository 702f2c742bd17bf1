//! Collects what is wrong with the fields of a request, so that all of it is said at once.

use domain::{TextError, UserId};
use storage::StoreError;
use wire::{FieldCode, FieldError};

use crate::error::{ApiError, ApiResult};
use crate::session::Staff;
use crate::state::App;

/// The fields that are not acceptable so far.
#[derive(Debug, Default)]
pub struct Errors(Vec<FieldError>);

impl Errors {
    pub fn add(&mut self, field: impl Into<String>, code: FieldCode, message: impl Into<String>) {
        self.0.push(FieldError::new(field, code, message));
    }

    pub fn push(&mut self, error: FieldError) {
        self.0.push(error);
    }

    /// The text, or an empty one and the reason why there is none.
    pub fn text(&mut self, field: &str, parsed: Result<String, TextError>) -> String {
        parsed.unwrap_or_else(|error| {
            self.add(field, FieldCode::of_text(error), error.to_string());
            String::new()
        })
    }

    /// Whether a list has at least one item and at most `most`.
    pub fn count(&mut self, field: &str, items: usize, most: usize) -> bool {
        if items == 0 {
            self.add(field, FieldCode::Required, "at least one");
        } else if items > most {
            self.add(field, FieldCode::TooMany, format!("at most {most}"));
        }
        (1..=most).contains(&items)
    }

    /// Whether a list, which may be empty, has at most `most` items.
    pub fn at_most(&mut self, field: &str, items: usize, most: usize) -> bool {
        if items > most {
            self.add(field, FieldCode::TooMany, format!("at most {most}"));
        }
        items <= most
    }

    /// Responsible is somebody of the practice who still works there.
    pub async fn responsible(&mut self, app: &App, staff: &Staff, user: UserId) -> ApiResult<()> {
        match app.store.practice(staff.practice).users().find(user).await {
            Ok(user) if user.deactivated_at.is_none() => Ok(()),
            Ok(_) | Err(StoreError::NotFound) => {
                self.add("responsible", FieldCode::UnknownUser, "somebody active in the practice");
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
