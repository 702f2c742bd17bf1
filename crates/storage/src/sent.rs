//! Who sent what lately: what budgets of texts and mails begin with after a restart.

use chrono::{DateTime, Utc};
use domain::UserId;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entity::{idempotency_key, mail, sms_message};
use crate::handles::Outbox;
use crate::outbox::Channel;
use crate::sms::OUT;
use crate::{Result, Store};

impl Outbox<&Store> {
    /// Who of the team sent something by a channel since then, and when: the newest `limit`, newest first.
    pub async fn sent_since(
        self,
        channel: Channel,
        since: DateTime<Utc>,
        limit: u64,
    ) -> Result<Vec<(UserId, DateTime<Utc>)>> {
        let practice = self.practice;
        // The newest rows come first and are few; what is older is not looked for.
        let rows: Vec<(Option<UserId>, DateTime<Utc>)> = match channel {
            Channel::Sms => {
                use sms_message::{Column, Entity};
                Entity::find()
                    .select_only()
                    .columns([Column::AuthorId, Column::CreatedAt])
                    .filter(Column::PracticeId.eq(practice))
                    .filter(Column::Direction.eq(OUT))
                    .order_by_desc(Column::Seq)
                    .limit(limit)
                    .into_tuple()
                    .all(self.db.reader())
                    .await?
            }
            Channel::Mail => {
                use mail::{Column, Entity};
                Entity::find()
                    .select_only()
                    .columns([Column::AuthorId, Column::WrittenAt])
                    .filter(Column::PracticeId.eq(practice))
                    .order_by_desc(Column::Seq)
                    .limit(limit)
                    .into_tuple()
                    .all(self.db.reader())
                    .await?
            }
        };
        let lately = rows.into_iter().filter(|(_, at)| *at > since);
        Ok(lately.filter_map(|(author, at)| Some((author?, at))).collect())
    }

    /// Whether someone's request with this key was done before: asking again sends nothing more.
    pub async fn was_sent(self, author: UserId, channel: Channel, key: &str) -> Result<bool> {
        match channel {
            Channel::Sms => {
                use sms_message::{Column, Entity};
                let known = Entity::find()
                    .filter(Column::PracticeId.eq(self.practice))
                    .filter(Column::AuthorId.eq(author))
                    .filter(Column::Nonce.eq(key));
                Ok(known.one(self.db.reader()).await?.is_some())
            }
            Channel::Mail => {
                let known = idempotency_key::Entity::find_by_id((author.as_uuid(), key.to_owned()));
                Ok(known.one(self.db.reader()).await?.is_some())
            }
        }
    }
}
