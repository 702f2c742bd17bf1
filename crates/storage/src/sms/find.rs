//! Finding texts in one conversation, on one record, about one case.

use domain::search;
use domain::sms::SmsOf;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

use super::SmsMessage;
use crate::entity::sms_message::{Column, Entity};
use crate::full_text::Search;
use crate::handles::Sms;
use crate::{Result, Store};

/// So many are read at a time.
const BATCH: u64 = 500;

/// Those of one conversation, on one record, about one case.
pub(super) fn texts(of: SmsOf) -> Select<Entity> {
    let all = Entity::find();
    match of {
        SmsOf::Thread(id) => all.filter(Column::ThreadId.eq(id)),
        SmsOf::Applicant(id) => all.filter(Column::ApplicantId.eq(id)),
        SmsOf::Case(id) => all.filter(Column::CaseId.eq(id)),
    }
}

impl Sms<&Store> {
    /// The newest `limit` texts before `before` in which every word of `search` begins a word, newest first.
    ///
    /// What one person wrote is little enough to be read, so that the path of sending keeps no index of words.
    pub async fn search(
        self,
        of: SmsOf,
        search: &Search,
        mut before: Option<i64>,
        limit: u64,
    ) -> Result<Vec<SmsMessage>> {
        let practice = self.practice;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut found = Vec::new();
        loop {
            let batch = self.db.sms_page(texts(of), practice, before, BATCH).await?;
            before = batch.last().map(|oldest| oldest.seq);
            let is_last = u64::try_from(batch.len()).is_ok_and(|read| read < BATCH);
            for message in batch {
                let words = search::index(&message.body);
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                if search.is_found_in(&words) {
                    found.push(message);
                    if found.len() == most {
                        return Ok(found);
                    }
                }
            }
            if is_last {
                return Ok(found);
            }
        }
    }
}
