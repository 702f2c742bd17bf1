//! Finding mails by words in their subject, names, addresses and text.

use domain::search::{fold, words};

use super::{Mail, MailFilter};
use crate::handles::Mails;
use crate::{Result, Store};

/// So many are read at once.
const BATCH: u64 = 500;

impl Mails<&Store> {
    /// The newest `limit` mails that hold every word of `query`, before `before` when given, newest first. Compared as
    /// people search: without accents and capitals. It reads what it looks through, which a list that only the page of
    /// unsent mail shows can afford.
    pub async fn search(
        self,
        wanted: MailFilter,
        query: &str,
        before: Option<i64>,
        limit: u64,
    ) -> Result<Vec<Mail>> {
        let words = words(query);
        if words.is_empty() {
            return self.list(wanted, before, limit).await;
        }
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let mut found = Vec::new();
        let mut place = before;
        loop {
            let batch = self.list(wanted.clone(), place, BATCH).await?;
            let Some(last) = batch.last() else { return Ok(found) };
            place = Some(last.seq);
            found.extend(batch.into_iter().filter(|mail| holds(mail, &words)));
            if found.len() >= limit {
                found.truncate(limit);
                return Ok(found);
            }
        }
    }
}

fn holds(mail: &Mail, words: &[String]) -> bool {
    let Mail { subject, to_name, to_address, from_name, body, .. } = mail;
    let text = fold(&format!("{subject} {to_name} {to_address} {from_name} {body}"));
    words.iter().all(|word| text.contains(word.as_str()))
}
