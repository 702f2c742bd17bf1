//! What was said, a window at a time, in both directions.

use domain::ConversationId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::Message;
use crate::entity::message::{Column, Entity};
use crate::handles::Chat;
use crate::{Result, Store};

/// Which part of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Latest,
    Before(i64),
    After(i64),
    /// What surrounds a message, with it.
    Around(i64),
}

/// Messages, oldest first, and whether there are more on either side.
#[derive(Clone, Debug, Default)]
pub struct Window {
    pub messages: Vec<Message>,
    pub more_before: bool,
    pub more_after: bool,
}

impl Chat<&Store> {
    /// At most `limit` messages of a conversation.
    pub async fn history(self, conversation: ConversationId, part: Part, limit: u64) -> Result<Window> {
        let practice = self.practice;
        let all = || {
            Entity::find()
                .filter(Column::ConversationId.eq(conversation))
                .filter(Column::PracticeId.eq(practice))
        };
        match part {
            Part::Latest => {
                let (messages, more_before) = self.db.older(all(), limit).await?;
                Ok(Window { messages, more_before, more_after: false })
            }
            Part::Before(seq) => {
                let (messages, more_before) = self.db.older(all().filter(Column::Seq.lt(seq)), limit).await?;
                Ok(Window { messages, more_before, more_after: true })
            }
            Part::After(seq) => {
                let (messages, more_after) = self.db.newer(all().filter(Column::Seq.gt(seq)), limit).await?;
                Ok(Window { messages, more_before: true, more_after })
            }
            Part::Around(seq) => {
                let half = limit.div_ceil(2);
                let (mut messages, more_before) =
                    self.db.older(all().filter(Column::Seq.lte(seq)), half).await?;
                let rest = (limit - half).max(1);
                let (newer, more_after) = self.db.newer(all().filter(Column::Seq.gt(seq)), rest).await?;
                messages.extend(newer);
                Ok(Window { messages, more_before, more_after })
            }
        }
    }
}

impl Store {
    async fn older(&self, query: Select<Entity>, limit: u64) -> Result<(Vec<Message>, bool)> {
        let rows = query.order_by_desc(Column::Seq).limit(limit + 1).all(self.reader()).await?;
        let (mut rows, more) = cut(rows, limit);
        rows.reverse();
        Ok((rows, more))
    }

    async fn newer(&self, query: Select<Entity>, limit: u64) -> Result<(Vec<Message>, bool)> {
        let rows = query.order_by_asc(Column::Seq).limit(limit + 1).all(self.reader()).await?;
        Ok(cut(rows, limit))
    }
}

/// One more than wanted was asked for, to see whether there are more.
fn cut(mut rows: Vec<Message>, limit: u64) -> (Vec<Message>, bool) {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    (rows, more)
}
