//! How many texts and mails may be sent.

use serde::Deserialize;

use super::{ConfigError, wrong};

/// Budgets of texts and mails: what a slip or a stolen password can cost is bounded.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(from = "Given")]
pub struct Budgets {
    pub sms: Budget,
    pub mail: Budget,
}

/// How many may be sent. A day is any stretch of 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// By one person within a minute.
    pub per_minute: u32,
    /// By one person within a day.
    pub per_day: u32,
    /// By the whole practice within a day.
    pub practice_per_day: u32,
}

impl Default for Budgets {
    fn default() -> Self {
        Self {
            sms: Budget { per_minute: 60, per_day: 1_000, practice_per_day: 5_000 },
            mail: Budget { per_minute: 30, per_day: 500, practice_per_day: 2_000 },
        }
    }
}

/// As they are written: what is left out is as by default.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Given {
    sms: GivenBudget,
    mail: GivenBudget,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct GivenBudget {
    per_minute: Option<u32>,
    per_day: Option<u32>,
    practice_per_day: Option<u32>,
}

impl GivenBudget {
    fn or(&self, default: Budget) -> Budget {
        Budget {
            per_minute: self.per_minute.unwrap_or(default.per_minute),
            per_day: self.per_day.unwrap_or(default.per_day),
            practice_per_day: self.practice_per_day.unwrap_or(default.practice_per_day),
        }
    }
}

impl From<Given> for Budgets {
    fn from(given: Given) -> Self {
        let default = Self::default();
        Self { sms: given.sms.or(default.sms), mail: given.mail.or(default.mail) }
    }
}

impl Budgets {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        for (section, budget) in [("sms", self.sms), ("mail", self.mail)] {
            for (key, value) in [
                ("per_minute", budget.per_minute),
                ("per_day", budget.per_day),
                ("practice_per_day", budget.practice_per_day),
            ] {
                if value == 0 {
                    return Err(wrong(&format!("budgets.{section}.{key}"), value, "1 or more"));
                }
            }
        }
        Ok(())
    }
}
